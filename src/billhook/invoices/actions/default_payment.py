"""The default payment of an invoice: its payment intent from finalization until it is paid (invoicing.md §6.2)."""

from billhook.db.tx import Tx
from billhook.invoices import payments_store
from billhook.invoices.objects import Invoice, InvoicePayment
from billhook.invoices.rules.lifecycle import OPEN, UNCOLLECTIBLE
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments.actions.cancel import cancel_locked
from billhook.payments.actions.for_invoice import is_in_flight, lock_unpaid, open_intent, sync_amount
from billhook.payments.objects import PaymentIntent


async def open_payment(tx: Tx, invoice: Invoice, *, receipt_email: str | None) -> Invoice:
    """A finalized invoice with the payment intent that it is paid by; the caller writes the invoice."""
    intent = await open_intent(
        tx, invoice=invoice.id, customer=invoice.customer, currency=invoice.currency, amount=invoice.amount_remaining,
        receipt_email=receipt_email, statement_descriptor=invoice.statement_descriptor,
        types=invoice.payment_method_types, bank_transfer=invoice.bank_transfer,
        method_options=invoice.method_options,
    )  # fmt: skip
    payment = InvoicePayment.waiting(
        invoice.id, intent.id, invoice.currency, intent.amount, now=tx.now, is_default=True
    )
    await payments_store.insert(tx, payment)
    return replace(invoice, payment_intent=intent.id)


async def take_payment(tx: Tx, invoice: Invoice, intent: PaymentIntent) -> Invoice:
    """A finalized invoice whose default payment is by an intent that has succeeded; the caller writes the invoice."""
    payment = InvoicePayment.waiting(
        invoice.id, intent.id, invoice.currency, intent.amount_received, now=tx.now, is_default=True
    )
    await payments_store.insert(tx, payment)
    return replace(invoice, payment_intent=intent.id)


async def lock_idle_payment(tx: Tx, invoice: Invoice) -> PaymentIntent | None:
    """The intent of a locked invoice, locked, or None where it has none that waits. Raises PAYMENT_IN_FLIGHT."""
    intent = await lock_unpaid(tx, invoice.payment_intent)
    if is_in_flight(intent):
        raise errors.PAYMENT_IN_FLIGHT()
    return intent


async def require_no_other(tx: Tx, invoice: Invoice) -> None:
    """No payment beside the default one may still come in. Raises PAYMENT_ATTACHED."""
    intent = await payments_store.open_beside(tx, invoice.id)
    if intent is not None:
        raise errors.PAYMENT_ATTACHED(intent=intent)


async def sync_payment(
    tx: Tx, invoice: Invoice, intent: PaymentIntent | None, reason: str = "requested_by_customer"
) -> None:  # fmt: skip
    """Keep the default payment in step with a changed invoice: it asks for what remains, and for nothing it is dropped.

    `intent` is what `lock_idle_payment` gave, `reason` the `cancellation_reason` of a dropped intent. Stripe gives
    `requested_by_customer` to the intent of an invoice that was paid out of band.
    """
    if intent is None or is_in_flight(intent):
        return
    remaining = invoice.amount_remaining if invoice.status in (OPEN, UNCOLLECTIBLE) else 0
    if remaining > 0:
        await sync_amount(tx, intent, remaining)
        await payments_store.request(tx, intent.id, remaining)
    else:
        await payments_store.cancel(tx, intent.id)
        await cancel_locked(tx, intent, reason)
