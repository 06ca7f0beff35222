"""Crediting a line, in whatever steps, takes back exactly what the line has (invoicing.md §7)."""

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.nightly import IS_NIGHTLY

from billhook.credit_notes.rules.crediting import LineTax, Shares, credited, credited_amount

MANY = settings(max_examples=1_000 if IS_NIGHTLY else 200, deadline=None)


@st.composite
def lines(draw: st.DrawFn) -> Shares:
    """A line as the sum of an invoice gives it: discounts within the amount, taxes on what they leave."""
    amount = draw(st.integers(1, 10**8))
    left = amount
    discounts = []
    for _ in range(draw(st.integers(0, 4))):
        discounts.append(draw(st.integers(0, left)))
        left -= discounts[-1]
    own = draw(st.integers(0, len(discounts)))
    inside = draw(st.lists(st.integers(0, 20), max_size=2))
    contained = [left * percent // 100 // 2 for percent in inside]
    base = left - sum(contained)
    on_top = [base * percent // 100 for percent in draw(st.lists(st.integers(0, 30), max_size=2))]
    taxes = [LineTax(a, base, True) for a in contained] + [LineTax(a, base, False) for a in on_top]
    return Shares(amount, tuple(discounts[:own]), tuple(discounts[own:]), tuple(taxes))


def in_steps(line: Shares, cuts: list[int]) -> list[Shares]:
    """The line credited wholly, cut at these places."""
    places = sorted({cut for cut in cuts if 0 < cut < line.amount})
    done: list[Shares] = []
    for start, end in zip([0, *places], [*places, line.amount], strict=True):
        done.append(credited(line, done, end - start))
    return done


@MANY
@given(lines(), st.lists(st.integers(1, 10**8), max_size=12))
def test_all_steps_together_are_the_line(line: Shares, cuts: list[int]) -> None:
    parts = in_steps(line, cuts)
    assert sum(part.amount for part in parts) == line.amount
    assert sum(part.total for part in parts) == line.total
    assert sum(part.subtotal for part in parts) == line.subtotal
    for n in range(len(line.own)):
        assert sum(part.own[n] for part in parts) == line.own[n]
    for n in range(len(line.of_invoice)):
        assert sum(part.of_invoice[n] for part in parts) == line.of_invoice[n]
    for n, tax in enumerate(line.taxes):
        assert sum(part.taxes[n].amount for part in parts) == tax.amount
        assert sum(part.taxes[n].taxable_amount for part in parts) == tax.taxable_amount


@MANY
@given(lines(), st.lists(st.integers(1, 10**8), max_size=12))
def test_no_step_takes_more_than_there_is(line: Shares, cuts: list[int]) -> None:
    for part in in_steps(line, cuts):
        assert part.total >= 0
        assert min((*part.own, *part.of_invoice, 0)) >= 0
        assert all(tax.amount >= 0 for tax in part.taxes)
        assert sum((*part.own, *part.of_invoice)) <= part.amount


@MANY
@given(lines(), st.lists(st.integers(1, 10**8), max_size=6), st.data())
def test_a_void_credit_note_gives_back_what_it_took(line: Shares, cuts: list[int], data: st.DataObject) -> None:
    """What was voided can be credited again, and the line is never credited beyond itself."""
    parts = in_steps(line, cuts)
    kept = [part for part in parts if data.draw(st.booleans())]
    left = line.amount - sum(part.amount for part in kept)
    assume(left > 0)
    again = [*kept, credited(line, kept, left)]
    assert sum(part.amount for part in again) == line.amount
    assert sum(sum((*p.own, *p.of_invoice)) for p in again) <= sum((*line.own, *line.of_invoice))


@MANY
@given(st.integers(1, 10**9), st.lists(st.integers(1, 1_000), min_size=1, max_size=10))
def test_units_credited_one_after_the_other_come_to_the_whole(whole: int, units: list[int]) -> None:
    quantity = Decimal(sum(units))
    done, credits = Decimal(0), 0
    for some in units:
        credits += credited_amount(whole, quantity, done, Decimal(some))
        done += some
    assert credits == whole
