"""From parameters to what a price costs: which ways of saying it go together (invoicing.md §1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from billhook.catalog.objects import CurrencyOption, CustomUnitAmount, Price, Recurring, Tier
from billhook.catalog.params import (
    INTERVAL_COUNT_MAX,
    Amounts,
    CreatePrice,
    CurrencyOptionGiven,
    CustomUnitAmountGiven,
    DefaultPriceData,
    RecurringGiven,
    RecurringOfPrice,
    TierGiven,
)  # fmt: skip
from billhook.catalog.rules import tiers as tier_rules
from billhook.kernel import errors
from billhook.kernel.money import minimum_charge
from billhook.kernel.replacing import replace


@dataclass(frozen=True, slots=True)
class Terms:
    """What a unit costs in one currency: exactly one of the three."""

    unit_amount: Decimal | None
    tiers: tuple[Tier, ...] | None
    custom_unit_amount: CustomUnitAmount | None

    @property
    def way(self) -> str:
        """The parameter that says it."""
        if self.tiers is not None:
            return "tiers"
        return "unit_amount" if self.unit_amount is not None else "custom_unit_amount"


def under(place: str, name: str) -> str:
    """The full name of a parameter inside the hash `place`, `""` being the top."""
    return f"{place}[{name}]" if place else name


def terms_of(given: Amounts | DefaultPriceData, currency: str, place: str) -> Terms | None:
    """The terms that were given, or None. Raises EXCLUSIVE_PARAMETERS, TIERS_INVALID and INVALID_VALUE."""
    unit_amount = exclusive(given.unit_amount, given.unit_amount_decimal, "unit_amount", place)
    tiers = given.tiers if isinstance(given, Amounts) else None
    ways = [
        name
        for name, value in (
            ("unit_amount" if given.unit_amount is not None else "unit_amount_decimal", unit_amount),
            ("custom_unit_amount", given.custom_unit_amount),
            ("tiers", tiers),
        )
        if value is not None
    ]
    if not ways:
        return None
    if len(ways) > 1:
        raise errors.EXCLUSIVE_PARAMETERS(param=under(place, ways[1]), names=", ".join(ways))
    return Terms(
        unit_amount,
        _tiers(tiers, under(place, "tiers")) if tiers is not None else None,
        _custom(given.custom_unit_amount, currency, under(place, "custom_unit_amount")),
    )


def terms_of_price(given: CreatePrice) -> Terms:
    """The terms of a new price, which must agree with its billing scheme.

    Raises MISSING_PARAMETER, PRICE_AMOUNT_REQUIRED and what `terms_of` raises.
    """
    terms = terms_of(given, given.currency, "")
    if given.billing_scheme == "per_unit":
        for name in ("tiers", "tiers_mode"):
            if getattr(given, name) is not None:
                raise errors.TIERS_INVALID(param=name, reason=f"`{name}` requires `billing_scheme` to be `tiered`")
        if terms is None:
            raise errors.PRICE_AMOUNT_REQUIRED(param="unit_amount")
        return terms
    if terms is None:
        raise errors.MISSING_PARAMETER(param="tiers", name="tiers")
    if terms.tiers is None:
        reason = f"`{terms.way}` requires `billing_scheme` to be `per_unit`"
        raise errors.INVALID_VALUE(param=terms.way, name=terms.way, reason=reason)
    if given.tiers_mode is None:
        raise errors.MISSING_PARAMETER(param="tiers_mode", name="tiers_mode")
    if given.transform_quantity is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="transform_quantity", names="tiers, transform_quantity")
    return terms


def with_terms(price: Price, terms: Terms, place: str) -> Price:
    """The price with its terms. Raises INVALID_VALUE: who chooses an amount cannot be billed it again."""
    if terms.custom_unit_amount is not None and price.recurring is not None:
        raise errors.INVALID_VALUE(
            param=under(place, "custom_unit_amount"),
            name="custom_unit_amount",
            reason="cannot be used with `recurring`",
        )
    return replace(price, unit_amount=terms.unit_amount, tiers=terms.tiers, custom_unit_amount=terms.custom_unit_amount)


def options_of(
    price: Price, given: Mapping[str, CurrencyOptionGiven], place: str = "currency_options"
) -> dict[str, CurrencyOption]:
    """The currency options of a price with those given added or changed.

    Raises PRICE_AMOUNT_REQUIRED, TAX_BEHAVIOR_FROZEN, INVALID_VALUE and what `terms_of` raises.
    """
    options = dict(price.currency_options)
    for currency, option in given.items():
        options[currency] = _option(price, currency, option, under(place, currency))
    return options


def frozen_tax_behavior(current: str, wanted: str | None, param: str) -> str:
    """The tax behavior after an update: once exclusive or inclusive it stays. Raises TAX_BEHAVIOR_FROZEN."""
    if wanted is None or wanted == current:
        return current
    if current != "unspecified":
        raise errors.TAX_BEHAVIOR_FROZEN(param=param)
    return wanted


def recurring_of(given: RecurringGiven | None, place: str) -> Recurring | None:
    """How often a price is billed. Raises INVALID_VALUE for more than three years between two bills."""
    if given is None:
        return None
    if given.interval_count > INTERVAL_COUNT_MAX[given.interval]:
        reason = f"at most {INTERVAL_COUNT_MAX[given.interval]} for the interval {given.interval} (three years)"
        raise errors.INVALID_VALUE(param=f"{place}[interval_count]", name="interval_count", reason=reason)
    if isinstance(given, RecurringOfPrice):
        return Recurring(given.interval, given.interval_count, given.usage_type, given.trial_period_days, given.meter)
    return Recurring(given.interval, given.interval_count, "licensed", None)


def exclusive(whole: int | None, exact: Decimal | None, name: str, place: str) -> Decimal | None:
    """An amount given either whole or as `…_decimal`. Raises EXCLUSIVE_PARAMETERS."""
    if whole is not None and exact is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param=under(place, f"{name}_decimal"), names=f"{name}, {name}_decimal")
    return Decimal(whole) if whole is not None else exact


def _option(price: Price, currency: str, given: CurrencyOptionGiven, place: str) -> CurrencyOption:
    if currency == price.currency:
        reason = f"{currency} is the currency of the price itself, whose amounts stand beside currency_options"
        raise errors.INVALID_VALUE(param=place, name="currency_options", reason=reason)
    own = Terms(price.unit_amount, price.tiers, price.custom_unit_amount)
    terms = terms_of(given, currency, place)
    current = price.currency_options.get(currency)
    if terms is None and current is None:
        raise errors.PRICE_AMOUNT_REQUIRED(param=under(place, own.way))
    if terms is not None and terms.way != own.way:
        reason = f"the price says what it costs with `{own.way}`, and so must its currency options"
        raise errors.INVALID_VALUE(param=under(place, terms.way), name=terms.way, reason=reason)
    base = current or CurrencyOption(None, None, None, "unspecified")
    if terms is not None:
        base = replace(
            base,
            unit_amount=terms.unit_amount,
            tiers=terms.tiers,
            custom_unit_amount=terms.custom_unit_amount,
        )
    behavior = frozen_tax_behavior(base.tax_behavior, given.tax_behavior, under(place, "tax_behavior"))
    return replace(base, tax_behavior=behavior)


def _tiers(given: list[TierGiven], place: str) -> tuple[Tier, ...]:
    tiers = tuple(
        Tier(
            tier.up_to,
            exclusive(tier.flat_amount, tier.flat_amount_decimal, "flat_amount", f"{place}[{i}]"),
            exclusive(tier.unit_amount, tier.unit_amount_decimal, "unit_amount", f"{place}[{i}]"),
        )
        for i, tier in enumerate(given)
    )
    if (fault := tier_rules.fault(tiers)) is not None:
        at, reason = fault
        raise errors.TIERS_INVALID(param=place if at is None else f"{place}[{at}]", reason=reason)
    return tiers


def _custom(given: CustomUnitAmountGiven | None, currency: str, place: str) -> CustomUnitAmount | None:
    """Bounds must rise from the smallest collectable amount: minimum, preset, maximum."""
    if given is None:
        return None
    lower, lower_name = minimum_charge(currency), "the minimum charge amount"
    for name in ("minimum", "preset", "maximum"):
        value = getattr(given, name)
        if value is None:
            continue
        if value < lower:
            reason = f"must be at least {lower} ({lower_name})"
            raise errors.INVALID_VALUE(param=f"{place}[{name}]", name=name, reason=reason)
        lower, lower_name = value, name
    return CustomUnitAmount(given.maximum, given.minimum, given.preset)
