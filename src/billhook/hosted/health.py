"""`GET /healthz` and `GET /readyz`: what a supervisor and a load balancer ask. They need no key and tell nothing else.

A process that serves is healthy, whatever became of its database: to start it again would mend nothing. It is ready if
its database answers and has the schema of this program.
"""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from billhook.db.unavailable import DatabaseUnavailable
from billhook.db.unusable import DatabaseUnusable
from billhook.kernel.clock import monotonic

WAIT_SECONDS = 1.0
"""A database that is silent for longer than this does not answer."""

# Strangers may ask as often as they like; the database is asked no more often than this.
_GOOD_FOR_SECONDS = 0.5

_HEADERS = {"Cache-Control": "no-store"}


class Health:
    """Whether this process serves, and whether it can.

    `ask` asks the database. It raises DatabaseUnavailable if none answers, DatabaseUnusable for another schema.
    """

    def __init__(self, ask: Callable[[], Awaitable[None]]) -> None:
        self._ask = ask
        self._look: asyncio.Task[bool] | None = None
        self._looked_at = 0.0

    async def healthy(self, request: Request) -> Response:
        """200: whoever reads this was served."""
        return _said(True)

    async def ready(self, request: Request) -> Response:
        """200 if the database answers in time and its schema is ours, else 503."""
        return _said(await self._is_ready())

    async def _is_ready(self) -> bool:
        """Requests at the same moment share one look."""
        look = self._look
        if look is None or (look.done() and monotonic() - self._looked_at > _GOOD_FOR_SECONDS):
            look = self._look = asyncio.create_task(self._looked())
        return await asyncio.shield(look)

    async def _looked(self) -> bool:
        try:
            await asyncio.wait_for(self._ask(), WAIT_SECONDS)
            return True
        except (DatabaseUnavailable, DatabaseUnusable, TimeoutError):
            return False
        finally:
            self._looked_at = monotonic()


def _said(is_well: bool) -> Response:
    if is_well:
        return JSONResponse({"status": "ok"}, headers=_HEADERS)
    return JSONResponse({"status": "unavailable"}, 503, _HEADERS)
