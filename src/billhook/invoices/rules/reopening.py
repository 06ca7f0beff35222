"""What an invoice becomes if money that paid it is taken back. Stripe has no such thing; the rule is Billhook's own."""

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import INVOICE, PAID
from billhook.kernel.replacing import replace


def why_not(invoice: Invoice) -> str | None:
    """Why no payment of an invoice can be taken back, as the end of a sentence; None if one can."""
    if invoice.post_payment_credit_notes_amount:
        return f"the invoice {invoice.id} was credited after its payment"
    if invoice.amount_overpaid:
        return f"the invoice {invoice.id} was paid twice, and the surplus is in the customer's balance"
    return None


def reopened(invoice: Invoice, amount: int) -> Invoice:
    """The invoice without a payment of `amount` (minor units): open again if it was paid. It never charges itself."""
    less = replace(invoice, amount_paid=invoice.amount_paid - amount)
    if invoice.status != PAID or not amount:
        return less
    return replace(less, status=INVOICE.after("reopen", less.status), paid_at=None)
