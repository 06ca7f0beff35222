"""What can be looked at: payment methods, mandates and tokens of cards. `customers` lists payment methods."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payment_methods import card_tokens_store, mandates_store, store
from billhook.payment_methods.objects import MandateDetails
from billhook.wire.lookups import existing

payment_method = existing(store.find, "PaymentMethod")
"""A payment method, whoever has it. Raises NO_SUCH_PATH."""


async def mandate(reader: Reader, mandate_id: str) -> MandateDetails:
    """A mandate and the payment method that it is for. Raises NO_SUCH_PATH."""
    found = await mandates_store.find(reader, mandate_id)
    method = await store.find(reader, found.payment_method) if found is not None else None
    if found is None or method is None:
        raise errors.NO_SUCH_PATH(noun="mandate", id=mandate_id)
    return MandateDetails(found, method)


card_token = existing(card_tokens_store.find, "token")
"""A token of a card. Raises NO_SUCH_PATH."""
