"""The receipt of a payment, as `receipt_url` of its charge leads to it, as a page and as a PDF."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response

from billhook.accounts.directory import Directory
from billhook.db.tx import Reader, Transactions
from billhook.documents.invoice_pdf import render_async
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.links import plain_works
from billhook.hosted.receipts import receipt_details
from billhook.hosted.responses import download, not_found, page, page_locale_of
from billhook.invoices import payments_store
from billhook.invoices import store as invoices
from billhook.invoices.objects import PAYMENT_PAID, Invoice
from billhook.invoices.receipt_papers import receipt_paper
from billhook.ledger import store as ledger
from billhook.payments import store
from billhook.payments.objects import Charge
from billhook.wire import addresses
from billhook.wire.addresses import TOKEN_LENGTH


@dataclass(frozen=True, slots=True)
class _Found:
    """A charge that took money, when it did, and the invoice that it paid, if it paid one."""

    charge: Charge
    paid_at: int
    invoice: Invoice | None


class Receipts:
    """`GET` shows the receipt; the token in its address opens it."""

    def __init__(self, transactions: Transactions, directory: Directory) -> None:
        self._transactions = transactions
        self._directory = directory

    async def show(self, request: Request) -> Response:
        async with self._opened(request) as opened:
            if opened is None:
                return not_found(request)
            reader, found, locale = opened
            invoice = found.invoice
            named = (invoice.number or invoice.id, _page_of(reader, invoice)) if invoice is not None else None
            details = receipt_details(reader.tenant, found.charge, found.paid_at, named, locale)
        return page(pages.receipt_page(details))

    async def pdf(self, request: Request) -> Response:
        async with self._opened(request) as opened:
            if opened is None:
                return not_found(request)
            reader, found, locale = opened
            paper = await receipt_paper(reader, found.charge, found.paid_at, found.invoice, locale)
        return download(await render_async(paper), f"Receipt-{found.charge.receipt_number or found.charge.id}.pdf")

    @asynccontextmanager
    async def _opened(self, request: Request) -> AsyncIterator[tuple[Reader, _Found, str] | None]:
        """A reader, what the address opens, and the locale of its page; None if it opens nothing."""
        tenant, token = await named_tenant(self._directory, request, TOKEN_LENGTH)
        if tenant is None:
            yield None
            return
        async with self._transactions.read(tenant) as reader:
            found = await _find(reader, request.path_params["charge"], token)
            yield (reader, found, page_locale_of(request, tenant)) if found is not None else None


def _page_of(reader: Reader, invoice: Invoice) -> str | None:
    """The plain link to the invoice, as long as it works: a receipt gives nobody a link that works longer."""
    assert invoice.hosted_token is not None
    return addresses.hosted(reader.tenant, invoice.hosted_token) if plain_works(reader, invoice) else None


async def _find(reader: Reader, charge_id: str, token: str) -> _Found | None:
    """The charge of this id, if the token is that of its receipt."""
    if not charge_id.isascii() or "\0" in charge_id:
        return None
    charge = await store.find_charge(reader, charge_id)
    if charge is None or charge.receipt_token is None or not compare_digest(charge.receipt_token, token):
        return None
    # A processor that does not know its fee yet has not booked the payment.
    named = [charge.balance_transaction] if charge.balance_transaction is not None else []
    paid_at = next((entry.created for entry in await ledger.of_ids(reader, named)), charge.created)
    payment = await payments_store.find_of_intent(reader, charge.payment_intent)
    invoice = None
    if payment is not None and payment.status == PAYMENT_PAID:
        details = await invoices.find(reader, payment.invoice)
        assert details is not None
        invoice = details.invoice
    return _Found(charge, paid_at, invoice)
