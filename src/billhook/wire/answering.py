"""Answers: JSON with the headers that SDKs read (platform.md §1.3)."""

from typing import Any
from urllib.parse import quote

import orjson

from billhook.kernel import errors
from billhook.kernel.api_versions import NEWEST
from billhook.kernel.errors import ApiError
from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.chain import at

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

_DRAWN = ("image/jpeg", "image/png")

# Which limit a request met. SDKs do not repeat it by themselves: they would meet the limit again.
_LIMITERS = {
    errors.RATE_LIMITED: "global-rate",
    errors.ROUTE_RATE_LIMITED: "endpoint-rate",
    errors.CONCURRENCY_LIMITED: "global-concurrency",
}

# The place of content-length among the headers of every answer.
_LENGTH_AT = 1


class Answer:
    """A response on its way out; `headers` may grow until it is sent."""

    __slots__ = ("body", "headers", "is_json", "status")

    def __init__(self, status: int, body: bytes, request_id: str, *, own: Headers | None = None) -> None:
        """`own` headers stand for those of JSON: the body is a file."""
        self.status = status
        self.body = body
        self.is_json = own is None
        self.headers: Headers = [
            (b"request-id", request_id.encode()),
            (b"content-length", str(len(body)).encode()),
            *(_COMMON if own is None else own),
        ]

    def add(self, name: bytes, value: str) -> None:
        """Add a header; characters that a header cannot hold are left out."""
        self.headers.append((name, value.encode("latin-1", "ignore")))

    def indent(self) -> None:
        """Indent the body for people, as Stripe does. Programs get the shorter form."""
        if not self.is_json:
            return
        self.body = orjson.dumps(orjson.loads(self.body), option=orjson.OPT_INDENT_2)
        self.headers[_LENGTH_AT] = (b"content-length", str(len(self.body)).encode())

    async def send(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def download(media_type: str, filename: str, content: bytes, request_id: str) -> Answer:
    """The answer that is a file: headers that leave nothing to a browser's guess."""
    own = [(name.encode(), value.encode()) for name, value in file_headers(media_type, filename).items()]
    return Answer(200, content, request_id, own=[(b"access-control-allow-origin", b"*"), *own])


def file_headers(media_type: str, filename: str) -> dict[str, str]:
    """The headers of a file that a stranger made: no guessing of types, no script, no copy that outlives its link.

    A picture may be shown in place, since it is drawn and not run; everything else is saved.
    """
    shown = "inline" if media_type in _DRAWN else "attachment"
    plain = filename.encode("ascii", "replace").decode().replace("?", "_")
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }


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
    limiter = _LIMITERS.get(error.kind)
    if limiter is not None:
        answer.add(b"stripe-rate-limited-reason", limiter)
    elif error.status in (409, 429, 503):
        answer.add(b"stripe-should-retry", "true")
    if error.status == 503:
        answer.add(b"retry-after", str(RETRY_AFTER_SECONDS))
    return answer
