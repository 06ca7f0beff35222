"""What can be looked at: payment intents, charges, refunds, confirmation tokens and payment records."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payment_methods import store as methods
from billhook.payments import confirmation_tokens_store, records_store, refunds_store, store
from billhook.payments.objects import Charge, ConfirmationTokenDetails, PaymentIntent, PaymentRecord, Refund
from billhook.payments.params import RetrievePaymentIntent
from billhook.payments.rules.client_secret import check_client_secret


async def intent(reader: Reader, params: RetrievePaymentIntent, intent_id: str) -> PaymentIntent:
    """A payment intent; a browser proves with the client secret that it may see it.

    Raises NO_SUCH_PATH and what `check_client_secret` raises.
    """
    found = await store.find_intent(reader, intent_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="payment_intent", id=intent_id)
    check_client_secret(params.client_secret, found.client_secret, "PaymentIntent")
    return found


async def charge(reader: Reader, charge_id: str) -> Charge:
    """A charge. Raises NO_SUCH_PATH."""
    found = await store.find_charge(reader, charge_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="charge", id=charge_id)
    return found


async def refund(reader: Reader, refund_id: str) -> Refund:
    """A refund. Raises NO_SUCH_PATH."""
    found = await refunds_store.find(reader, refund_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="refund", id=refund_id)
    return found


async def confirmation_token(reader: Reader, token_id: str) -> ConfirmationTokenDetails:
    """A confirmation token and its payment method. Raises NO_SUCH_PATH."""
    token = await confirmation_tokens_store.find(reader, token_id)
    method = await methods.find(reader, token.payment_method) if token is not None else None
    if token is None or method is None:
        raise errors.NO_SUCH_PATH(noun="confirmation_token", id=token_id)
    return ConfirmationTokenDetails(token, method)


async def record(reader: Reader, record_id: str) -> PaymentRecord:
    """A payment record. Raises NO_SUCH_PATH."""
    found = await records_store.find(reader, record_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="payment_record", id=record_id)
    return found
