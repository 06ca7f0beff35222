"""Hear what a processor tells: check who says it, note when, and name whom to wake."""

import hmac
from collections.abc import Mapping, Sequence

from billhook.db.tx import Tx
from billhook.processor_accounts import store
from billhook.processor_accounts.facts import PaymentsFollowed, PayoutsTold, news_secret
from billhook.processor_accounts.sealing import Safe
from billhook.processors.connecting import Connectable
from billhook.processors.interface import Forged, News

_CALL = "call_"

_FAILED_EVERY_SECONDS = 60


class Mistrusted(Forged):
    """News came to the door of an account, and the secret that is stored did not sign them."""


async def hear(
    tx: Tx, safe: Safe, there: Connectable, door: str, headers: Mapping[str, str], body: bytes
) -> tuple[str, ...]:
    """The ids that news of a processor are about, and the calls of ours that made those, for whoever wakes them in the
    same transaction; `body` is as it came.

    News that come twice wake twice, which changes nothing. Raises Forged, for the right door Mistrusted, and
    SecretsLocked; then nothing was read.
    """
    account = await store.find(tx, there.name)
    secret = await news_secret(tx, safe, there.name) if there.signs_news else ""
    if account is None or secret is None or not hmac.compare_digest(account.door.encode(), door.encode()):
        raise Forged("nobody sends news to this address")
    try:
        heard = there.news(headers, body, secret=secret, now=tx.wall_now)
    except Forged as forged:
        if there.signs_news:
            raise Mistrusted(str(forged)) from None
        raise
    named = tuple(dict.fromkeys(id for one in heard for id in one.references))
    made_by = await store.keys_of(tx, there.name, _nameless(heard))
    if there.signs_news or made_by:
        await store.note_news(tx, there.name, next((one.type for one in heard if one.type), None))
    followed = tuple(id for one in heard if one.follows for id in one.references)
    await announce_followed(tx, there.name, followed)
    if any(one.pays_out for one in heard):
        await tx.announce(PayoutsTold(there.name))
    return tuple(dict.fromkeys(named + made_by))


async def announce_followed(tx: Tx, processor: str, named: Sequence[str]) -> None:
    """Say which payments something followed of, by the processor's names: of them, and of the calls that made them."""
    if named:
        made_by = await store.keys_of(tx, processor, named)
        await tx.announce(PaymentsFollowed(processor, tuple(dict.fromkeys((*named, *made_by)))))


def _nameless(heard: tuple[News, ...]) -> list[str]:
    """The objects of news without the metadata in which the call is named."""
    return [id for one in heard if not any(each.startswith(_CALL) for each in one.references) for id in one.references]


async def note_mistrusted(tx: Tx, there: Connectable) -> None:
    """Write down, for the people of the account, that news came which nobody signed."""
    await store.note_failed_news(tx, there.name, every_seconds=_FAILED_EVERY_SECONDS)
