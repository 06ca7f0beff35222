"""Cancel a payment intent, for good (platform.md §7.1)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments import store, view
from billhook.payments.actions.fund import let_go
from billhook.payments.actions.locking import check, lock_intent
from billhook.payments.actions.release import claim_release, expire_authorization
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import PaymentIntent
from billhook.payments.params import CancelPaymentIntent
from billhook.payments.rules.capturing import has_lapsed
from billhook.payments.rules.lifecycle import PAYMENT_INTENT, REQUIRES_CAPTURE


async def cancel(tx: Tx, params: CancelPaymentIntent, intent_id: str) -> PaymentIntent | Call:
    """The canceled payment intent, or what the processor has to be asked where it holds something.

    Raises NO_SUCH_PATH, INTENT_STATE, INTENT_OF_INVOICE.
    """
    intent = await lock_intent(tx, intent_id)
    if intent.invoice is not None:
        what = "it cannot be canceled by itself; void the invoice instead"
        raise errors.INTENT_OF_INVOICE(invoice=intent.invoice, what=what)
    check(tx, "cancel", intent)
    if has_lapsed(intent, tx.now):
        return await expire_authorization(tx, intent)
    if intent.status == REQUIRES_CAPTURE:
        return await claim_release(tx, intent, params.cancellation_reason)
    canceled = await cancel_locked(tx, intent, params.cancellation_reason)
    await tx.announce(PaymentIntentSettled(canceled))
    return canceled


async def cancel_locked(tx: Tx, intent: PaymentIntent, reason: str | None) -> PaymentIntent:
    """Cancel a locked intent that waits for something, with `payment_intent.canceled`."""
    assert intent.status != REQUIRES_CAPTURE  # An authorization is given up by a call.
    free = await let_go(tx, intent)
    canceled = replace(
        free, status=PAYMENT_INTENT.after("cancel", free.status), awaits_transfer=False, canceled_at=tx.now,
        cancellation_reason=reason,
    )  # fmt: skip
    await store.save_intent(tx, canceled)
    tx.emit("payment_intent.canceled", tx.render(view.payment_intent, canceled))
    return canceled
