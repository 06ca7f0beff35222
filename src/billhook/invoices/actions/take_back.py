"""Take cash back from what it has paid, in the order in which everybody locks (decision 23)."""

from collections.abc import Iterable

from billhook.customers.actions.delinquency import set_delinquent
from billhook.db.tx import Tx
from billhook.invoices import payments_store, store
from billhook.invoices.actions.default_payment import open_payment, sync_payment
from billhook.invoices.actions.reconcile import pay_by_what_is_there
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.objects import InvoiceDetails, InvoicePayment
from billhook.invoices.rules.due_steps import PAST_DUE, planned_steps
from billhook.invoices.rules.lifecycle import INVOICE_PAYMENT, OPEN, PAYMENT_PAID
from billhook.invoices.rules.reopening import reopened, why_not
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments import store as payments
from billhook.payments.actions import take_back as cash
from billhook.payments.actions.for_invoice import lock_unpaid
from billhook.payments.objects import PaymentIntent


async def lock_paid(tx: Tx, intents: Iterable[str]) -> list[PaymentIntent]:
    """These intents, locked in their order after the invoices that they pay."""
    ids = sorted(set(intents))
    invoices = await payments_store.invoices_of_intents(tx, ids) if ids else {}
    for invoice in sorted(set(invoices.values())):
        await store.lock_unread(tx, invoice)
    locked = [await payments.lock_intent(tx, id) for id in ids]
    return [one for one in locked if one is not None]


async def take_back(tx: Tx, intents: Iterable[PaymentIntent]) -> list[str]:
    """Locked intents give back the cash that was applied to them; the invoices that are open again because of that.

    An intent of no invoice that has succeeded stays paid, so its money has to be refunded before. Raises MONEY_SPENT.
    """
    opened = []
    for intent in intents:
        payment = await payments_store.find_of_intent(tx, intent.id)
        if not await cash.is_paid_by_cash(tx, intent):
            await cash.take_back(tx, intent)
        elif payment is None or payment.status != PAYMENT_PAID:
            await _insist_on_refund(tx, intent)
        else:
            before = await store.lock(tx, payment.invoice)
            if (reason := why_not(before.invoice)) is not None:
                raise errors.MONEY_SPENT(reason=reason)
            if not await cash.take_back(tx, intent):
                raise errors.MONEY_SPENT(reason=f"the payment {intent.id} was refunded")
            await _without(tx, before, payment)
            opened.append(payment.invoice)
    return opened


async def pay_again(tx: Tx, invoice_id: str) -> None:
    """An invoice that is open again waits for a transfer if that alone can pay it, and other cash may pay it."""
    details = await store.lock(tx, invoice_id)
    await pay_by_what_is_there(tx, details.invoice)


async def paid_since(tx: Tx, invoice_id: str, moment: int) -> str | None:
    """The payment intent of an invoice that was paid at this moment or later; None if it was not."""
    details = await store.find(tx, invoice_id)
    paid_at = details.invoice.paid_at if details is not None else None
    return details.invoice.payment_intent if details is not None and paid_at and paid_at >= moment else None


async def _insist_on_refund(tx: Tx, intent: PaymentIntent) -> None:
    charge = await payments.find_charge(tx, intent.latest_charge or "")
    if charge is not None and charge.amount_refunded < charge.amount:
        raise errors.MONEY_SPENT(reason=f"it paid {intent.id}, which belongs to no invoice; refund that payment first")


async def _without(tx: Tx, before: InvoiceDetails, payment: InvoicePayment) -> InvoiceDetails:
    """The locked invoice without a payment; what it still asks for has a payment intent again."""
    gone = replace(
        payment, status=INVOICE_PAYMENT.after("take_back", payment.status), amount_paid=None, paid_at=None,
        canceled_at=tx.now,
    )  # fmt: skip
    await payments_store.save(tx, gone)
    invoice = reopened(before.invoice, payment.amount_paid or 0)
    waiting = await lock_unpaid(tx, invoice.payment_intent)
    if waiting is None and invoice.status == OPEN:
        invoice = await open_payment(tx, invoice, receipt_email=before.bill_to.email)
    else:
        await sync_payment(tx, invoice, waiting)
    invoice = planned_steps(invoice, tx.tenant.settings, now=tx.now)
    await store.save(tx, before.invoice, invoice)
    details = await emit_change(tx, before, replace(before, invoice=invoice))
    if invoice.status == OPEN and PAST_DUE in invoice.due_steps:
        await set_delinquent(tx, invoice.customer, True)
    return details
