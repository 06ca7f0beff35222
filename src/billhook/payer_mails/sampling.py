"""Every mail to a payer on an invented invoice: how it will look, and as a mail to oneself."""

from email.message import EmailMessage

from billhook.account_settings.settings import AccountSettings
from billhook.account_statements.rules.months import Period, first_moment, latest_moment, month_before
from billhook.db.tx import Reader
from billhook.documents.account_statement import AccountEntry, AccountStatement, account_document
from billhook.documents.invoice_pdf import InvoiceDocument, render_async
from billhook.documents.logo import Logo
from billhook.documents.method_words import how_paid
from billhook.documents.paper import document
from billhook.documents.receipt_paper import PaymentMade, receipt_of_invoice
from billhook.documents.statement import Correction, InvoiceStatement
from billhook.documents.sum_wording import document_locale
from billhook.invoices import mail_composing as invoices
from billhook.invoices.issuer import Issuer
from billhook.invoices.logo import logo_of
from billhook.invoices.mails_store import Mail
from billhook.invoices.rules import letters
from billhook.invoices.rules.letters import Said
from billhook.invoices.sample import DAYS_UNTIL_DUE, sample_of
from billhook.kernel.clock import DAY_SECONDS
from billhook.kernel.display import local_date
from billhook.kernel.replacing import replace
from billhook.kernel.stored import Json
from billhook.kernel.tax_number import TaxNumber
from billhook.mail.message import Pdf
from billhook.payer_mails.mail_composing import Letterhead, Rest, written
from billhook.payer_mails.rules.wording import About
from billhook.rendering_templates.objects import Design
from billhook.tax import tax_ids_store

KINDS = (
    letters.INVOICE_ITSELF, letters.RECEIPT, letters.PAYMENT_FAILED, letters.ACTION_REQUIRED, letters.REFUND,
    letters.CREDIT_NOTE, letters.LINK, *letters.REMINDERS,
    letters.STATEMENT, letters.PORTAL,
)  # fmt: skip
"""Every mail that there is, in the order of an invoice's life; then that of an account."""

_RETRY_SECONDS = 3 * 86_400
_DAYS_AFTER_DUE = {letters.REMINDER_BEFORE: -3, letters.REMINDER_DUE: 0, letters.REMINDER_OVERDUE: 7}
_OVER_A_MONTH_DAYS = 32
_RECEIPT_NUMBER = "SAMPLE"
_CARD: Json = {"type": "card", "card": {"brand": "visa", "last4": "4242"}}


async def sample_mail(
    reader: Reader, kind: str, locale: str, recipient: str, *, mail_id: str, mail_from: str, now: int, is_test: bool
) -> EmailMessage:
    """The mail of a kind in a language, with the account's name and brand.

    `locale` is one that documents are written in. The number of the invoice says that it is a sample. Raises ValueError
    for an address that is none.
    """
    settings = reader.tenant.settings
    tax_ids = tuple(TaxNumber(one.type, one.value) for one in await tax_ids_store.of_account(reader))
    logo = await logo_of(reader, Issuer.of(settings, page="", tax_ids=(), transfer=None))
    statement = _statement(
        settings, tax_ids, locale, reader.tenant.public_url, now=_invoiced(kind, now), is_test=is_test
    )
    said = _said(kind, statement, now)
    mail = Mail(
        id=mail_id, created=now, invoice="", recipient=recipient, says_paid=False, status="queued", attempts=0,
        kind=kind, about=None, said=said, cc=(), bcc=(), taken=(), refused=(),
        own_texts=settings.mail_texts_of(kind),
    )  # fmt: skip
    name = statement.customer.name
    if said is None:
        pdf = await render_async(document(statement, logo))
        page = statement.means.page or ""
        return invoices.written(mail, statement, name, logo, page=page, pdf=pdf, mail_from=mail_from)
    rest = Rest(name, statement.means.page or "", await _pdfs(kind, statement, logo, now))
    return written(mail, said, Letterhead.of(statement, logo), _about(kind, statement), rest, mail_from=mail_from)


