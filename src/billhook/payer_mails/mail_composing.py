"""A mail to a payer as a message: what is sent, and what the outbox shows later."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from billhook.documents.logo import Logo
from billhook.documents.statement import InvoiceStatement
from billhook.documents.sum_wording import document_locale
from billhook.invoices import mail_composing as invoices
from billhook.invoices.mails_store import Mail
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.letters import Said
from billhook.invoices.sent_papers_store import PaperToSend
from billhook.invoices.statement import statement_of
from billhook.mail.message import Mailbox, Pdf, marked
from billhook.mail.payer_letter import PayerLetter, compose_payer_letter
from billhook.payer_mails.loading import Loaded
from billhook.payer_mails.papers import AUTOMATIC
from billhook.payer_mails.rules import wording
from billhook.payer_mails.rules.wording import About
from billhook.payments.objects import Charge


def message_of(loaded: Loaded, papers: Sequence[PaperToSend], *, mail_from: str) -> EmailMessage:
    """The message with its `papers` (`papers_of`). `mail_from` is the sender of the server's settings.

    Raises ValueError for an address that is none.
    """
    mail, details, is_test = loaded.mail, loaded.details, loaded.is_test
    if mail.said is None:
        (paper,) = papers
        return invoices.message_of(
            mail, details, loaded.logo, page=loaded.page, pdf=paper.content, mail_from=mail_from, is_test=is_test
        )
    statement = statement_of(details, is_test=is_test)
    about = _about(statement, details, loaded.charge)
    first = invoices.message_id(loaded.first_mail, mail_from) if loaded.first_mail is not None else ""
    pdfs = tuple(Pdf(paper.content, paper.name) for paper in papers)
    rest = Rest(details.bill_to.name or "", loaded.page, pdfs, first)
    return written(mail, mail.said, statement, about, rest, loaded.logo, mail_from=mail_from)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a letter has besides its words: its reader's name, where its button leads, what is attached, and the
    Message-ID of the mail below which it stands."""

    name: str
    page: str
    pdfs: tuple[Pdf, ...]
    in_reply_to: str = ""


def written(
    mail: Mail, said: Said, statement: InvoiceStatement, about: About, rest: Rest, logo: Logo | None, *, mail_from: str
) -> EmailMessage:
    """The message of a letter that says this. Raises ValueError for an address that is none."""
    words = wording.worded(mail.kind, said, about, mail.created)
    return compose_payer_letter(
        PayerLetter(
            message_id=invoices.message_id(mail.id, mail_from),
            date=mail.created,
            sender=invoices.sender(statement.issuer, mail_from),
            recipient=Mailbox(rest.name, mail.recipient),
            cc=mail.copies,
            reply_to=invoices.reply_to(statement.issuer),
            business_name=about.business,
            subject=words.subject,
            headline=words.headline,
            sentences=words.sentences,
            action=words.action,
            url=rest.page,
            facts=words.facts,
            pdfs=rest.pdfs,
            attached=words.attached,
            in_reply_to=rest.in_reply_to,
            accent_colour=statement.brand.accent_colour,
            logo=invoices.picture(logo),
            locale=about.locale,
            is_test=statement.is_test,
        )
    )


def subject_of(mail: Mail, details: InvoiceDetails, *, is_test: bool) -> str:
    """The subject of a mail, without writing the rest of it. Raises ValueError for a draft."""
    if mail.said is None:
        return invoices.subject(details, is_test=is_test)
    about = _about(statement_of(details, is_test=is_test), details)
    return marked(wording.subject(mail.kind, mail.said, about), is_test=is_test)


def _about(statement: InvoiceStatement, details: InvoiceDetails, charge: Charge | None = None) -> About:
    return About(
        business=statement.issuer.name,
        invoice=statement.number,
        currency=statement.currency,
        locale=document_locale(statement),
        time_zone=statement.time_zone,
        paid_with=charge.payment_method_details if charge is not None else None,
        charged_automatically=details.invoice.collection_method == AUTOMATIC,
        due_at=statement.due_at,
    )
