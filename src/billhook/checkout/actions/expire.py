"""Expire a session: nobody can pay it any more."""

from billhook.checkout import store, view
from billhook.checkout.actions.locking import lock_with_intent
from billhook.checkout.objects import CheckoutSession
from billhook.checkout.rules.lifecycle import CHECKOUT_SESSION, OPEN
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments.actions.cancel import cancel_locked
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import WAITING
from billhook.setup_intents.actions.cancel import cancel as cancel_setup
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import CancelSetupIntent

_EXPIRED = "expired"


async def expire(tx: Tx, session_id: str) -> CheckoutSession:
    """The expired session, with the cancellation of its intent and `checkout.session.expired`.

    Raises NO_SUCH_PATH, CHECKOUT_NOT_OPEN, CHECKOUT_BEING_PAID.
    """
    session, intent = await lock_with_intent(tx, session_id, _EXPIRED)
    expired = replace(session, status=CHECKOUT_SESSION.after("expire", session.status))
    if intent is not None and intent.status in WAITING:
        if isinstance(intent, PaymentIntent):
            await cancel_locked(tx, intent, "automatic")
        elif isinstance(intent, SetupIntent):
            await cancel_setup(tx, CancelSetupIntent.of(cancellation_reason="abandoned"), intent.id)
    elif intent is not None and intent.status != "canceled":
        raise errors.CHECKOUT_BEING_PAID(done=_EXPIRED)
    await store.save(tx, expired)
    tx.emit("checkout.session.expired", tx.render(view.checkout_session, expired))
    return expired


async def expire_due(tx: Tx, session_id: str) -> None:
    """The moment of a session is there: it expires, unless its payer is paying it at this very moment."""
    session, intent = await lock_with_intent(tx, session_id, _EXPIRED)
    being_paid = intent is not None and intent.status not in (*WAITING, "canceled")
    if session.status == OPEN and session.expires_at <= tx.now and not being_paid:
        await expire(tx, session_id)
