"""The invoice mail: a frozen description goes in, a MIME message comes out.

Plain text and HTML say the same; the PDF is attached. The message is a function of its description alone:
Message-ID and Date are handed in and the MIME boundaries follow from them, so sending again sends the same
bytes and a mail client shows them once.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from typing import Literal, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from billhook.kernel import display
from billhook.kernel.contrast import ink_on, is_colour
from billhook.kernel.email_address import normalized
from billhook.kernel.foreign_text import one_line, printable
from billhook.kernel.languages import direction_of, language_of
from billhook.mail import head
from billhook.mail.wording import wording_for

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]+@[A-Za-z0-9._-]+>")
_WEB_ADDRESS = re.compile(r"https?://[!-~]{1,1990}")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')
_INK = "#1a1a1a"

# RFC 5322 asks for lines of at most 998 octets; subjects are folded, but nobody reads a longer one.
_LONGEST_SUBJECT = 200
LONGEST_NAME = 120
LONGEST_LABEL = 300
_LOGO_WIDTH, _LOGO_HEIGHT = 200, 48


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address. Either may be in any script; the address is checked when the mail is written."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MailRow:
    """One row below a line or below all lines, worded in the mail's language.

    `weight`: one of those that are summed up, a note of what another contains, or a sum itself.
    """

    label: str
    amount: int
    weight: Literal["plain", "note", "sum"] = "plain"


@dataclass(frozen=True, slots=True)
class MailLine:
    """One line of the summary; `amount` in minor units of the mail's currency.

    `details` are rows that belong to it and stand below it, its discounts.
    """

    description: str
    amount: int
    details: tuple[MailRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MailPicture:
    """A picture inside the mail, so that nothing is fetched: a PNG or JPEG by its subtype; its size in pixels."""

    subtype: str
    content: bytes
    width: int
    height: int

    def shown(self) -> tuple[int, int]:
        """Width and height in pixels of the page: as large as fits the head of a mail."""
        if self.width * _LOGO_HEIGHT > self.height * _LOGO_WIDTH:
            return _LOGO_WIDTH, max(1, self.height * _LOGO_WIDTH // self.width)
        return max(1, self.width * _LOGO_HEIGHT // self.height), _LOGO_HEIGHT


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF that is attached, under this name."""

    content: bytes
    file_name: str


