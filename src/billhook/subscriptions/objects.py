"""Subscriptions and their items as stored: frozen, in minor units and Unix seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from billhook.catalog.objects import Price, Product
from billhook.discounts.objects import Discount
from billhook.kernel.stored import VERSION, Json
from billhook.subscriptions.rules.calendar import AnchorConfig, Interval, Period
from billhook.subscriptions.rules.prorating import Debit
from billhook.tax.objects import TaxRate

CLASSIC, FLEXIBLE = "classic", "flexible"

ITEMS_MAX = 20
"""So many items a subscription can have (recurring.md §2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSettings:
    """What becomes of a subscription whose trial ends: `billing_cycle_anchor` is `now` or `unchanged`, and without a
    payment method it is billed all the same (`create_invoice`), or `pause`s, or is `cancel`ed."""

    billing_cycle_anchor: str = "now"
    missing_payment_method: str = "create_invoice"

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION, "billing_cycle_anchor": self.billing_cycle_anchor,
            "missing_payment_method": self.missing_payment_method,
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "TrialSettings":
        """The settings as they were stored."""
        return cls(
            billing_cycle_anchor=stored["billing_cycle_anchor"],
            missing_payment_method=stored["missing_payment_method"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """Why a subscription ends: what its customer says, and the `reason` that Billhook knows."""

    comment: str | None = None
    feedback: str | None = None
    reason: str | None = None

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, "comment": self.comment, "feedback": self.feedback, "reason": self.reason}

    @classmethod
    def from_stored(cls, stored: Json) -> "Cancellation":
        """The details as they were stored."""
        return cls(comment=stored["comment"], feedback=stored["feedback"], reason=stored["reason"])


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseCollection:
    """What is done with new invoices instead of collecting them, until `resumes_at` (recurring.md §3.8).

    `behavior` is `void`, `keep_as_draft` or `mark_uncollectible`; `resumes_at` None is until somebody ends it.
    """

    behavior: str
    resumes_at: int | None = None

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, "behavior": self.behavior, "resumes_at": self.resumes_at}

    @classmethod
    def from_stored(cls, stored: Json) -> "PauseCollection":
        """The pause as it was stored."""
        return cls(behavior=stored["behavior"], resumes_at=stored["resumes_at"])


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSettings:
    """What each of its invoices says. `account_tax_ids` are ids, `custom_fields` pairs of a name and a value."""

    account_tax_ids: tuple[str, ...] | None = None
    custom_fields: tuple[tuple[str, str], ...] | None = None
    description: str | None = None
    footer: str | None = None

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION, "account_tax_ids": self.account_tax_ids, "custom_fields": self.custom_fields,
            "description": self.description, "footer": self.footer,
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "InvoiceSettings":
        """The settings as they were stored; those of before there were any are empty."""
        ids, fields = stored.get("account_tax_ids"), stored.get("custom_fields")
        return cls(
            account_tax_ids=tuple(ids) if ids is not None else None,
            custom_fields=tuple((name, value) for name, value in fields) if fields is not None else None,
            description=stored.get("description"), footer=stored.get("footer"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubscriptionItem:
    """A price that is billed each period. `debits` are what was charged for it and not given back.

    `quantity` counts licences; a metered price has none, its usage counts from `usage_since` on. `position` orders the
    items of a subscription, the oldest first.
    """

    id: str
    created: int
    subscription: str
    position: int
    price: str
    product: str
    quantity: int
    metadata: dict[str, str]
    tax_rates: tuple[TaxRate, ...]
    period_start: int
    period_end: int
    debits: tuple[Debit, ...] = ()
    deleted_at: int | None = None
    discounts: tuple[Discount, ...] = ()
    usage_since: int | None = None

    @property
    def period(self) -> Period:
        """The period that runs."""
        return Period(self.period_start, self.period_end)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription without its items. The order of the fields is that of the columns.

    Periods are the grid of `billing_cycle_anchor`. `announced`: an event has told of it. `trial_end_told`: an event has
    told that its trial ends soon. `upcoming_told_for` is the end of the period for which an event has told of the next
    invoice. `next_step_at` is when time does something with it.
    """

    id: str
    created: int
    customer: str
    status: str
    currency: str
    collection_method: str
    billing_mode: str
    billing_mode_updated_at: int | None
    billing_cycle_anchor: int
    anchor_config: AnchorConfig | None
    start_date: int
    days_until_due: int | None = None
    default_payment_method: str | None = None
    default_tax_rates: tuple[TaxRate, ...] = ()
    description: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    payment_method_types: Sequence[str] | None = None
    save_default_payment_method: str = "off"
    trial_start: int | None = None
    trial_end: int | None = None
    trial_settings: TrialSettings = field(default_factory=TrialSettings)
    cancel_at: int | None = None
    cancel_at_period_end: bool = False
    canceled_at: int | None = None
    ended_at: int | None = None
    cancellation: Cancellation = field(default_factory=Cancellation)
    latest_invoice: str | None = None
    announced: bool = False
    trial_end_told: bool = False
    next_step_at: int | None = None
    test_clock: str | None = None
    pause_collection: PauseCollection | None = None
    invoice_settings: InvoiceSettings = field(default_factory=InvoiceSettings)
    discounts: tuple[Discount, ...] = ()
    upcoming_told_for: int | None = None

    @property
    def is_flexible(self) -> bool:
        """Whether what was charged is given back, and not the price of today (recurring.md §6.1)."""
        return self.billing_mode == FLEXIBLE

    @property
    def is_sent(self) -> bool:
        """Whether its invoices are sent to the customer, who pays them."""
        return self.collection_method == "send_invoice"


@dataclass(frozen=True, slots=True)
class SubscriptionDetails:
    """A subscription with its items, oldest first, and what the catalogue says of them, by ids."""

    subscription: Subscription
    items: tuple[SubscriptionItem, ...]
    prices: Mapping[str, Price]
    products: Mapping[str, Product]

    def price(self, item: SubscriptionItem) -> Price:
        """What an item costs."""
        return self.prices[item.price]

    def is_metered(self, item: SubscriptionItem) -> bool:
        """Whether an item bills what was used, once its period is over."""
        return self.prices[item.price].is_metered

    def interval(self, item: SubscriptionItem) -> Interval:
        """How often an item is billed."""
        recurring = self.prices[item.price].recurring
        assert recurring is not None
        return Interval(recurring.interval, recurring.interval_count)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item with its price, as it is shown alone."""

    item: SubscriptionItem
    price: Price
