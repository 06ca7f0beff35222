"""A second server beside the real one, on the same database, whose processor does what a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.conftest import Server

from billhook.accounts.directory import Directory
from billhook.calls import SETTLERS, ProcessorCalls, Replies
from billhook.db.embedded.server import running_dsn
from billhook.db.executor import Executor
from billhook.db.jobs import JobContext
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import Transactions
from billhook.invoices import jobs as invoice_jobs
from billhook.kernel.clock import Clock, WallClock
from billhook.payments import jobs
from billhook.processors.interface import (
    BeginOutcome,
    BeginRequest,
    CancelOutcome,
    CancelRequest,
    CaptureOutcome,
    CaptureRequest,
    ChargeRequest,
    DisputeRequest,
    IncrementOutcome,
    IncrementRequest,
    LookOutcome,
    LookRequest,
    Outcome,
    RefundOutcome,
    RefundRequest,
    Released,
    ReleaseRequest,
    SetUpOutcome,
    SetUpRequest,
    Verdict,
)
from billhook.processors.known import Processors
from billhook.processors.testing import TestProcessor
from billhook.reactions import REACTIONS
from billhook.registry import registry
from billhook.routes import ROUTES
from billhook.settings import Settings
from billhook.wire.api import Api
from billhook.wire.limiting import Limiter
from billhook.wire.routing import Table
from billhook.wire.shared_buckets import Buckets

Charge = Callable[[str, ChargeRequest], Awaitable[Outcome]]
Capturing = Callable[[str, CaptureRequest], Awaitable[CaptureOutcome]]
Releasing = Callable[[str, ReleaseRequest], Awaitable[Released]]
Incrementing = Callable[[str, IncrementRequest], Awaitable[IncrementOutcome]]
Refunding = Callable[[str, RefundRequest], Awaitable[RefundOutcome]]


class Killed(BaseException):
    """The process died here."""


@dataclass
class Bank:
    """A processor that a test takes over: it counts what it is asked, and answers as it was told to."""

    charge_by: Charge | None = None
    refund_by: Refunding | None = None
    capture_by: Capturing | None = None
    release_by: Releasing | None = None
    increment_by: Incrementing | None = None
    asked: list[str] | None = None

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        self.asked = [*(self.asked or []), key]
        return await (self.charge_by or TestProcessor().charge)(key, request)

    async def begin(self, key: str, request: BeginRequest) -> BeginOutcome:
        return await TestProcessor().begin(key, request)

    async def look(self, key: str, request: LookRequest) -> LookOutcome:
        return await TestProcessor().look(key, request)

    async def cancel(self, key: str, request: CancelRequest) -> CancelOutcome:
        return await TestProcessor().cancel(key, request)

    async def capture(self, key: str, request: CaptureRequest) -> CaptureOutcome:
        self.asked = [*(self.asked or []), key]
        return await (self.capture_by or TestProcessor().capture)(key, request)

    async def release(self, key: str, request: ReleaseRequest) -> Released:
        self.asked = [*(self.asked or []), key]
        return await (self.release_by or TestProcessor().release)(key, request)

    async def increment(self, key: str, request: IncrementRequest) -> IncrementOutcome:
        self.asked = [*(self.asked or []), key]
        return await (self.increment_by or TestProcessor().increment)(key, request)

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        self.asked = [*(self.asked or []), key]
        return await TestProcessor().set_up(key, request)

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        self.asked = [*(self.asked or []), key]
        return await (self.refund_by or TestProcessor().refund)(key, request)

    async def respond(self, key: str, request: DisputeRequest) -> Verdict:
        self.asked = [*(self.asked or []), key]
        return await TestProcessor().respond(key, request)


@dataclass
class Beside:
    """The second server."""

    api: Api
    context: JobContext
    key: str

    async def post(self, path: str, form: dict[str, str], idempotency_key: str = "") -> tuple[int, Any]:
        """One request as an SDK sends it. Raises what kills the process."""
        headers = [
            (b"authorization", f"Bearer {self.key}".encode()), (b"idempotency-key", idempotency_key.encode()),
            (b"content-type", b"application/x-www-form-urlencoded"),
        ]  # fmt: skip
        scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
                 "headers": headers}  # fmt: skip
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": urlencode(form).encode(), "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.api(scope, receive, send)
        return sent[0]["status"], json.loads(sent[1]["body"])

    async def ask_again(self, tenant: int, call: str) -> None:
        """What the worker does once a call is due."""
        await jobs.JOBS["payments.ask"](self.context, f"{tenant}/{call}")

    async def collect(self, tenant: int, invoice: str) -> None:
        """What the worker does once an invoice is due."""
        await invoice_jobs.JOBS["invoices.collect"](self.context, f"{tenant}/{invoice}")


@asynccontextmanager
async def beside(server: Server, bank: Bank, clock: Clock | None = None) -> AsyncIterator[Beside]:
    """A server with this bank, and perhaps a clock of its own, for the length of a block."""
    async with await open_pool(running_dsn(server.data_dir), size=8) as pool:
        connections = Connections(pool, 6)
        transactions = Transactions(pool, clock or WallClock(), connections, REACTIONS)
        directory = Directory(pool, server.url)
        known = registry()
        executor = Executor(transactions, ProcessorCalls(Processors(test=bank)), SETTLERS, Replies(known))
        api = Api(Table(ROUTES), executor, directory, known, Limiter(Buckets()))
        context = JobContext(transactions, directory, Settings(), executor)
        try:
            yield Beside(api, context, server.key)
        finally:
            await connections.close()


def run(work: Awaitable[Any]) -> Any:
    """Run to the end, within a bound."""

    async def bounded() -> Any:
        async with asyncio.timeout(30):
            return await work

    return asyncio.run(bounded())
