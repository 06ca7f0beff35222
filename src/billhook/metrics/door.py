"""Who may see `/metrics` on the port of the API: whoever sends the token (`BILLHOOK_METRICS_TOKEN`) as Bearer."""

from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from billhook.metrics.page import MEDIA_TYPE, Page

PATH = "/metrics"
_HEADERS = {"Cache-Control": "no-store"}


class Door:
    """The ASGI application of `/metrics` for those who know the token."""

    def __init__(self, page: Page, token: str) -> None:
        self._page = page
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._answer(Request(scope)))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("GET only\n", 405, {**_HEADERS, "Allow": "GET, HEAD"})
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not compare_digest(given, self._expected):
            return PlainTextResponse("a token is needed\n", 401, {**_HEADERS, "WWW-Authenticate": "Bearer"})
        return Response(await self._page.text(), headers={**_HEADERS, "Content-Type": MEDIA_TYPE})
