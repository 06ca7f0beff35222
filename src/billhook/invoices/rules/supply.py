"""When the goods and services of an invoice were supplied, in its head or at its lines (VAT directive, Article 226)."""

from collections.abc import Sequence
from datetime import date

from billhook.documents.statement import StatementLine
from billhook.kernel.display import local_date
from billhook.kernel.replacing import replace

LINES, HEAD, INVOICE_DATE = "lines", "head", "invoice_date"
"""The choices of the setting `supply_date`."""

Span = tuple[int, int]


def with_supply(
    lines: Sequence[StatementLine], choice: str, *, issued_at: int, time_zone: str
) -> tuple[tuple[StatementLine, ...], Span | None]:
    """The lines, and the span for the head of the invoice: the one that all lines share, or the day of the invoice.

    A line that keeps a period of its own shows it, even one of a single day. With `lines` nothing changes.
    """
    if choice == LINES or not lines:
        return tuple(replace(line, is_dated=False) for line in lines), None
    days = {_days(line, time_zone) for line in lines}
    if len(days) > 1:
        return tuple(_dated(line, choice, issued_at) for line in lines), None
    if days == {None}:
        return tuple(lines), (issued_at, issued_at) if choice == INVOICE_DATE else None
    return tuple(replace(line, period=None, is_dated=False) for line in lines), lines[0].period


def _days(line: StatementLine, time_zone: str) -> tuple[date, date] | None:
    """The first and last day of a line; None if nobody said when it was supplied."""
    if line.period is None or not line.is_dated:
        return None
    return local_date(line.period[0], time_zone), local_date(line.period[1], time_zone)


def _dated(line: StatementLine, choice: str, issued_at: int) -> StatementLine:
    if line.is_dated or choice != INVOICE_DATE:
        return line
    return replace(line, period=(issued_at, issued_at), is_dated=True)
