"""HTTP/1.1 from the network: uvicorn's protocol, with bounds, and without upgrades but to websockets.

A head, the trailers of a body and the row of requests sent ahead are bounded. Trailers are dropped: they come after
the request was judged, so they never become headers. A header that decides something is taken once or not at all. A
request that offers an upgrade, as `curl --http2` and the HTTP client of Java do on plain connections, is answered as
if it had not, with its body: the parser alone would skip the body and leave an empty request. Where websockets live,
the connection becomes one (`http_websocket.py`). What is no HTTP is
refused in the shape of the API's errors, after the answers to what came before it. The head of an answer leaves
together with its body, in one packet. A connection that waits for its client too long is closed (`http_guard.py`).
"""

import asyncio
import re
from collections.abc import Iterable
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from billhook.http_guard import Guard, Wait
from billhook.http_websocket import WebSocket
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.wire.addresses import WEBSOCKETS
from billhook.wire.answering import refusal

HEAD_BYTES_MAX = 64 * 1024
SENT_AHEAD_MAX = 100
# Of two that differ, one reader would take the first and another the last.
_ONCE = (b"host", b"authorization", b"content-type", b"idempotency-key", b"stripe-account", b"stripe-version")
# A host with a port or without (RFC 9110 §7.2); an empty one is allowed.
_HOST = re.compile(rb"(\[[0-9A-Za-z:.%_~-]+\]|[0-9A-Za-z._~!$&'()*+,;=%-]*)(:[0-9]*)?")


