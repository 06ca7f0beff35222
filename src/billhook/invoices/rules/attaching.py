"""Which payment intents can pay an invoice beside its default payment (invoicing.md §3.16)."""

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.kernel import errors
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import CANCELED

_PARAM = "payment_intent"


def require_attachable(invoice: Invoice, intent: PaymentIntent, *, attached: bool) -> None:
    """`attached`: it pays an invoice already. Raises NOT_OPEN, NOT_ATTACHABLE."""
    INVOICE.require("attach_payment", invoice.status)
    reason = _reason(invoice, intent, attached)
    if reason is not None:
        raise errors.NOT_ATTACHABLE(param=_PARAM, reason=reason)


def asked_for(intent: PaymentIntent) -> int:
    """What an intent brings, or has brought: of an authorization a part may have been captured. Minor units."""
    return intent.amount_received or intent.amount


def _reason(invoice: Invoice, intent: PaymentIntent, attached: bool) -> str | None:
    if attached:
        return "it is attached to an invoice already"
    if intent.status == CANCELED:
        return "it is canceled"
    if intent.customer != invoice.customer:
        return "it has another customer"
    if intent.currency != invoice.currency:
        return f"its currency is {intent.currency}, and that of the invoice {invoice.currency}"
    amount = asked_for(intent)
    if amount > invoice.amount_remaining:
        return f"its amount ({amount}) is more than what remains of the invoice ({invoice.amount_remaining})"
    return None
