"""What a mail says of an invoice's sum: the rows of the document, below the lines and in few words."""

from billhook.documents import sum_wording
from billhook.documents.group_wording import WordedGroup, worded_groups
from billhook.documents.labels import labels_for
from billhook.documents.rows import TotalRow
from billhook.documents.statement import InvoiceStatement, StatementLine
from billhook.mail.message import MailLine, MailRow


def mail_line(line: StatementLine, locale: str) -> MailLine:
    """A line with its own discounts."""
    details = tuple(_row(row) for row in sum_wording.line_discounts(line, locale))
    return MailLine(line.description or "", line.amount, details)


def mail_lines(statement: InvoiceStatement, locale: str, *, most: int) -> tuple[tuple[MailLine, ...], int]:
    """The lines of the summary, and how many are left out of it.

    Of lines that are grouped the groups are told, with their lines below them if there are at most `most`.
    """
    groups = worded_groups(statement, locale)
    if not groups:
        lines = tuple(mail_line(line, locale) for line in statement.lines[:most])
        return lines, max(0, len(statement.lines) - most)
    tells_lines = len(statement.lines) <= most
    told = tuple(_group(group, locale, tells_lines=tells_lines) for group in groups[:most])
    return told, max(0, len(groups) - most)


def _group(group: WordedGroup, locale: str, *, tells_lines: bool) -> MailLine:
    """A title with its subtotal, and the lines as rows below it."""
    if group.hides_lines or not tells_lines:
        return MailLine(group.title, group.subtotal)
    rows = [row for line in group.lines for row in (_line_row(line), *mail_line(line, locale).details)]
    return MailLine(group.title, group.subtotal, tuple(rows))


def _line_row(line: StatementLine) -> MailRow:
    return MailRow(line.description or "", line.amount)


def mail_totals(statement: InvoiceStatement, locale: str, *, paid: bool) -> tuple[MailRow, ...]:
    """The rows from the subtotal to what is due, or to the total in a mail that is silent of payment (`paid`).

    None if the lines alone come to the amount due: the headline says that already.
    """
    before = sum_wording.rows_before_total(statement, locale)
    notes = sum_wording.total_notes(statement, locale)
    amounts = () if paid else _amounts_due(statement, locale)
    if len(before) == 1:
        before = ()  # a subtotal that is the total
        if not notes and not amounts and not any(line.discounts for line in statement.lines):
            return ()
    total = sum_wording.total_row(statement, locale)
    due = [_due(statement, locale)] if amounts else []
    return (*map(_row, before), MailRow(total.label, total.amount, "sum"), *map(_row, (*notes, *amounts)), *due)


def _amounts_due(statement: InvoiceStatement, locale: str) -> tuple[TotalRow, ...]:
    rows = sum_wording.rows_to_due(statement, locale)
    paid = statement.amounts.amount_paid if statement.amounts is not None else 0
    return (*rows, TotalRow(labels_for(locale)[0].amount_paid, -paid)) if paid else rows


def _due(statement: InvoiceStatement, locale: str) -> MailRow:
    assert statement.amounts is not None
    return MailRow(labels_for(locale)[0].amount_due, statement.amounts.amount_remaining, "sum")


def _row(row: TotalRow) -> MailRow:
    return MailRow(row.label, row.amount, "note" if row.note else "plain")
