"""A mail to a payer that is not the invoice's own: about a credit note, a payment that failed, a refund, a receipt.

It has the frame of the invoice mail, and it stands below that in the reader's mail client.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from billhook.kernel.foreign_text import printable
from billhook.mail.message import (
    LONGEST_LABEL,
    LONGEST_NAME,
    Mailbox,
    MailPicture,
    Pdf,
    frame_values,
    framed,
    marked,
    web_address,
)

_LONGEST_HEADLINE = 300


@dataclass(frozen=True, slots=True)
class PayerLetter:
    """Everything that the mail says, worded in its language. `date` in unix seconds, `message_id` as "<…@domain>".

    `in_reply_to` is the Message-ID of the mail below which it stands, "" for none. `url` is where the button `action`
    leads; without one there is no button. The `greeting` stands before the `sentences`. `facts` are labels and values.
    `attached` says what the `pdfs` are.
    """

    message_id: str
    date: int
    sender: Mailbox
    recipient: Mailbox
    business_name: str
    subject: str
    headline: str
    greeting: str = ""
    sentences: tuple[str, ...] = ()
    action: str = ""
    url: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    pdfs: tuple[Pdf, ...] = ()
    attached: str = ""
    in_reply_to: str = ""
    cc: Sequence[str] = ()
    reply_to: Mailbox | None = None
    accent_colour: str | None = None
    logo: MailPicture | None = None
    locale: str = "en_US"
    is_test: bool = False


def compose_payer_letter(letter: PayerLetter) -> EmailMessage:
    """The message, ready to be sent. Raises ValueError for an address or a Message-ID that is none."""
    values = frame_values(letter, marked(letter.subject, is_test=letter.is_test)) | {
        "headline": _line(letter.headline, _LONGEST_HEADLINE),
        "sentences": [printable(sentence) for sentence in (letter.greeting, *letter.sentences) if sentence],
        "facts": [(_line(label, LONGEST_NAME), _line(value, LONGEST_LABEL)) for label, value in letter.facts],
        "url": web_address(letter.url),
        "action": letter.action,
        "attached": letter.attached if letter.pdfs else "",
    }
    return framed(letter, "payer_letter", values, letter.pdfs)


def _line(text: str, most: int) -> str:
    """Printable text on one line, cut to `most` letters. Spaces that hold an amount together stay as they are."""
    line = " ".join(filter(None, printable(text).split("\n")))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
