"""The account's rule for late fees, as its settings write it: a percentage, amounts, how often, and a tax."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from billhook.kernel.money import LARGEST_AMOUNT, is_currency, minor_digits

_PERCENT_MAX = 100
_PLACES_MAX = 4
_AMOUNT = re.compile(r"(\d{1,12}(?:\.\d+)?) ?([A-Za-z]{3})", re.ASCII)
_TAX_NAME_MAX = 50


@dataclass(frozen=True, slots=True)
class LateFees:
    """The rule. A currency in `amounts` (minor units) has that fee, every other one `percent` of what is owed.

    The first fee comes `days` after the due date, and each later one a month after the one before: `times` in all.
    """

    percent: Decimal
    amounts: Mapping[str, int]
    days: int
    times: int


@dataclass(frozen=True, slots=True)
class FeeTax:
    """A tax on top of each fee: its name and its percentage."""

    name: str
    percent: Decimal


def percent(text: str) -> Decimal:
    """The percentage. Raises ValueError with a sentence for the person who typed it."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError("must be a percentage, such as `1.5`") from None
    if not (found.is_finite() and 0 <= found <= _PERCENT_MAX):
        raise ValueError(f"must be between 0 and {_PERCENT_MAX}")
    if -int(found.normalize().as_tuple().exponent) > _PLACES_MAX:
        raise ValueError(f"must not have more than {_PLACES_MAX} decimal places")
    return found


def amounts(text: str) -> Mapping[str, int]:
    """The amount for each currency that the text names, in minor units.

    Raises ValueError with a sentence for the person who typed it.
    """
    found: dict[str, int] = {}
    for part in text.split(",") if text.strip() else ():
        currency, amount = _amount(part.strip())
        if currency in found:
            raise ValueError(f"must name {currency.upper()} once")
        found[currency] = amount
    return found


def tax(text: str) -> FeeTax | None:
    """The tax, or None for an empty text. Raises ValueError with a sentence for the person who typed it."""
    if not text.strip():
        return None
    name, _, number = text.strip().rpartition(" ")
    name = name.strip()
    if not name or len(name) > _TAX_NAME_MAX or not name.isprintable():
        raise ValueError("must be a name and a percentage, such as `VAT 19`")
    return FeeTax(name, percent(number.removesuffix("%")))


def _amount(part: str) -> tuple[str, int]:
    match = _AMOUNT.fullmatch(part)
    currency = match[2].lower() if match is not None else ""
    if match is None or not is_currency(currency):
        raise ValueError(f"must be amounts with their currencies, such as `5.00 EUR, 4.00 GBP`; {part!r} is not one")
    digits = minor_digits(currency)
    minor = Decimal(match[1]).scaleb(digits)
    if minor != minor.to_integral_value():
        raise ValueError(f"must not have more than {digits} decimal places in {currency.upper()}")
    if minor > LARGEST_AMOUNT:
        raise ValueError("must not be larger than an invoice can be")
    return currency, int(minor)
