"""What happened to a subscription, in words, newest first."""

from collections.abc import Iterator

from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.badges import named
from billhook.dashboard.invoices.timeline import Moment
from billhook.dashboard.subscriptions.reading import Found

_DEEDS = {
    "subscription.create": ("Created", "created"),
    "subscription.update": ("Changed", "edited"),
    "subscription.cancel": ("Canceled", "voided"),
}


def timeline(found: Found, f: Formats) -> list[Moment]:
    """The sentences. What happened within one second is told in the order of a life, the last of it on top."""
    moments = [*_beginning(found), *_deeds(found), *_invoices(found, f), *_end(found)]
    moments.reverse()
    moments.sort(key=lambda moment: moment.at, reverse=True)
    return moments


def _beginning(found: Found) -> Iterator[Moment]:
    s = found.details.subscription
    creator = next((entry.actor_label for entry in found.deeds if entry.verb == "subscription.create"), "")
    yield Moment(s.created, f"Created by {creator}" if creator else "Created through the API", kind="created")
    if s.trial_start is not None:
        yield Moment(s.trial_start, "Trial began", kind="created")


def _deeds(found: Found) -> Iterator[Moment]:
    for entry in reversed(found.deeds):
        if entry.verb in _DEEDS and entry.verb != "subscription.create":
            did, kind = _DEEDS[entry.verb]
            yield Moment(entry.at, f"{did} by {entry.actor_label}", kind=kind)


def _invoices(found: Found, f: Formats) -> Iterator[Moment]:
    for details in reversed(found.invoices):
        invoice = details.invoice
        amount = f.money(invoice.total, invoice.currency)
        name = f"Invoice {invoice.number}" if invoice.number else "Draft"
        yield Moment(invoice.created, f"{name} of {amount} created", kind="finalized")
        if invoice.paid_at is not None and invoice.status == "paid" and invoice.total:
            yield Moment(invoice.paid_at, f"Invoice {named(invoice)} paid", kind="paid")


def _end(found: Found) -> Iterator[Moment]:
    s = found.details.subscription
    if s.canceled_at is not None and s.ended_at != s.canceled_at:
        yield Moment(s.canceled_at, "Somebody asked to end it", kind="edited")
    if s.ended_at is not None:
        yield Moment(s.ended_at, "Ended", kind="voided")
