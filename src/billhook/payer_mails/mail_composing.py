"""A mail to a payer as a message: what is sent, and what the outbox shows later."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from billhook.documents.logo import Logo
from billhook.documents.statement import InvoiceStatement, Party
from billhook.documents.sum_wording import document_locale
from billhook.invoices import mail_composing as invoices
from billhook.invoices.mails_store import Mail
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.letters import Said
from billhook.invoices.sent_papers_store import PaperToSend
from billhook.invoices.statement import statement_of
from billhook.mail.message import Mailbox, Pdf, marked
from billhook.mail.payer_letter import PayerLetter, compose_payer_letter
from billhook.payer_mails.loading import Loaded, MailedAccount
from billhook.payer_mails.papers import AUTOMATIC
from billhook.payer_mails.rules import wording
from billhook.payer_mails.rules.wording import About


def message_of(loaded: Loaded, papers: Sequence[PaperToSend], *, mail_from: str) -> EmailMessage:
    """The message with its `papers` (`papers_of`). `mail_from` is the sender of the server's settings.

    Raises ValueError for an address that is none.
    """
    mail, details, is_test = loaded.mail, loaded.details, loaded.is_test
    pdfs = tuple(Pdf(paper.content, paper.name) for paper in papers)
    if loaded.account is not None:
        return _statement(loaded, loaded.account, pdfs, mail_from=mail_from)
    if details is None:
        return _about_payment(loaded, pdfs, mail_from=mail_from)
    if mail.said is None:
        (paper,) = papers
        return invoices.message_of(
            mail, details, loaded.logo, page=loaded.page, pdf=paper.content, mail_from=mail_from, is_test=is_test
        )
    statement = statement_of(details, is_test=is_test)
    about = _about(statement, details, loaded, brings_paper=bool(pdfs))
    first = invoices.message_id(loaded.first_mail, mail_from) if loaded.first_mail is not None else ""
    rest = Rest(details.bill_to.name or "", loaded.page, pdfs, first)
    return written(mail, mail.said, Letterhead.of(statement, loaded.logo), about, rest, mail_from=mail_from)


def _about_payment(loaded: Loaded, pdfs: tuple[Pdf, ...], *, mail_from: str) -> EmailMessage:
    """The message about a payment that is for no invoice."""
    alone, charge, said = loaded.alone, loaded.charge, loaded.mail.said
    assert alone is not None
    assert charge is not None
    assert said is not None
    about = About(
        business=alone.issuer.name, invoice="", currency=charge.currency, locale=alone.locale,
        time_zone=alone.time_zone, paid_with=charge.payment_method_details, brings_paper=True,
        happened_at=loaded.happened_at,
    )  # fmt: skip
    head = Letterhead(alone.issuer, alone.brand.accent_colour, loaded.logo, is_test=alone.is_test)
    name = alone.payer.name if alone.payer.name != loaded.mail.recipient else ""
    return written(loaded.mail, said, head, about, Rest(name, loaded.page, pdfs), mail_from=mail_from)


def _statement(loaded: Loaded, account: MailedAccount, pdfs: tuple[Pdf, ...], *, mail_from: str) -> EmailMessage:
    """The message with a statement of account, or with a link to the portal."""
    said, issuer = loaded.mail.said, account.issuer
    assert said is not None
    about = About(issuer.name, invoice="", currency="", locale=account.locale, time_zone=account.time_zone)
    head = Letterhead(issuer, account.accent_colour, loaded.logo, is_test=loaded.is_test)
    return written(
        loaded.mail, said, head, about, Rest(account.customer.name or "", loaded.page, pdfs), mail_from=mail_from
    )


@dataclass(frozen=True, slots=True)
class Letterhead:
    """From whom a letter is, and how that looks."""

    issuer: Party
    accent_colour: str | None
    logo: Logo | None
    is_test: bool

    @classmethod
    def of(cls, statement: InvoiceStatement, logo: Logo | None) -> "Letterhead":
        """That of an invoice."""
        return cls(statement.issuer, statement.brand.accent_colour, logo, is_test=statement.is_test)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a letter has besides its words: its reader's name, where its button leads, what is attached, and the
    Message-ID of the mail below which it stands."""

    name: str
    page: str
    pdfs: tuple[Pdf, ...]
    in_reply_to: str = ""


def written(
    mail: Mail, said: Said, head: Letterhead, about: About, rest: Rest, *, mail_from: str
) -> EmailMessage:  # fmt: skip
    """The message of a letter that says this. Raises ValueError for an address that is none."""
    words = wording.worded(mail.kind, said, about, mail.created)
    return compose_payer_letter(
        PayerLetter(
            message_id=invoices.message_id(mail.id, mail_from),
            date=mail.created,
            sender=invoices.sender(head.issuer, mail_from),
            recipient=Mailbox(rest.name, mail.recipient),
            cc=mail.copies,
            reply_to=invoices.reply_to(head.issuer),
            business_name=about.business,
            subject=_subject(mail, said, about),
            greeting=invoices.own_greeting(mail, rest.name, said.number or about.invoice, about.business, about.locale),
            headline=words.headline,
            sentences=words.sentences,
            action=words.action,
            url=rest.page if words.action else "",
            facts=words.facts,
            pdfs=rest.pdfs,
            attached=words.attached,
            in_reply_to=rest.in_reply_to,
            accent_colour=head.accent_colour,
            logo=invoices.picture(head.logo),
            locale=about.locale,
            is_test=head.is_test,
        )
    )


def _subject(mail: Mail, said: Said, about: About) -> str:
    own = invoices.own_subject(mail, said.number or about.invoice, about.business, about.locale)
    return own or wording.subject(mail.kind, said, about)


def subject_of(mail: Mail, details: InvoiceDetails, *, is_test: bool) -> str:
    """The subject of a mail, without writing the rest of it. Raises ValueError for a draft."""
    if mail.said is None:
        return invoices.subject(mail, details, is_test=is_test)
    about = _about(statement_of(details, is_test=is_test), details)
    return marked(_subject(mail, mail.said, about), is_test=is_test)


def subject_alone(mail: Mail, business: str, locale: str, *, is_test: bool) -> str:
    """The subject of a mail that is of no invoice. It names neither currency nor day."""
    assert mail.said is not None
    about = About(business=business, invoice="", currency="", locale=locale, time_zone="UTC")
    return marked(_subject(mail, mail.said, about), is_test=is_test)


def _about(
    statement: InvoiceStatement, details: InvoiceDetails, loaded: Loaded | None = None, *, brings_paper: bool = False
) -> About:  # fmt: skip
    charge = loaded.charge if loaded is not None else None
    return About(
        business=statement.issuer.name,
        invoice=statement.number,
        currency=statement.currency,
        locale=document_locale(statement),
        time_zone=statement.time_zone,
        paid_with=charge.payment_method_details if charge is not None else None,
        happened_at=loaded.happened_at if loaded is not None else None,
        charged_automatically=details.invoice.collection_method == AUTOMATIC,
        due_at=statement.due_at,
        brings_paper=brings_paper,
    )
