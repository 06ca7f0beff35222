"""What happens to a subscription next if nobody does anything, in words."""

from collections.abc import Iterator

from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.badges import remaining
from billhook.dashboard.subscriptions.words import PAUSES, REASONS, distance
from billhook.subscriptions.actions.preview_change import NextInvoice
from billhook.subscriptions.objects import Subscription, SubscriptionDetails
from billhook.subscriptions.rules.lifecycle import CANCELED, ENDED, INCOMPLETE, PAST_DUE, TRIALING, UNPAID
from billhook.subscriptions.rules.steps import WINDOW_SECONDS


def next_steps(details: SubscriptionDetails, following: NextInvoice | None, f: Formats) -> list[str]:
    """Sentences, the next step first."""
    s = details.subscription
    if s.status in ENDED:
        return list(_ended(details, f))
    if s.status == INCOMPLETE:
        left = s.created + WINDOW_SECONDS - f.now
        when = f"in {distance(left)}" if left > 0 else "in a moment"
        return [f"Void {when} if nobody pays the first invoice."]
    told = [*_held(s, f)]
    if s.status == TRIALING and s.trial_end is not None:
        told.append(f"The trial ends {_at(s.trial_end, f)}.")
    first = min(item.period_end for item in details.items)
    if s.cancel_at is not None:
        end = f"Ends {_at(s.cancel_at, f)}"
        last = s.cancel_at <= first
        told.append(f"{end}, with its period. No invoice follows." if s.cancel_at_period_end and last else f"{end}.")
        if last:
            return told
    return [*told, _billed(details, following, first, f)]


def _held(s: Subscription, f: Formats) -> Iterator[str]:
    """What keeps it from being collected as usual."""
    if s.status == PAST_DUE:
        yield "The last invoice is not paid. It is tried again by its schedule."
    if s.status == UNPAID:
        yield "Nobody tries to collect any more. New invoices stay drafts until the newest one is paid."
    if s.pause_collection is not None:
        end = s.pause_collection.resumes_at
        until = f" until {f.moment(end)}" if end is not None else ""
        yield f"Collection is paused{until}. {PAUSES[s.pause_collection.behavior]}."


def _billed(details: SubscriptionDetails, following: NextInvoice | None, first: int, f: Formats) -> str:
    if following is None:
        s = details.subscription
        if s.status == TRIALING and s.trial_settings.missing_payment_method == "cancel" and not s.is_sent:
            return "Without a payment method it ends with its trial."
        return f"Next invoice {_at(first, f)}."
    amount = f.money(remaining(following.invoice), following.invoice.invoice.currency)
    return f"Next invoice {_at(following.at, f)} for {amount}."


def _at(moment: int, f: Formats) -> str:
    return f"on {f.moment(moment)}" if moment > f.now else "in a moment"


def _ended(details: SubscriptionDetails, f: Formats) -> Iterator[str]:
    s = details.subscription
    if s.status != CANCELED:
        yield "Nobody paid the first invoice in time. Nothing more happens."
        return
    when = f" on {f.moment(s.ended_at)}" if s.ended_at is not None else ""
    why = REASONS.get(s.cancellation.reason or "", "")
    yield f"It ended{when}{f': {why[0].lower()}{why[1:]}' if why else ''}. Nothing more is billed."
