"""The receipt of a payment, as `receipt_url` of its charge leads to it."""

from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response

from billhook.accounts.directory import Directory
from billhook.db.tx import Reader, Transactions
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.receipts import ReceiptDetails, receipt_details
from billhook.hosted.responses import not_found, page, page_locale_of
from billhook.invoices import payments_store
from billhook.invoices import store as invoices
from billhook.invoices.objects import PAYMENT_PAID
from billhook.invoices.view import hosted_url
from billhook.ledger import store as ledger
from billhook.payments import store
from billhook.payments.objects import Charge
from billhook.wire.addresses import TOKEN_LENGTH


class Receipts:
    """`GET` shows the receipt; the token in its address opens it."""

    def __init__(self, transactions: Transactions, directory: Directory) -> None:
        self._transactions = transactions
        self._directory = directory

    async def show(self, request: Request) -> Response:
        tenant, token = await named_tenant(self._directory, request, TOKEN_LENGTH)
        charge_id = request.path_params["charge"]
        if tenant is None or not charge_id.isascii() or "\0" in charge_id:
            return not_found(request)
        async with self._transactions.read(tenant) as reader:
            charge = await store.find_charge(reader, charge_id)
            if charge is None or charge.receipt_token is None or not compare_digest(charge.receipt_token, token):
                return not_found(request)
            details = await _details(reader, charge, page_locale_of(request, tenant))
        return page(pages.receipt_page(details))


async def _details(reader: Reader, charge: Charge, locale: str) -> ReceiptDetails:
    assert charge.balance_transaction is not None
    entries = await ledger.of_ids(reader, [charge.balance_transaction])
    payment = await payments_store.find_of_intent(reader, charge.payment_intent)
    invoice = None
    if payment is not None and payment.status == PAYMENT_PAID:
        invoice_details = await invoices.find(reader, payment.invoice)
        assert invoice_details is not None
        invoice = (
            invoice_details.invoice.number or invoice_details.invoice.id,
            hosted_url(reader, invoice_details.invoice),
        )
    return receipt_details(reader.tenant, charge, entries[0].created, invoice, locale)
