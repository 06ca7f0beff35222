"""What a mail says of an invoice's sum: the rows of the document, below the lines and in few words."""

from billhook.documents.invoice_pdf import TotalRow
from billhook.documents.labels import labels_for
from billhook.invoices import worded_sums
from billhook.invoices.objects import Invoice, Item, Sheet
from billhook.mail.message import MailLine, MailRow


def mail_line(item: Item, locale: str) -> MailLine:
    """A line with its own discounts."""
    details = tuple(_row(row) for row in worded_sums.line_discounts(item, locale))
    return MailLine(item.description or "", item.amount, details)


def mail_totals(sheet: Sheet, locale: str, *, paid: bool) -> tuple[MailRow, ...]:
    """The rows from the subtotal to what is due, or to the total in a mail that is silent of payment (`paid`).

    None where the lines alone come to the amount due: the headline says that already.
    """
    invoice, labels = sheet.invoice, labels_for(locale)[0]
    *before, total = worded_sums.rows_to_total(invoice, locale)
    notes = worded_sums.total_notes(invoice, locale)
    settlement = () if paid else _settlement(invoice, locale)
    if len(before) == 1:
        before = []  # a subtotal that is the total
        if not notes and not settlement and not any(item.discounts for item in sheet.lines):
            return ()
    due = [MailRow(labels.amount_due, invoice.amount_remaining, "sum")] if settlement else []
    return (*map(_row, before), MailRow(total.label, total.amount, "sum"), *map(_row, (*notes, *settlement)), *due)


def _settlement(invoice: Invoice, locale: str) -> tuple[TotalRow, ...]:
    rows = worded_sums.settlement_rows(invoice, locale)
    if invoice.amount_paid:
        rows += (TotalRow(labels_for(locale)[0].amount_paid, -invoice.amount_paid),)
    return rows


def _row(row: TotalRow) -> MailRow:
    return MailRow(row.label, row.amount, "note" if row.note else "plain")
