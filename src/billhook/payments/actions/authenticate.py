"""Record the result of 3-D Secure for a payment (platform.md §7.5)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payment_methods import mandates_store
from billhook.payment_methods import store as methods
from billhook.payment_methods.view import payment_method
from billhook.payments import store, view
from billhook.payments.actions.confirm import claim_payment
from billhook.payments.actions.locking import check, lock_intent
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.settling import failed


async def authenticate(tx: Tx, intent_id: str, *, agreed: bool) -> PaymentIntent | Call:
    """What has to be asked of the processor now that the holder agreed, or the intent that came to nothing.

    Raises NO_SUCH_PATH, INTENT_STATE.
    """
    intent = await lock_intent(tx, intent_id)
    check(tx, "authenticate", intent)
    assert intent.payment_method is not None
    method = await methods.lock(tx, intent.payment_method)
    assert method is not None
    if agreed:
        given = await mandates_store.active_of(tx, method.id)
        mandate = given[-1] if given else None
        return await claim_payment(
            tx, intent, method, mandate=mandate, off_session=False, may_ask=True, authenticated=True
        )
    lost = failed(intent, errors.AUTHENTICATION_FAILED(), payment_method(tx, method), verb="refuse")
    await store.save_intent(tx, lost)
    tx.emit("payment_intent.payment_failed", tx.render(view.payment_intent, lost))
    await tx.announce(PaymentIntentSettled(lost))
    return lost
