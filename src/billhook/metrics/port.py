"""`/metrics` on a port of its own (`BILLHOOK_METRICS_PORT`), without a token. Nothing else is answered there."""

import contextlib
import socket
from collections.abc import AsyncIterator

from aiohttp import web

from billhook.listening import listen
from billhook.metrics.door import PATH
from billhook.metrics.page import MEDIA_TYPE, Page
from billhook.settings import Settings

_STOP_SECONDS = 1.0


def metrics_listener(settings: Settings) -> socket.socket | None:
    """The port, if there is to be one. Raises ListenError."""
    return listen(settings.metrics_host, settings.metrics_port) if settings.metrics_port is not None else None


@contextlib.asynccontextmanager
async def shown_on(listener: socket.socket | None, page: Page) -> AsyncIterator[None]:
    """Answer on a socket that listens already, or nowhere."""
    if listener is None:
        yield
        return

    async def show(_request: web.Request) -> web.Response:
        return web.Response(body=await page.text(), headers={"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"})

    site = web.Application()
    site.router.add_get(PATH, show)
    runner = web.AppRunner(site, access_log=None, handle_signals=False, shutdown_timeout=_STOP_SECONDS)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield
    finally:
        await runner.cleanup()
