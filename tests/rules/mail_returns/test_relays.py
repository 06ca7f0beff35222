"""What relays tell, in the shapes that the documentation of each describes."""

import itertools
import json
import time
from typing import Any

import pytest

from billhook.mail_returns.rules.notices import BOUNCED, COMPLAINED, DELAYED, DELIVERED, Notice
from billhook.mail_returns.rules.relays import EVENTS_MAX, RELAYS, read_events

MAIL = "inmail_1abcdefghijklmnopqrstuvw"
OURS = f"<{MAIL}@billing.example.com>"
JANE = "jane@example.com"

Expected = tuple[str, bool] | None
"""The outcome and whether it is hard; None for no news."""


def told(event: Any) -> list[Notice]:
    return list(read_events(json.dumps(event).encode()).notices)


def news(event: Any) -> list[tuple[str, bool]]:
    found = told(event)
    assert all(each.recipient == JANE for each in found)
    return [(each.outcome, each.is_hard) for each in found]


# ── Postmark ────────────────────────────────────────────────────────────────────────────────────
def postmark(record: str, kind: str = "", **more: Any) -> dict[str, Any]:
    return {"RecordType": record, "Type": kind, "MessageID": "0-0", "Email": JANE, "Details": "smtp;550 no", **more}


POSTMARK = [
    (postmark("Bounce", "HardBounce"), (BOUNCED, True)),
    (postmark("Bounce", "BadEmailAddress"), (BOUNCED, True)),
    (postmark("Bounce", "ManuallyDeactivated"), (BOUNCED, True)),
    *[
        (postmark("Bounce", kind), (BOUNCED, False))
        for kind in ("SoftBounce", "DnsError", "Blocked", "SpamNotification")
    ],
    (postmark("Bounce", "Transient"), (DELAYED, False)),
    (postmark("Bounce", "SpamComplaint"), (COMPLAINED, False)),
    (postmark("SpamComplaint", "SpamComplaint"), (COMPLAINED, False)),
    (postmark("Delivery", Recipient=JANE), (DELIVERED, False)),
    *[(postmark("Bounce", kind), None) for kind in ("AutoResponder", "Subscribe", "AddressChange", "Unknown", "")],
    *[(postmark(record), None) for record in ("Open", "Click", "SubscriptionChange", "Inbound")],
]


# ── Amazon SES ──────────────────────────────────────────────────────────────────────────────────
def ses(kind: str, field: str, content: Any, *, name: str = "notificationType", own: str = OURS) -> dict[str, Any]:
    return {name: kind, "mail": {"messageId": "0100", "commonHeaders": {"messageId": own}}, field: content}


