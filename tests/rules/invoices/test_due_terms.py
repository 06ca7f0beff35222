"""Terms of payment: which invoices can be due in a range of dates, by when they were made."""

import re
from pathlib import Path

import pytest
from tests.builders import DAY, NOON

from billhook.invoices.rules.due_terms import TERM_DAYS, terms


def _term(seconds: int) -> int:
    """The last term that is reached, counted from 1; 0 for none."""
    return sum(seconds >= days * DAY for days in TERM_DAYS)


@pytest.mark.parametrize("lag", [-DAY, -1, 0, 1, DAY - 1, DAY, 30 * DAY, 44 * DAY, 180 * DAY, 1_000 * DAY])
def test_an_invoice_was_made_within_the_span_of_its_term(lag: int) -> None:
    for since, until in ((NOON, NOON + 1), (NOON, None), (None, NOON + 1)):
        first, last = {term: span for term, *span in terms(since, until)}[_term(lag)]
        made = NOON - lag
        assert first is None or made >= first
        assert last is None or made < last


def test_a_span_is_no_longer_than_the_range_and_the_step_to_the_next_term() -> None:
    spans = {term: (first, last) for term, first, last in terms(NOON, NOON + DAY)}
    assert spans[TERM_DAYS.index(30) + 1] == (NOON - 31 * DAY + 1, NOON - 29 * DAY)
    assert spans[len(TERM_DAYS)] == (None, NOON - 179 * DAY)
    assert spans[0] == (NOON + 1, None)


def test_the_index_has_the_same_terms() -> None:
    sql = (Path(__file__).parents[3] / "migrations" / "0030_lists.sql").read_text()
    numbers = re.search(r"width_bucket\(due_date - created, '\{([^}]*)\}'", sql)
    assert numbers is not None
    assert [int(number) for number in numbers[1].split(",")] == [days * DAY for days in TERM_DAYS]
