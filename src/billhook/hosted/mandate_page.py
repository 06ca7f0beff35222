"""The page on which the holder of a bank account reads the mandate that they gave, as the API's address leads to it."""

from starlette.requests import Request
from starlette.responses import Response

from billhook.accounts.directory import Directory
from billhook.db.tx import Transactions
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.mandate_words import mandate_details
from billhook.hosted.responses import not_found, page, page_locale_of
from billhook.payment_methods import mandates_store, store
from billhook.wire.addresses import TOKEN_LENGTH


class Mandates:
    """`GET` shows the mandate; the token alone opens it."""

    def __init__(self, transactions: Transactions, directory: Directory) -> None:
        self._transactions = transactions
        self._directory = directory

    async def show(self, request: Request) -> Response:
        tenant, token = await named_tenant(self._directory, request, TOKEN_LENGTH)
        if tenant is None:
            return not_found(request)
        async with self._transactions.read(tenant) as reader:
            mandate = await mandates_store.find_by_token(reader, token)
            method = await store.find(reader, mandate.payment_method) if mandate is not None else None
        if mandate is None or method is None or not method.is_bank_account:
            return not_found(request)
        return page(pages.mandate_page(mandate_details(tenant, mandate, method, page_locale_of(request, tenant))))
