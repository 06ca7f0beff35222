"""The page that tells where to send a bank transfer, as `hosted_instructions_url` leads to it."""

from starlette.requests import Request
from starlette.responses import Response

from billhook.accounts.directory import Directory
from billhook.db.tx import Transactions
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.responses import not_found, page, page_locale_of
from billhook.hosted.transfers import instructions
from billhook.invoices import store as invoices
from billhook.payments import store
from billhook.payments.actions.create import SECRET_LENGTH


class Transfers:
    """`GET` shows the instructions; the secret in the address is that of the payer."""

    def __init__(self, transactions: Transactions, directory: Directory) -> None:
        self._transactions = transactions
        self._directory = directory

    async def show(self, request: Request) -> Response:
        tenant, secret = await named_tenant(self._directory, request, SECRET_LENGTH)
        intent_id = request.path_params["intent"]
        if tenant is None or not intent_id.isascii() or "\0" in intent_id:
            return not_found(request)
        async with self._transactions.read(tenant) as reader:
            intent = await store.find_intent(reader, intent_id)
            if intent is None or intent.secret != secret:
                return not_found(request)
            details = await invoices.find(reader, intent.invoice) if intent.invoice is not None else None
            invoice = details.invoice if details is not None else None
            shown = instructions(reader, intent, invoice, page_locale_of(request, tenant))
        return page(pages.instructions_page(shown))
