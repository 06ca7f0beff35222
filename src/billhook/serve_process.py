"""One HTTP process: uvicorn on a socket that is already listening.

`serve.py` runs it in its own process, or starts it several times as `python -m billhook.serve_process
LISTENER_FD READY_FD LIMITS_FD PLACE [METRICS_FD]` with the settings in the environment. PLACE is its number among the
processes. It writes one byte to READY_FD when it serves.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any, cast

import uvicorn

from billhook import tracing
from billhook.app import create_app
from billhook.db.embedded.process import EmbeddedPostgresError
from billhook.db.reach import answers, wait_until
from billhook.db.unusable import DatabaseUnusable
from billhook.documents.fonts import use_folder
from billhook.http_guard import Guard, Limits
from billhook.http_protocol import Protocol, hang_up_on_silent
from billhook.http_websocket import FRAME_BYTES_MAX, WebSocket
from billhook.log_lines import log_to_stderr
from billhook.settings import Settings
from billhook.wire.shared_buckets import Buckets

_log = logging.getLogger(__name__)

# Requests under way may finish; what hangs after that is ended, and its transactions with it.
GRACE_SECONDS = 10
STOP_SECONDS = 20
# Of the ticks of uvicorn, which come ten times a second.
_TICKS_BETWEEN_LOOKS = 10
FAILED = 1
"""The exit status where it is no use to go on."""


class HttpServer(uvicorn.Server):
    """uvicorn that says when it serves and that always comes to an end."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], on_tick: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_tick = on_tick

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _collect_seldom()
            self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second. uvicorn's own notice goes by the wall, which may step back."""
        self._on_tick()
        if counter % _TICKS_BETWEEN_LOOKS == 0:
            connections = cast(set[Protocol | WebSocket], self.server_state.connections)
            hang_up_on_silent(connections, asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            # The second wish. Exit at once; the kernel then ends our PostgreSQL, which loses no commit.
            os._exit(128 + sig)
        super().handle_exit(sig, frame)
        signal.alarm(STOP_SECONDS)  # its default is to end the process, should the shutdown hang


def _collect_seldom() -> None:
    """Leave what was imported out of every collection, and collect when it pays: objects of a request hold no cycles.

    With the defaults a list of a hundred invoices was collected several times while it was built.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def serve_http(
    settings: Settings,
    listener: socket.socket,
    *,
    buckets: Buckets,
    metrics_listener: socket.socket | None = None,
    on_ready: Callable[[], None],
    look_after_database: Callable[[], None] = lambda: None,
) -> int:
    """Serve until a signal; on return the application is shut down. The exit status.

    `buckets` are those of the limits of keys. `/metrics` is answered on `metrics_listener`, if there is one.
    `look_after_database` is called a few times a second; it may raise EmbeddedPostgresError, and then we end.
    The signal is raised again on return, as KeyboardInterrupt where Python's handlers are in force.
    Raises SystemExit(3) when the application fails to start.
    """
    status = 0

    def watch() -> None:
        nonlocal status
        try:
            look_after_database()
        except EmbeddedPostgresError as error:
            if not server.should_exit:
                _log.error("%s", error)
            status = FAILED
            server.should_exit = True

    tracing.start()
    server = HttpServer(_config(settings, buckets, metrics_listener), on_ready, watch)
    try:
        server.run(sockets=[listener])
    finally:
        signal.alarm(0)
    return status


def _config(settings: Settings, buckets: Buckets, metrics_listener: socket.socket | None) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings, buckets, metrics_listener),
        loop="uvloop",
        http=cast(Any, partial(Protocol, guard=Guard(Limits.of(settings)))),
        ws="none",  # the protocol opens those that there are
        ws_max_size=FRAME_BYTES_MAX,
        ws_per_message_deflate=False,
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # wire/client_address.py says whom to believe; public_url says how we are reached
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def main() -> None:
    """A child of `serve.py`."""
    listener_fd, ready_fd, limits_fd, place, *metrics_fd = (int(word) for word in sys.argv[1:])
    settings = Settings()
    log_to_stderr(settings)

    def ready() -> None:
        os.write(ready_fd, b".")
        os.close(ready_fd)

    # SIGTERM from our parent is how we end, not an accident: no traceback, status 0.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    use_folder(settings.fonts)
    assert settings.database_url is not None
    dsn = settings.database_url
    try:
        # We may be started in place of one that died with the database.
        asyncio.run(wait_until(lambda: answers(dsn)))
    except DatabaseUnusable as error:
        sys.exit(f"billhook: {error}")
    metrics_listener = socket.socket(fileno=metrics_fd[0]) if metrics_fd else None
    listener = socket.socket(fileno=listener_fd)
    buckets = Buckets(settings.workers, place, limits_fd)
    sys.exit(serve_http(settings, listener, buckets=buckets, metrics_listener=metrics_listener, on_ready=ready))


if __name__ == "__main__":
    main()
