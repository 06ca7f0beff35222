"""Which invoices can be revised (invoicing.md §9)."""

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import OPEN, UNCOLLECTIBLE
from billhook.kernel import errors


def require_revisable(invoice: Invoice) -> None:
    """Only what is still owed and towards which nothing was paid. Raises NOT_REVISABLE."""
    if invoice.status not in (OPEN, UNCOLLECTIBLE):
        raise errors.NOT_REVISABLE(param="from_invoice", reason=f"it is {invoice.status}")
    if invoice.amount_paid > 0:
        raise errors.NOT_REVISABLE(param="from_invoice", reason="it has payments")
