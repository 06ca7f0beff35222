"""Hear what a processor tells: check who says it, note when, and name whom to wake."""

import hmac
from collections.abc import Mapping

from billhook.db.tx import Tx
from billhook.processor_accounts import store
from billhook.processor_accounts.facts import news_secret
from billhook.processor_accounts.objects import STRIPE
from billhook.processor_accounts.sealing import Safe
from billhook.processors.interface import Forged
from billhook.processors.stripe.news import news


async def hear(tx: Tx, safe: Safe, door: str, headers: Mapping[str, str], body: bytes) -> tuple[str, ...]:
    """The ids that signed news are about, for whoever wakes them in the same transaction; `body` is as it came.

    News that come twice wake twice, which changes nothing. Raises Forged, and SecretsLocked; then nothing was read.
    """
    account = await store.find(tx, STRIPE)
    secret = await news_secret(tx, safe, STRIPE)
    if account is None or secret is None or not hmac.compare_digest(account.door.encode(), door.encode()):
        raise Forged("nobody sends news to this address")
    heard = news(headers, body, secret=secret, now=tx.wall_now)
    await store.note_news(tx, STRIPE)
    return tuple(dict.fromkeys(id for one in heard for id in one.references))
