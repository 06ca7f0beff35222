"""What callers may send about subscriptions (recurring.md §2.1, §2.2)."""

from typing import Annotated

from billhook.catalog.params import RecurringGiven
from billhook.customers.params import CustomField
from billhook.discounts.params import DISCOUNTS_MAX, GivenDiscount
from billhook.invoices.items_params import PriceData
from billhook.invoices.params import ACCOUNT_TAX_IDS_MAX, COLLECTION_METHODS, DEFAULT_TAX_RATES_MAX, Issuer
from billhook.payment_methods.objects import TYPES
from billhook.subscriptions.objects import CLASSIC, FLEXIBLE, ITEMS_MAX
from billhook.subscriptions.rules.calendar import AnchorConfig
from billhook.subscriptions.rules.trials import DAYS_MAX
from billhook.wire.params import (
    Boolean,
    Currency,
    Expand,
    Hash,
    HashUnset,
    Id,
    IdUnset,
    Metadata,
    Page,
    Params,
    RangeOrMoment,
    TextUnset,
    Timestamp,
    TimestampUnset,
    array,
    array_unset,
    choice,
    integer,
    moment_or_now_unset,
    one_of,
    text_unset,
)
from billhook.wire.reading import Reads

FEEDBACK = (
    "customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex",
    "too_expensive", "unused",
)  # fmt: skip
LISTED_STATUSES = (
    "active", "past_due", "unpaid", "canceled", "incomplete", "incomplete_expired", "trialing", "paused", "all",
    "ended",
)  # fmt: skip
PRORATIONS = ("always_invoice", "create_prorations", "none")

TAX_RATES_MAX = 5
_Quantity = Annotated[int, integer(0, 999_999_999)]
_Moment = Annotated[int | str | None, moment_or_now_unset]


class RecurringPriceData(PriceData):
    """A price that is made on the way, of a product that exists."""

    recurring: Annotated[RecurringGiven, Hash]


class NewItem(Params):
    """A price that is to be billed each period."""

    not_offered = frozenset({"billing_thresholds", "current_trial"})
    discounts: Annotated[list[GivenDiscount] | None, array_unset(DISCOUNTS_MAX)] = None
    metadata: Metadata = {}
    plan: Id | None = None
    price: Id | None = None
    price_data: Annotated[RecurringPriceData | None, Hash] = None
    quantity: _Quantity | None = None
    tax_rates: Annotated[list[Id] | None, array_unset(TAX_RATES_MAX)] = None


class ChangedItem(NewItem):
    """A change of the item that `id` names; without it, one more item."""

    clear_usage: Boolean = False
    deleted: Boolean = False
    id: Id | None = None


class PeriodStart(Params):
    """Where the period of an added item begins: with that of the items, now, or at a moment."""

    timestamp: Timestamp | None = None
    type: Annotated[str, choice("max_item_period_start", "now", "timestamp")]


class PeriodEnd(Params):
    """Where the period of an added item ends: with that of the items, or at a moment."""

    timestamp: Timestamp | None = None
    type: Annotated[str, choice("min_item_period_end", "timestamp")]


class AddedPeriod(Params):
    end: Annotated[PeriodEnd, Hash]
    start: Annotated[PeriodStart, Hash]


class AddedItem(Params):
    """What the next invoice bills once."""

    discountable: Boolean | None = None
    discounts: Annotated[list[GivenDiscount] | None, array_unset(DISCOUNTS_MAX)] = None
    metadata: Metadata = {}
    period: Annotated[AddedPeriod | None, Hash] = None
    price: Id | None = None
    price_data: Annotated[PriceData | None, Hash] = None
    quantity: _Quantity | None = None
    tax_rates: Annotated[list[Id] | None, array_unset(TAX_RATES_MAX)] = None


class AnchorConfigParams(Params):
    """Where in a month or a year periods are to begin."""

    day_of_month: Annotated[int, integer(1, 31)]
    hour: Annotated[int | None, integer(0, 23)] = None
    minute: Annotated[int | None, integer(0, 59)] = None
    month: Annotated[int | None, integer(1, 12)] = None
    second: Annotated[int | None, integer(0, 59)] = None

    def value(self) -> AnchorConfig:
        """The configuration as it is kept."""
        return AnchorConfig(self.day_of_month, self.month, self.hour, self.minute, self.second)


class BillingMode(Params):
    """Whether prices of today or amounts of then are given back."""

    not_offered = frozenset({"flexible"})
    type: Annotated[str, choice(CLASSIC, FLEXIBLE)]


class EndBehavior(Params):
    """What happens when a trial ends."""

    billing_cycle_anchor: Annotated[str | None, choice("now", "unchanged")] = None
    missing_payment_method: Annotated[str, choice("cancel", "create_invoice", "pause")]


class TrialSettingsParams(Params):
    end_behavior: Annotated[EndBehavior, Hash]


class PaymentSettings(Params):
    """How its invoices may be paid."""

    not_offered = frozenset({"payment_method_options"})
    payment_method_types: Annotated[list[Annotated[str, choice(*TYPES)]] | None, array_unset(20)] = None
    save_default_payment_method: Annotated[str | None, choice("off", "on_subscription")] = None


class CancellationDetails(Params):
    """Why its customer leaves."""

    not_offered = frozenset({"feedback_option"})
    comment: Annotated[str | None, text_unset(5_000)] = None
    feedback: Annotated[str | None, choice(*FEEDBACK, "")] = None


