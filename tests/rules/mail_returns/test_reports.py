"""Reports that come as mails: RFC 3464 (delivery status), RFC 5965 (feedback), RFC 3463 (status codes)."""

import itertools
import time

import pytest

from billhook.mail_returns.rules.notices import BOUNCED, COMPLAINED, DELAYED, DELIVERED, Notice, comparable
from billhook.mail_returns.rules.reports import READ_BYTES_MAX, read_report

MAIL = "inmail_1abcdefghijklmnopqrstuvw"
MESSAGE_ID = f"<{MAIL}@billing.example.com>"


def report(
    *blocks: str,
    original: str | None = f"Message-ID: {MESSAGE_ID}",
    head: str = "",
    kind: str = "message/delivery-status",
    original_kind: str = "text/rfc822-headers",
    end: str = "\r\n",
) -> bytes:
    """A report as a mail server writes it: words, the fields of each recipient, and what came back."""
    parts = ["Content-Type: text/plain\n\nYour mail could not be delivered.\n"]
    fields = "\n\n".join(("Reporting-MTA: dns; mx.example.net", *blocks))
    parts.append(f"Content-Type: {kind}\n\n{fields}\n")
    if original is not None:
        parts.append(f"Content-Type: {original_kind}\n\n{original}\nSubject: Invoice\n\n")
    lines = [
        "From: MAILER-DAEMON@mx.example.net", "To: billing@example.com", "Subject: Undelivered mail",
        *([head] if head else []), "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_cut"', "",
        *(f"--=_cut\n{part}" for part in parts), "--=_cut--", "",
    ]  # fmt: skip
    return "\n".join(lines).replace("\n", end).encode()


def block(action: str = "failed", status: str = "5.1.1", to: str = "rfc822; jane@example.com", told: str = "") -> str:
    fields = [f"Final-Recipient: {to}", f"Action: {action}", f"Status: {status}"]
    return "\n".join([*fields, *([f"Diagnostic-Code: smtp; {told}"] if told else [])])


# ── What became of the mail ─────────────────────────────────────────────────────────────────────
# RFC 3463: of class 5, these say that the address takes no mail; the others say something of the mail or its sender.
HARD = (
    "5.0.0",
    "5.1.0",
    "5.1.1",
    "5.1.2",
    "5.1.3",
    "5.1.6",
    "5.1.10",
    "5.2.0",
    "5.2.1",
    "5.3.0",
    "5.4.1",
    "5.4.4",
    "5.5.0",
)
SOFT = (
    "5.1.7",
    "5.1.8",
    "5.2.2",
    "5.2.3",
    "5.3.4",
    "5.7.0",
    "5.7.1",
    "5.7.26",
    "4.0.0",
    "4.2.2",
    "4.4.1",
    "4.4.7",
    "4.7.0",
)
ACTIONS = {"failed": BOUNCED, "delayed": DELAYED, "delivered": DELIVERED}


@pytest.mark.parametrize(
    ("action", "status"),
    [*itertools.product([*ACTIONS, "Failed", "DELAYED (again)"], (*HARD, *SOFT, "2.0.0", "2.1.5"))],
)
def test_action_and_status_say_what_became_of_it(action: str, status: str) -> None:
    outcome = ACTIONS[action.split(" ")[0].lower()]
    hard = outcome == BOUNCED and status in HARD
    assert read_report(report(block(action, status))) == [Notice(outcome, MAIL, "jane@example.com", hard, status)]


@pytest.mark.parametrize("action", ["relayed", "expanded", "", "bounced", "failed!"])
def test_other_actions_are_no_news(action: str) -> None:
    assert read_report(report(block(action))) == []


