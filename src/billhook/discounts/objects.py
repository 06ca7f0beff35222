"""Coupons, promotion codes and discounts, as stored.

A discount is a coupon as it was when it was redeemed, and what it was redeemed for.
"""

from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from billhook.discounts.rules.amounts import amount_in
from billhook.kernel.money import decimal_text
from billhook.kernel.replacing import replace
from billhook.kernel.stored import VERSION, Json
from billhook.kernel.wire_object import WireObject

# What a column of its own says of a discount; the rest is frozen in one piece.
REFERENCES = (
    "id", "coupon", "promotion_code", "customer", "invoice", "invoice_item", "origin", "start", "end", "subscription",
    "subscription_item",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon as stored: exactly one of `percent_off` (at most two places) and `amount_off` is there.

    `amount_off` is in minor units of `currency`, `currency_options` has the amounts in further currencies.
    An empty `products` means all.
    """

    id: str
    sort_id: str
    created: int
    deleted_at: int | None
    name: str | None
    percent_off: Decimal | None
    amount_off: int | None
    currency: str | None
    currency_options: dict[str, int]
    duration: str
    duration_in_months: int | None
    max_redemptions: int | None
    redeem_by: int | None
    times_redeemed: int
    products: list[str]
    metadata: dict[str, str]

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_used_up(self) -> bool:
        """Whether it was redeemed as often as it may be."""
        return self.max_redemptions is not None and self.times_redeemed >= self.max_redemptions

    def is_expired(self, now: int) -> bool:
        """Whether the last moment at which it could be redeemed has passed."""
        return self.redeem_by is not None and now > self.redeem_by

    def is_valid(self, now: int) -> bool:
        """Whether it can still be redeemed: the wire's `valid`."""
        return not (self.is_deleted or self.is_used_up or self.is_expired(now))


@dataclass(frozen=True, slots=True)
class PromotionCode:
    """A promotion code as stored. `coupon_sort_id` tells its coupon from a later one of the same id.

    `minimum_amount` is in minor units of `minimum_amount_currency`, `currency_options` has it in further
    currencies. `active` is what the merchant said; see `is_active`.
    """

    id: str
    created: int
    coupon: str
    coupon_sort_id: str
    code: str
    customer: str | None
    active: bool
    expires_at: int | None
    max_redemptions: int | None
    times_redeemed: int
    first_time_transaction: bool
    minimum_amount: int | None
    minimum_amount_currency: str | None
    currency_options: dict[str, int]
    metadata: dict[str, str]

    @property
    def is_used_up(self) -> bool:
        """Whether it was redeemed as often as it may be."""
        return self.max_redemptions is not None and self.times_redeemed >= self.max_redemptions

    def is_expired(self, now: int) -> bool:
        """Whether its moment has come."""
        return self.expires_at is not None and now >= self.expires_at

    def is_redeemable(self, coupon: Coupon, now: int) -> bool:
        """Whether anybody could redeem it, were it active."""
        lives = coupon.sort_id == self.coupon_sort_id and coupon.is_valid(now)
        return lives and not self.is_used_up and not self.is_expired(now)

    def is_active(self, coupon: Coupon, now: int) -> bool:
        """The wire's `active`: said to be, redeemable, and its coupon valid."""
        return self.active and self.is_redeemable(coupon, now)


@dataclass(frozen=True, slots=True)
class PromotionCodeDetails:
    """A promotion code and its coupon, which decides whether the code is active. A code is never read alone."""

    code: PromotionCode
    coupon: Coupon


@dataclass(frozen=True, slots=True)
class Discount:
    """Everything that computing and showing a discount needs; nothing of it changes with its coupon.

    Exactly one of `percent_off` and `amount_off` (minor units of `currency`) is there. `currency_options` has the
    amounts in further currencies. An empty `products` means all. `origin` is the customer's discount that an
    invoice inherited this one from. `coupon_snapshot` is the wire object of the coupon when it was redeemed.
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
    coupon_snapshot: WireObject
    subscription: str | None = None
    subscription_item: str | None = None

    @property
    def is_inherited(self) -> bool:
        """Whether it stands on an invoice that it does not belong to: it is of the customer or of a subscription."""
        return self.invoice is None and self.invoice_item is None

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

    def to_stored(self) -> Json:
        """Plain JSON, the percentage as a text, for a column of whoever carries the discount."""
        stored = {"version": VERSION} | {name: getattr(self, name) for name in _FIELDS}
        stored["products"] = list(self.products)
        stored["percent_off"] = decimal_text(self.percent_off) if self.percent_off is not None else None
        return stored

    @classmethod
    def from_stored(cls, stored: Json) -> "Discount":
        """The discount in any form that was ever stored. Without a version the snapshot was called `facts`.

        What was stored before there were subscriptions does not speak of them.
        """
        if "subscription" not in stored:
            stored = {**stored, "subscription": None, "subscription_item": None}
        values = [*_values(stored if "version" in stored else {**stored, "coupon_snapshot": stored["facts"]})]
        percent, products = values[_PERCENT_OFF], values[_PRODUCTS]
        values[_PERCENT_OFF] = Decimal(percent) if percent is not None else None
        values[_PRODUCTS] = tuple(products)
        return cls(*values)


_FIELDS = tuple(Discount.__dataclass_fields__)
_PERCENT_OFF, _PRODUCTS = _FIELDS.index("percent_off"), _FIELDS.index("products")
_values = itemgetter(*_FIELDS)
