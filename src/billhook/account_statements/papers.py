"""The paper of an account in one currency: the account of today as its issuer, the customer's language."""

from typing import cast

from billhook.account_statements.rules.account import Account
from billhook.account_statements.rules.months import Period
from billhook.customers.objects import Customer
from billhook.db.tx import Reader
from billhook.documents.account_statement import AccountEntry, AccountStatement, Kind, account_document
from billhook.documents.invoice_pdf import InvoiceDocument
from billhook.documents.statement import Party
from billhook.invoices.logo import logo_of
from billhook.invoices.receipt_papers import account_issuer
from billhook.invoices.rules.paper import paper
from billhook.invoices.statement import issuing_party
from billhook.kernel.address import Address
from billhook.kernel.languages import first_supported


async def statement_paper(reader: Reader, customer: Customer, account: Account, period: Period) -> InvoiceDocument:
    """What the PDF prints."""
    logo = await logo_of(reader, account_issuer(reader))
    return account_document(statement_of(reader, customer, account, period), logo)


def statement_of(reader: Reader, customer: Customer, account: Account, period: Period) -> AccountStatement:
    """What the paper says, as values."""
    settings, issuer = reader.tenant.settings, account_issuer(reader)
    return AccountStatement(
        issuer=issuing_party(issuer),
        customer=_party(customer),
        currency=account.currency,
        first=period.since,
        last=period.until - 1,
        opening=account.opening,
        entries=tuple(
            AccountEntry(line.entry.at, cast(Kind, line.entry.kind), line.entry.number, line.entry.amount, line.balance)
            for line in account.lines
        ),
        locale=locale_of(reader, customer),
        time_zone=settings.time_zone,
        page_size=paper(settings.page_size, settings.business_country),
        brand=issuer.brand,
        is_test=not reader.tenant.livemode,
    )


def locale_of(reader: Reader, customer: Customer) -> str:
    """The language of a customer, else that of the account."""
    return first_supported([*customer.preferred_locales, reader.tenant.settings.locale])


def _party(customer: Customer) -> Party:
    name = customer.name or customer.business_name
    address = Address.from_stored(customer.address) if customer.address else None
    return Party(name or customer.email or "", address, customer.email if name else None)
