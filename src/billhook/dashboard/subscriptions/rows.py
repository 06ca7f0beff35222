"""A subscription as a row of a table."""

from dataclasses import dataclass

from billhook.dashboard.formatting import Formats
from billhook.dashboard.subscriptions import words
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.rules.lifecycle import ENDED, INCOMPLETE


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the subscription and what its cells say. `comes` is what happens next, and `at` when (Unix seconds)."""

    details: SubscriptionDetails
    customer: str
    contents: str
    costs: str
    badge: tuple[str, str]
    period: tuple[int, int] | None
    comes: str
    at: int | None


def row_of(details: SubscriptionDetails, customer: str, f: Formats) -> Row:
    """The row of a subscription of this customer."""
    s = details.subscription
    comes, at, period = "–", None, None
    if s.status not in (*ENDED, INCOMPLETE) and details.items:
        period = words.ends_of_periods(details)
        ends = s.cancel_at is not None and s.cancel_at <= period[1]
        comes, at = ("Ends", s.cancel_at) if ends else ("Invoice", period[1])
    return Row(
        details, customer, words.contents(details, f), words.costs(details, f),
        words.badge(s), period, comes, at,
    )  # fmt: skip
