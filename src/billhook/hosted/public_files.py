"""Files for everybody who has their address: file links, and the pictures of the account's brand.

They are bytes of strangers. A browser draws a picture or saves a file; it runs nothing of it (`file_headers`).
"""

from starlette.requests import Request
from starlette.responses import Response

from billhook.accounts.directory import Directory
from billhook.db.tx import Transactions
from billhook.files import store
from billhook.hosted.addressing import named_tenant
from billhook.hosted.responses import not_found
from billhook.wire.addresses import TOKEN_LENGTH
from billhook.wire.answering import file_headers

# A picture never changes under its id.
_FOR_EVER = "public, max-age=31536000, immutable"


class PublicFiles:
    """Answers `/links/…` and `/pictures/…`."""

    def __init__(self, transactions: Transactions, directory: Directory) -> None:
        self._transactions = transactions
        self._directory = directory

    async def link(self, request: Request) -> Response:
        """What is in the file of a link, until one of the two expires."""
        tenant, token = await named_tenant(self._directory, request, TOKEN_LENGTH)
        if tenant is None:
            return not_found(request)
        async with self._transactions.read(tenant) as reader:
            link = await store.find_link_by_token(reader, token)
            file = await store.find(reader, link.file) if link is not None else None
            if link is None or file is None or link.is_expired(reader.now) or file.is_expired(reader.now):
                return not_found(request)
            found = await store.contents(reader, file)
        return Response(found.content, headers=file_headers(found.media_type, found.filename))

    async def picture(self, request: Request) -> Response:
        """A logo or an icon. It stands on every invoice, so it is no secret."""
        account, name = request.path_params["account"], request.path_params["file"]
        if not (account + name).isascii() or "\0" in account + name:
            return not_found(request)
        tenant = await self._directory.tenant_named(account, livemode=True)
        if tenant is None:
            return not_found(request)
        async with self._transactions.read(tenant) as reader:
            found = await store.picture(reader, name)
        if found is None:
            return not_found(request)
        headers = file_headers(found.media_type, f"{found.file}.{found.type}") | {"Cache-Control": _FOR_EVER}
        return Response(found.content, headers=headers)
