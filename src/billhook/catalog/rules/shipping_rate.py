"""What a shipping rate is, and what it costs in a currency (invoicing.md §1.13)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ShippingRate:
    """A shipping rate as stored: `amount` in minor units of `currency`.

    `currency_options` has `amount` and `tax_behavior` for each further currency, `delivery_estimate` a `minimum` and
    a `maximum` of `unit` and `value`, each of which may be null.
    """

    id: str
    created: int
    active: bool
    display_name: str
    amount: int
    currency: str
    currency_options: dict[str, dict[str, Any]]
    delivery_estimate: dict[str, Any] | None
    tax_behavior: str
    tax_code: str | None
    metadata: dict[str, str]


def amount_in(rate: ShippingRate, currency: str) -> int | None:
    """What shipping costs in minor units of `currency`; None where the rate does not say."""
    if currency == rate.currency:
        return rate.amount
    option = rate.currency_options.get(currency)
    return option["amount"] if option is not None else None
