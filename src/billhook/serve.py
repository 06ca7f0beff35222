"""`billhook serve`: the database, the listening socket and the HTTP processes, started and ended as one.

This process binds the socket, so that a taken port is said before anything else happens, and starts the
embedded PostgreSQL. One HTTP process runs right here; several run as children that share the socket. The
order of ending is: requests, HTTP processes, PostgreSQL. Nothing outlives us: the kernel signals children
and PostgreSQL should we be killed.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from types import FrameType
from urllib.parse import urlsplit

from billhook import tracing
from billhook.bootstrap import Prepared, prepare
from billhook.db.embedded.process import EmbeddedPostgresError, die_with_parent
from billhook.db.location import Database, open_database
from billhook.db.reach import wait_until
from billhook.http_guard import raise_descriptor_limit
from billhook.kernel.clock import monotonic
from billhook.listening import listen
from billhook.log_lines import log_to_stderr
from billhook.metrics.processes import Metrics
from billhook.serve_process import FAILED, STOP_SECONDS, serve_http
from billhook.settings import Settings
from billhook.wire.shared_buckets import Buckets, shared_memory

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.2
_RESTARTS_MAX = 5
_RESTARTS_WINDOW_SECONDS = 60.0


def run(settings: Settings) -> int:
    """Serve until a signal says stop, and return the exit status. Call it from the main thread.

    A database whose server does not answer yet is waited for. Raises ListenError, and EmbeddedPostgresError or
    DatabaseUnusable when there is no database to be had.
    """
    log_to_stderr(settings)
    tracing.insist_on_what_it_needs()
    raise_descriptor_limit()
    # Wherever we are when asked to stop, the same happens as with Ctrl-C: everything is unwound.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with (
            listen(settings.host, settings.port) as listener,
            contextlib.closing(Metrics(settings)) as metrics,
            open_database(settings, create=True) as database,
        ):
            settings = settings.at_port(listener.getsockname()[1])
            settings = settings.model_copy(update={"database_url": database.dsn})
            prepared = asyncio.run(_prepared(database.dsn, settings))
            banner = _banner(settings, prepared, database)
            if settings.workers > 1:
                return _Workers(settings, listener, metrics, database, banner).supervise()
            return _serve_here(settings, listener, metrics, database, banner)
    except KeyboardInterrupt:
        return 0


async def _prepared(dsn: str, settings: Settings) -> Prepared:
    """Schema and account, as soon as the database answers. It may go away again in between."""
    found: list[Prepared] = []

    async def attempt() -> None:
        found.append(await prepare(dsn, settings))

    await wait_until(attempt)
    return found[0]


def _serve_here(settings: Settings, listener: socket.socket, metrics: Metrics, database: Database, banner: str) -> int:
    return serve_http(
        settings,
        listener,
        buckets=Buckets(),
        metrics_listener=metrics.listener,
        on_ready=lambda: _say(banner),
        look_after_database=database.look_after,
    )


class _Workers:
    """Several HTTP processes on one socket: started, replaced when one dies, and ended together."""

    def __init__(
        self, settings: Settings, listener: socket.socket, metrics: Metrics, database: Database, banner: str
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._listener = listener
        self._database = database
        self._banner: str | None = banner
        self._stop = threading.Event()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._restarts: deque[float] = deque(maxlen=_RESTARTS_MAX)
        self._limits_fd = shared_memory(settings.workers)
        self._buckets = Buckets(settings.workers, descriptor=self._limits_fd)
        self._ready_fd, self._ready_child_fd = os.pipe()
        os.set_blocking(self._ready_fd, False)

    def supervise(self) -> int:
        """Keep them running until a signal; the exit status."""
        for sig in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sig, self._asked_to_stop)
        try:
            for place in range(self._settings.workers):
                self._processes.append(self._start(place))
            status = 0
            while not self._stop.is_set() and status == 0:
                self._stop.wait(_LOOK_SECONDS)
                self._announce()
                status = self._look_after()
            return status
        finally:
            self._end()
            os.close(self._ready_fd)
            os.close(self._ready_child_fd)
            os.close(self._limits_fd)

    def _start(self, place: int) -> subprocess.Popen[bytes]:
        fds = (self._listener.fileno(), self._ready_child_fd, self._limits_fd)
        metrics = self._metrics.descriptors
        return subprocess.Popen(
            [sys.executable, "-m", "billhook.serve_process", *map(str, (*fds, place, *metrics))],
            env=os.environ | self._settings.environment() | self._metrics.environment,
            pass_fds=(*fds, *metrics),
            start_new_session=True,  # Ctrl-C reaches us alone, and we decide on the order
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def _announce(self) -> None:
        """Print the banner when the first process serves."""
        if self._banner is None:
            return
        try:
            os.read(self._ready_fd, 1)
        except BlockingIOError:
            return
        _say(self._banner)
        self._banner = None

    def _look_after(self) -> int:
        """Replace what has died. A status other than 0 says that it is no use to go on."""
        if self._stop.is_set():
            return 0
        try:
            self._database.look_after()
        except EmbeddedPostgresError as error:
            _log.error("%s", error)
            return FAILED
        for place, process in enumerate(self._processes):
            if process.poll() is None:
                continue
            self._metrics.forget(process.pid)
            self._buckets.forget(place)
            _log.error("HTTP process %d ended with status %d", process.pid, process.returncode)
            now = monotonic()
            if len(self._restarts) == _RESTARTS_MAX and now - self._restarts[0] < _RESTARTS_WINDOW_SECONDS:
                _log.error("HTTP processes end again and again; giving up")
                return FAILED
            self._restarts.append(now)
            self._processes[place] = self._start(place)
        return 0

    def _asked_to_stop(self, sig: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            for process in self._processes:
                process.kill()
            os._exit(128 + sig)
        self._stop.set()

    def _end(self) -> None:
        self._stop.set()
        for process in self._processes:
            process.terminate()
        deadline = monotonic() + STOP_SECONDS + 1
        for process in self._processes:
            try:
                process.wait(max(0.0, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _banner(settings: Settings, prepared: Prepared, database: Database) -> str:
    url, keys = settings.public_url, prepared.keys
    pages = f"{settings.dashboard_url}/dashboard"
    if prepared.first_link is not None:
        pages = f"{pages}/welcome/{prepared.first_link}   (works once: make yourself the owner)"
    mail = "kept in the outbox, sent nowhere; set BILLHOOK_SMTP_URL to send it"
    if settings.smtp_url is not None:
        mail = f"sent through {urlsplit(settings.smtp_url).hostname}"
    data = str(settings.data_dir)
    if database.embedded is None:
        data = f"{data}, and the database at {urlsplit(database.dsn).hostname or 'DATABASE_URL'}"
    return f"""
Billhook is ready.

  Dashboard        {pages}
  API              {url}
  Secret key       {keys.test_secret or "(none shown; see billhook keys)"}
  Publishable key  {keys.test_publishable}
  Mail             {mail}
  Data             {data}

  Python   stripe.StripeClient("sk_test_…", base_addresses={{"api": "{url}"}})
  Node.js  new Stripe("sk_test_…", {_node_options(url)})

Ctrl-C stops it.
"""


def _node_options(url: str) -> str:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f'{{protocol: "{parts.scheme}", host: "{parts.hostname}", port: {port}}}'


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
