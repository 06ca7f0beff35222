"""Lock a session in the order of decision 23: its payment intent first, as everybody locks intents before sessions."""

from billhook.checkout import store
from billhook.checkout.objects import CheckoutSession
from billhook.db.clocks import live_in_time_of
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payments.actions.locking import lock_intent
from billhook.payments.objects import PaymentIntent
from billhook.setup_intents.actions.locking import lock_setup_intent
from billhook.setup_intents.objects import SetupIntent


async def lock_with_intent(
    tx: Tx, session_id: str, done: str
) -> tuple[CheckoutSession, PaymentIntent | SetupIntent | None]:
    """A session with the intent that its payer tried with; nobody else changes either until this transaction ends.

    `done` is what was to happen to it, for the error. Raises NO_SUCH_PATH, CHECKOUT_BEING_PAID if its payer began while
    we waited.
    """
    found = await store.find(tx, session_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="checkout.session", id=session_id)
    intent: PaymentIntent | SetupIntent | None = None
    if found.payment_intent is not None:
        intent = await lock_intent(tx, found.payment_intent)
    elif found.setup_intent is not None:
        intent = await lock_setup_intent(tx, found.setup_intent)
    session = await store.lock(tx, session_id)
    assert session is not None
    await live_in_time_of(tx, session.test_clock)  # that of a guest is the wall's
    if session.intent != found.intent:
        raise errors.CHECKOUT_BEING_PAID(done=done)
    return session, intent
