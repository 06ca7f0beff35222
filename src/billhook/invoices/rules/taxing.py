"""The taxes on what discounts have left of each line (invoicing.md §2.4).

A tax that is inside the amount is taken out of it by the sum of all inclusive rates; one that comes on top is
reckoned on what is left. Rounded is once for each line, or once for each rate over the whole invoice, in which
case the lines get whole parts of that sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from billhook.invoices.rules.terms import Exemption, RateTerms, Rounding, Tax
from billhook.kernel.money import apportion, round_exact

# Why an amount of tax is what it is. Rates set by hand carry no reason of their own (invoicing.md §1.4).
_REASONS: dict[Exemption, str] = {"none": "not_available", "exempt": "customer_exempt", "reverse": "reverse_charge"}


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """The taxes on a line. `removed` is inclusive tax that an exempt customer does not pay: the price falls by it."""

    taxes: tuple[Tax, ...]
    removed: int = 0


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """What is to be taxed: what discounts have left of a line, and its rates, or taxes that are known already."""

    net: int
    rates: tuple[RateTerms, ...]
    taxes: tuple[Tax, ...] | None = None


def taxed(lines: Sequence[TaxableLine], exemption: Exemption, rounding: Rounding) -> list[TaxedLine]:
    """The taxes of every line, in the order of its rates."""
    inside = _inclusive(lines, rounding)
    on_top = _exclusive(lines, inside, rounding)
    return [
        _line(line, inclusive, exclusive, exemption)
        for line, inclusive, exclusive in zip(lines, inside, on_top, strict=True)
    ]


def inclusive_tax(lines: Sequence[TaxableLine], rounding: Rounding) -> int:
    """All the tax that is inside the amounts of the lines, whoever has to pay it."""
    known = sum(tax.amount for line in lines for tax in line.taxes or () if tax.inclusive)
    return known + sum(sum(parts.values()) for parts in _inclusive(lines, rounding))


def _line(line: TaxableLine, inside: dict[str, int], on_top: dict[str, int], exemption: Exemption) -> TaxedLine:
    if line.taxes is not None:
        return TaxedLine(line.taxes)
    contained = sum(inside.values())
    amounts = {**inside, **on_top}
    removed = sum(inside[rate.id] for rate in line.rates if rate.inclusive and _is_exempt(rate, exemption))
    return TaxedLine(
        taxes=tuple(
            Tax(
                rate=rate.id,
                amount=0 if _is_exempt(rate, exemption) else amounts[rate.id],
                taxable_amount=line.net - contained,
                inclusive=rate.inclusive,
                reason=rate.reason or _REASONS[exemption],
            )
            for rate in line.rates
        ),
        removed=removed,
    )


def _is_exempt(rate: RateTerms, exemption: Exemption) -> bool:
    """Whether the customer does not pay it. A provider has seen to that itself."""
    return exemption != "none" and rate.reason is None


def _inclusive(lines: Sequence[TaxableLine], rounding: Rounding) -> list[dict[str, int]]:
    """For each line the inclusive tax by rate."""
    if not any(rate.inclusive for line in lines for rate in line.rates):
        return [{}] * len(lines)
    exact = [_exact_inclusive(line) for line in lines]
    if rounding == "invoice":
        return _rounded_by_rate(exact)
    # Several rates in one amount share what is rounded once.
    return [dict(zip(parts, apportion(list(parts.values())), strict=True)) for parts in exact]


def _exact_inclusive(line: TaxableLine) -> dict[str, Fraction]:
    rates = {rate.id: _share(rate.percentage) for rate in _rates(line, inclusive=True)}
    divisor = 1 + sum(rates.values())
    return {rate: line.net * share / divisor for rate, share in rates.items()}


def _exclusive(
    lines: Sequence[TaxableLine], inside: Sequence[dict[str, int]], rounding: Rounding
) -> list[dict[str, int]]:
    """For each line the exclusive tax by rate, reckoned on what the inclusive taxes leave."""
    if rounding == "invoice":
        return _rounded_by_rate([_exact_exclusive(line, sum(_exact_inclusive(line).values())) for line in lines])
    return [
        {rate: round_exact(exact) for rate, exact in _exact_exclusive(line, sum(parts.values())).items()}
        for line, parts in zip(lines, inside, strict=True)
    ]


def _exact_exclusive(line: TaxableLine, contained: Fraction | int) -> dict[str, Fraction]:
    base = line.net - contained
    return {rate.id: base * _share(rate.percentage) for rate in _rates(line, inclusive=False)}


@lru_cache(maxsize=4096)
def _share(percentage: Decimal) -> Fraction:
    """The part of one that a percentage is. Remembered, since the lines of an invoice have few different rates."""
    return Fraction(percentage) / 100


def _rates(line: TaxableLine, *, inclusive: bool) -> list[RateTerms]:
    return [rate for rate in line.rates if rate.inclusive == inclusive] if line.taxes is None else []


def _rounded_by_rate(exact: Sequence[dict[str, Fraction]]) -> list[dict[str, int]]:
    """Round the sum of each rate once, and give every line a whole part of it."""
    rounded: list[dict[str, int]] = [{} for _ in exact]
    for rate in dict.fromkeys(rate for parts in exact for rate in parts):
        places = [place for place, parts in enumerate(exact) if rate in parts]
        for place, amount in zip(places, apportion([exact[place][rate] for place in places]), strict=True):
            rounded[place][rate] = amount
    return rounded
