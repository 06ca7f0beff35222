"""Reading reports that come as mails: delivery status notifications (RFC 3464) and feedback reports (RFC 5965).

The mail is a stranger's: it is cut to a size that is read quickly, and whatever cannot be read is no report.
"""

import re
from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import BytesParser, Parser
from email.policy import compat32

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

READ_BYTES_MAX = 200_000
"""A report begins with what matters; the mail that it returns may be cut."""

# The parser looks at each line once for every part that it is in, and slowly at the parameters of a long field.
_LINES_MAX = 5_000
_TYPES_MAX, _TYPE_LENGTH_MAX = 24, 1_000
_BLOCKS_MAX = 50
_CONTENT_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")

# RFC 3464 §2.3.3. `relayed` and `expanded` say that no more will be heard, so they are no news.
_OUTCOMES = {"failed": BOUNCED, "delayed": DELAYED, "delivered": DELIVERED}
# RFC 5965 §3.1 and its registry: somebody complains. `not-spam` and `auth-failure` say something else.
_COMPLAINTS = frozenset({"abuse", "fraud"})

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_FEEDBACK = "message/feedback-report"
_RETURNED = frozenset({"message/rfc822", "message/global"})
_RETURNED_HEAD = frozenset({"text/rfc822-headers", "message/global-headers"})


def read_report(content: bytes) -> list[Notice] | None:
    """What a mail reports of mails of ours; nothing of mails of others; None if the mail is no report."""
    content = b"\n".join(content[:READ_BYTES_MAX].split(b"\n", _LINES_MAX)[:_LINES_MAX])
    types = _CONTENT_TYPE.findall(content)
    if len(types) > _TYPES_MAX or any(len(each) > _TYPE_LENGTH_MAX for each in types):
        return None
    try:
        message = BytesParser(policy=compat32).parsebytes(content)
        parts = list(message.walk())
        status = next((part for part in parts if part.get_content_type() in _STATUS), None)
        feedback = next((part for part in parts if part.get_content_type() == _FEEDBACK), None)
        if feedback is not None:
            return list(_complaints(message, parts, feedback))
        if status is not None:
            return list(_of_recipients(message, parts, status))
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        # The parser of the standard library lets some of these escape for what is no mail at all.
        return None
    return None


def _of_recipients(message: Message, parts: Sequence[Message], status: Message) -> Iterator[Notice]:
    mail = _mail(message, parts)
    if mail is None:
        return
    for block in _blocks(status)[:_BLOCKS_MAX]:
        outcome = _OUTCOMES.get(_field(block, "Action").split("(")[0].strip().lower())
        recipient = _recipient(block)
        if outcome is None or not recipient:
            continue
        code, diagnostic = _field(block, "Status"), _field(block, "Diagnostic-Code").partition(";")
        told = diagnostic[2] or diagnostic[0]
        yield Notice(outcome, mail, recipient, outcome == BOUNCED and is_hard(code, told), said(told, code))


def _complaints(message: Message, parts: Sequence[Message], feedback: Message) -> Iterator[Notice]:
    block = next(iter(_blocks(feedback)), None)
    mail = _mail(message, parts)
    if block is None or mail is None or _field(block, "Feedback-Type").strip().lower() not in _COMPLAINTS:
        return
    # Some providers leave the address out or hide it; the Message-ID, which nobody guesses, still names the mail.
    recipient = comparable(_field(block, "Original-Rcpt-To"))
    yield Notice(COMPLAINED, mail, recipient if "@" in recipient and "redacted" not in recipient else "")


def _recipient(block: Message) -> str:
    """The address of a block: the one to which it was sent first, "" if it names none (RFC 3464 §2.3.1, §2.3.2)."""
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = _field(block, name).partition(";")
        if address and kind.strip().lower() in ("rfc822", "utf-8"):
            return comparable(address)
    return ""


def _blocks(part: Message) -> list[Message]:
    """The groups of fields in a part, however far the parser got with its type."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _parsed(_text(part))
    found = [each for each in payload if isinstance(each, Message)]
    for each in [*found]:
        if not each.is_multipart():
            found += _parsed(_text(each))
    return found


def _text(part: Message) -> str:
    """What is in a part that has no parts, as UTF-8."""
    content = part.get_payload(decode=True)
    return content.decode(errors="replace") if isinstance(content, bytes) else ""


def _parsed(text: str) -> list[Message]:
    parser = Parser(policy=compat32)
    groups = _BLANK_LINE.split(text, _BLOCKS_MAX)[:_BLOCKS_MAX]
    return [parser.parsestr(group.lstrip("\r\n"), headersonly=True) for group in groups if group.strip()]


def _mail(message: Message, parts: Sequence[Message]) -> str | None:
    """The mail of ours that is reported: from the head that came back, else from that of the report itself."""
    for part in parts:
        kind = part.get_content_type()
        if kind in _RETURNED or kind in _RETURNED_HEAD:
            for head in _blocks(part)[:1]:
                return mail_of(_field(head, "Message-ID"))
    return mail_of(_field(message, "In-Reply-To"), _field(message, "References"))


def _field(message: Message, name: str) -> str:
    """The text of a field on one line, whatever bytes it is made of."""
    values = (str(value) for known, value in message.raw_items() if known.lower() == name.lower())
    text = next(values, "").encode(errors="surrogateescape").decode(errors="replace")
    return " ".join(text.split())
