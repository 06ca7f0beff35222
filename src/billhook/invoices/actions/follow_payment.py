"""What a payment intent does to the invoice that it pays (invoicing.md §3.17, §6.3–6.5)."""

from billhook.customers.actions.delinquency import set_delinquent
from billhook.customers.balance import move_balance
from billhook.db.tx import Tx
from billhook.invoices import payments_store, store, view
from billhook.invoices.actions.attempts import record_attempt, record_under_way
from billhook.invoices.actions.default_payment import sync_payment
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.actions.tell_payer import tell_paid, tell_paid_alone, tell_payer
from billhook.invoices.objects import InvoiceDetails, InvoicePayment
from billhook.invoices.rules.collecting import AUTOMATIC, collected
from billhook.invoices.rules.lifecycle import INVOICE_PAYMENT, PAYMENT_OPEN, VOID
from billhook.kernel.replacing import replace
from billhook.payments.actions.for_invoice import lock_unpaid
from billhook.payments.facts import LockingPaymentIntent, PaymentIntentSettled
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import CANCELED, PROCESSING, REQUIRES_ACTION, REQUIRES_CAPTURE, SUCCEEDED


async def lock_invoice(tx: Tx, rows: LockingPaymentIntent) -> None:
    """An intent is about to be locked: lock the invoice that it pays before, as everybody does."""
    payment = await payments_store.find_of_intent(tx, rows.intent)
    if payment is not None:
        await store.lock_unread(tx, payment.invoice)


async def follow_payment(tx: Tx, settled: PaymentIntentSettled) -> None:
    """An intent came to something: so does its invoice."""
    intent = settled.intent
    payment = await payments_store.find_of_intent(tx, intent.id)
    if payment is None and intent.status == SUCCEEDED and settled.charge is not None:
        await tell_paid_alone(tx, settled.charge)
    if payment is None or payment.status != PAYMENT_OPEN:
        return
    if intent.status == CANCELED:
        await payments_store.cancel(tx, intent.id)
        return
    if intent.status == REQUIRES_CAPTURE and intent.amount != payment.amount_requested:
        await payments_store.request(tx, intent.id, intent.amount)
    before = await store.lock(tx, payment.invoice)
    if intent.status != SUCCEEDED and not payment.is_default:
        return  # An attempt with a payment beside the default one is no attempt of the invoice to collect itself.
    automatic = settled.verb == AUTOMATIC
    counted = settled.was_reported
    if intent.status == SUCCEEDED:
        assert settled.charge is not None
        await collect(tx, before, payment, intent, settled.charge, automatic=automatic, counted=counted)
    elif intent.status == PROCESSING:
        await record_under_way(tx, before, automatic=automatic)
    else:
        event = "invoice.payment_action_required" if intent.status == REQUIRES_ACTION else "invoice.payment_failed"
        tried = await record_attempt(tx, before, event, automatic=automatic, counted=counted)
        if automatic and tried.invoice.status != VOID:
            await tell_payer(tx, tried, intent)


async def collect(
    tx: Tx, before: InvoiceDetails, payment: InvoicePayment, intent: PaymentIntent, charge: Charge, *,
    automatic: bool = False, counted: bool = False,
) -> InvoiceDetails:  # fmt: skip
    """The locked invoice after a payment of it came in; what is too much goes to the customer's balance."""
    invoice = collected(before.invoice, intent.amount_received, now=tx.now, automatic=automatic, counted=counted)
    over = invoice.amount_overpaid - before.invoice.amount_overpaid
    paid = replace(
        payment, status=INVOICE_PAYMENT.after("pay", payment.status), amount_paid=intent.amount_received,
        paid_at=tx.now, amount_overpaid=over,
    )  # fmt: skip
    await payments_store.save(tx, paid)
    tx.emit("invoice_payment.paid", tx.render(view.payment, paid))
    if over:
        balance = await move_balance(tx, invoice.customer, invoice.currency)
        await balance.to(balance.amount - over, "invoice_overpaid", invoice=invoice.id)
    events = ["invoice.paid", "invoice.payment_succeeded"] if invoice.status != before.invoice.status else []
    await store.save(tx, before.invoice, invoice)
    types = [*events, *(["invoice.overpaid"] if over else [])]
    details = await emit_change(tx, before, replace(before, invoice=invoice), *types)
    await tell_paid(tx, details, charge, is_default=payment.is_default)
    if before.customer_delinquent:
        await set_delinquent(tx, invoice.customer, False)
    if intent.id != invoice.payment_intent:
        await sync_payment(tx, invoice, await lock_unpaid(tx, invoice.payment_intent))
    return details