_Behavior = Annotated[
    str, choice("allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete")
]


class InvoiceSettingsParams(Params):
    """What each of its invoices says."""

    account_tax_ids: Annotated[list[Id] | None, array_unset(ACCOUNT_TAX_IDS_MAX)] = None
    custom_fields: Annotated[list[CustomField] | None, array_unset(4)] = None
    description: TextUnset = None
    footer: TextUnset = None
    issuer: Annotated[Issuer | None, Hash] = None


class PauseCollectionParams(Params):
    """What is done with new invoices instead of collecting them."""

    behavior: Annotated[str, choice("keep_as_draft", "mark_uncollectible", "void")]
    resumes_at: Timestamp | None = None


_CONNECT = frozenset({"application_fee_percent", "on_behalf_of", "transfer_data"})
_LATER = frozenset(
    {
        "automatic_tax", "billing_schedules", "billing_thresholds", "default_source",
        "pending_invoice_item_interval",
    }
)  # fmt: skip


class SubscriptionFields(Params):
    """What create and update share."""

    not_offered = _CONNECT | _LATER
    add_invoice_items: Annotated[list[AddedItem], array(ITEMS_MAX)] = []
    cancel_at: TimestampUnset = None
    cancel_at_period_end: Boolean | None = None
    collection_method: Annotated[str | None, choice(*COLLECTION_METHODS)] = None
    days_until_due: Annotated[int | None, integer(0, 36_500)] = None
    default_payment_method: IdUnset = None
    default_tax_rates: Annotated[list[Id] | None, array_unset(DEFAULT_TAX_RATES_MAX)] = None
    description: Annotated[str | None, text_unset(500)] = None
    discounts: Annotated[list[GivenDiscount] | None, array_unset(DISCOUNTS_MAX)] = None
    expand: Expand = []
    invoice_settings: Annotated[InvoiceSettingsParams | None, Hash] = None
    metadata: Metadata = {}
    off_session: Boolean = False
    payment_settings: Annotated[PaymentSettings | None, Hash] = None
    proration_behavior: Annotated[str, choice(*PRORATIONS)] = "create_prorations"
    trial_end: _Moment = None
    trial_from_plan: Boolean = False
    trial_settings: Annotated[TrialSettingsParams | None, HashUnset] = None


class CreateSubscription(SubscriptionFields):
    not_offered = SubscriptionFields.not_offered | {"backdate_start_date", "customer_account"}
    billing_cycle_anchor: Timestamp | None = None
    billing_cycle_anchor_config: Annotated[AnchorConfigParams | None, Hash] = None
    billing_mode: Annotated[BillingMode | None, Hash] = None
    currency: Currency | None = None
    customer: Id
    items: Annotated[list[NewItem], array(ITEMS_MAX)]
    payment_behavior: _Behavior = "allow_incomplete"
    trial_period_days: Annotated[int | None, integer(0, DAYS_MAX)] = None


def _anchor(value: object) -> str:
    """The word, or the hash with it as its `type`: both are taken whatever the version is (recurring.md §0)."""
    if isinstance(value, dict) and value.keys() == {"type"}:
        value = value["type"]
    return one_of(*_ANCHORS)(value)


_ANCHORS = ("now", "unchanged")
_WORD = {"type": "string", "enum": list(_ANCHORS)}
_ANCHOR = {"anyOf": [_WORD, {"type": "object", "properties": {"type": _WORD}, "required": ["type"]}]}


class UpdateSubscription(SubscriptionFields):
    billing_cycle_anchor: Annotated[str | None, Reads(_anchor, schema=_ANCHOR)] = None
    cancellation_details: Annotated[CancellationDetails | None, Hash] = None
    items: Annotated[list[ChangedItem], array(ITEMS_MAX)] = []
    pause_collection: Annotated[PauseCollectionParams | None, HashUnset] = None
    payment_behavior: _Behavior = "allow_incomplete"
    proration_date: Timestamp | None = None


class HowToProrate(Params):
    """How a change within a period is billed, and how what is billed is paid."""

    expand: Expand = []
    payment_behavior: _Behavior = "allow_incomplete"
    proration_behavior: Annotated[str, choice(*PRORATIONS)] = "create_prorations"
    proration_date: Timestamp | None = None


class ItemFields(NewItem, HowToProrate):
    """What create and update of an item share."""


class CreateItem(ItemFields):
    subscription: Id


class UpdateItem(ItemFields):
    off_session: Boolean = False


class DeleteItem(HowToProrate):
    clear_usage: Boolean = False


class CancelSubscription(Params):
    cancellation_details: Annotated[CancellationDetails | None, Hash] = None
    expand: Expand = []
    invoice_now: Boolean = False
    prorate: Boolean = False


class ListSubscriptions(Page):
    not_offered = frozenset({"automatic_tax", "current_period_end", "current_period_start", "customer_account"})
    collection_method: Annotated[str | None, choice(*COLLECTION_METHODS)] = None
    created: RangeOrMoment | None = None
    customer: Id | None = None
    plan: Id | None = None
    price: Id | None = None
    status: Annotated[str | None, choice(*LISTED_STATUSES)] = None
    test_clock: Id | None = None


class ListItems(Page):
    subscription: Id