def ses_bounce(kind: str, **more: Any) -> dict[str, Any]:
    who = [{"emailAddress": JANE, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1"}]
    return ses("Bounce", "bounce", {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": who}, **more)


_COMPLAINT = {"complainedRecipients": [{"emailAddress": JANE}], "complaintFeedbackType": "abuse"}
_DELAY = {"delayType": "MailboxFull", "delayedRecipients": [{"emailAddress": JANE, "diagnosticCode": "4.2.2"}]}
SES = [
    (ses_bounce("Permanent"), (BOUNCED, True)),
    (ses_bounce("Transient"), (BOUNCED, False)),
    (ses_bounce("Undetermined"), (BOUNCED, False)),
    (ses_bounce("Permanent", name="eventType"), (BOUNCED, True)),
    (ses("Complaint", "complaint", _COMPLAINT), (COMPLAINED, False)),
    (ses("Delivery", "delivery", {"recipients": [JANE], "smtpResponse": "250 ok"}), (DELIVERED, False)),
    (ses("DeliveryDelay", "deliveryDelay", _DELAY, name="eventType"), (DELAYED, False)),
    (ses("Send", "send", {}, name="eventType"), None),
    (ses("Reject", "reject", {"reason": "Bad content"}, name="eventType"), None),
    (ses_bounce("Permanent", own="<1@another.example.com>"), None),
]


def through_sns(event: dict[str, Any]) -> dict[str, Any]:
    return {"Type": "Notification", "TopicArn": "arn:aws:sns:eu:1:mails", "Message": json.dumps(event)}


# ── Mailgun ─────────────────────────────────────────────────────────────────────────────────────
def mailgun(event: str, severity: str = "", reason: str = "", own: str = OURS[1:-1], **status: Any) -> dict[str, Any]:
    data = {"event": event, "severity": severity, "reason": reason, "recipient": JANE, "delivery-status": status}
    return {"signature": {}, "event-data": {**data, "message": {"headers": {"message-id": own}}}}


MAILGUN = [
    (mailgun("failed", "permanent", "bounce", code=550, message="5.1.1 unknown"), (BOUNCED, True)),
    (mailgun("failed", "permanent", "bounce", code=550), (BOUNCED, True)),
    (mailgun("failed", "permanent", "generic", code=552, **{"enhanced-code": "5.2.2"}), (BOUNCED, False)),
    (mailgun("failed", "permanent", "suppress-bounce", code=605), (BOUNCED, True)),
    (mailgun("failed", "permanent", "old", code=550), (BOUNCED, False)),
    (mailgun("failed", "temporary", "generic", code=451), (DELAYED, False)),
    (mailgun("complained"), (COMPLAINED, False)),
    (mailgun("delivered", code=250), (DELIVERED, False)),
    *[(mailgun(event), None) for event in ("accepted", "opened", "clicked", "unsubscribed", "stored")],
    (mailgun("delivered", own="20261130.1@mg.example.com"), None),
    (mailgun("delivered", own=""), None),
]


# ── SendGrid ────────────────────────────────────────────────────────────────────────────────────
def sendgrid(event: str, **more: Any) -> dict[str, Any]:
    return {"email": JANE, "timestamp": 1, "event": event, "sg_event_id": "e", "smtp-id": OURS, **more}


SENDGRID = [
    (sendgrid("bounce", type="bounce", status="5.1.1", reason="550 5.1.1 unknown"), (BOUNCED, True)),
    (sendgrid("bounce", type="bounce", status="5.2.2"), (BOUNCED, False)),
    (sendgrid("bounce", type="blocked", status="5.1.1"), (BOUNCED, False)),
    (sendgrid("bounce", type="blocked", reason="unable to get mx info"), (BOUNCED, False)),
    (sendgrid("dropped", reason="Bounced Address"), (BOUNCED, True)),
    (sendgrid("dropped", reason="Invalid"), (BOUNCED, True)),
    (sendgrid("dropped", reason="Spam Content"), (BOUNCED, False)),
    (sendgrid("dropped", reason="Spam Reporting Address"), (COMPLAINED, False)),
    (sendgrid("spamreport"), (COMPLAINED, False)),
    (sendgrid("deferred", response="400 later"), (DELAYED, False)),
    (sendgrid("delivered", response="250 OK"), (DELIVERED, False)),
    *[(sendgrid(event), None) for event in ("processed", "open", "click", "unsubscribe", "group_resubscribe")],
    (sendgrid("delivered", **{"smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>"}), None),
]


# ── Brevo and Resend ────────────────────────────────────────────────────────────────────────────
def brevo(event: str) -> dict[str, Any]:
    return {"event": event, "email": JANE, "id": 1, "message-id": OURS, "reason": "said so", "ts": 1}


BREVO = [
    *[(brevo(event), (BOUNCED, True)) for event in ("hard_bounce", "invalid_email")],
    *[(brevo(event), (BOUNCED, False)) for event in ("soft_bounce", "blocked", "error")],
    (brevo("spam"), (COMPLAINED, False)),
    (brevo("deferred"), (DELAYED, False)), (brevo("delivered"), (DELIVERED, False)),
    *[(brevo(event), None) for event in ("request", "opened", "click", "unsubscribed", "unique_opened")],
]  # fmt: skip


def resend(event: str, kind: str = "") -> dict[str, Any]:
    bounce = {"bounce": {"type": kind, "subType": "General", "message": "said so"}} if kind else {}
    return {"type": event, "created_at": "2026-11-30", "data": {"email_id": "1", "to": [JANE], **bounce}}


RESEND = [
    (resend("email.bounced", "Permanent"), (BOUNCED, True)),
    (resend("email.bounced", "Transient"), (BOUNCED, False)),
    (resend("email.suppressed"), (BOUNCED, True)),
    (resend("email.complained"), (COMPLAINED, False)),
    (resend("email.delivery_delayed"), (DELAYED, False)),
    (resend("email.delivered"), (DELIVERED, False)),
    *[(resend(event), None) for event in ("email.sent", "email.opened", "email.clicked", "email.scheduled")],
]

OF_RELAYS = {
    "Postmark": POSTMARK, "Amazon SES": [*SES, *((through_sns(event), expected) for event, expected in SES)],
    "Mailgun": MAILGUN, "SendGrid": [*SENDGRID, *(([event], expected) for event, expected in SENDGRID)],
    "Brevo": BREVO, "Resend": RESEND,
}  # fmt: skip
ALL = [(relay, event, expected) for relay, events in OF_RELAYS.items() for event, expected in events]


@pytest.mark.parametrize(("relay", "event", "expected"), ALL)
def test_each_event_says_what_became_of_the_mail(relay: str, event: Any, expected: Expected) -> None:
    assert read_events(json.dumps(event).encode()).relay == relay
    assert news(event) == ([expected] if expected is not None else [])


def test_every_relay_is_tried() -> None:
    assert set(OF_RELAYS) == set(RELAYS)


@pytest.mark.parametrize(
    ("event", "mail"),
    [
        (ses_bounce("Permanent"), MAIL), (mailgun("delivered"), MAIL), (sendgrid("delivered"), MAIL),
        (brevo("delivered"), MAIL),
        # These do not give back the Message-ID that the mail had, so the address alone is known.
        (resend("email.delivered"), None), (postmark("Bounce", "HardBounce"), None),
        (ses_bounce("Permanent", own="<0100@eu-west-1.amazonses.com>"), None),
        ({**brevo("delivered"), "message-id": "<2017.57@relay.example.com>"}, None),
        ({key: value for key, value in sendgrid("delivered").items() if key != "smtp-id"}, None),
        (postmark("Bounce", "HardBounce", Metadata={"mail": OURS}), MAIL),
    ],
)  # fmt: skip
def test_the_mail_is_named_if_the_relay_kept_its_message_id(event: Any, mail: str | None) -> None:
    assert [each.mail for each in told(event)] == [mail]


def test_headers_name_the_mail_too() -> None:
    event = ses_bounce("Permanent", own="")
    event["mail"] = {"headers": [{"name": "To", "value": JANE}, {"name": "Message-ID", "value": OURS}]}
    assert [each.mail for each in told(event)] == [MAIL]


def test_a_request_may_have_many_events() -> None:
    events = [sendgrid("delivered"), sendgrid("open"), "rubbish", None, sendgrid("spamreport")]
    assert news(events) == [(DELIVERED, False), (COMPLAINED, False)]
    assert len(told([sendgrid("delivered")] * (EVENTS_MAX + 500))) == EVENTS_MAX


def test_a_subscription_of_sns_tells_how_it_is_confirmed() -> None:
    url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1"
    asked = {"Type": "SubscriptionConfirmation", "TopicArn": "arn:aws:sns:eu:1:mails", "SubscribeURL": url}
    found = read_events(json.dumps(asked).encode())
    assert (found.relay, found.confirm, found.notices) == ("Amazon SES", url, ())


# ── What strangers send ─────────────────────────────────────────────────────────────────────────
RUBBISH: list[Any] = [None, True, 0, -1.5, "", "x" * 5_000, [], {}, [[]], [None], {"x": {}}, "\ud800\0", 10**400]


def spoiled(event: Any) -> list[Any]:
    """The event with rubbish in place of each of its values, at any depth."""
    if isinstance(event, dict):
        return [{**event, key: each} for key in event for each in (*RUBBISH, *spoiled(event[key]))]
    if isinstance(event, list):
        return [[each] for item in event for each in (*RUBBISH, *spoiled(item))]
    return []


@pytest.mark.parametrize("relay", OF_RELAYS)
def test_rubbish_in_any_field_is_read_without_a_fault(relay: str) -> None:
    samples = [event for event, expected in OF_RELAYS[relay] if expected is not None]
    tried = [*itertools.chain.from_iterable(spoiled(event) for event in samples)]
    assert len(tried) > 100
    for event in tried:
        for notice in told(event):
            assert notice.outcome in (BOUNCED, COMPLAINED, DELIVERED, DELAYED)
            assert len(notice.words) <= 300
            assert len(notice.recipient) <= 400
            (notice.words + notice.recipient).encode()  # what the database can keep
            assert "\0" not in notice.words + notice.recipient


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"1", b'"text"', b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe\x00", b"[1, 2, [3]]", b"{}",
        b'{"x": ' + b"9" * 100_000 + b"}", b'{"event": "bounce"}', b'{"RecordType": []}', b'{"event-data": 1}',
        b'{"Type": "Notification", "TopicArn": "x", "Message": "{"}', b'{"type": "invoice.paid", "data": {}}',
        b'{"mail": 1, "notificationType": {}}', b'{"Type": [], "TopicArn": {}}',
    ],
)  # fmt: skip
def test_what_has_another_shape_tells_nothing(body: bytes) -> None:
    begun = time.process_time()
    assert read_events(body).notices == ()
    assert time.process_time() - begun < 2
