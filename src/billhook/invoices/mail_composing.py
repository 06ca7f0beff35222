"""The mail of an invoice as a message: what is sent, and what the outbox shows later.

A finalized invoice says the same for ever, so the message can be written anew at any time. Only what became of the
invoice since then, such as a payment, is said as it is today.
"""

from email.message import EmailMessage
from email.utils import parseaddr

from billhook.documents.logo import Logo
from billhook.documents.paper import payment_instructions
from billhook.documents.statement import InvoiceStatement, Party
from billhook.documents.sum_wording import document_locale
from billhook.invoices.mail_summary import mail_lines, mail_totals
from billhook.invoices.mails_store import Mail
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.statement import statement_of
from billhook.kernel.email_address import is_address
from billhook.mail.message import InvoiceMail, Mailbox, MailPicture, compose, subject_of

_LINES_IN_MAIL = 10


def message_of(
    mail: Mail, details: InvoiceDetails, logo: Logo | None, *, page: str, pdf: bytes, mail_from: str, is_test: bool
) -> EmailMessage:
    """The message with its `pdf` and a link to its `page`. `details` has all lines, and `logo` is what `logo_of` finds
    for its issuer; `mail_from` is the sender of the server's settings.

    Raises ValueError for a draft, and for an address that is none.
    """
    statement = statement_of(details, is_test=is_test)
    name = details.bill_to.name or ""
    return written(mail, statement, name, logo, page=page, pdf=pdf, mail_from=mail_from)


def written(
    mail: Mail, statement: InvoiceStatement, name: str, logo: Logo | None, *, page: str, pdf: bytes, mail_from: str
) -> EmailMessage:
    """The message of a statement, to its recipient of this name. Raises ValueError for an address that is none."""
    assert statement.amounts is not None
    locale = document_locale(statement)
    lines, left_out = mail_lines(statement, locale, most=_LINES_IN_MAIL)
    return compose(
        InvoiceMail(
            message_id=message_id(mail.id, mail_from),
            date=mail.created,
            sender=sender(statement.issuer, mail_from),
            recipient=Mailbox(name, mail.recipient),
            cc=mail.copies,
            reply_to=reply_to(statement.issuer),
            business_name=statement.issuer.name,
            number=statement.number,
            currency=statement.currency,
            amount_due=statement.amounts.amount_remaining,
            due_at=statement.due_at,
            memo=statement.memo,
            lines=lines,
            more_lines=left_out,
            totals=mail_totals(statement, locale, paid=mail.says_paid),
            payment_instructions=payment_instructions(statement, locale),
            hosted_invoice_url=page,
            pdf=pdf,
            pdf_filename=f"Invoice-{statement.number}.pdf",
            accent_colour=statement.brand.accent_colour,
            logo=picture(logo),
            locale=locale,
            time_zone=statement.time_zone,
            paid=mail.says_paid,
            pays_online=statement.means.pays_online,
            is_test=statement.is_test,
            subject=own_subject(mail, statement.number, statement.issuer.name, locale),
            greeting=own_greeting(mail, name, statement.number, statement.issuer.name, locale),
        )
    )


def subject(mail: Mail, details: InvoiceDetails, *, is_test: bool) -> str:
    """The subject of the mail of an invoice, without writing the rest of it. Raises ValueError for a draft."""
    statement = statement_of(details, is_test=is_test)
    locale = document_locale(statement)
    own = own_subject(mail, statement.number, statement.issuer.name, locale)
    return subject_of(statement.number, statement.issuer.name, locale, is_test=is_test, instead=own)


def own_subject(mail: Mail, number: str, business: str, locale: str) -> str | None:
    """The subject in the account's own words; None for the usual one."""
    values = {"number": number, "business": business}
    return mail.own_texts.subject(locale, values) if mail.own_texts is not None else None


def own_greeting(mail: Mail, customer: str, number: str, business: str, locale: str) -> str:
    """The greeting in the account's own words; "" for none."""
    values = {"customer": customer, "number": number, "business": business}
    return (mail.own_texts.greeting(locale, values) or "") if mail.own_texts is not None else ""


def message_id(mail_id: str, mail_from: str) -> str:
    """The Message-ID of a mail, in the domain of the server's sender."""
    domain = parseaddr(mail_from)[1].rpartition("@")[2] or "localhost"
    return f"<{mail_id}@{domain}>"


def sender(issuer: Party, mail_from: str) -> Mailbox:
    """From whom a mail is: the issuer's name at the server's address."""
    name, address = parseaddr(mail_from)
    return Mailbox(issuer.name or name, address)


def picture(logo: Logo | None) -> MailPicture | None:
    """The logo as a mail carries it."""
    if logo is None:
        return None
    return MailPicture(logo.media_type.rpartition("/")[2], logo.content, logo.width, logo.height)


def reply_to(issuer: Party) -> Mailbox | None:
    """Where answers go. An address that an older program accepted and that is none is left out."""
    address = issuer.email or ""
    return Mailbox(issuer.name, address) if is_address(address) else None
