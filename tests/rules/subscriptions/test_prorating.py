"""What a change costs: the worked examples of recurring.md §6.2, and what holds for every change."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.subscriptions.rules.calendar import Interval, Period, after, period_until
from billhook.subscriptions.rules.prorating import (
    Debit,
    credits_of,
    kept_of,
    part_of,
    rounded,
    share,
)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def charge_of(value: Fraction | int, period: Period, moment: int) -> int:
    """What a value costs from a moment to the end of its period."""
    return share(value, period, start=moment, end=period.end)


JANUARY = Period(at("2026-01-01"), at("2026-02-01"))
JUNE = Period(at("2026-06-01"), at("2026-07-01"))
YEAR_2026 = Period(at("2026-01-01"), at("2027-01-01"))
WEEK = Period(at("2026-01-01"), at("2026-01-08"))
APRIL = Period(at("2026-04-01"), at("2026-05-01"))

# Name: the period, the moment of the change, the whole value before and after, the credit and the charge.
CHANGES = {
    "W1 halfway": (JANUARY, at("2026-01-16 12:00"), 1000, 2000, -500, 1000),
    "W2 quantity": (JANUARY, at("2026-01-11"), 2000, 3000, -1355, 2032),
    "W3 seconds": (JANUARY, JANUARY.end - 445_540, 1000, 3252, -166, 541),
    "W4 halves go down": (JANUARY, JANUARY.end - 6_696, 1000, 3000, -3, 7),
    "W5 downgrade": (JUNE, at("2026-06-21"), 6000, 2400, -2000, 800),
    "W21 a morning": (JANUARY, at("2026-01-20 06:30"), 1000, 2000, -378, 757),
    "W22 yen": (JANUARY, at("2026-01-22"), 1000, 3000, -323, 968),
    "W26 graduated": (JUNE, at("2026-06-19"), 4000, 6200, -1600, 2480),
    "W27 volume": (JUNE, at("2026-06-19"), 4000, 4200, -1600, 1680),
    "W28 a year": (YEAR_2026, at("2026-07-01"), 12000, 24000, -6049, 12099),
    "W29 a week": (WEEK, at("2026-01-05"), 700, 1400, -300, 600),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_both_sides_of_a_change(name: str) -> None:
    period, moment, before, later, credit, charge = CHANGES[name]
    assert charge_of(-before, period, moment) == credit
    assert charge_of(later, period, moment) == charge
    assert [c.amount for c in credits_of([Debit(before, period)], moment)] == [credit]


ONE_SIDE = {
    "W14 percent off, credit": (-750, JANUARY, at("2026-01-16 12:00"), -375),
    "W14 percent off, charge": (1500, JANUARY, at("2026-01-16 12:00"), 750),
    "W19 an item more": (1500, JANUARY, at("2026-01-21"), 532),
    "W23 dong": (-150_000, JANUARY, at("2026-01-22"), -48_387),
    "W30 canceled": (-3000, APRIL, at("2026-04-09"), -2200),
    "W35 paused": (-5000, JUNE, at("2026-06-10"), -3500),
    "W36 resumed": (5000, JUNE, at("2026-06-16"), 2500),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_SIDE)
def test_one_side(name: str) -> None:
    value, period, moment, expected = ONE_SIDE[name]
    assert charge_of(value, period, moment) == expected


def test_w6_and_w7_from_month_to_year() -> None:
    moment = at("2026-01-11")
    assert charge_of(-1000, JANUARY, moment) == -677
    new = Period(JANUARY.start, after(JANUARY.start, Interval("year"), 1))
    assert charge_of(10_000, new, moment) == 9726


def test_w8_w9_w16_w17_stubs() -> None:
    """The time until an anchor is a part of the period that ends there."""
    month = Interval("month")

    def stub(value: int, start: str, anchor: str) -> int:
        whole = period_until(at(anchor), month, at(anchor))
        return share(value, whole, start=at(start), end=at(anchor))

    assert stub(1000, "2026-01-10", "2026-02-01") == 710
    assert stub(5000, "2026-02-15", "2026-03-01") == 2500
    assert stub(3100, "2026-01-15", "2026-02-01") == 1700
    anchor = at("2026-03-31")
    first = period_until(anchor, month, at("2026-02-28"))
    assert share(3000, first, start=at("2026-02-10"), end=first.end) == 1929


def test_w11_a_change_that_was_not_prorated() -> None:
    """Classic gives back the price of today; flexible gives back what was charged."""
    moment = at("2026-06-21")
    assert charge_of(-2000, JUNE, moment) + charge_of(1000, JUNE, moment) == -667 + 333
    (credit,) = credits_of([Debit(1000, JUNE)], moment)
    assert credit.amount + charge_of(1000, JUNE, moment) == 0


def test_w12_the_share_of_a_coupon_that_was_charged() -> None:
    (credit,) = credits_of([Debit(1000 - 166, JANUARY)], at("2026-01-16 12:00"))
    assert credit.amount == -417


def test_w37_a_second_change_gives_back_the_first() -> None:
    first, second = at("2026-06-11"), at("2026-06-21")
    debits = (Debit(3000, JUNE),)
    assert [c.amount for c in credits_of(debits, first)] == [-2000]
    debits = (*kept_of(debits, first), Debit(charge_of(6000, JUNE, first), Period(first, JUNE.end)))
    assert debits == (Debit(1000, Period(JUNE.start, first)), Debit(4000, Period(first, JUNE.end)))
    assert [c.amount for c in credits_of(debits, second)] == [-2000]
    assert charge_of(3000, JUNE, second) == 1000


def test_w41_the_discount_first_and_one_rounding() -> None:
    period = Period(at("2024-07-01 11:24:05"), at("2024-08-01 11:24:05"))
    assert charge_of(Fraction(40_000) * Fraction(70, 100), period, period.end - 2_498_046) == 26_115


def test_rounding() -> None:
    halves = {4.5: 4, 7.5: 7, -2.5: -3, -0.5: -1, 0.5: 0, 1.5: 1}
    assert {half: rounded(Fraction(half)) for half in halves} == halves
    assert rounded(Fraction(1000, 3)) == 333
    assert rounded(Fraction(-2000, 3)) == -667
    assert rounded(Fraction(24_999_997, 1000)) == 25_000


amounts = st.integers(-(10**12), 10**12)
periods = st.builds(
    lambda start, length: Period(start, start + length), st.integers(0, 4 * 10**9), st.integers(1, 10**8)
)


@given(amounts, periods, st.integers(0, 10**8))
def test_a_change_and_its_undoing_at_once_come_to_nothing(amount: int, period: Period, into: int) -> None:
    """W20: what was charged for the rest is given back whole at the same second."""
    moment = period.start + into % period.seconds
    charged = charge_of(amount, period, moment)
    (credit,) = credits_of([Debit(charged, Period(moment, period.end))], moment)
    assert credit.amount == -charged
    assert kept_of([Debit(charged, Period(moment, period.end))], moment) == ()


@given(st.integers(0, 10**12), periods, st.integers(0, 2 * 10**8))
def test_what_is_kept_and_what_is_given_back_are_the_whole(amount: int, period: Period, into: int) -> None:
    moment = period.start + into
    debit = Debit(amount, period)
    kept, credited = kept_of([debit], moment), credits_of([debit], moment)
    assert sum(d.amount for d in kept) - sum(c.amount for c in credited) == amount
    assert all(c.amount <= 0 for c in credited)


@given(st.integers(0, 10**12), periods, st.lists(st.integers(0, 10**8), min_size=1, max_size=6))
def test_many_changes_stay_within_a_unit_each_of_the_exact_integral(
    amount: int, period: Period, into: list[int]
) -> None:
    """Flexible: the same price again and again costs what it costs, give or take a unit a line."""
    moments = sorted({period.start + n % period.seconds for n in into})
    debits, total = (Debit(amount, period),), amount
    for moment in moments:
        total += sum(c.amount for c in credits_of(debits, moment))
        charged = charge_of(amount, period, moment)
        total += charged
        debits = (*kept_of(debits, moment), Debit(charged, Period(moment, period.end)))
        assert sum(d.amount for d in debits) == total
    assert abs(total - amount) <= 2 * len(moments)


def test_what_is_left() -> None:
    assert part_of(JUNE, JUNE.start - 5) == 1
    assert part_of(JUNE, JUNE.end) == part_of(JUNE, JUNE.end + 5) == 0
    assert part_of(Period(5, 5), 5) == 0
