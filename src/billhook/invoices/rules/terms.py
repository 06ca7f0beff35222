"""What the sum of an invoice is made of: plain values, amounts in minor units of the invoice's currency."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from billhook.kernel.stored import VERSION, Json

Exemption = Literal["none", "exempt", "reverse"]
Rounding = Literal["line", "invoice"]


@dataclass(frozen=True, slots=True)
class DiscountTerms:
    """What a discount takes off: a percentage of what is left, or an amount; of `products` only, if any are named."""

    id: str
    percent_off: Decimal | None = None
    amount_off: int | None = None
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RateTerms:
    """A tax rate in percent; an inclusive one is inside the amounts already.

    `reason` is what a tax provider says of it, who has seen to exemptions as well; None for a rate set by hand.
    """

    id: str
    percentage: Decimal
    inclusive: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax on a line, on shipping, or on the whole invoice: the id of its `rate`, the `amount` on `taxable_amount`.

    `reason` is one of the taxability reasons. An invoice keeps the taxes of its lines in this form.
    """

    rate: str
    amount: int
    taxable_amount: int
    inclusive: bool
    reason: str

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION,
            "rate": self.rate,
            "amount": self.amount,
            "taxable_amount": self.taxable_amount,
            "inclusive": self.inclusive,
            "reason": self.reason,
        }

    @classmethod
    def from_stored(cls, stored: Json) -> "Tax":
        """The tax in any form that was ever stored."""
        return cls(stored["rate"], stored["amount"], stored["taxable_amount"], stored["inclusive"], stored["reason"])


@dataclass(frozen=True, slots=True)
class LineTerms:
    """A line before discounts and taxes.

    `taxes` are amounts that somebody else has worked out, the caller or a tax provider; where they are given,
    no rate applies. Without rates of its own a line takes those of the invoice.
    """

    amount: int
    discountable: bool = True
    product: str = ""
    discounts: tuple[DiscountTerms, ...] = ()
    rates: tuple[RateTerms, ...] = ()
    taxes: tuple[Tax, ...] | None = None


@dataclass(frozen=True, slots=True)
class ShippingTerms:
    """What shipping costs, with the rates, or the taxes, that a provider found for it.

    Inclusive taxes are inside the amount.
    """

    amount: int
    taxes: tuple[Tax, ...] = ()
    rates: tuple[RateTerms, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """A whole invoice before it is summed up."""

    lines: tuple[LineTerms, ...]
    discounts: tuple[DiscountTerms, ...] = ()
    default_rates: tuple[RateTerms, ...] = ()
    exemption: Exemption = "none"
    rounding: Rounding = "line"
    shipping: ShippingTerms | None = None
