"""Money: whole minor units, one rounding place, and parts that sum to the whole.

Amounts are `int` in the minor unit of their currency (cents, yen, fils). Unit prices and quantities
are `Decimal` with at most twelve places. Nothing here or anywhere is a float. Source: invoicing.md §2.1.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import floor

ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())

# The currencies of platform.md §1.9 and §3.3: those that Stripe lets an account present prices in.
CURRENCIES = (
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd "
    "cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd "
    "hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad "
    "mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln "
    "pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs "
    "uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw"
).split()
_CURRENCY_SET = frozenset(CURRENCIES)

# Smallest amount that is collected, in minor units (invoicing.md §2.6). Currencies that the table does not
# name have no documented minimum of their own; for them every positive amount is collected.
MINIMUM_CHARGE = {
    "usd": 50, "aed": 200, "ars": 50, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "cop": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "idr": 50, "ils": 50, "inr": 50, "jpy": 50,
    "krw": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "php": 50, "pln": 200, "ron": 200, "rub": 50,
    "sek": 300, "sgd": 50, "thb": 1000, "zar": 50,
}  # fmt: skip

# Largest amount of a payment, in minor units: eight digits in all other currencies. Stripe lists the three beside the
# minimum charge amounts.
_MAXIMUM_CHARGE = {"cop": 9_999_999_999, "idr": 999_999_999_999, "inr": 999_999_999}
_EIGHT_DIGITS = 99_999_999

# Money that moves in steps larger than its minor unit: shillings and kronur have no cents any more, and the last
# digit of a three-decimal amount is always 0 (invoicing.md §2.1).
_STEPS = dict.fromkeys(("ugx", "isk"), 100) | dict.fromkeys(THREE_DECIMAL, 10)

# Twelve digits, the most that a card network carries (invoicing.md §2.1).
LARGEST_AMOUNT = 999_999_999_999
DECIMAL_PLACES = 12

# Exact for a hundred tiers of amounts and quantities with twelve places each: nothing is rounded twice.
EXACT = Context(prec=64, rounding=ROUND_HALF_UP)
_WHOLE = Decimal(1)
_SMALLEST = Decimal(1).scaleb(-DECIMAL_PLACES)
_QUANTIZABLE = Decimal(10) ** 40


def is_currency(code: str) -> bool:
    """Whether `code` is a lower-case currency code that invoices may use."""
    return code in _CURRENCY_SET


def minor_digits(currency: str) -> int:
    """How many decimal digits the minor unit of `currency` has: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def minimum_charge(currency: str) -> int:
    """The smallest collectable amount in minor units; a smaller total is carried to the balance."""
    return MINIMUM_CHARGE.get(currency, 1)


def maximum_charge(currency: str) -> int:
    """The largest amount in minor units that a payment may ask for by itself."""
    return _MAXIMUM_CHARGE.get(currency, _EIGHT_DIGITS)


def collectible(amount: int, currency: str) -> int:
    """The nearest amount that can be collected of a positive one, a half rounded up."""
    step = _STEPS.get(currency, 1)
    return (amount + step // 2) // step * step


def round_half_up(value: Decimal) -> int:
    """The one place that rounds: half away from zero to a whole minor unit (invoicing.md §2.2)."""
    return int(value.quantize(_WHOLE, rounding=ROUND_HALF_UP, context=EXACT))


def round_exact(value: Fraction | int) -> int:
    """The same rounding for an exact fraction: half away from zero."""
    numerator, denominator = value.numerator, value.denominator
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def multiply(unit_amount: Decimal, quantity: Decimal) -> int:
    """Unit amount (minor units, ≤ 12 places) times quantity, exact until the one rounding."""
    return round_half_up(EXACT.multiply(unit_amount, quantity))


def round_to_places(value: Decimal) -> Decimal:
    """A decimal cut to the twelve places that unit amounts and quantities can have."""
    return value.quantize(_SMALLEST, context=EXACT) if abs(value) < _QUANTIZABLE else value


def decimal_text(value: Decimal) -> str:
    """A decimal as the wire writes it: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def decimal_amount(minor: int, currency: str) -> str:
    """An amount in minor units as a decimal with a point and all its digits, such as `1590.45`."""
    return f"{Decimal(minor).scaleb(-minor_digits(currency)):f}"


def whole(value: Decimal | None) -> int | None:
    """The value as an integer, or None when it has a fraction: `unit_amount` beside its decimal."""
    if value is None or value != value.to_integral_value():
        return None
    return int(value)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide a non-negative amount by weight. The parts sum to the whole; on a tie the earlier part wins."""
    total = sum(weights)
    if amount < 0 or total <= 0 or min(weights) < 0:
        raise ValueError("split needs an amount >= 0 and weights >= 0 that are not all zero")
    parts = [amount * weight // total for weight in weights]
    left_over = amount - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for i in by_remainder[:left_over]:
        parts[i] += 1
    return parts


def apportion(exact: Sequence[Fraction]) -> list[int]:
    """Whole parts for exact ones of either sign, each less than one away from it.

    They sum to the rounded sum of the exact parts; what rounding leaves goes to the largest remainders, on a tie to
    the earlier part.
    """
    if not exact:
        return []
    parts = [floor(value) for value in exact]
    left_over = round_exact(sum(exact, Fraction(0))) - sum(parts)
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left_over]:
        parts[i] += 1
    return parts
