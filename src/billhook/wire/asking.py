"""Requests: what a caller sent, read from the ASGI scope before anything is decided."""

import base64
import binascii
from collections.abc import AsyncIterator
from urllib.parse import unquote

from starlette.types import Receive, Scope

from billhook.kernel import errors
from billhook.wire.client_address import client_address

BODY_BYTES_MAX = 2 * 1024 * 1024
# A body over the limit is still read up to here, so that the client gets to see the answer.
_DRAIN_BYTES_MAX = 64 * 1024 * 1024

# The official SDKs: `Stripe/v1 PythonBindings/16.1.0`. The CLI is `Stripe/v1 stripe-cli/1.32.0`.
_SDK, _BINDINGS = b"Stripe/v", b"Bindings/"
_COMMAND_LINE = b"Stripe/v1 stripe-cli/"


class ClientGone(Exception):
    """The client went away before its request was whole; nobody is left to answer."""


class Asked:
    """One request: method, path, headers. The body is read on demand."""

    __slots__ = (
        "_forwarded",
        "_peer",
        "account",
        "body_bytes",
        "content_type",
        "content_type_header",
        "idempotency_key",
        "is_command_line",
        "is_sdk",
        "key",
        "method",
        "path",
        "query",
        "receive",
        "user_agent",
        "version",
    )

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.path: str = unescaped_path(scope)
        self.query: bytes = scope["query_string"]
        self.receive = receive
        self.key: str | None = None
        self.version: str | None = None
        self.idempotency_key: str | None = None
        self.account: str | None = None
        self.content_type = self.content_type_header = b""
        self.is_sdk = self.is_command_line = False
        client = scope.get("client")
        self._peer: str = client[0] if client else ""
        self._forwarded = ""
        self.user_agent = b""
        self.body_bytes = 0
        for name, value in scope["headers"]:
            if name == b"authorization":
                self.key = _key(value)
            elif name == b"idempotency-key":
                self.idempotency_key = value.decode("latin-1") or None  # an empty one is none
            elif name == b"stripe-version":
                self.version = value.decode("latin-1")
            elif name == b"stripe-account":
                self.account = value.decode("latin-1")
            elif name == b"content-type":
                self.content_type_header = value
                self.content_type = value.split(b";", 1)[0].strip().lower()
            elif name == b"x-forwarded-for":
                self._forwarded = value.decode("latin-1")
            elif name == b"user-agent":
                self.user_agent = value
                self.is_sdk = value.startswith(_SDK) and _BINDINGS in value
                self.is_command_line = value.startswith(_COMMAND_LINE)

    @property
    def address(self) -> str:
        """The address of the client."""
        return client_address(self._peer, self._forwarded)

    async def body(self) -> bytes:
        """The whole body. Raises BODY_TOO_LARGE and ClientGone."""
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            size += len(chunk)
            if size <= BODY_BYTES_MAX:
                chunks.append(chunk)
            if not message.get("more_body") or size > _DRAIN_BYTES_MAX:
                break
        self.body_bytes = size
        if size > BODY_BYTES_MAX:
            raise errors.BODY_TOO_LARGE(limit=BODY_BYTES_MAX)
        return b"".join(chunks) if len(chunks) > 1 else chunks[0]

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives, nothing of it kept. Raises BODY_TOO_LARGE far beyond any limit, and ClientGone."""
        size, more = 0, True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk, more = message.get("body", b""), message.get("more_body", False)
            size += len(chunk)
            if size > _DRAIN_BYTES_MAX:
                raise errors.BODY_TOO_LARGE(limit=_DRAIN_BYTES_MAX)
            yield chunk


def unescaped_path(scope: Scope) -> str:
    """The path, unescaped except for slashes: one that was escaped belongs to an id and parts nothing.

    Else an id from a stranger, which a client escapes, could turn a look at `in_x/void` into another verb.
    """
    raw: bytes = scope.get("raw_path") or b""
    if b"%2f" not in raw.lower():
        return scope["path"]  # type: ignore[no-any-return]
    return unquote(raw.replace(b"%2f", b"%252F").replace(b"%2F", b"%252F").decode("ascii"))


def _key(header: bytes) -> str | None:
    """The API key of an Authorization header: Bearer, or Basic with the key as user name."""
    scheme, _, credentials = header.partition(b" ")
    credentials = credentials.strip()
    if scheme.lower() == b"bearer":
        return credentials.decode("latin-1") or None
    if scheme.lower() == b"basic":
        try:
            user = base64.b64decode(credentials, validate=True).split(b":", 1)[0]
        except binascii.Error:
            return None
        return user.decode("latin-1") or None
    return None


def masked(key: str) -> str:
    """A key as messages may show it: its beginning up to the mode, and its last four characters."""
    parts = key[:100].split("_", 2)
    head = "_".join(parts[:2]) + "_" if len(parts) == 3 else ""
    tail = key[-4:] if len(key) >= 12 else ""
    return f"{head}{'*' * 8}{tail}"
