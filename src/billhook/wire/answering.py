"""Answers: JSON with the headers that SDKs read (platform.md §1.3)."""

from typing import Any

import orjson

from billhook.kernel.errors import ApiError
from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.chain import at
from billhook.wire.versions.known import NEWEST

Headers = list[tuple[bytes, bytes]]

_COMMON: Headers = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-cache, no-store"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Request-Id, Stripe-Manage-Version, Stripe-Should-Retry"),
    (b"access-control-max-age", b"300"),
]
PREFLIGHT: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD, PUT, PATCH, POST, DELETE"),
    (b"access-control-allow-headers", b"*, Authorization"),
    (b"access-control-max-age", b"300"),
    (b"content-length", b"0"),
]


RETRY_AFTER_SECONDS = 2
"""When to come again after a 503; a restart of PostgreSQL takes about as long."""

# The place of content-length among the headers of every answer.
_LENGTH_AT = 1


class Answer:
    """A response on its way out; `headers` may grow until it is sent."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, body: bytes, request_id: str) -> None:
        self.status = status
        self.body = body
        self.headers: Headers = [
            (b"request-id", request_id.encode()),
            (b"content-length", str(len(body)).encode()),
            *_COMMON,
        ]

    def add(self, name: bytes, value: str) -> None:
        """Add a header; characters that a header cannot hold are left out."""
        self.headers.append((name, value.encode("latin-1", "ignore")))

    def indent(self) -> None:
        """Indent the body for people, as Stripe does. Programs get the shorter form."""
        self.body = orjson.dumps(orjson.loads(self.body), option=orjson.OPT_INDENT_2)
        self.headers[_LENGTH_AT] = (b"content-length", str(len(self.body)).encode())

    async def send(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def encoded(body: WireObject) -> bytes:
    """JSON as the API writes it."""
    return orjson.dumps(body)


def error_body(error: ApiError, version: str) -> bytes:
    """The body of an error; whole objects in it are of this version of the API."""
    return encoded(at(version, error.body()))


def refusal(error: ApiError, request_id: str, version: str = NEWEST) -> Answer:
    """The answer that carries an error."""
    answer = Answer(error.status, error_body(error, version), request_id)
    if error.status == 401:
        answer.add(b"www-authenticate", 'Basic realm="Stripe"')
    if error.status in (409, 429, 503):
        answer.add(b"stripe-should-retry", "true")
    if error.status == 503:
        answer.add(b"retry-after", str(RETRY_AFTER_SECONDS))
    return answer
