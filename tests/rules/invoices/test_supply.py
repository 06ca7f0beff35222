"""The date of supply: in the head if all lines share it, else at each line (the setting `supply_date`)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from billhook.documents.statement import StatementLine
from billhook.invoices.rules.supply import HEAD, INVOICE_DATE, LINES, Span, with_supply

ZONE = "Europe/Berlin"


def at(day: int, hour: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, tzinfo=ZoneInfo(ZONE)).timestamp())


ISSUED, MADE = at(30, 9), (at(29, 12), at(29, 12))
MONTH, LATER_THAT_DAY, WEEK, DAY = (at(1), at(30)), (at(1, 5), at(30, 22)), (at(2), at(8)), (at(12), at(12))


def a_line(period: Span, *, is_dated: bool = True) -> StatementLine:
    return StatementLine("Work", 100, 1, None, period, is_dated=is_dated)


UNDATED = a_line(MADE, is_dated=False)


@pytest.mark.parametrize(
    ("choice", "lines", "head", "shown"),
    [
        # As before there was a choice: nothing in the head, a day alone is not shown.
        (LINES, [a_line(MONTH), a_line(MONTH)], None, [(MONTH, False), (MONTH, False)]),
        (LINES, [UNDATED], None, [(MADE, False)]),
        # One period, to the day, stands once.
        (HEAD, [a_line(MONTH), a_line(LATER_THAT_DAY)], MONTH, [(None, False), (None, False)]),
        (INVOICE_DATE, [a_line(DAY)], DAY, [(None, False)]),
        # Different ones stand at their lines, a single day too.
        (HEAD, [a_line(WEEK), a_line(DAY)], None, [(WEEK, True), (DAY, True)]),
        (HEAD, [a_line(WEEK), UNDATED], None, [(WEEK, True), (MADE, False)]),
        (INVOICE_DATE, [a_line(WEEK), UNDATED], None, [(WEEK, True), ((ISSUED, ISSUED), True)]),
        # Nobody said when: the day of the invoice, if that is wanted.
        (HEAD, [UNDATED, UNDATED], None, [(MADE, False), (MADE, False)]),
        (INVOICE_DATE, [UNDATED, UNDATED], (ISSUED, ISSUED), [(MADE, False), (MADE, False)]),
        (INVOICE_DATE, [], None, []),
    ],
)
def test_where_it_stands(
    choice: str, lines: list[StatementLine], head: Span | None, shown: list[tuple[Span | None, bool]]
) -> None:
    found, in_head = with_supply(lines, choice, issued_at=ISSUED, time_zone=ZONE)
    assert in_head == head
    assert [(line.period, line.is_dated) for line in found] == shown