class Framed(Protocol):
    """What every mail to a payer has besides what it is about: its head, its look and its language.

    `in_reply_to` is the Message-ID of the mail to which it belongs; "" for a mail that stands alone.
    """

    @property
    def message_id(self) -> str: ...
    @property
    def date(self) -> int: ...
    @property
    def sender(self) -> Mailbox: ...
    @property
    def recipient(self) -> Mailbox: ...
    @property
    def cc(self) -> Sequence[str]: ...
    @property
    def reply_to(self) -> Mailbox | None: ...
    @property
    def in_reply_to(self) -> str: ...
    @property
    def business_name(self) -> str: ...
    @property
    def accent_colour(self) -> str | None: ...
    @property
    def logo(self) -> MailPicture | None: ...
    @property
    def locale(self) -> str: ...
    @property
    def is_test(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class InvoiceMail:
    """Everything that the mail says. Amounts in minor units of `currency`, instants in unix seconds.

    `message_id` has the form "<inmail_…@domain>". With `paid` the mail has no word of payment or of an
    amount due, only the invoice. `more_lines` counts the lines that the summary leaves out; `totals` are the
    rows of the sum below them. `subject` replaces the usual one; the `greeting` stands below the headline.
    `pays_online` tells whether the page takes a payment or only shows the invoice. With `is_test` the subject and both
    texts say that the mail is a test.
    """

    message_id: str
    date: int
    sender: Mailbox
    recipient: Mailbox
    business_name: str
    number: str
    currency: str
    amount_due: int
    cc: Sequence[str] = ()
    reply_to: Mailbox | None = None
    due_at: int | None = None
    memo: str | None = None
    lines: tuple[MailLine, ...] = ()
    more_lines: int = 0
    totals: tuple[MailRow, ...] = ()
    payment_instructions: str | None = None
    hosted_invoice_url: str | None = None
    pdf: bytes | None = None
    pdf_filename: str = "invoice.pdf"
    subject: str | None = None
    greeting: str = ""
    accent_colour: str | None = None
    logo: MailPicture | None = None
    locale: str = "en_US"
    time_zone: str = "UTC"
    paid: bool = False
    pays_online: bool = True
    is_test: bool = False
    in_reply_to: str = ""


def compose(mail: InvoiceMail) -> EmailMessage:
    """The message, ready to be sent. Raises ValueError for an address or a Message-ID that is none.

    Its policy asks for SMTPUTF8 only when a local part cannot be written in ASCII; domains become ASCII.
    """
    pdfs = [Pdf(mail.pdf, mail.pdf_filename)] if mail.pdf is not None else []
    return framed(mail, "invoice", _values(mail), pdfs)


def framed(mail: Framed, template: str, values: Mapping[str, object], pdfs: Sequence[Pdf]) -> EmailMessage:
    """The message of a mail to a payer: head, both texts, the logo and what is attached.

    `values` are those of `frame_values` and what the templates of that name place besides. Raises ValueError for an
    address or a Message-ID that is none.
    """
    mailboxes = {"From": mail.sender, "To": mail.recipient}
    if mail.reply_to is not None:
        mailboxes["Reply-To"] = mail.reply_to
    message = written(
        mail.message_id,
        mail.date,
        mailboxes,
        str(values["subject"]),
        template,
        values,
        cc=mail.cc,
        in_reply_to=mail.in_reply_to,
    )
    if mail.logo is not None:
        _put_into_html(message, mail.logo, _logo_id(mail))
    if pdfs:
        message.make_mixed()
    for pdf in pdfs:
        message.attach(_attached(pdf.content, _file_name(pdf.file_name), message))
    fix_boundaries(message, mail.message_id)
    return message


def written(
    message_id: str,
    date: int,
    mailboxes: Mapping[str, Mailbox],
    subject: str,
    template: str,
    values: Mapping[str, object],
    *,
    cc: Sequence[str] = (),
    in_reply_to: str = "",
) -> EmailMessage:
    """A message with its head, and both texts from the templates of a name. The subject is one line.

    `cc` are addresses without names that get a copy.

    Raises ValueError for an address or a Message-ID that is none.
    """
    for given in (message_id, *filter(None, [in_reply_to])):
        if not _MESSAGE_ID.fullmatch(given):
            raise ValueError(f"not a Message-ID: {given!r}")
    addresses = {name: _address(mailbox) for name, mailbox in mailboxes.items()}
    copies = [normalized(address) for address in cc]
    in_ascii = all(address.isascii() for address in (*(address for _, address in addresses.values()), *copies))
    message = EmailMessage(policy=head.HEAD if in_ascii else head.HEAD_UTF8)
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(datetime.fromtimestamp(date, UTC))
    for name, (display_name, address) in addresses.items():
        message[name] = head.mailbox(name, display_name, address)
    if copies:
        message["Cc"] = head.addresses("Cc", copies)
    message["Subject"] = head.unstructured("Subject", subject)
    if in_reply_to:
        # RFC 5322 §3.6.4: mail clients show it below the mail to which it belongs.
        message["In-Reply-To"] = message["References"] = in_reply_to
    # RFC 3834: no out-of-office reply is wanted.
    message["Auto-Submitted"] = "auto-generated"
    # Quoted-printable throughout, because in it "=_" cannot occur and so no text can hold the boundary.
    message.set_content(_templates().get_template(f"{template}.txt").render(values), cte="quoted-printable")
    html = _templates().get_template(f"{template}.html").render(values)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def subject_of(number: str, business_name: str, locale: str, *, is_test: bool, instead: str | None = None) -> str:
    """The subject of the mail of an invoice; `instead` replaces the usual words."""
    words, _ = wording_for(locale)
    usual = words.subject.format(number=one_line(number, LONGEST_NAME), business=one_line(business_name, LONGEST_NAME))
    return marked(instead or usual, is_test=is_test)


def marked(subject: str, *, is_test: bool) -> str:
    """A subject of one line, which says first of all if the mail is a test."""
    return one_line(f"{'[TEST] ' if is_test else ''}{subject}", _LONGEST_SUBJECT)


def _logo_id(mail: Framed) -> str:
    """The Content-ID of the logo: as unique as the mail's own."""
    return f"logo.{mail.message_id[1:-1]}"


def _put_into_html(message: EmailMessage, picture: MailPicture, content_id: str) -> None:
    """Put a picture beside the HTML that shows it by `cid:` (RFC 2387, RFC 2392)."""
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    cid = f"<{content_id}>"
    html.add_related(picture.content, maintype="image", subtype=picture.subtype, cid=cid, disposition="inline")


def _attached(pdf: bytes, file_name: str, message: EmailMessage) -> EmailMessage:
    part = EmailMessage(policy=message.policy)
    part.set_content(pdf, maintype="application", subtype="pdf")
    del part["Content-Disposition"]
    part["Content-Disposition"] = head.attachment(file_name)
    return part


def _address(mailbox: Mailbox) -> tuple[str, str]:
    """Name and address for a header, the domain in ASCII; ValueError when the address is none."""
    return one_line(mailbox.name, LONGEST_NAME), normalized(mailbox.address)


def frame_values(mail: Framed, subject: str) -> dict[str, object]:
    """What `frame.html` and the parts that all mails to payers share place."""
    words, locale = wording_for(mail.locale)
    direction = direction_of(language_of(mail.locale))
    accent = mail.accent_colour if is_colour(mail.accent_colour or "") else None
    return {
        "language": locale.replace("_", "-"),
        "direction": direction,
        "start": "right" if direction == "rtl" else "left",
        "end": "left" if direction == "rtl" else "right",
        "subject": subject,
        "business": one_line(mail.business_name, LONGEST_NAME),
        "test": words.test if mail.is_test else "",
        "questions": words.questions.format(address=mail.reply_to.address.strip()) if mail.reply_to else "",
        "accent": accent or _INK,
        "on_accent": ink_on(accent or _INK),
        "has_accent": accent is not None,
        "logo": (_logo_id(mail), *mail.logo.shown()) if mail.logo is not None else None,
    }


def web_address(url: str) -> str:
    """The address, if a button may lead there, or ""."""
    return url if _WEB_ADDRESS.fullmatch(url) else ""


def _values(mail: InvoiceMail) -> dict[str, object]:
    """The words of the mail: what both templates place."""
    words, locale = wording_for(mail.locale)
    title = words.number.format(number=one_line(mail.number, LONGEST_NAME))
    asks_payment = not mail.paid and mail.amount_due > 0

    def rows(given: tuple[MailRow, ...]) -> list[tuple[str, str, str]]:
        return [
            (one_line(row.label, LONGEST_LABEL), display.money(row.amount, mail.currency, locale), row.weight)
            for row in given
        ]

    return frame_values(
        mail,
        subject_of(mail.number, mail.business_name, mail.locale, is_test=mail.is_test, instead=mail.subject),
    ) | {
        "title": title,
        "headline": _headline(mail, locale) if asks_payment else title,
        "asks_payment": asks_payment,
        "greeting": printable(mail.greeting),
        "memo": printable(mail.memo or ""),
        "lines": [
            (one_line(line.description, 300), display.money(line.amount, mail.currency, locale), rows(line.details))
            for line in mail.lines
        ],
        "totals": rows(mail.totals),
        "more_lines": words.more_lines.format(count=mail.more_lines) if mail.more_lines > 0 else "",
        "url": web_address(mail.hosted_invoice_url or ""),
        "action": words.pay if asks_payment and mail.pays_online else words.view,
        "how_to_pay": words.how_to_pay,
        "instructions": printable(mail.payment_instructions or "") if asks_payment else "",
        "attached": words.attached if mail.pdf is not None else "",
    }


def _headline(mail: InvoiceMail, locale: str) -> str:
    words, _ = wording_for(locale)
    amount = display.money(mail.amount_due, mail.currency, locale)
    if mail.due_at is None:
        return words.due_now.format(amount=amount)
    return words.due_by.format(amount=amount, date=display.day(mail.due_at, mail.time_zone, locale))


def _file_name(name: str) -> str:
    plain = _NOT_IN_FILE_NAMES.sub("-", one_line(name, LONGEST_NAME)).strip(". ")
    return plain if plain.lower().endswith(".pdf") else f"{plain or 'invoice'}.pdf"


def fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries from the Message-ID, because the library's own differ each time."""
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    for at, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest}_{at}")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("billhook.mail"),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
