"""The page on which the holder of a test card agrees to a payment, in the place of his bank's own."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from billhook.accounts.directory import Directory
from billhook.calls import Calls
from billhook.db.calls import Call
from billhook.db.tenants import Tenant
from billhook.db.tx import Cause, TenantChanged, Transactions
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.challenge import challenge
from billhook.kernel.errors import ApiError
from billhook.payments import store
from billhook.payments.actions.authenticate import authenticate
from billhook.payments.actions.create import SECRET_LENGTH
from billhook.payments.objects import PaymentIntent

_BODY_MAX = 1_000
_ATTEMPTS = 4


class Authentication:
    """`GET` shows the page, `POST outcome=complete|fail` decides. The secret in the address is that of the payer."""

    def __init__(self, transactions: Transactions, directory: Directory, calls: Calls) -> None:
        self._transactions = transactions
        self._directory = directory
        self._calls = calls

    async def show(self, request: Request) -> Response:
        tenant, intent = await self._find(request)
        if tenant is None or intent is None:
            return _page(pages.not_found_page(), status=404)
        return _page(pages.authentication_page(challenge(tenant, intent)))

    async def decide(self, request: Request) -> Response:
        tenant, intent = await self._find(request)
        if tenant is None or intent is None:
            return _page(pages.not_found_page(), status=404)
        outcome = await _outcome(request)
        if outcome in ("complete", "fail"):
            await self._decided(tenant, intent.id, agreed=outcome == "complete")
        # What came of it is on the page itself: a reload or the back button asks nothing twice.
        return RedirectResponse(request.url.path, status_code=303, headers=dict(pages.PAGE_HEADERS))

    async def _decided(self, tenant: Tenant, intent: str, *, agreed: bool) -> None:
        for _ in range(_ATTEMPTS):
            try:
                async with self._transactions.begin(tenant, Cause()) as tx:
                    claimed = await authenticate(tx, intent, agreed=agreed)
                if isinstance(claimed, Call):
                    await self._settle(tenant, claimed)
                return
            except TenantChanged:
                tenant = await self._directory.tenant(tenant.id)
            except ApiError:
                return  # decided already, in another tab or a moment ago

    async def _settle(self, tenant: Tenant, call: Call) -> None:
        answer = await self._calls.ask(tenant, call)
        for _ in range(_ATTEMPTS):
            try:
                async with self._transactions.begin(tenant, Cause()) as tx:
                    await self._calls.settle(tx, call, answer)
                return
            except TenantChanged:
                tenant = await self._directory.tenant(tenant.id)

    async def _find(self, request: Request) -> tuple[Tenant | None, PaymentIntent | None]:
        tenant, secret = await named_tenant(self._directory, request, SECRET_LENGTH)
        intent_id = request.path_params["intent"]
        if tenant is None or not intent_id.isascii() or "\0" in intent_id:
            return None, None
        async with self._transactions.read(tenant) as reader:
            intent = await store.find_intent(reader, intent_id)
        return tenant, intent if intent is not None and intent.secret == secret else None


async def _outcome(request: Request) -> str | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _BODY_MAX:
            return None
    return parse_qs(body.decode("ascii", "replace")).get("outcome", [None])[0]


def _page(body: bytes, *, status: int = 200) -> Response:
    headers = dict(pages.PAGE_HEADERS)
    headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace(
        "form-action 'none'", "form-action 'self'"
    )
    return Response(body, status_code=status, media_type=pages.CONTENT_TYPE, headers=headers)