@pytest.mark.parametrize(
    ("status", "told", "hard"),
    [
        ("", "550 5.1.1 <jane@example.com>: user unknown", True),
        ("", "550 user unknown", True),
        ("", "552-5.2.2 The mailbox is full", False),
        ("", "452 try later", False),
        ("", "no such host 10.5.1.1", False),
        ("", "", False),
        ("nonsense", "554 5.7.1 looks like spam", False),
        ("5.1.1", "421 4.7.0 try later", True),
        ("4.4.7", "550 5.1.1 user unknown", False),
    ],
)
def test_without_a_status_the_reply_counts(status: str, told: str, hard: bool) -> None:
    (notice,) = read_report(report(block(status=status, told=told))) or []
    assert (notice.is_hard, notice.words) == (hard, told or status)


# ── Which mail, and to whom ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "given",
    [
        {"original_kind": "text/rfc822-headers"},
        {"original_kind": "message/rfc822"},
        {"original_kind": "message/global"},
        {"original_kind": "message/global-headers"},
        {"original": None, "head": f"In-Reply-To: {MESSAGE_ID}"},
        {"original": None, "head": f"References: <first@example.com>\n {MESSAGE_ID}"},
        {"kind": "message/global-delivery-status"},
        {"original": f"MESSAGE-ID:\n {MESSAGE_ID}"},
        {"original": f"Message-ID: {MESSAGE_ID[1:-1]}"},
        {"end": "\n"},
    ],
)
def test_the_mail_is_the_one_that_came_back(given: dict[str, str | None]) -> None:
    (notice,) = read_report(report(block(), **given)) or []  # type: ignore[arg-type]
    assert (notice.mail, notice.recipient, notice.outcome) == (MAIL, "jane@example.com", BOUNCED)


@pytest.mark.parametrize(
    "original",
    [
        "Message-ID: <20261130.1@example.com>", "Message-ID:", "", f"X-Mail: {MESSAGE_ID}", f"Message-ID: {MAIL}",
        f"Message-ID: <{MAIL[:-1]}@example.com>", f"Message-ID: <{MAIL[:-1]}-@example.com>",
    ],
)  # fmt: skip
def test_reports_about_mails_of_others_tell_nothing(original: str) -> None:
    assert read_report(report(block(), original=original)) == []


@pytest.mark.parametrize(
    ("to", "recipient"),
    [
        ("rfc822; Jane@Example.COM", "jane@example.com"),
        ("RFC822;jane@example.com", "jane@example.com"),
        ("rfc822; <jane@example.com>", "jane@example.com"),
        ("utf-8; jürgen@bücher.example", "jürgen@xn--bcher-kva.example"),
        ("rfc822; jane@example.com\nOriginal-Recipient: rfc822; alias@example.com", "alias@example.com"),
    ],
)
def test_the_recipient_is_read(to: str, recipient: str) -> None:
    (notice,) = read_report(report(block(to=to))) or []
    assert notice.recipient == comparable(recipient)


@pytest.mark.parametrize("to", ["x400; /S=jane", "jane@example.com", "", "unknown; jane"])
def test_a_block_without_a_mail_address_is_no_news(to: str) -> None:
    assert read_report(report(block(to=to))) == []


def test_a_report_may_tell_of_several() -> None:
    found = read_report(report(block(), block("delayed", "4.4.1", "rfc822; joe@example.com"))) or []
    assert [(each.recipient, each.outcome) for each in found] == [
        ("jane@example.com", BOUNCED), ("joe@example.com", DELAYED),
    ]  # fmt: skip


