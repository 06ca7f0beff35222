"""Lock a payment intent: after the invoice that it pays, as everybody does."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.payments import store, view
from billhook.payments.facts import LockingPaymentIntent
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import refusal


async def lock_intent(tx: Tx, intent_id: str) -> PaymentIntent:
    """A payment intent that nobody else changes until this transaction ends. Raises NO_SUCH_PATH.

    One that only carries a charge is none to those who name it.
    """
    intent = await lock_carrier(tx, intent_id)
    if intent.is_direct:
        raise errors.NO_SUCH_PATH(noun="payment_intent", id=intent_id)
    return intent


async def lock_carrier(tx: Tx, intent_id: str) -> PaymentIntent:
    """The same, also if it only carries a charge. Raises NO_SUCH_PATH."""
    await tx.before_locking(LockingPaymentIntent(intent_id))
    intent = await store.lock_intent(tx, intent_id)
    if intent is None:
        raise errors.NO_SUCH_PATH(noun="payment_intent", id=intent_id)
    return intent


def check(tx: Tx, verb: str, intent: PaymentIntent) -> None:
    """Raises the refusal of the table of states, which carries the intent."""
    error = refusal(verb, intent)
    if error is not None:
        raise with_intent(tx, error, intent)


def with_intent(tx: Tx, error: ApiError, intent: PaymentIntent) -> ApiError:
    """An error that carries the intent as it stands."""
    return error.with_attributes(payment_intent=tx.render(view.payment_intent, intent))
