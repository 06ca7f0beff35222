"""Record a payment that was made elsewhere, in full or in part (invoicing.md §3.10)."""

from billhook.customers.actions.delinquency import set_delinquent
from billhook.db.tx import Tx
from billhook.invoices import payments_store, store, view
from billhook.invoices.actions.default_payment import lock_idle_payment, sync_payment
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.objects import Invoice, InvoiceDetails, InvoicePayment
from billhook.invoices.recording_params import RecordPayment
from billhook.invoices.rules.ending import ended
from billhook.invoices.rules.lifecycle import INVOICE, INVOICE_PAYMENT, PAID
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payments import records_store
from billhook.payments.objects import PaymentIntent, PaymentRecord


async def record_payment(tx: Tx, params: RecordPayment, invoice_id: str) -> InvoiceDetails:
    """The invoice with the payment; paid if nothing remains. How it was paid is kept with the record.

    Raises NO_SUCH_PATH, ALREADY_PAID, NOT_OPEN, PAYMENT_IN_FLIGHT, and INVALID_VALUE for more than remains.
    """
    details = await store.lock(tx, invoice_id)
    invoice = details.invoice
    INVOICE.require("mark_paid", invoice.status)
    intent = await lock_idle_payment(tx, invoice)
    if params.amount > invoice.amount_remaining:
        reason = f"must not be more than what remains ({invoice.amount_remaining})"
        raise errors.INVALID_VALUE(param="amount", name="amount", reason=reason)
    told = {"method": params.method, "reference": params.reference, "paid_on": params.paid_on}
    return await record(
        tx, details, intent, amount=params.amount, metadata={name: text for name, text in told.items() if text}
    )


async def record(
    tx: Tx, before: InvoiceDetails, intent: PaymentIntent | None, *, amount: int, metadata: dict[str, str]
) -> InvoiceDetails:
    """Write down a payment of a locked invoice: `invoice_payment.paid`, and `invoice.paid` if it was the last.

    There is no `invoice.payment_succeeded`. `intent` is what `lock_idle_payment` gave.
    """
    invoice = before.invoice
    made = PaymentRecord(new_id("pr"), tx.now, invoice.customer, invoice.currency, amount, metadata=metadata)
    payment = InvoicePayment(
        id=new_id("inpay"), created=tx.now, invoice=invoice.id, currency=invoice.currency, amount_requested=amount,
        amount_paid=amount, status=INVOICE_PAYMENT.starts["record"], is_default=False, payment_record=made.id,
        paid_at=tx.now, canceled_at=None,
    )  # fmt: skip
    paid = _recorded(invoice, amount, now=tx.now)
    await records_store.insert(tx, made)
    await payments_store.insert(tx, payment)
    await store.save(tx, invoice, paid)
    tx.emit("invoice_payment.paid", tx.render(view.payment, payment))
    events = ["invoice.paid"] if paid.status == PAID else []
    details = await emit_change(tx, before, replace(before, invoice=paid), *events)
    await sync_payment(tx, paid, intent)
    if before.customer_delinquent and paid.status == PAID:
        await set_delinquent(tx, invoice.customer, False)
    return details


def _recorded(invoice: Invoice, amount: int, *, now: int) -> Invoice:
    told = replace(
        invoice,
        amount_paid=invoice.amount_paid + amount,
        amount_paid_off_stripe=invoice.amount_paid_off_stripe + amount,
    )
    return told if told.amount_remaining > 0 else ended(told, "mark_paid", paid_at=now)
