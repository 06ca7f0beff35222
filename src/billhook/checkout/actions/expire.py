"""Expire a session: nobody can pay it any more."""

from billhook.checkout import store, view
from billhook.checkout.actions.locking import lock_with_intent
from billhook.checkout.objects import CheckoutSession
from billhook.checkout.rules.lifecycle import CHECKOUT_SESSION
from billhook.db.calls import ask_first
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments.actions.cancel import cancel_locked
from billhook.payments.actions.withdrawing import open_session
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.away import WITHDRAW
from billhook.payments.rules.lifecycle import WAITING
from billhook.setup_intents.actions.cancel import cancel as cancel_setup
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import CancelSetupIntent

_EXPIRED = "expired"
_AGAIN_SECONDS = 600


async def expire(tx: Tx, session_id: str) -> CheckoutSession:
    """The expired session, with the cancellation of its intent and `checkout.session.expired`.

    A page of the processor on which it may still be paid is withdrawn before. Raises NO_SUCH_PATH, CHECKOUT_NOT_OPEN,
    CHECKOUT_BEING_PAID and AskFirst.
    """
    session, intent = await lock_with_intent(tx, session_id, _EXPIRED)
    if await _may_be_paid_away(tx, intent):
        raise errors.CHECKOUT_BEING_PAID(done=_EXPIRED)
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


async def _may_be_paid_away(tx: Tx, intent: PaymentIntent | SetupIntent | None) -> bool:
    """Whether nobody can say that a locked intent is not paid on the processor's page. Raises AskFirst."""
    if not isinstance(intent, PaymentIntent) or await open_session(tx, intent) is None:
        return False
    ask_first(tx, WITHDRAW, intent.id)
    return True


async def expire_due(tx: Tx, session_id: str) -> None:
    """The moment of a session is there: it expires, unless its payer is paying it at this very moment.

    Then somebody looks again later: they may not have paid in the end. Raises AskFirst.
    """
    session, intent = await lock_with_intent(tx, session_id, _EXPIRED)
    if not CHECKOUT_SESSION.allows("expire", session.status) or session.expires_at > tx.now:
        return
    being_paid = intent is not None and intent.status not in (*WAITING, "canceled")
    if being_paid or await _may_be_paid_away(tx, intent):
        tx.enqueue("checkout.expire", f"{tx.tenant.id}/{session_id}", at=tx.now + _AGAIN_SECONDS)
        return
    await expire(tx, session_id)
