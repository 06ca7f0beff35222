"""HTTP/1.1 from the network: uvicorn's protocol, with bounds and without upgrades.

Four things are different here. The head of a request may not grow without end, and neither may the row of
requests that a client sends ahead without waiting for answers. A request that offers an upgrade, as
`curl --http2` and the HTTP client of Java do on plain connections, is answered as if it had not, with its
body: the parser alone would skip the body and leave an empty request. What is no HTTP is refused in the
shape of the API's errors. And the head of an answer leaves together with its body, in one packet.
"""

import asyncio
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.wire.answering import refusal

HEAD_BYTES_MAX = 64 * 1024
SENT_AHEAD_MAX = 100


class _WholeAnswers:
    """A transport that keeps the head of an answer until the first piece of its body is there.

    uvicorn writes the two apart, and each write is a system call here and a wake-up there. A head that is followed
    by nothing, as the answer to HEAD is, leaves before the event loop turns to anything else.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
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
    """One connection."""

    _head_bytes = 0
    _is_in_head = False
    _offers_upgrade = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self.transport = cast(asyncio.Transport, _WholeAnswers(transport))

    def data_received(self, data: bytes) -> None:
        """Feed the parser. A head that is too long, or no HTTP at all, ends the connection with an answer."""
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._continue_without_upgrade(data[upgrade.args[0] :])
            return
        except httptools.HttpParserError:
            self._refuse(errors.MALFORMED_HTTP())
            return
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX:
                self._refuse(errors.HEAD_TOO_LARGE(limit=HEAD_BYTES_MAX))
        if len(self.pipeline) > SENT_AHEAD_MAX:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """Called by the parser at the first byte of a request."""
        super().on_message_begin()
        self._is_in_head, self._head_bytes = True, 0

    def on_headers_complete(self) -> None:
        """Called by the parser at the end of a head. A request that offers an upgrade begins anew without it."""
        self._is_in_head = False
        self._offers_upgrade = self.parser.should_upgrade()
        if not self._offers_upgrade:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Called by the parser at the end of a body."""
        if not self._offers_upgrade:
            super().on_message_complete()

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
        """Answer and close: after this nothing on the connection has a meaning any more."""
        answer = refusal(error, new_id("req"))
        answer.add(b"connection", "close")
        headers = [b"%b: %b\r\n" % header for header in answer.headers]
        self.transport.write(b"".join([STATUS_LINE[answer.status], *headers, b"\r\n", answer.body]))
        self.transport.close()
