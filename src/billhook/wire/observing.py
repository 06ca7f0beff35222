"""Around every request: it gets its id, is counted, and is a line in the log and a trace if these are asked for."""

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from billhook import tracing
from billhook.kernel.clock import monotonic
from billhook.kernel.ids import new_id
from billhook.measuring import METHODS, count_request
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

        with tracing.request_span(scope["headers"]) as span:
            try:
                await self._application(scope, receive, watched)
            finally:
                seconds = monotonic() - began
                route, method = _route_of(served, scope), scope["method"]
                count_request(route, method, status, seconds)
                _note(span, served.id, method, route, status)
                if self._access_log:
                    log.info("request", method=method, route=route, status=status, ms=int(seconds * 10_000) / 10)


def _note(span: tracing.Span, request_id: str, method: str, route: str, status: int) -> None:
    """What a trace says of a request, by OpenTelemetry's names. Only a fault of ours is an error there."""
    known = method if method in METHODS else "_OTHER"
    span.rename(f"{known} {route}" if route != NO_ROUTE else known)
    span.set("http.request.method", known)
    span.set("http.response.status_code", status)
    span.set("billhook.request_id", request_id)
    if route != NO_ROUTE:
        span.set("http.route", route)
    if status >= 500:
        span.fail(str(status))


def _route_of(served: Served, scope: Scope) -> str:
    """The template: of the API's own table, or of the page that starlette found."""
    if served.route is not None:
        return served.route
    found = scope.get("route")
    return getattr(found, "path", NO_ROUTE) if found is not None else NO_ROUTE
