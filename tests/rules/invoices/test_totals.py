"""What is true of the sum of every invoice, whatever is on it (invoicing.md §2.3 to §2.5)."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.nightly import IS_NIGHTLY

from billhook.invoices.rules.terms import (
    DiscountTerms,
    LineTerms,
    RateTerms,
    ShippingTerms,
    Tax,
    Terms,
)
from billhook.invoices.rules.totals import Totals, totals

PRODUCTS = ("prod_a", "prod_b", "prod_c")
MANY = settings(max_examples=1_200 if IS_NIGHTLY else 400, deadline=None)
SOME = settings(max_examples=300, deadline=None)

percentages = st.decimals(0, 100, places=4)


@st.composite
def discount_terms(draw: st.DrawFn, name: str) -> DiscountTerms:
    products = tuple(draw(st.sets(st.sampled_from(PRODUCTS), max_size=2)))
    if draw(st.booleans()):
        return DiscountTerms(name, percent_off=draw(st.decimals("0.01", 100, places=2)), products=products)
    return DiscountTerms(name, amount_off=draw(st.integers(1, 10**7)), products=products)


@st.composite
def rate_lists(draw: st.DrawFn, name: str) -> tuple[RateTerms, ...]:
    count = draw(st.integers(0, 3))
    return tuple(RateTerms(f"{name}{n}", draw(percentages), draw(st.booleans())) for n in range(count))


@st.composite
def given_taxes(draw: st.DrawFn) -> tuple[Tax, ...]:
    amount, taxable = draw(st.integers(0, 10**6)), draw(st.integers(0, 10**7))
    return (Tax("given", amount, taxable, draw(st.booleans()), "standard_rated"),)


@st.composite
def line_terms(draw: st.DrawFn, name: str) -> LineTerms:
    amount = draw(st.integers(-(10**6), 10**9))
    return LineTerms(
        amount=amount,
        discountable=draw(st.booleans()) if amount >= 0 else False,
        product=draw(st.sampled_from(PRODUCTS)),
        discounts=tuple(draw(discount_terms(f"{name}d{n}")) for n in range(draw(st.integers(0, 2)))),
        rates=draw(st.one_of(st.just(()), rate_lists(f"{name}r"), rate_lists("shared"))),
        taxes=draw(st.one_of(st.none(), st.none(), st.none(), given_taxes())),
    )


@st.composite
def invoices(draw: st.DrawFn) -> Terms:
    return Terms(
        lines=tuple(draw(line_terms(f"l{n}")) for n in range(draw(st.integers(0, 8)))),
        discounts=tuple(draw(discount_terms(f"i{n}")) for n in range(draw(st.integers(0, 3)))),
        default_rates=draw(rate_lists("default")),
        exemption=draw(st.sampled_from(("none", "none", "exempt", "reverse"))),
        rounding=draw(st.sampled_from(("line", "invoice"))),
        shipping=draw(st.one_of(st.none(), st.builds(ShippingTerms, st.integers(0, 10**6), given_taxes()))),
    )


def exclusive(sums: Totals) -> int:
    return sum(tax.amount for line in sums.lines for tax in line.taxes if not tax.inclusive)


def lines_discounts_and_taxes_sum_to_the_total(terms: Terms, sums: Totals) -> None:
    gross = sum(line.amount for line in terms.lines)
    taken = sum(amount for _, amount in sums.discounts)
    shipping = sums.shipping.total if sums.shipping else 0
    assert sums.total == gross - taken - sums.removed_tax + exclusive(sums) + shipping


def the_parts_on_the_lines_are_the_whole(terms: Terms, sums: Totals) -> None:
    for discount, amount in sums.discounts:
        assert amount == sum(part for line in sums.lines for d, part in line.discounts if d == discount)
    shipping = terms.shipping.taxes if terms.shipping else ()
    every = [tax for line in sums.lines for tax in line.taxes] + list(shipping)
    assert sum(tax.amount for tax in sums.taxes) == sum(tax.amount for tax in every)
    assert sum(tax.taxable_amount for tax in sums.taxes) == sum(tax.taxable_amount for tax in every)
    assert len({(t.rate, t.inclusive, t.reason) for t in sums.taxes}) == len(sums.taxes)


def both_views_agree(terms: Terms, sums: Totals) -> None:
    """With and without tax; before and after the discounts of the invoice."""
    assert sums.total - sums.total_excluding_tax == sum(tax.amount for tax in sums.taxes)
    own = {d.id for line in terms.lines for d in line.discounts}
    of_lines = sum(amount for discount, amount in sums.discounts if discount in own)
    assert sums.subtotal == sum(line.amount for line in terms.lines) - of_lines
    if not terms.discounts:
        inside = sum(tax.amount for line in sums.lines for tax in line.taxes if tax.inclusive)
        assert sums.subtotal - sums.subtotal_excluding_tax == inside + sums.removed_tax


def no_line_is_discounted_below_zero_or_against_its_will(terms: Terms, sums: Totals) -> None:
    for line, summed in zip(terms.lines, sums.lines, strict=True):
        taken = [amount for _, amount in summed.discounts]
        assert all(amount >= 0 for amount in taken)
        assert sum(taken) <= max(line.amount, 0)
        if not line.discountable:
            assert sum(taken) == 0


def an_exempt_customer_pays_no_tax_that_was_reckoned_here(terms: Terms, sums: Totals) -> None:
    for line, summed in zip(terms.lines, sums.lines, strict=True):
        if line.taxes is None and terms.exemption != "none":
            assert all(tax.amount == 0 for tax in summed.taxes)


@MANY
@given(invoices())
def test_every_invoice_adds_up(terms: Terms) -> None:
    sums = totals(terms)
    lines_discounts_and_taxes_sum_to_the_total(terms, sums)
    the_parts_on_the_lines_are_the_whole(terms, sums)
    both_views_agree(terms, sums)
    no_line_is_discounted_below_zero_or_against_its_will(terms, sums)
    an_exempt_customer_pays_no_tax_that_was_reckoned_here(terms, sums)


@SOME
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20), percentages, st.booleans())
def test_tax_is_never_a_cent_away_from_the_exact_one(amounts: list[int], percentage: Decimal, inclusive: bool) -> None:
    rate = RateTerms("r", percentage, inclusive)
    share = Fraction(percentage) / (100 + Fraction(percentage) if inclusive else 100)
    by_line = totals(Terms(tuple(map(LineTerms, amounts)), default_rates=(rate,)))
    once = totals(Terms(tuple(map(LineTerms, amounts)), default_rates=(rate,), rounding="invoice"))
    for amount, line, part in zip(amounts, by_line.lines, once.lines, strict=True):
        assert abs(line.taxes[0].amount - amount * share) <= Fraction(1, 2)
        assert abs(part.taxes[0].amount - amount * share) < 1
    assert abs(once.taxes[0].amount - sum(amounts) * share) <= Fraction(1, 2)


@SOME
@given(st.integers(0, 10**10), percentages)
def test_an_inclusive_price_and_its_net_give_the_same_tax(net: int, percentage: Decimal) -> None:
    """What is added on top of a net price is found again inside the gross one, but for a cent of rounding."""
    on_top = totals(Terms((LineTerms(net),), default_rates=(RateTerms("r", percentage, False),)))
    inside = totals(Terms((LineTerms(on_top.total),), default_rates=(RateTerms("r", percentage, True),)))
    assert inside.total == on_top.total
    assert abs(inside.total_excluding_tax - net) <= 1


@SOME
@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=30), st.integers(1, 10**8))
def test_an_amount_off_is_spread_in_proportion_and_whole(amounts: list[int], off: int) -> None:
    sums = totals(Terms(tuple(map(LineTerms, amounts)), discounts=(DiscountTerms("d", amount_off=off),)))
    taken = min(off, sum(amounts))
    assert sums.discounts == (("d", taken),)
    for amount, line in zip(amounts, sums.lines, strict=True):
        assert abs(line.discounts[0][1] - Fraction(taken * amount, sum(amounts))) < 1


def test_an_empty_invoice_comes_to_nothing() -> None:
    sums = totals(Terms(()))
    assert (sums.subtotal, sums.total, sums.taxes, sums.discounts) == (0, 0, (), ())
