"""The address of the document. Nobody needs a key to read it, and a process prints it once, on first request."""

import asyncio
import hashlib
from dataclasses import dataclass

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from billhook.openapi.document import document
from billhook.registry import registry
from billhook.routes import ROUTES

PATH = "/openapi.json"


@dataclass(frozen=True, slots=True)
class _Printed:
    body: bytes
    etag: str


class Door:
    """The ASGI application of `/openapi.json`; `server` is where the API answers."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._printing = asyncio.Lock()
        self._printed: _Printed | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._answer(Request(scope)))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("GET only\n", 405, {"Allow": "GET, HEAD"})
        async with self._printing:
            if self._printed is None:
                # A tenth of a second of work: requests to the API go on meanwhile.
                self._printed = await asyncio.to_thread(_print, self._server)
        headers = {"ETag": self._printed.etag, "Cache-Control": "public, no-cache", "Access-Control-Allow-Origin": "*"}
        known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
        if self._printed.etag in known:
            return Response(status_code=304, headers=headers)
        return Response(self._printed.body, headers=headers, media_type="application/json")


def _print(server: str) -> _Printed:
    body = orjson.dumps(document(ROUTES, registry(), server=server))
    return _Printed(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
