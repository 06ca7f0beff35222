"""Make a source of a token: a card under the id that old clients expect (docs/decisions/0080)."""

from collections.abc import Mapping

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.payment_methods import store
from billhook.payment_methods.actions.create import billing_details, card_of_token
from billhook.payment_methods.objects import CARD, PaymentMethod
from billhook.payment_methods.rules.sources import PREFIX, is_generated, refuse_other_sources, source_of
from billhook.wire.params import merged_metadata


async def create_source(tx: Tx, token: str, param: str, metadata: Mapping[str, str] | None = None) -> PaymentMethod:
    """The card of a token, which nobody has yet; no event tells of it.

    Raises METHOD_AS_SOURCE, SOURCE_NOT_OFFERED, TOKEN_USED, LIVE_CARD_NUMBER, NO_SUCH_PARAM, TEST_METHOD_NOT_OFFERED.
    """
    refuse_other_sources(token, param)
    name, card, billing = await card_of_token(tx, token, param, billing_details(None, None))
    made = PaymentMethod(
        id=source_of(token) if is_generated(token) else new_id(PREFIX), created=tx.now, customer=None, type=CARD,
        token=name, details=card, billing_details=billing, allow_redisplay="unspecified",
        metadata=merged_metadata({}, metadata or {}),
    )  # fmt: skip
    await store.insert(tx, made)
    return made
