"""What an attempt to collect does to an invoice (invoicing.md §1.4, §6.4, §6.5)."""

from dataclasses import replace

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import PAID, after


def planned(invoice: Invoice, *, now: int, collects: bool) -> Invoice:
    """An open invoice with its next attempt: now, where it advances and is charged automatically (invoicing.md §4.4).

    `collects` says whether this tenant collects by itself at all.
    """
    wanted = collects and invoice.auto_advance and invoice.collection_method == "charge_automatically"
    return replace(invoice, next_payment_attempt=now if wanted else None)


def attempted(invoice: Invoice) -> Invoice:
    """The invoice after an attempt. Only the first counts; those of the retry schedule will count too."""
    count = max(invoice.attempt_count, 1)
    return replace(invoice, attempted=True, attempt_count=count, next_payment_attempt=None)


def collected(invoice: Invoice, amount: int, *, now: int) -> Invoice:
    """The invoice after `amount` (minor units) came in: paid when nothing remains; too much is `amount_overpaid`.

    For an invoice that was paid meanwhile, all of it is too much. Raises NOT_OPEN.
    """
    if invoice.status == PAID:
        return replace(invoice, amount_overpaid=invoice.amount_overpaid + amount)
    taken = min(amount, invoice.amount_remaining)
    tried = replace(
        attempted(invoice),
        amount_paid=invoice.amount_paid + taken,
        amount_overpaid=invoice.amount_overpaid + amount - taken,
    )
    status = after("settle", invoice.status)
    if tried.amount_remaining > 0:
        return tried
    return replace(tried, status=status, paid_at=now, auto_advance=False)
