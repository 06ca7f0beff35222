"""Calls to receivers: one POST, whatever the other side does.

Whoever answers may be slow, broken or hostile. A call has one time limit for everything, follows no redirect,
reads a bounded answer without unpacking it, and connects only to addresses that the mode allows: the address
is judged when the socket is made, after the name was resolved, so a name that resolves differently the next
time gains nothing (`rules/address.py`).
"""

import asyncio
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from billhook import tracing
from billhook.kernel.clock import monotonic
from billhook.webhooks.rules.address import may_connect

BODY_KEPT_BYTES = 4_096
# An answer that is longer is no answer to a webhook, and is not read to its end.
BODY_MAX_BYTES = 1_048_576
# Receivers close idle connections after a few seconds. To send on one at that very moment would fail, so ours
# are given up sooner.
_IDLE_SECONDS = 1.0
_RESOLVER_THREADS = 32

HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    "Accept": "*/*; q=0.5, application/xml",
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
}
"""What every call says of itself; the signature comes beside it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is None when no answer came; `error` says in words what went wrong."""

    status: int | None
    body: str | None
    error: str | None
    duration_ms: int
    timed_out: bool = False

    @property
    def is_success(self) -> bool:
        """Whether the receiver took the event: any 2xx whose body ends (platform.md §6.5)."""
        return self.error is None and self.status is not None and 200 <= self.status < 300


class AddressRefusedError(OSError):
    """The name resolved to an address that may not be called."""


class Caller:
    """The open connections of one process to receivers, those of live mode apart from those of test mode."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        # Resolving a name blocks a thread for as long as its name server is silent. With threads of its own,
        # one receiver's silent name server holds up neither the others nor anything else in the process.
        self._threads = ThreadPoolExecutor(_RESOLVER_THREADS, "resolve")

    async def post(self, url: str, body: bytes, signature: str, *, livemode: bool) -> Answer:
        """POST `body` and return what came of it, within the time limit. Never raises."""
        with tracing.span("webhook", "client") as span:
            answer = await self._post(url, body, signature, livemode=livemode)
            if answer.status is not None:
                span.set("http.response.status_code", answer.status)
            if not answer.is_success:
                span.fail("timeout" if answer.timed_out else str(answer.status or "connection"))
            return answer

    async def _post(self, url: str, body: bytes, signature: str, *, livemode: bool) -> Answer:
        began = monotonic()
        status: int | None = None
        kept: bytes | None = None
        error, timed_out = None, False
        try:
            async with asyncio.timeout(self._timeout_seconds):
                headers = {**HEADERS, "Stripe-Signature": signature}
                session = self._session(livemode)
                async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                    status = response.status
                    kept, complete = await _read(response.content)
                    if not complete:
                        error = f"the answer is longer than {BODY_MAX_BYTES} bytes"
                        response.close()
        except TimeoutError:
            error, timed_out = f"no complete answer within {self._timeout_seconds:g} seconds", True
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            error = _explained(failure)
        duration_ms = round((monotonic() - began) * 1_000)
        return Answer(status, None if kept is None else _as_text(kept), error, duration_ms, timed_out)

    async def close(self) -> None:
        """Close all connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _session(self, livemode: bool) -> aiohttp.ClientSession:
        if livemode not in self._sessions:
            connector = aiohttp.TCPConnector(
                # Lanes bound the calls of each endpoint; a bound over all would let one hold up another.
                limit=0,
                resolver=_Resolver(self._threads),
                ttl_dns_cache=10,
                keepalive_timeout=_IDLE_SECONDS,
                socket_factory=_socket_factory(livemode),
            )
            self._sessions[livemode] = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._sessions[livemode]


async def _read(content: aiohttp.StreamReader) -> tuple[bytes, bool]:
    """The first bytes of an answer, and whether it came to an end."""
    kept, size = b"", 0
    async for chunk in content.iter_any():
        size += len(chunk)
        kept += chunk[: BODY_KEPT_BYTES - len(kept)]
        if size > BODY_MAX_BYTES:
            return kept, False
    return kept, True


def _as_text(kept: bytes) -> str:
    # PostgreSQL has no place for the character 0.
    return kept.decode("utf-8", "replace").replace("\0", "�")


def _explained(failure: Exception) -> str:
    """Why a call failed, in words for the owner of the endpoint."""
    if isinstance(failure, aiohttp.ClientConnectorDNSError):
        return "the host name could not be resolved"
    if isinstance(failure, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return f"no secure connection: {failure}"
    if isinstance(failure, aiohttp.ClientConnectorError):
        number = failure.os_error.errno
        return f"no connection: {os.strerror(number) if number else failure.os_error}"
    if isinstance(failure, aiohttp.ServerDisconnectedError | ConnectionError):
        return "the connection was closed before the answer was complete"
    if isinstance(failure, aiohttp.InvalidURL | aiohttp.ClientConnectionError | ValueError):
        return f"no connection: {failure}"
    return f"the answer cannot be read: {failure}"


def _socket_factory(livemode: bool) -> Any:
    def make(address: Any) -> socket.socket:
        family, kind, protocol, _, place = address
        if not may_connect(place[0], livemode):
            raise AddressRefusedError(f"the address {place[0]} may not be called")
        return socket.socket(family, kind, protocol)

    return make


class _Resolver(AbstractResolver):
    """Resolves names as the system does, in threads of its own."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        )
        return [
            ResolveResult(
                hostname=host, host=str(place[0]), port=port, family=found_family, proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found_family, _, proto, _, place in found
        ]  # fmt: skip

    async def close(self) -> None:
        """The threads belong to the caller."""
