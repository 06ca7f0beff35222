"""A discount: a coupon as it was when it was redeemed, and what it was redeemed for."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from billhook.discounts.rules.coupon import amount_in
from billhook.kernel.money import decimal_text

# What a column of its own says of a discount; the rest is frozen in one piece.
REFERENCES = ("id", "coupon", "promotion_code", "customer", "invoice", "invoice_item", "origin", "start", "end")


@dataclass(frozen=True, slots=True)
class Discount:
    """Everything that computing and showing a discount needs; nothing of it changes with its coupon.

    Exactly one of `percent_off` and `amount_off` (minor units of `currency`) is there. `currency_options` has the
    amounts in further currencies. An empty `products` means all. `origin` is the customer's discount that an
    invoice inherited this one from. `facts` is the wire object of the coupon when it was redeemed.
    """

    id: str
    coupon: str
    promotion_code: str | None
    percent_off: Decimal | None
    amount_off: int | None
    currency: str | None
    currency_options: dict[str, int]
    products: tuple[str, ...]
    name: str | None
    duration: str
    customer: str | None
    invoice: str | None
    invoice_item: str | None
    origin: str | None
    start: int
    end: int | None
    facts: dict[str, Any]

    @property
    def label(self) -> str:
        """What documents call it: the coupon's name, or its id where it has none."""
        return self.name or self.coupon

    def is_over(self, now: int) -> bool:
        """Whether its last month has passed."""
        return self.end is not None and now >= self.end

    def in_currency(self, currency: str) -> "Discount | None":
        """The discount as it takes off in `currency`; None for an amount that does not exist there."""
        if self.percent_off is not None:
            return self
        amount = amount_in(self.amount_off, self.currency, self.currency_options, currency)
        return replace(self, amount_off=amount, currency=currency) if amount is not None else None

    def to_stored(self) -> dict[str, Any]:
        """Plain JSON, the percentage as a text, for a column of whoever carries the discount."""
        stored = {name: getattr(self, name) for name in _FIELDS}
        stored["products"] = list(self.products)
        stored["percent_off"] = decimal_text(self.percent_off) if self.percent_off is not None else None
        return stored

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> "Discount":
        """The discount that `to_stored` gave."""
        percent = stored["percent_off"]
        changed = {
            "products": tuple(stored["products"]),
            "percent_off": Decimal(percent) if percent is not None else None,
        }
        return cls(**{**stored, **changed})


_FIELDS = tuple(Discount.__dataclass_fields__)
