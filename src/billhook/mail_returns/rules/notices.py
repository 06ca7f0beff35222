"""A notice: what a mail server or a relay says became of one mail to one address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from billhook.kernel.email_address import normalized
from billhook.kernel.foreign_text import one_line

DELIVERED, DELAYED, BOUNCED, COMPLAINED = OUTCOMES = ("delivered", "delayed", "bounced", "complained")
"""What can become of a mail that left: the values of `invoice_mails.news`."""

WORDS_MAX = 300
_ADDRESS_MAX = 320
_TEXT_MAX = 4_000
# The Message-ID of a mail of ours holds its id (`invoices/mail_composing.py`).
_OURS = re.compile(r"(inmail_1[0-9A-Za-z]{23})@", re.ASCII)
# RFC 3463 §2: class, subject and detail.
_STATUS = re.compile(r"(?<![0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])", re.ASCII)
_REPLY = re.compile(r"(?<![0-9.])([245])[0-9]{2}(?![0-9.])", re.ASCII)
# Codes of class 5 that say nothing of the address: the sender is refused (1.7, 1.8), the mailbox is full (2.2), the
# mail is too large (2.3, 3.4). Subject 7 is a policy, such as a filter of spam (RFC 3463 §3).
_NOT_THE_ADDRESS = frozenset({("1", "7"), ("1", "8"), ("2", "2"), ("2", "3"), ("3", "4")})
_POLICY = "7"


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of a mail. `mail` is its id, or None if the notice does not name the mail.

    `recipient` is as `comparable` gives it; "" if the notice names the mail alone. `is_hard` tells of a bounce that the
    address takes no mail at all. `words` are the server's, on one line.
    """

    outcome: str
    mail: str | None
    recipient: str
    is_hard: bool = False
    words: str = ""


def comparable(address: str) -> str:
    """An address in the form in which two of them are compared: small letters, the domain in ASCII."""
    text = one_line(address[:_TEXT_MAX], _TEXT_MAX).strip("<> ")
    try:
        return normalized(text).lower()
    except ValueError:
        return text.lower()[:_ADDRESS_MAX]


def mail_of(*texts: str) -> str | None:
    """The id of the mail of ours that the first of these texts names in a Message-ID; None if none does."""
    for text in texts:
        if (found := _OURS.search(text)) is not None:
            return found[1]
    return None


def is_hard(*texts: str) -> bool:
    """Whether a failure means that the address takes no mail at all, from the codes in the first text that has one.

    An enhanced status code counts before a reply code of SMTP. Without either it is not known, so it is no.
    """
    for text in texts:
        for found in _STATUS.finditer(text[:_TEXT_MAX]):
            kind, subject, detail = found.groups()
            return kind == "5" and subject != _POLICY and (subject, detail) not in _NOT_THE_ADDRESS
    return any(found[1] == "5" for found in _first(_REPLY, texts))


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> list[re.Match[str]]:
    found = (pattern.search(text[:_TEXT_MAX]) for text in texts)
    return [match for match in found if match is not None][:1]


def said(*texts: str) -> str:
    """The first of these texts that says anything, on one line."""
    return next((line for text in texts if (line := one_line(text[:_TEXT_MAX], WORDS_MAX))), "")
