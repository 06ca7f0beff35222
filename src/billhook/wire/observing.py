"""Around every request: it gets its id, is counted, and is a line in the log if that is asked for."""

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from billhook.kernel.clock import monotonic
from billhook.kernel.ids import new_id
from billhook.measuring import count_request
from billhook.wire.under_way import Served, begin

log = structlog.get_logger("billhook.access")

NO_ROUTE = "none"
"""Stands for the template of a URL that nothing answers."""


class Observed:
    """An application whose requests are watched; `access_log` writes a line for each."""

    def __init__(self, application: ASGIApp, *, access_log: bool) -> None:
        self._application = application
        self._access_log = access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = monotonic()
        served = begin(scope, new_id("req"))
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._application(scope, receive, watched)
        finally:
            seconds = monotonic() - began
            route, method = _route_of(served, scope), scope["method"]
            count_request(route, method, status, seconds)
            if self._access_log:
                log.info("request", method=method, route=route, status=status, ms=int(seconds * 10_000) / 10)


def _route_of(served: Served, scope: Scope) -> str:
    """The template: of the API's own table, or of the page that starlette found."""
    if served.route is not None:
        return served.route
    found = scope.get("route")
    return getattr(found, "path", NO_ROUTE) if found is not None else NO_ROUTE
