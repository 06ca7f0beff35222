"""How deliveries, endpoints and mails are called, and the tone of each: calm, late, done or ended."""

from collections.abc import Sequence

from billhook.dashboard.formatting import Formats
from billhook.invoices.mails_store import Mail
from billhook.invoices.rules import letters
from billhook.request_log.objects import Request
from billhook.webhooks.objects import Delivery, Endpoint

ENDPOINT = {"enabled": ("Enabled", "done"), "disabled": ("Disabled", "ended")}
DELIVERY = {"delivered": ("Delivered", "done"), "pending": ("Pending", "calm"), "failed": ("Failed", "late")}
CLOCK = {"ready": ("Ready", "done"), "advancing": ("Advancing", "calm"), "internal_failure": ("Failed", "late")}
MAIL = {
    "queued": ("Queued", "calm"),
    "sent": ("Sent", "done"),
    "delivered": ("Delivered", "done"),
    "delayed": ("Delayed", "calm"),
    "bounced": ("Bounced", "late"),
    "complained": ("Complained", "late"),
    "failed": ("Failed", "late"),
    "unknown": ("Unknown", "late"),
}
_TOLD = {
    letters.INVOICE_ITSELF: "Invoice",
    letters.CREDIT_NOTE: "Credit note",
    letters.PAYMENT_FAILED: "Failed payment",
    letters.ACTION_REQUIRED: "Payment to confirm",
    letters.REFUND: "Refund",
    letters.RECEIPT: "Receipt",
    letters.LINK: "New link",
    letters.STATEMENT: "Statement of account",
    letters.PORTAL: "Link to the portal",
}

_SECOND = 1_000


def told(mail: Mail) -> str:
    """What a mail tells of: "Credit note NL-1-CN-01", "Reminder, 3 days before it is due"."""
    if mail.kind in letters.REMINDERS:
        after = mail.said.days_after_due if mail.said is not None else None
        return f"Reminder, {after_due(after or 0)}"
    number = mail.said.number if mail.said is not None else None
    return f"{_TOLD[mail.kind]} {number}" if number else _TOLD[mail.kind]


def after_due(days: int) -> str:
    """So many days after the due date, in words; negative before it."""
    if not days:
        return "on the day it is due"
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{count} after it was due" if days > 0 else f"{count} before it is due"


def listening(endpoint: Endpoint) -> str:
    """To what an endpoint listens."""
    if "*" in endpoint.enabled_events:
        return "All events"
    count = len(endpoint.enabled_events)
    return "1 event" if count == 1 else f"{count} events"


def trouble(endpoint: Endpoint, formats: Formats) -> str:
    """That an endpoint fails or was disabled for it, in sentences; nothing of one that works."""
    if endpoint.failing_since is None:
        return ""
    since = f"No webhook was answered with 2xx since {formats.moment(endpoint.failing_since)}."
    if endpoint.given_up_at is not None:
        told = f"Billhook disabled this endpoint on {formats.moment(endpoint.given_up_at)}."
        return f"{told} {since} Enable it once your program answers again, and then resend what failed."
    disabled_from = endpoint.health.disabled_from
    if disabled_from is None:
        return since
    return f"{since} If it goes on to fail, Billhook disables it on {formats.moment(disabled_from)}."


def response(delivery: Delivery) -> str:
    """What came of the last attempt: the status of HTTP, or why there was none."""
    if delivery.response_status is not None:
        return str(delivery.response_status)
    return delivery.error or "–"


def duration(milliseconds: int | None) -> str:
    """How long a call took."""
    if milliseconds is None:
        return "–"
    if milliseconds < _SECOND:
        return f"{milliseconds} ms"
    return f"{milliseconds / _SECOND:.1f} s"


def answered(request: Request) -> tuple[str, str]:
    """The status of an answer, and its tone."""
    return str(request.http_status), "late" if request.is_error else "done"


def resource(event_type: str) -> str:
    """What a type of event is about, as a heading: `charge.dispute.created` is about a charge dispute."""
    return event_type.rpartition(".")[0].replace(".", " ").replace("_", " ").capitalize()


def grouped(types: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Types of events by what they are about, in alphabetical order."""
    groups: dict[str, list[str]] = {}
    for name in sorted(types):
        groups.setdefault(resource(name), []).append(name)
    return list(groups.items())
