"""What is owed stands in classes by days after it was due, and medians by days to pay."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.figures.objects import Debts, Owed
from billhook.figures.rules import ageing, middle
from billhook.figures.rules.periods import moment

TODAY, ZONE = date(2026, 11, 29), "Pacific/Auckland"
NOW = moment(TODAY, ZONE) + 10 * 3_600 + 100


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (NOW + 900, "Not yet due"),
        (moment(date(2027, 3, 1), ZONE), "Not yet due"),
        # Due today, hours ago.
        (moment(TODAY, ZONE), "0–30 days"),
        (moment(date(2026, 10, 30), ZONE), "0–30 days"),
        (moment(date(2026, 10, 30), ZONE) - 1, "31–60 days"),
        (moment(date(2026, 9, 30), ZONE), "31–60 days"),
        (moment(date(2026, 9, 30), ZONE) - 1, "61–90 days"),
        (moment(date(2026, 8, 31), ZONE), "61–90 days"),
        (moment(date(2026, 8, 31), ZONE) - 1, "Over 90 days"),
    ],
)
def test_a_due_date_lies_in_one_class(due: int, words: str) -> None:
    edges = ageing.edges(NOW, TODAY, ZONE)
    assert edges == sorted(edges)
    place = sum(edge <= due for edge in edges)
    debts = Debts(Owed(), [Owed(1, 1) if n == place else Owed() for n in range(len(edges) + 1)])
    assert [age.words for age in ageing.ages(debts, TODAY) if age.owed.invoices] == [words]


def test_the_days_of_a_class_are_those_of_its_list() -> None:
    found = ageing.ages(Debts(Owed(7, 1), [Owed(n, n) for n in range(1, 6)]), TODAY)
    assert [(age.words, age.first, age.last, age.owed.amount) for age in found] == [
        ("Not yet due", TODAY, None, 5),
        ("0–30 days", date(2026, 10, 30), TODAY, 4),
        ("31–60 days", date(2026, 9, 30), date(2026, 10, 29), 3),
        ("61–90 days", date(2026, 8, 31), date(2026, 9, 29), 2),
        ("Over 90 days", None, date(2026, 8, 30), 1),
        ("No due date", None, None, 7),
    ]
    assert len(ageing.ages(Debts(Owed(), [Owed()] * 5), TODAY)) == 5


@pytest.mark.parametrize(
    ("waits", "expected"),
    [({}, None), ({3: 0}, None), ({0: 1}, 0), ({5: 3}, 5), ({1: 1, 2: 1}, Decimal("1.5")), ({1: 2, 9: 1}, 1),
     ({1: 1, 4: 1, 100: 2}, 52)],
)  # fmt: skip
def test_the_median(waits: dict[int, int], expected: Decimal | None) -> None:
    assert middle.median(waits) == expected


@given(st.lists(st.integers(0, 400), min_size=1))
def test_the_median_is_that_of_the_list(days: list[int]) -> None:
    in_order = sorted(days)
    half = len(days) // 2
    expected = Decimal(in_order[half] if len(days) % 2 else in_order[half - 1] + in_order[half]) / (2 - len(days) % 2)
    found = middle.together([{day: 1} for day in days])
    assert middle.median(found) == expected
