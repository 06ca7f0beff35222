"""The receipt of a payment, as `receipt_url` of its charge leads to it."""

from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response

from billhook.accounts.directory import Directory
from billhook.db.tx import Reader, Transactions
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.receipts import ReceiptFacts, receipt_facts
from billhook.hosted.responses import page
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
            return page(pages.not_found_page(), status=404)
        async with self._transactions.read(tenant) as reader:
            charge = await store.find_charge(reader, charge_id)
            if charge is None or charge.receipt_token is None or not compare_digest(charge.receipt_token, token):
                return page(pages.not_found_page(), status=404)
            facts = await _facts(reader, charge)
        return page(pages.receipt_page(facts))


async def _facts(reader: Reader, charge: Charge) -> ReceiptFacts:
    assert charge.balance_transaction is not None
    entries = await ledger.of_ids(reader, [charge.balance_transaction])
    payment = await payments_store.find_of_intent(reader, charge.payment_intent)
    invoice = None
    if payment is not None and payment.status == PAYMENT_PAID:
        sheet = await invoices.find(reader, payment.invoice)
        assert sheet is not None
        invoice = sheet.invoice.number or sheet.invoice.id, hosted_url(reader, sheet.invoice)
    return receipt_facts(reader.tenant, charge, entries[0].created, invoice)
