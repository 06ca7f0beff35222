"""`GET /healthz`: what a load balancer or an orchestrator asks. It needs no key and tells nothing else."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from billhook.db.unavailable import DatabaseUnavailable

WAIT_SECONDS = 2.0
"""A database that is silent for longer than this does not answer."""

_HEADERS = {"Cache-Control": "no-store"}


class Health:
    """Whether this process can serve; `ask` asks the database and raises DatabaseUnavailable if there is none."""

    def __init__(self, ask: Callable[[], Awaitable[None]]) -> None:
        self._ask = ask

    async def show(self, request: Request) -> Response:
        """200 if the database answers in time, else 503."""
        try:
            await asyncio.wait_for(self._ask(), WAIT_SECONDS)
        except (DatabaseUnavailable, TimeoutError):
            return JSONResponse({"status": "unavailable", "database": "no answer"}, 503, _HEADERS)
        return JSONResponse({"status": "ok"}, headers=_HEADERS)
