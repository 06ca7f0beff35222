"""What can be looked at: payment intents, charges, refunds, confirmation tokens and payment records."""

from dataclasses import dataclass

from billhook.db import calls_look
from billhook.db.calls_look import WaitingCall
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payment_methods import store as methods
from billhook.payments import confirmation_tokens_store, records_store, refunds_store, store
from billhook.payments.objects import ConfirmationTokenDetails, PaymentIntent
from billhook.payments.params import RetrievePaymentIntent
from billhook.payments.rules.client_secret import check_client_secret
from billhook.wire.lookups import existing


async def intent(reader: Reader, params: RetrievePaymentIntent, intent_id: str) -> PaymentIntent:
    """A payment intent; a browser proves with the client secret that it may see it.

    Raises NO_SUCH_PATH and what `check_client_secret` raises.
    """
    found = await store.find_intent(reader, intent_id)
    if found is None or found.is_direct:
        raise errors.NO_SUCH_PATH(noun="payment_intent", id=intent_id)
    check_client_secret(params.client_secret, found.client_secret, "PaymentIntent")
    return found


payment = existing(store.find_intent, "payment_intent")
"""A payment for a page: an intent, also one that only carries a charge. Raises NO_SUCH_PATH."""

charge = existing(store.find_charge, "charge")
"""A charge. Raises NO_SUCH_PATH."""


refund = existing(refunds_store.find, "refund")
"""A refund. Raises NO_SUCH_PATH."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that is not settled, with the payment that it is about and the invoice of that, if there are."""

    call: WaitingCall
    intent: str | None
    invoice: str | None


async def waiting(reader: Reader, after: str, before: str, silent: bool, limit: int) -> list[Waiting]:
    """Calls that are not settled, as `calls_look.waiting` finds them."""
    calls = await calls_look.waiting(reader, after=after, before=before, silent=silent, limit=limit)
    about = await store.intents_behind(reader, calls_look.subjects(calls))
    return [Waiting(call, *about.get(call.subject, (None, None))) for call in calls]


waiting_call = existing(calls_look.find_waiting, "call")
"""A call that is not settled. Raises NO_SUCH_PATH."""


async def confirmation_token(reader: Reader, token_id: str) -> ConfirmationTokenDetails:
    """A confirmation token and its payment method. Raises NO_SUCH_PATH."""
    token = await confirmation_tokens_store.find(reader, token_id)
    method = await methods.find(reader, token.payment_method) if token is not None else None
    if token is None or method is None:
        raise errors.NO_SUCH_PATH(noun="confirmation_token", id=token_id)
    return ConfirmationTokenDetails(token, method)


record = existing(records_store.find, "payment_record")
"""A payment record. Raises NO_SUCH_PATH."""