# ── Complaints ──────────────────────────────────────────────────────────────────────────────────
def complaint(kind: str, to: str = "Original-Rcpt-To: <jane@example.com>\n", original: str | None = None) -> bytes:
    fields = f"Feedback-Type: {kind}\nUser-Agent: Loop/1\nVersion: 1\n{to}"
    made = report(original=original or f"Message-ID: {MESSAGE_ID}", original_kind="message/rfc822", end="\n").decode()
    return made.replace(
        "message/delivery-status\n\nReporting-MTA: dns; mx.example.net", f"message/feedback-report\n\n{fields}"
    ).encode()


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [
        ("abuse", [COMPLAINED]), ("ABUSE", [COMPLAINED]), ("fraud", [COMPLAINED]), ("not-spam", []),
        ("auth-failure", []), ("opt-out", []), ("other", []), ("virus", []), ("", []),
    ],
)  # fmt: skip
def test_a_feedback_report_of_abuse_is_a_complaint(kind: str, outcomes: list[str]) -> None:
    found = read_report(complaint(kind)) or []
    assert [each.outcome for each in found] == outcomes
    assert all((each.mail, each.recipient) == (MAIL, "jane@example.com") for each in found)


@pytest.mark.parametrize("to", ["", "Original-Rcpt-To: redacted@example.com\n", "Original-Rcpt-To: [hidden]\n"])
def test_a_hidden_address_leaves_the_mail(to: str) -> None:
    assert read_report(complaint("abuse", to)) == [Notice(COMPLAINED, MAIL, "")]


# ── What is no report ───────────────────────────────────────────────────────────────────────────
NESTED = b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n'
HOSTILE = {
    "nothing": b"",
    "a plain mail": b"From: jane@example.com\nSubject: Re: Invoice\n\nThank you.\n",
    "no mail": b"\x00\xff\xfe" * 5_000,
    "zeros": b"\0" * 1_000_000,
    "many lines": b"\n" * 1_000_000,
    "many fields": b"A: b\n" * 200_000,
    "one long field": b"Subject: " + b"x" * 1_000_000,
    "a folded field": b"Subject: a\n" + b" b\n" * 300_000,
    "many parameters": b"Content-Type: multipart/report" + b";a=b" * 200_000 + b"\n\n",
    "quotes": b'Content-Type: multipart/report; boundary="' + b'";' * 100_000 + b"\n\n",
    "deep parts": b"".join(NESTED % (n, n) for n in range(3_000)),
    "deep mails": b"Content-Type: message/rfc822\n\n" * 20_000,
    "no boundary": b"Content-Type: multipart/report\n\nx",
    "an unknown charset": b"Content-Type: message/delivery-status; charset=x\nContent-Transfer-Encoding: base64\n\n!!",
    "encoded words": b"Subject: =?utf-8?b?" + b"=?x?q?" * 50_000 + b"?=\n\n",
    "many recipients": report(*(block(to=f"rfc822; {n}@example.com") for n in range(20_000))),
    "spaces": b"Content-Type: multipart/report;" + b" " * 1_000_000 + b"x\n\n",
    "a boundary of signs": b'Content-Type: multipart/report; boundary="((((((((((a+)+)+)+)+)+)+"\n\n'
    + b"--((((" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_strangers_send_is_read_quickly(name: str) -> None:
    begun = time.process_time()
    found = read_report(HOSTILE[name])
    # A hang takes minutes; this much is for a slow machine.
    assert time.process_time() - begun < 3
    assert found is None or len(found) <= 50


@pytest.mark.parametrize("length", range(0, 900, 23))
def test_a_report_that_breaks_off_is_read_or_refused(length: int) -> None:
    found = read_report(report(block(told="550 5.1.1 no such user"))[:length])
    assert found in (None, []) or [each.mail for each in found or []] == [MAIL]


def test_a_large_mail_that_came_back_does_not_hide_the_report() -> None:
    original = f"Message-ID: {MESSAGE_ID}\nSubject: x\n\n" + "A" * (2 * READ_BYTES_MAX)
    (notice,) = read_report(report(block(), original=original, original_kind="message/rfc822")) or []
    assert notice.mail == MAIL


def test_words_are_bounded_and_have_no_shapeless_characters() -> None:
    (notice,) = read_report(report(block(told="550 5.1.1 \x00\x1b[31m" + "no " * 1_000))) or []
    assert len(notice.words) <= 300
    assert notice.words.isprintable()
