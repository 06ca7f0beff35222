"""How an invoice ends: whatever the verb, nothing collects it by itself any more (invoicing.md §1.4, §4.1)."""

from typing import Any

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.kernel.replacing import replace


def ended(invoice: Invoice, verb: str, **changes: Any) -> Invoice:
    """The invoice after a verb of the table that ends it, with these fields changed. Raises the table's refusal."""
    return replace(
        invoice, status=INVOICE.after(verb, invoice.status), auto_advance=False, next_payment_attempt=None, **changes
    )