class _WholeAnswers:
    """A transport that keeps the head of an answer until the first piece of its body is there.

    uvicorn writes the two apart, and each write is a system call here and a wake-up there. A head that is followed
    by nothing, as the answer to HEAD is, leaves before the event loop turns to anything else.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.bare = self._transport = transport
        self._head = b""

    def write(self, data: bytes) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head + data)
        elif data.startswith(b"HTTP/1.1 "):
            self._head = data
            asyncio.get_running_loop().call_soon(self._flush)
        else:
            self._transport.write(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Protocol(HttpToolsProtocol):
    """One connection. `cycle` is uvicorn's word for a request with its answer."""

    _head_bytes = 0
    _piece_bytes = 0
    _begun = 0
    _after_body_bytes = 0
    _is_in_head = False
    _is_in_body = False
    _offers_upgrade = False
    _refusal: ApiError | None = None
    _running: RequestResponseCycle | None = None
    _peer: str | None = None
    _unread_bytes = 0

    def __init__(self, *args: Any, guard: Guard, **options: Any) -> None:
        super().__init__(*args, **options)
        self._guard = guard
        self._since = self.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected. One that holds too many connections is hung up on."""
        super().connection_made(transport)
        self.transport = cast(asyncio.Transport, _WholeAnswers(transport))
        self._peer = self._guard.admit(self.client[0] if self.client is not None else "")
        if self._peer is None:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone: the request under way is told, and those behind it never begin."""
        super().connection_lost(exc)
        if self._peer is not None:
            self._guard.release(self._peer)
            self._peer = None
        self.pipeline.clear()
        if self._running is not None:
            self._disconnect(self._running)

    def data_received(self, data: bytes) -> None:
        """Feed the parser. A head that is too long, or no HTTP at all, ends the connection with an answer."""
        if self._refusal is not None:
            return
        # A piece that holds nothing but a head, from its beginning or further on, begins this many requests.
        begins = -1 if self._is_in_body else 0 if self._is_in_head else 1
        self._piece_bytes, self._begun = len(data), 0
        if self._is_in_body:
            self._since = self.loop.time()
            self._after_body_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            rest = data[upgrade.args[0] :]
            if self._wants_websocket():
                self._become_websocket(rest)
            else:
                self._continue_without_upgrade(rest)
            return
        except httptools.HttpParserError as error:
            fault = error.__context__
            self._refuse(fault if isinstance(fault, ApiError) else errors.MALFORMED_HTTP())
            return
        if self._is_in_head and self._begun == begins:
            self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES_MAX or self._after_body_bytes > HEAD_BYTES_MAX:
            self._refuse(errors.HEAD_TOO_LARGE(limit=HEAD_BYTES_MAX))
        if len(self.pipeline) > SENT_AHEAD_MAX:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """Called by the parser at the first byte of a request."""
        super().on_message_begin()
        self._is_in_head, self._head_bytes = True, 0
        self._begun += 1
        self._since = self.loop.time()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser for each header, and for each trailer, which is dropped."""
        if self._is_in_head:
            name = name.lower()
            if name == b"expect" and value.lower() == b"100-continue":
                self.expect_100_continue = True
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Called by the parser at the end of a head. A request that offers an upgrade begins anew without it.

        An ApiError ends the parsing; `data_received` finds it as the context of the parser's own error.
        """
        self._is_in_head = False
        self._offers_upgrade = self.parser.should_upgrade()
        if self._offers_upgrade:
            return
        fault = self._fault()
        if fault is not None:
            raise fault
        super().on_headers_complete()
        self._is_in_body, self._after_body_bytes, self._head_bytes = True, 0, 0

    def on_body(self, body: bytes) -> None:
        """Called by the parser for each piece of a body."""
        self._after_body_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Called by the parser at the end of a body."""
        self._is_in_body, self._after_body_bytes = False, 0
        if not self._offers_upgrade:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Called at the end of an answer: the next request begins, or the refusal of what cannot be read is sent.

        In place of uvicorn's, which starts and stops a timer for each request.
        """
        self._running = None
        self._since = self.loop.time()
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._refusal is not None:
            self._answer(self._refusal)

    def hang_up_if_silent(self, now: float) -> None:
        """End the connection if its client sends nothing, or reads nothing, for longer than it may.

        `now` is the time of the event loop.
        """
        unread = self.transport.get_write_buffer_size()
        wait = self._wait()
        if unread != self._unread_bytes or (not unread and (wait is Wait.ANSWER or self.flow.read_paused)):
            self._unread_bytes, self._since = unread, now
        elif unread and now - self._since > self._guard.limits.body_seconds:
            self.transport.abort()
        elif not unread and now - self._since > self._guard.limits.seconds(wait):
            self.transport.close()

    def _wait(self) -> Wait:
        if self._is_in_body:
            return Wait.BODY
        if self._running is not None:
            return Wait.ANSWER
        return Wait.HEAD if self._is_in_head or self.cycle is None else Wait.NEXT

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _fault(self) -> ApiError | None:
        """What is wrong with a whole head (RFC 9112 §3.2, RFC 9110 §5.3)."""
        names = [name for name, _ in self.headers]
        if self._head_bytes + self._piece_bytes > HEAD_BYTES_MAX and self._head_size() > HEAD_BYTES_MAX:
            return errors.HEAD_TOO_LARGE(limit=HEAD_BYTES_MAX)
        if len(set(names)) != len(names):
            repeated = [name.decode() for name in _ONCE if names.count(name) > 1]
            if repeated:
                return errors.HEADER_REPEATED(name=repeated[0])
        if b"host" not in names:
            return errors.HOST_NEEDED() if self.parser.get_http_version() == "1.1" else None
        return None if _HOST.fullmatch(self.headers[names.index(b"host")][1]) else errors.HOST_NEEDED()

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)

    def _wants_websocket(self) -> bool:
        """Whether the head, which offers an upgrade, asks for a websocket where there are some, as the only request."""
        wanted = [value.lower() for name, value in self.headers if name == b"upgrade"] == [b"websocket"]
        at_theirs = self.parser.get_method() == b"GET" and self.url.startswith(WEBSOCKETS.encode())
        return wanted and at_theirs and self._running is None and not self.pipeline

    def _become_websocket(self, rest: bytes) -> None:
        fault = self._fault()
        if fault is not None:
            self._refuse(fault)
            return
        transport = cast(_WholeAnswers, self.transport).bare
        self.connections.discard(self)
        socket = WebSocket(self.config, self.server_state, self.app_state, self._guard, self._peer or "")
        self._peer = None  # the socket counts for it from now on
        socket.connection_made(transport)
        transport.set_protocol(socket)
        head = [b"GET ", self.url, b" HTTP/1.1\r\n", *(b"%b: %b\r\n" % header for header in self.headers), b"\r\n"]
        socket.data_received(b"".join([*head, rest]))

    def _continue_without_upgrade(self, rest: bytes) -> None:
        method = self.parser.get_method()
        if method == b"CONNECT":
            self._refuse(errors.MALFORMED_HTTP())
            return
        version = self.parser.get_http_version().encode()
        head = [method, b" ", self.url, b" HTTP/", version, b"\r\n"]
        for name, value in self.headers:
            if name != b"upgrade":
                head += [name, b": ", value, b"\r\n"]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.data_received(b"".join([*head, b"\r\n", rest]))

    def _refuse(self, error: ApiError) -> None:
        """Answer and close, once the requests before are answered: after this nothing has a meaning any more."""
        self._refusal = error
        if self._is_in_body:  # the body is at fault; its request waits for its turn, runs, or is answered
            self._is_in_body = False
            if self.pipeline:
                self.pipeline.popleft()
            elif self.cycle.response_started:
                self.transport.close()
                return
            else:
                self._disconnect(self.cycle)
                self._running = None
        if self._running is None:
            self._answer(error)

    def _disconnect(self, cycle: RequestResponseCycle) -> None:
        cycle.disconnected = True
        cycle.message_event.set()

    def _answer(self, error: ApiError) -> None:
        answer = refusal(error, new_id("req"))
        answer.add(b"connection", "close")
        headers = [b"%b: %b\r\n" % header for header in answer.headers]
        self.transport.write(b"".join([STATUS_LINE[answer.status], *headers, b"\r\n", answer.body]))
        self.transport.close()


def hang_up_on_silent(connections: Iterable[Protocol | WebSocket], now: float) -> None:
    """One sweep over the connections of a process; `now` is the time of its event loop."""
    for connection in list(connections):
        connection.hang_up_if_silent(now)
