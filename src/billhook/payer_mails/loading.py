"""A mail with everything that is needed to write it."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.account_statements.loading import accounts_of
from billhook.account_statements.papers import locale_of, statement_of
from billhook.account_statements.rules.months import Period
from billhook.credit_notes import store as credit_notes
from billhook.credit_notes.objects import VOID, CreditNoteDetails
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.tx import Reader
from billhook.documents.account_statement import AccountStatement
from billhook.documents.invoice_pdf import InvoiceDocument
from billhook.documents.logo import Logo
from billhook.documents.receipt_paper import Recipient
from billhook.documents.statement import Party
from billhook.invoices import mails_store, store, view
from billhook.invoices.logo import logo_of
from billhook.invoices.mails_store import Mail
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.receipt_papers import account_issuer, receipt_paper, recipient_of
from billhook.invoices.rules import letters
from billhook.invoices.statement import issuing_party
from billhook.ledger import store as ledger
from billhook.payer_mails.locales import locales_of_charges
from billhook.payments import refunds_store
from billhook.payments import store as payments
from billhook.payments.objects import Charge
from billhook.payments.view import receipt_url


@dataclass(frozen=True, slots=True)
class MailedAccount:
    """The account of a customer in a mail: whose it is, from whom, how it is written, and what stands on the paper of
    each currency.

    A link to the portal has no papers. Nor has a statement if the customer has too many invoices by now.
    """

    customer: Customer
    issuer: Party
    accent_colour: str | None
    locale: str
    time_zone: str
    statements: Sequence[AccountStatement]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A mail, its invoice with all lines, the logo that it shows, and the mail below which it stands, if one was before
    it. `note` is the credit note that it brings, `charge` the payment that was refunded or of which it has the
    `receipt`, and `page` where its button leads, "" for none. A payment that is for no invoice has an `alone` instead
    of the details of one. `happened_at` is when a payment came in, or was refunded. A statement of account has an
    `account` instead of all that."""

    mail: Mail
    details: InvoiceDetails | None
    logo: Logo | None
    first_mail: str | None
    note: CreditNoteDetails | None
    charge: Charge | None
    receipt: InvoiceDocument | None
    page: str
    is_test: bool
    alone: Recipient | None = None
    happened_at: int | None = None
    account: MailedAccount | None = None

    @property
    def pointless(self) -> str | None:
        """Why it is not to be sent any more; None if it is."""
        if self.account is not None and self.account.customer.is_deleted:
            return "the customer was deleted before this mail was sent"
        if self.note is not None and self.note.note.status == VOID:
            return "the credit note was voided before its mail was sent"
        return letters.pointless(self.mail.kind, self.details.invoice.status) if self.details is not None else None


async def load(reader: Reader, mail: Mail) -> Loaded:
    """What the mail tells of."""
    if mail.kind == letters.STATEMENT:
        return await _load_statement(reader, mail)
    if mail.kind == letters.PORTAL:
        return await _load_portal(reader, mail)
    if mail.invoice is None:
        return await _load_alone(reader, mail)
    details = await store.find_whole(reader, mail.invoice)
    assert details is not None
    first = await mails_store.first_of_invoice(reader, mail.invoice)
    note, charge, receipt, happened_at = None, None, None, None
    # As of the moment at which the mail was asked for, so that it can be written anew with the same link.
    page = view.hosted_url_at(reader.tenant, details.invoice, mail.created) or ""
    if mail.kind == letters.REFUND and mail.about is not None:
        charge, happened_at = await _refunded(reader, mail.about)
        page = receipt_url(reader, charge) or ""
        if charge.receipt_number is not None:
            receipt = await receipt_paper(reader, charge, await _paid_at(reader, charge), details.invoice, "")
    if mail.kind == letters.RECEIPT and mail.about is not None:
        charge = await payments.find_charge(reader, mail.about)
        assert charge is not None
        page = receipt_url(reader, charge) or page
        happened_at = await _paid_at(reader, charge)
        receipt = await receipt_paper(reader, charge, happened_at, details.invoice, "")
    if mail.kind == letters.CREDIT_NOTE and mail.about is not None:
        found = await credit_notes.find(reader, mail.about)
        note = await credit_notes.details_of(reader, found) if found is not None else None
    return Loaded(
        mail=mail,
        details=details,
        logo=await logo_of(reader, details.invoice.issuer),
        first_mail=first if first != mail.id else None,
        note=note,
        charge=charge,
        receipt=receipt,
        page=page,
        is_test=not reader.tenant.livemode,
        happened_at=happened_at,
    )


async def _load_alone(reader: Reader, mail: Mail) -> Loaded:
    """What a mail tells of a payment that is for no invoice: its receipt, or a refund of it."""
    assert mail.about is not None
    if mail.kind == letters.RECEIPT:
        found = await payments.find_charge(reader, mail.about)
        assert found is not None
        charge, happened_at = found, await _paid_at(reader, found)
    else:
        charge, happened_at = await _refunded(reader, mail.about)
    locale = (await locales_of_charges(reader, [charge]))[charge.id]
    return Loaded(
        mail=mail,
        details=None,
        logo=await logo_of(reader, account_issuer(reader)),
        first_mail=None,
        note=None,
        charge=charge,
        receipt=await receipt_paper(reader, charge, await _paid_at(reader, charge), None, locale),
        page=receipt_url(reader, charge) or "",
        is_test=not reader.tenant.livemode,
        alone=recipient_of(reader, charge, locale),
        happened_at=happened_at,
    )


async def _load_statement(reader: Reader, mail: Mail) -> Loaded:
    """The account of a customer in the period of the mail, in the currencies that it names."""
    said = mail.said
    assert said is not None
    customer = await _customer_of(reader, mail)
    period = Period(said.since, said.until)
    found = await accounts_of(reader, customer.id, period.since, period.until)
    chosen = [each for each in found.all if each.currency in said.balances] if found is not None else []
    return await _of_account(reader, mail, customer, [statement_of(reader, customer, each, period) for each in chosen])


async def _load_portal(reader: Reader, mail: Mail) -> Loaded:
    """A link to the portal. It is made when the mail leaves (`actions/deliver.py`), so nobody sees it here."""
    return await _of_account(reader, mail, await _customer_of(reader, mail), [])


async def _customer_of(reader: Reader, mail: Mail) -> Customer:
    assert mail.about is not None
    customer = await customers.find(reader, mail.about)
    assert customer is not None
    return customer


async def _of_account(reader: Reader, mail: Mail, customer: Customer, statements: Sequence[AccountStatement]) -> Loaded:
    """A mail about the account of a customer, from the account of today."""
    issuer = account_issuer(reader)
    return Loaded(
        mail=mail,
        details=None,
        logo=await logo_of(reader, issuer),
        first_mail=None,
        note=None,
        charge=None,
        receipt=None,
        page="",
        is_test=not reader.tenant.livemode,
        account=MailedAccount(
            customer,
            issuing_party(issuer),
            issuer.brand.accent_colour,
            locale_of(reader, customer),
            reader.tenant.settings.time_zone,
            statements,
        ),
    )


async def _paid_at(reader: Reader, charge: Charge) -> int:
    """When a charge took its money."""
    assert charge.balance_transaction is not None
    (entry,) = await ledger.of_ids(reader, [charge.balance_transaction])
    return entry.created


async def _refunded(reader: Reader, refund_id: str) -> tuple[Charge, int]:
    """The charge of a refund, and when that was asked for."""
    refund = await refunds_store.find(reader, refund_id)
    assert refund is not None
    charge = await payments.find_charge(reader, refund.charge)
    assert charge is not None
    return charge, refund.created
