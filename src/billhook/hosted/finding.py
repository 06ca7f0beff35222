"""The invoice that an address names, with all that its page tells."""

from dataclasses import dataclass

from starlette.requests import Request

from billhook.accounts.directory import Directory
from billhook.db.clocks import look_in_time_of
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader, Transactions
from billhook.documents.invoice_pdf import InvoiceDocument
from billhook.documents.paper import document
from billhook.documents.statement import InvoiceStatement
from billhook.hosted.addressing import named_tenant
from billhook.hosted.attempts import attempt, credit_notes, payments
from billhook.hosted.link_over import LinkOver
from billhook.hosted.links import kept_query, life_of, link_over, until_query
from billhook.hosted.page_state import PageState
from billhook.hosted.responses import chosen_language
from billhook.hosted.words.catalogue import page_locale
from billhook.invoices import store, view
from billhook.invoices.logo import logo_of
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.statement import statement_of
from billhook.payments import store as intents
from billhook.payments.objects import PaymentIntent
from billhook.wire import addresses
from billhook.wire.addresses import TOKEN_LENGTH


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind an address: the invoice as stored, what it says, and what its page knows besides."""

    tenant: Tenant
    details: InvoiceDetails
    intent: PaymentIntent | None
    statement: InvoiceStatement
    page: PageState
    now: int


async def find(transactions: Transactions, directory: Directory, request: Request) -> Found | LinkOver | None:
    """The invoice that an address names, or what there is to tell if its link is over; the token alone opens it."""
    tenant, token = await named_tenant(directory, request, TOKEN_LENGTH)
    if tenant is None:
        return None
    async with transactions.read(tenant) as reader:
        details = await opened(reader, request, token)
        if not isinstance(details, InvoiceDetails):
            return details
    # Links end by the wall; what a page says of days is meant by the time of its customer.
    async with transactions.read(tenant) as reader:
        await look_in_time_of(reader, details.invoice.test_clock)
        intent = await intents.find_intent(reader, details.invoice.payment_intent or "")
        statement = statement_of(details, is_test=not tenant.livemode)
        accepted, chosen = request.headers.get("accept-language", ""), chosen_language(request)
        known = (*chosen, *statement.locales)
        locale = page_locale(accepted, known=known, issuer=statement.issuer_locale)
        page = PageState(
            locale=locale,
            url=addresses.hosted(tenant, token),
            pdf_url=addresses.pdf(tenant, token) + until_query(request),
            is_replaced=details.invoice.latest_revision not in (None, details.invoice.id),
            newest_url=await _newest_url(reader, details.invoice),
            logo=picture_path(tenant, statement.brand.logo),
            icon=picture_path(tenant, statement.brand.icon),
            attempt=await attempt(reader, details.invoice, statement, intent, locale),
            payments=await payments(reader, details.invoice),
            credit_notes=await credit_notes(reader, details.invoice),
            query=kept_query(request),
            until=until_query(request),
        )
        return Found(tenant, details, intent, statement, page, reader.now)


async def opened(reader: Reader, request: Request, token: str) -> InvoiceDetails | LinkOver | None:
    """The invoice of a token as long as the link works, by which it came."""
    details = await store.find_by_token(reader, token)
    life = life_of(request, reader.tenant, details.invoice, reader.now) if details is not None else "unknown"
    if details is None or life == "unknown":
        return None
    return details if life == "works" else await link_over(reader, request, details)


def picture_path(tenant: Tenant, file: str | None) -> str | None:
    return addresses.brand_picture(tenant, file) if file is not None else None


async def newest_of(reader: Reader, invoice: Invoice) -> Invoice | None:
    """The invoice that replaced this one, if one did."""
    if invoice.latest_revision in (None, invoice.id):
        return None
    newest = await store.find(reader, invoice.latest_revision)
    return newest.invoice if newest is not None else None


async def _newest_url(reader: Reader, invoice: Invoice) -> str | None:
    """The page of the invoice that replaced this one; None where none did."""
    newest = await newest_of(reader, invoice)
    return view.hosted_url(reader, newest) if newest is not None else None


async def paper_of(reader: Reader, details: InvoiceDetails) -> InvoiceDocument:
    """What the PDF of a finalized invoice prints, which was read with all its lines."""
    newest = await newest_of(reader, details.invoice)
    replaced_by = newest.number if newest is not None else None
    statement = statement_of(details, is_test=not reader.tenant.livemode, replaced_by=replaced_by)
    return document(statement, await logo_of(reader, details.invoice.issuer))
