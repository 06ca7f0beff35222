"""Reading what relays tell: the JSON of Postmark, Amazon SES through SNS, Mailgun, SendGrid, Brevo and Resend.

Each relay has its page of documentation; the names here are those of its fields. What has another shape tells nothing.
Mailgun and SendGrid give back the Message-ID that a mail had; the others may have put one of their own in its place, so
a notice of theirs can name the address alone.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from billhook.kernel.stored import Json
from billhook.mail_returns.rules.notices import (
    BOUNCED,
    COMPLAINED,
    DELAYED,
    DELIVERED,
    Notice,
    comparable,
    is_hard,
    mail_of,
    said,
)

EVENTS_MAX = 1_000
"""Events of one request; SendGrid sends many at once."""
_RECIPIENTS_MAX = 50


@dataclass(frozen=True, slots=True)
class Told:
    """What a request of a relay says. `relay` is its name, "" for a shape that is none of theirs.

    `confirm` is the address with which a subscription of Amazon SNS is confirmed, if the request asks for that.
    """

    relay: str
    notices: tuple[Notice, ...] = ()
    confirm: str = ""


NOTHING = Told("")


def read_events(body: bytes) -> Told:
    """What the JSON of a relay tells, whoever sent it."""
    given = _json(body)
    events = given[:EVENTS_MAX] if isinstance(given, list) else [given]
    told = [_told(event) for event in events if isinstance(event, dict)]
    relay = next((each.relay for each in told if each.relay), "")
    confirm = next((each.confirm for each in told if each.confirm), "")
    return Told(relay, tuple(notice for each in told for notice in each.notices), confirm)


def _told(event: Json) -> Told:
    for relay, is_theirs, read in _RELAYS:
        if is_theirs(event):
            return Told(relay, tuple(read(event)))
    if "TopicArn" in event and "Type" in event:
        return _through_sns(event)
    return NOTHING


def _through_sns(event: Json) -> Told:
    """An envelope of Amazon SNS: its message is the text of an event of SES, or the question to confirm."""
    if event["Type"] == "SubscriptionConfirmation":
        return Told("Amazon SES", confirm=said(_text(event, "SubscribeURL")))
    message = _json(_text(event, "Message").encode(errors="replace"))
    if event["Type"] == "Notification" and isinstance(message, dict) and _is_ses(message):
        return Told("Amazon SES", tuple(_ses(message)))
    return Told("Amazon SES")


# ── Postmark ────────────────────────────────────────────────────────────────────────────────────
_POSTMARK_HARD = frozenset({"HardBounce", "BadEmailAddress", "ManuallyDeactivated"})
_POSTMARK_SOFT = frozenset(
    {"SoftBounce", "DnsError", "Blocked", "SpamNotification", "DMARCPolicy", "Undeliverable", "SMTPApiError"}
)


def _is_postmark(event: Json) -> bool:
    return "RecordType" in event


def _postmark(event: Json) -> Iterator[Notice]:
    record, kind = event["RecordType"], _text(event, "Type")
    mail = mail_of(*(_text(_fields(event.get("Metadata")), name) for name in ("mail", "message-id")))
    words = said(_text(event, "Details"), _text(event, "Description"))
    if record == "Delivery":
        yield from _to([_text(event, "Recipient")], DELIVERED, mail, said(_text(event, "Details")))
    elif record == "SpamComplaint" or (record == "Bounce" and kind == "SpamComplaint"):
        yield from _to([_text(event, "Email")], COMPLAINED, mail, words)
    elif record == "Bounce" and kind == "Transient":
        yield from _to([_text(event, "Email")], DELAYED, mail, words)
    elif record == "Bounce" and kind in _POSTMARK_HARD | _POSTMARK_SOFT:
        yield from _to([_text(event, "Email")], BOUNCED, mail, words, hard=kind in _POSTMARK_HARD)


# ── Amazon SES ──────────────────────────────────────────────────────────────────────────────────
def _is_ses(event: Json) -> bool:
    return "mail" in event and ("notificationType" in event or "eventType" in event)


def _ses(event: Json) -> Iterator[Notice]:
    kind = event.get("notificationType") or event.get("eventType")
    about = _fields(event["mail"])
    given = [
        _text(_fields(about.get("commonHeaders")), "messageId"),
        *(_text(head, "value") for head in _list(about, "headers") if _text(head, "name").lower() == "message-id"),
    ]
    mail = mail_of(*given)
    if mail is None and any(text and not text.endswith("amazonses.com>") for text in given):
        return  # the mail of another program at the same SES
    if kind == "Bounce":
        bounce = _fields(event.get("bounce"))
        hard = _text(bounce, "bounceType") == "Permanent"
        for one in _list(bounce, "bouncedRecipients"):
            words = said(_text(one, "diagnosticCode"), _text(bounce, "bounceSubType"))
            yield from _to([_text(one, "emailAddress")], BOUNCED, mail, words, hard=hard)
    elif kind == "Complaint":
        complaint = _fields(event.get("complaint"))
        for one in _list(complaint, "complainedRecipients"):
            words = said(_text(complaint, "complaintFeedbackType"))
            yield from _to([_text(one, "emailAddress")], COMPLAINED, mail, words)
    elif kind == "Delivery":
        delivery = _fields(event.get("delivery"))
        addresses = [text for text in _items(delivery, "recipients") if isinstance(text, str)]
        yield from _to(addresses, DELIVERED, mail, said(_text(delivery, "smtpResponse")))
    elif kind == "DeliveryDelay":
        delay = _fields(event.get("deliveryDelay"))
        for one in _list(delay, "delayedRecipients"):
            words = said(_text(one, "diagnosticCode"), _text(delay, "delayType"))
            yield from _to([_text(one, "emailAddress")], DELAYED, mail, words)


# ── Mailgun ─────────────────────────────────────────────────────────────────────────────────────
def _is_mailgun(event: Json) -> bool:
    return "event-data" in event


def _mailgun(event: Json) -> Iterator[Notice]:
    data = _fields(event["event-data"])
    kind, status = _text(data, "event"), _fields(data.get("delivery-status"))
    mail = mail_of(_text(_fields(_fields(data.get("message")).get("headers")), "message-id"))
    if mail is None:
        return
    words = said(_text(status, "message"), _text(status, "description"))
    to = [_text(data, "recipient")]
    if kind == "delivered":
        yield from _to(to, DELIVERED, mail, words)
    elif kind == "complained":
        yield from _to(to, COMPLAINED, mail, words)
    elif kind == "failed" and _text(data, "severity") == "temporary":
        yield from _to(to, DELAYED, mail, words)
    elif kind == "failed":
        reason = _text(data, "reason")
        codes = _text(status, "enhanced-code"), _text(status, "message"), _text(status, "code")
        # `old` is a delay that lasted too long; `suppress-…` an address that Mailgun itself suppresses.
        hard = reason.startswith("suppress-") or (reason != "old" and is_hard(*codes))
        yield from _to(to, BOUNCED, mail, said(words, reason), hard=hard)


# ── SendGrid ────────────────────────────────────────────────────────────────────────────────────
def _is_sendgrid(event: Json) -> bool:
    return "sg_event_id" in event and "event" in event


def _sendgrid(event: Json) -> Iterator[Notice]:
    kind, reason, given = event["event"], _text(event, "reason"), _text(event, "smtp-id")
    mail, to = mail_of(given), [_text(event, "email")]
    if mail is None and given:
        return  # the mail of another program at the same SendGrid
    words = said(reason, _text(event, "response"))
    if kind == "delivered":
        yield from _to(to, DELIVERED, mail, words)
    elif kind == "deferred":
        yield from _to(to, DELAYED, mail, words)
    elif kind == "spamreport" or (kind == "dropped" and reason == "Spam Reporting Address"):
        yield from _to(to, COMPLAINED, mail, words)
    elif kind == "bounce":
        hard = _text(event, "type") != "blocked" and is_hard(_text(event, "status"), reason)
        yield from _to(to, BOUNCED, mail, words, hard=hard)
    elif kind == "dropped":
        yield from _to(to, BOUNCED, mail, words, hard=reason in ("Bounced Address", "Invalid"))


# ── Brevo ───────────────────────────────────────────────────────────────────────────────────────
_BREVO = {
    "delivered": DELIVERED, "deferred": DELAYED, "soft_bounce": BOUNCED, "hard_bounce": BOUNCED, "blocked": BOUNCED,
    "invalid_email": BOUNCED, "error": BOUNCED, "spam": COMPLAINED,
}  # fmt: skip


def _is_brevo(event: Json) -> bool:
    return "event" in event and "email" in event and "message-id" in event


def _brevo(event: Json) -> Iterator[Notice]:
    kind = _text(event, "event")
    if kind in _BREVO:
        mail, words = mail_of(_text(event, "message-id")), said(_text(event, "reason"))
        yield from _to(
            [_text(event, "email")], _BREVO[kind], mail, words, hard=kind in ("hard_bounce", "invalid_email")
        )


# ── Resend ──────────────────────────────────────────────────────────────────────────────────────
_RESEND = {
    "email.delivered": DELIVERED, "email.delivery_delayed": DELAYED, "email.bounced": BOUNCED,
    "email.suppressed": BOUNCED, "email.complained": COMPLAINED,
}  # fmt: skip


def _is_resend(event: Json) -> bool:
    return _text(event, "type").startswith("email.") and isinstance(event.get("data"), dict)


def _resend(event: Json) -> Iterator[Notice]:
    kind, data = event["type"], event["data"]
    if kind not in _RESEND:
        return
    bounce = _fields(data.get("bounce"))
    mail = mail_of(
        _text(data, "message_id"),
        *(_text(head, "value") for head in _list(data, "headers") if _text(head, "name").lower() == "message-id"),
    )
    hard = kind == "email.suppressed" or _text(bounce, "type") == "Permanent"
    to = [text for text in _items(data, "to") if isinstance(text, str)]
    yield from _to(to, _RESEND[kind], mail, said(_text(bounce, "message")), hard=hard)


_RELAYS: tuple[tuple[str, Callable[[Json], bool], Callable[[Json], Iterable[Notice]]], ...] = (
    ("Postmark", _is_postmark, _postmark),
    ("Amazon SES", _is_ses, _ses),
    ("Mailgun", _is_mailgun, _mailgun),
    ("SendGrid", _is_sendgrid, _sendgrid),
    ("Resend", _is_resend, _resend),
    ("Brevo", _is_brevo, _brevo),
)

RELAYS = tuple(relay for relay, _, _ in _RELAYS)
"""The relays whose JSON is understood."""


# ── Reading what strangers sent ─────────────────────────────────────────────────────────────────
def _to(
    addresses: Iterable[str], outcome: str, mail: str | None, words: str, *, hard: bool = False
) -> Iterator[Notice]:
    for address in [*addresses][:_RECIPIENTS_MAX]:
        if recipient := comparable(address):
            yield Notice(outcome, mail, recipient, hard and outcome == BOUNCED, words)


def _json(body: bytes) -> Any:
    """The value of a JSON text; None for what is none, or is nested too deeply."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _fields(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _items(fields: Json, name: str) -> list[Any]:
    value = fields.get(name)
    found: list[Any] = value if isinstance(value, list) else [value]
    return found[:_RECIPIENTS_MAX]


def _list(fields: Json, name: str) -> list[Json]:
    return [_fields(item) for item in _items(fields, name)]


def _text(fields: Json, name: str) -> str:
    """The text of a field; numbers are texts too, and anything else is none."""
    value: object = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return value if isinstance(value, str) else str(value)[:20]
