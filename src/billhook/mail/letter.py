"""A short letter to somebody who works here: a few sentences, one link, nothing attached."""

from dataclasses import dataclass
from email.message import EmailMessage

from billhook.kernel.foreign_text import one_line, printable
from billhook.mail.message import Mailbox, fix_boundaries, written

_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that the letter says. `date` in unix seconds, `message_id` as "<…@domain>".

    `url` is where the button `action` leads; without one there is no button.
    """

    message_id: str
    date: int
    sender: Mailbox
    recipient: Mailbox
    subject: str
    sentences: tuple[str, ...]
    action: str = ""
    url: str = ""
    closing: str = ""


def compose_letter(letter: Letter) -> EmailMessage:
    """The message, ready to be sent. Raises ValueError for an address or a Message-ID that is none."""
    subject = one_line(letter.subject, _LONGEST_SUBJECT)
    values = {
        "language": "en",
        "direction": "ltr",
        "has_accent": False,
        "subject": subject,
        "sentences": [printable(sentence) for sentence in letter.sentences],
        "action": letter.action,
        "url": letter.url,
        "closing": printable(letter.closing),
    }
    mailboxes = {"From": letter.sender, "To": letter.recipient}
    message = written(letter.message_id, letter.date, mailboxes, subject, "letter", values)
    fix_boundaries(message, letter.message_id)
    return message
