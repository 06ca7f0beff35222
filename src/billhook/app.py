"""The composition root of the HTTP process: rooms, routes, expansions and pages become one application."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from starlette.types import Receive, Scope, Send

from billhook import tracing
from billhook.accounts.directory import Directory
from billhook.cli_sessions.sockets import Sockets
from billhook.dashboard import application as dashboard
from billhook.db import newest
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import Transactions
from billhook.hosted import routes as pages
from billhook.kernel.clock import WallClock
from billhook.mail.signing import signer_of
from billhook.mail.transport import transport_for
from billhook.metrics import door as metrics
from billhook.metrics.database import Database
from billhook.metrics.door import Door
from billhook.metrics.page import Page, sample_often
from billhook.metrics.port import shown_on
from billhook.openapi import door as openapi
from billhook.reactions import REACTIONS
from billhook.registry import registry
from billhook.request_log.collecting import Collector
from billhook.routes import ROUTES
from billhook.settings import Settings
from billhook.wire.absent import ABSENT
from billhook.wire.api import Api
from billhook.wire.asking import unescaped_path
from billhook.wire.limiting import Limiter
from billhook.wire.observing import Observed
from billhook.wire.routing import Table
from billhook.wire.shared_buckets import Buckets
from billhook.wire.under_way import under_way
from billhook.worker import DUE, Worker, executor_for

# Requests and jobs of one process share these, and as many again as `_SPARE` while some wait for a locked row. Sweeps,
# the queue and look-ups of keys use at most `_BESIDE`.
_CONNECTIONS, _SPARE, _BESIDE = 16, 48, 16

_API = ("/v1/", "/v2/")


class Application:
    """The ASGI application: `/v1` and `/v2` go to the API, `/dashboard` to its pages, the rest to the others.

    Websockets go to the command line's sessions.
    """

    def __init__(self, settings: Settings, buckets: Buckets, metrics_listener: socket.socket | None = None) -> None:
        self._settings = settings
        self._limiter = Limiter(buckets)
        self._metrics_listener = metrics_listener
        self._metrics: Door | None = None
        self._observed = Observed(self._answer, access_log=settings.access_log)
        self._api: Api | None = None
        self._pages: Any = None
        self._dashboard: Any = None
        self._openapi = openapi.Door(settings.public_url)
        self._sockets: Sockets | None = None
        self._running: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._observed(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            assert self._sockets is not None
            await self._sockets(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["path"] = path = unescaped_path(scope)
        if path.startswith(_API) or path in ("/v1", "/v2"):
            assert self._api is not None
            await self._api(scope, receive, send)
        elif path == dashboard.PREFIX or path.startswith(f"{dashboard.PREFIX}/"):
            await self._dashboard(scope, receive, send)
        elif path == metrics.PATH and self._metrics is not None:
            under_way(scope).route = metrics.PATH
            await self._metrics(scope, receive, send)
        elif path == openapi.PATH:
            under_way(scope).route = openapi.PATH
            await self._openapi(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            self._running = self._run()
            await self._running.__aenter__()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._running.__aexit__(None, None, None)
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def _run(self) -> AsyncIterator[None]:
        settings = self._settings
        assert settings.database_url is not None
        pool: asyncpg.Pool[asyncpg.Record] = await open_pool(
            settings.database_url, size=_CONNECTIONS + _SPARE + _BESIDE
        )
        await newest.stay_above(pool)
        connections = Connections(pool, _CONNECTIONS, spare=_SPARE)
        transactions = Transactions(pool, WallClock(), connections, REACTIONS)
        directory = Directory(pool, settings.public_url)
        known = registry()
        executor = executor_for(settings, transactions, known)
        collector = Collector(pool)
        self._api = Api(Table(ROUTES, ABSENT), executor, directory, known, self._limiter, collector)
        self._sockets = Sockets(transactions, directory)
        self._pages = pages.application(settings, executor, directory)
        self._dashboard = dashboard.application(settings, executor, directory)
        mail = transport_for(settings.smtp_url, settings.data_dir, signer_of(settings))
        worker = Worker(executor, directory, settings, mail=mail)
        working = asyncio.create_task(worker.run())
        collecting = asyncio.create_task(collector.run())
        page = Page(Database(pool, DUE), connections.sample)
        self._metrics = Door(page, settings.metrics_token) if settings.metrics_token is not None else None
        sampling = asyncio.create_task(sample_often(connections.sample))
        try:
            async with shown_on(self._metrics_listener, page):
                yield
        finally:
            sampling.cancel()
            await worker.stop()
            await working
            await collector.stop(collecting)
            await executor.asking.close()
            await connections.close()
            await pool.close()
            await asyncio.to_thread(tracing.stop)


def create_app(settings: Settings, buckets: Buckets, metrics_listener: socket.socket | None = None) -> Application:
    """The application for `settings`, whose database must be migrated and have an account.

    `buckets` are those of the limits of keys. `/metrics` is answered on `metrics_listener` too.
    """
    return Application(settings, buckets, metrics_listener)
