"""What a quantity of a price comes to (invoicing.md §2.2).

A package is counted first, then tiers or the unit amount apply, and the exact sum is rounded once, half
away from zero, to a whole minor unit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from billhook.catalog.objects import CurrencyOption, Price, Tier, TransformQuantity
from billhook.kernel.money import EXACT, round_half_up

_ZERO = Decimal(0)


def offers(price: Price, currency: str) -> bool:
    """Whether the price says what it costs in `currency`."""
    return currency == price.currency or currency in price.currency_options


def unit_amount_of(price: Price, currency: str) -> Decimal | None:
    """What one unit costs, in minor units of `currency`.

    None where no one amount answers that: the price is tiered, left to the customer, or not offered in
    `currency`.
    """
    terms = _terms(price, currency)
    return terms.unit_amount if terms is not None else None


def tax_behavior_of(price: Price, currency: str) -> str:
    """Whether the amounts in `currency` include taxes: `exclusive`, `inclusive` or `unspecified`."""
    terms = _terms(price, currency)
    return terms.tax_behavior if terms is not None else "unspecified"


@dataclass(frozen=True, slots=True)
class TierPart:
    """What of a quantity falls into a tier; the first has the `number` 1."""

    number: int
    tier: Tier
    quantity: Decimal


def tier_parts(price: Price, quantity: Decimal, currency: str) -> list[TierPart] | None:
    """The tiers that a quantity reaches in `currency`, after it was packed; None if the price has no tiers there."""
    terms = _terms(price, currency)
    if terms is None or terms.tiers is None:
        return None
    by = _by_volume if price.tiers_mode == "volume" else _graduated
    return list(by(terms.tiers, packages_of(price, quantity)))


def packages_of(price: Price, quantity: Decimal) -> Decimal:
    """How many units of the price a quantity comes to: packages, if it is sold in packages."""
    return quantity if price.transform_quantity is None else _packages(quantity, price.transform_quantity)


def amount_of(price: Price, quantity: Decimal, currency: str) -> int:
    """What `quantity` (>= 0, at most twelve places) costs, in whole minor units of `currency`.

    Raises ValueError for a negative quantity, a currency that the price is not offered in, and a price whose
    amount the customer chooses.
    """
    if quantity < 0:
        raise ValueError("a quantity is never negative")
    terms = _terms(price, currency)
    if terms is None:
        raise ValueError(f"price {price.id} is not offered in {currency}")
    if terms.tiers is not None:
        parts = tier_parts(price, quantity, currency) or []
        return round_half_up(reduce(EXACT.add, (_cost(part.tier, part.quantity) for part in parts), _ZERO))
    quantity = packages_of(price, quantity)
    if terms.unit_amount is None:
        raise ValueError(f"the amount of price {price.id} is chosen by the customer")
    return round_half_up(EXACT.multiply(terms.unit_amount, quantity))


def _terms(price: Price, currency: str) -> CurrencyOption | None:
    if currency == price.currency:
        return CurrencyOption(price.unit_amount, price.tiers, price.custom_unit_amount, price.tax_behavior)
    return price.currency_options.get(currency)


def _packages(quantity: Decimal, transform: TransformQuantity) -> Decimal:
    """How many packages a quantity fills; `up` counts one that is begun."""
    full, rest = EXACT.divmod(quantity, Decimal(transform.divide_by))
    return full + 1 if rest and transform.round == "up" else full


def _by_volume(tiers: Sequence[Tier], quantity: Decimal) -> Iterator[TierPart]:
    """The tier that the whole quantity falls into prices all of it."""
    number, tier = next((n, t) for n, t in enumerate(tiers, 1) if t.up_to is None or quantity <= t.up_to)
    yield TierPart(number, tier, quantity)


def _graduated(tiers: Sequence[Tier], quantity: Decimal) -> Iterator[TierPart]:
    """Each tier prices what falls into it, and adds its flat amount once it is entered.

    The first tier is always entered, so its flat amount is due for a quantity of zero too.
    """
    below = _ZERO
    for number, tier in enumerate(tiers, 1):
        inside = quantity if tier.up_to is None else min(quantity, Decimal(tier.up_to))
        yield TierPart(number, tier, EXACT.subtract(inside, below))
        if tier.up_to is None or quantity <= tier.up_to:
            return
        below = Decimal(tier.up_to)


def _cost(tier: Tier, quantity: Decimal) -> Decimal:
    return EXACT.fma(tier.unit_amount or _ZERO, quantity, tier.flat_amount or _ZERO)
