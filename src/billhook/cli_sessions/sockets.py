"""The sockets of this process: each reads what its client listens to from the database, and sends it on.

Any process may have the socket, whichever opened the session. A socket keeps no queue: the table of events, or of
requests, is the queue, and a client that does not acknowledge holds up nothing but itself.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import structlog
from starlette.types import Receive, Scope, Send

from billhook.cli_sessions.messages import Frame, acknowledged
from billhook.cli_sessions.rules import proof
from billhook.cli_sessions.rules.features import FEATURES, REQUESTS
from billhook.cli_sessions.rules.log_filters import log_filters
from billhook.cli_sessions.telling import Telling, TellingEvents, TellingRequests
from billhook.db.tenants import Tenant
from billhook.db.tx import Transactions
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.wire import addresses
from billhook.wire.answering import refusal

log = structlog.get_logger(__name__)

SOCKETS_MAX = 8
"""Sockets of one tenant in one process."""
IN_FLIGHT_MAX = 40
"""Frames of a socket that its client has not acknowledged yet."""
_LOOK_SECONDS = 0.4
_ACK_SECONDS = 30.0
# A client that connects again gets what happened shortly before; it may get an event twice, but misses none.
_BEFORE_SECONDS = 5
_PROTOCOL = "stripecli-devproxy-v1"
_GOING_AWAY, _TOO_SLOW = 1001, 1008


class Directory(Protocol):
    """Knows the tenants; `accounts.directory.Directory` is one."""

    async def tenant_named(self, account: str, *, livemode: bool) -> Tenant | None:
        """A tenant by its account and mode."""
        ...


class Sockets:
    """The ASGI application for websockets."""

    def __init__(self, transactions: Transactions, directory: Directory) -> None:
        self._transactions = transactions
        self._directory = directory
        self._open: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket, from its handshake to its end."""
        await receive()
        try:
            tenant, session = await self._session(scope)
        except ApiError as error:
            await _refuse(error, send)
            return
        except DatabaseUnavailable as error:
            log_outage(error)
            await _refuse(errors.UNAVAILABLE(), send)
            return
        self._open[tenant.id] += 1
        try:
            offered = scope.get("subprotocols", [])
            await send({"type": "websocket.accept", "subprotocol": _PROTOCOL if _PROTOCOL in offered else None})
            await _Socket(self._transactions, tenant, session, send).live(receive)
        finally:
            self._open[tenant.id] -= 1
            if not self._open[tenant.id]:
                del self._open[tenant.id]

    async def _session(self, scope: Scope) -> tuple[Tenant, proof.Known]:
        """Raises UNKNOWN_WEBSOCKET, TOO_MANY_SOCKETS."""
        named = addresses.websocket_tenant(scope["path"])
        tenant = await self._directory.tenant_named(named[0], livemode=named[1]) if named is not None else None
        if tenant is None:
            raise errors.UNKNOWN_WEBSOCKET()
        ids = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"websocket-id"]
        session = proof.known(tenant.link_key, ids[0], self._transactions.clock.now()) if len(ids) == 1 else None
        if session is None:
            raise errors.UNKNOWN_WEBSOCKET()
        if self._open[tenant.id] >= SOCKETS_MAX:
            raise errors.TOO_MANY_SOCKETS(limit=SOCKETS_MAX)
        return tenant, session


class _Socket:
    def __init__(self, transactions: Transactions, tenant: Tenant, session: proof.Known, send: Send) -> None:
        self._transactions = transactions
        self._tenant = tenant
        self._ends = session.ends
        self._send = send
        self._in_flight: set[str] = set()
        self._acknowledged = asyncio.Event()
        since = max(session.opened, transactions.clock.now() - _BEFORE_SECONDS)
        self._telling = _telling(tenant, session, since)

    async def live(self, receive: Receive) -> None:
        """Until the client goes, is too slow, or its session ends."""
        hearing = asyncio.create_task(self._hear(receive))
        telling = asyncio.create_task(self._tell())
        try:
            await asyncio.wait({hearing, telling}, return_when=asyncio.FIRST_COMPLETED)
            if telling.done() and not hearing.done():
                await self._send({"type": "websocket.close", "code": telling.result()})
        finally:
            for task in (hearing, telling):
                task.cancel()
            await asyncio.gather(hearing, telling, return_exceptions=True)

    async def _hear(self, receive: Receive) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            conversation = acknowledged(message.get("text") or "")
            if conversation is not None:
                self._in_flight.discard(conversation)
                self._acknowledged.set()

    async def _tell(self) -> int:
        """The code to close with."""
        while self._transactions.clock.now() < self._ends:
            try:
                frames, is_all = await self._read()
            except DatabaseUnavailable as error:
                log_outage(error)
                frames, is_all = (), True
            for frame in frames:
                if not await self._has_room():
                    return _TOO_SLOW
                if frame.conversation is not None:
                    self._in_flight.add(frame.conversation)
                await self._send({"type": "websocket.send", "text": frame.text()})
            if is_all:
                await asyncio.sleep(_LOOK_SECONDS)
        return _GOING_AWAY

    async def _has_room(self) -> bool:
        """Whether the client acknowledges, so that the next frame may leave."""
        try:
            async with asyncio.timeout(_ACK_SECONDS):
                while len(self._in_flight) >= IN_FLIGHT_MAX:
                    self._acknowledged.clear()
                    await self._acknowledged.wait()
        except TimeoutError:
            return False
        return True

    async def _read(self) -> tuple[Sequence[Frame], bool]:
        """The next frames, and whether there are no more for now."""
        async with self._transactions.read(self._tenant) as reader:
            return await self._telling.next(reader)


def _telling(tenant: Tenant, session: proof.Known, since: int) -> Telling:
    if session.feature == FEATURES[REQUESTS]:
        return TellingRequests(log_filters(session.asked), since)
    return TellingEvents(proof.secret_of(tenant.link_key), since)


async def _refuse(error: ApiError, send: Send) -> None:
    """Answer a handshake as the API answers: the client reads the message."""
    answer = refusal(error, new_id("req"))
    await send({"type": "websocket.http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "websocket.http.response.body", "body": answer.body})