def _invoiced(kind: str, now: int) -> int:
    """The moment at which the sample was invoiced: a reminder is of an invoice whose due date is so many days away."""
    after = _DAYS_AFTER_DUE.get(kind)
    return now - (DAYS_UNTIL_DUE + after) * DAY_SECONDS if after is not None else now


def _statement(
    settings: AccountSettings, tax_ids: tuple[TaxNumber, ...], locale: str, page: str, *, now: int, is_test: bool
) -> InvoiceStatement:
    """The sample in this language. Its button leads to the front page of the server."""
    sample = sample_of(Design(), settings, tax_ids, now=now, is_test=is_test)
    return replace(sample, locales=(locale,), means=replace(sample.means, page=page))


def _about(kind: str, statement: InvoiceStatement) -> About:
    return About(
        business=statement.issuer.name,
        invoice=statement.number,
        currency=statement.currency,
        locale=document_locale(statement),
        time_zone=statement.time_zone,
        paid_with=_CARD if kind in (letters.RECEIPT, letters.REFUND) else None,
        due_at=statement.due_at,
    )


def _said(kind: str, statement: InvoiceStatement, now: int) -> Said | None:
    total = statement.sums.total
    if kind == letters.INVOICE_ITSELF:
        return None
    if kind == letters.PAYMENT_FAILED:
        return Said(
            total, next_attempt_at=now + _RETRY_SECONDS, code="card_declined", message="Your card was declined."
        )
    if kind in (letters.RECEIPT, letters.REFUND):
        return Said(total, _RECEIPT_NUMBER)
    if kind == letters.STATEMENT:
        month = _month(statement, now)
        return Said(0, since=month.since, until=month.until, balances={statement.currency: total})
    number = f"{statement.number}-CN-01" if kind == letters.CREDIT_NOTE else None
    return Said(total, number, days_after_due=_DAYS_AFTER_DUE.get(kind))


def _month(statement: InvoiceStatement, now: int) -> Period:
    """The month of the statements that left last."""
    zone = statement.time_zone
    return month_before(latest_moment(first_moment(now - _OVER_A_MONTH_DAYS * DAY_SECONDS, zone), now, zone), zone)


def _account(statement: InvoiceStatement, now: int) -> AccountStatement:
    """An account on which nothing but the sample stands, on the third day of the month."""
    month, total = _month(statement, now), statement.sums.total
    return AccountStatement(
        statement.issuer, statement.customer, statement.currency, month.since, month.until - 1, 0,
        (AccountEntry(month.since + 2 * DAY_SECONDS, "invoice", statement.number, total, total),),
        document_locale(statement), statement.time_zone, statement.page_size, statement.brand, statement.is_test,
    )  # fmt: skip


async def _pdfs(kind: str, statement: InvoiceStatement, logo: Logo | None, now: int) -> tuple[Pdf, ...]:
    """What a letter of the kind has attached."""
    paper: InvoiceDocument | None = None
    total, name = statement.sums.total, ""
    if kind == letters.RECEIPT:
        how = how_paid(_CARD, document_locale(statement))
        paper, name = (
            receipt_of_invoice(statement, PaymentMade(_RECEIPT_NUMBER, now, how, statement.currency, total), logo),
            "Receipt",
        )
    if kind == letters.STATEMENT:
        paper, name = account_document(_account(statement, now), logo), "Statement"
    if kind in letters.REMINDERS:
        paper, name = document(statement, logo), "Invoice"
    if kind == letters.CREDIT_NOTE:
        correction = Correction(statement.number, None, total, 0, 0)
        note = replace(statement, number=f"{statement.number}-CN-01", correction=correction, amounts=None)
        paper, name = document(note, logo), "Credit-note"
    if paper is None:
        return ()
    number = paper.number
    if kind == letters.STATEMENT:
        number = f"{paper.currency.upper()}-{local_date(paper.issued_at, paper.time_zone)}"
    return (Pdf(await render_async(paper), f"{name}-{number}.pdf"),)
