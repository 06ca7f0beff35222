"""What callers may send about a preview that a subscription takes part in (recurring.md §11).

The classes of `upcoming` belong to versions before basil, which previewed by GET and named each detail flatly.
"""

from typing import Annotated

from billhook.invoices.params import DEFAULT_TAX_RATES_MAX
from billhook.invoices.preview_params import CreatePreview
from billhook.subscriptions.objects import ITEMS_MAX
from billhook.subscriptions.params import PRORATIONS, BillingMode, ChangedItem
from billhook.wire import reading
from billhook.wire.params import (
    Boolean,
    Hash,
    Id,
    Metadata,
    Page,
    Params,
    Timestamp,
    TimestampUnset,
    array,
    array_unset,
    choice,
    moment_or,
    moment_or_now_unset,
)
from billhook.wire.reading import Reads

_words = moment_or("now", "unchanged")
_WORDS = {"anyOf": [reading.UNIX_TIME, {"type": "string", "enum": ["now", "unchanged"]}]}


def _anchor(value: object) -> int | str:
    """A moment or a word; or the hash of newer versions, with the word or the moment in it (recurring.md §0)."""
    if isinstance(value, dict):
        value = value.get("timestamp") if value.get("type") == "timestamp" else value.get("type")
    return _words(value)


_ANCHOR = {"anyOf": [*_WORDS["anyOf"], {"type": "object", "properties": {"type": {"type": "string"}}}]}
_Anchor = Annotated[int | str | None, Reads(_anchor, schema=_ANCHOR)]
_Items = Annotated[list[ChangedItem], array(ITEMS_MAX)]
_Moment = Annotated[int | str | None, moment_or_now_unset]
_Proration = Annotated[str, choice(*PRORATIONS)]
_Rates = Annotated[list[Id] | None, array_unset(DEFAULT_TAX_RATES_MAX)]


class PreviewedSubscription(Params):
    """What a new subscription would be, or what would be different about the one that is named."""

    not_offered = frozenset({"billing_schedules", "pause", "resume_at", "start_date"})
    billing_cycle_anchor: _Anchor = None
    billing_mode: Annotated[BillingMode | None, Hash] = None
    cancel_at: TimestampUnset = None
    cancel_at_period_end: Boolean | None = None
    cancel_now: Boolean = False
    default_tax_rates: _Rates = None
    items: _Items = []
    metadata: Metadata = {}
    proration_behavior: _Proration = "create_prorations"
    proration_date: Timestamp | None = None
    trial_end: _Moment = None


class PreviewInvoice(CreatePreview):
    not_offered = CreatePreview.not_offered - {"subscription", "subscription_details"}
    subscription: Id | None = None
    subscription_details: Annotated[PreviewedSubscription | None, Hash] = None

    def details(self) -> PreviewedSubscription | None:
        """What was said of the subscription; None if nothing was."""
        return self.subscription_details


_FLAT = {
    "subscription_billing_cycle_anchor": "billing_cycle_anchor",
    "subscription_cancel_at": "cancel_at",
    "subscription_cancel_at_period_end": "cancel_at_period_end",
    "subscription_cancel_now": "cancel_now",
    "subscription_default_tax_rates": "default_tax_rates",
    "subscription_items": "items",
    "subscription_proration_behavior": "proration_behavior",
    "subscription_proration_date": "proration_date",
    "subscription_trial_end": "trial_end",
}


class Upcoming(PreviewInvoice):
    not_offered = PreviewInvoice.not_offered | {
        "subscription_resume_at", "subscription_start_date", "subscription_trial_from_plan",
    }  # fmt: skip
    subscription_billing_cycle_anchor: _Anchor = None
    subscription_cancel_at: TimestampUnset = None
    subscription_cancel_at_period_end: Boolean | None = None
    subscription_cancel_now: Boolean = False
    subscription_default_tax_rates: _Rates = None
    subscription_items: _Items = []
    subscription_proration_behavior: _Proration = "create_prorations"
    subscription_proration_date: Timestamp | None = None
    subscription_trial_end: _Moment = None

    def details(self) -> PreviewedSubscription | None:
        """The same, named flatly or not."""
        flat = {name: getattr(self, named) for named, name in _FLAT.items() if self.given(named)}
        return PreviewedSubscription.of(**flat) if flat else self.subscription_details


class UpcomingLines(Upcoming, Page):
    pass
