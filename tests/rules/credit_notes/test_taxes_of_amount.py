"""A credit of a mere amount takes back its share of every tax, and all of them together all of each tax."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billhook.credit_notes.rules.taxes_of_amount import taxes_of_amount
from billhook.invoices.applied import AppliedTax
from billhook.tax.objects import TaxRate


def tax(name: str, percent: str, amount: int, base: int, *, inclusive: bool = False) -> AppliedTax:
    rate = TaxRate(
        id=name, created=0, active=True, display_name="VAT", inclusive=inclusive, percentage=Decimal(percent)
    )
    return AppliedTax(rate, amount, base, inclusive, "standard_rated")


# 100.00 at 19 % and 200.00 at 7 %: 333.00 in all.
TWO = (tax("txr_19", "19", 1_900, 10_000), tax("txr_7", "7", 1_400, 20_000))


def figures(taxes: tuple[AppliedTax, ...]) -> list[tuple[int, int]]:
    return [(one.amount, one.taxable_amount) for one in taxes]


def test_a_third_takes_a_third_of_each() -> None:
    inside = taxes_of_amount(11_100, 33_300, TWO, credited=0, earlier=())
    assert figures(inside) == [(633, 3_333), (467, 6_667)]
    assert all(one.inclusive for one in inside)


def test_what_was_credited_before_is_taken_off() -> None:
    first = taxes_of_amount(11_100, 33_300, TWO, credited=0, earlier=())
    rest = taxes_of_amount(22_200, 33_300, TWO, credited=11_100, earlier=first)
    assert figures(rest) == [(1_267, 6_667), (933, 13_333)]


def test_a_tax_that_nobody_charges_stays_at_zero() -> None:
    reverse = AppliedTax(TWO[0].rate, 0, 10_000, False, "reverse_charge")
    (inside,) = taxes_of_amount(5_000, 10_000, (reverse,), credited=0, earlier=())
    assert (inside.amount, inside.taxable_amount, inside.inclusive) == (0, 5_000, False)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=12), st.integers(0, 9_999), st.integers(0, 99_999))
def test_whatever_the_steps_everything_is_taken_back_once(steps: list[int], amount: int, base: int) -> None:
    total, whole = sum(steps), (tax("txr_1", "19", amount, base),)
    taken: list[AppliedTax] = []
    for at, step in enumerate(steps):
        taken += taxes_of_amount(step, total, whole, credited=sum(steps[:at]), earlier=taken)
    assert sum(one.amount for one in taken) == amount
    assert sum(one.taxable_amount for one in taken) == base
    assert all(one.amount >= 0 and one.taxable_amount >= 0 for one in taken)
