"""Notes of requests: what the log of requests is told of each, without a statement and without waiting.

The pipeline hands over what it has in hand anyway. Masking and writing happen beside the requests
(`request_log/collecting.py`).
"""

from dataclasses import dataclass
from typing import Protocol

from billhook.wire.forms import Form, Node, Upload

BODY_BYTES_MAX, READ_BYTES_MAX = 8_192, 2_048
"""The log keeps this much of a response, and this much of one that can be asked for again."""

HEAD_BYTES = 300
"""An object begins with its id, which is shorter."""

# A text that is masked may begin before the end of what is kept, and end behind it.
_SLACK_BYTES = 512


@dataclass(frozen=True, slots=True)
class Note:
    """One answered request, with nothing masked yet.

    `request` is its id and `tenant` the number of the tenant whose `key` asked. `sent` are the parameters as the caller
    spelled them; None if they could not be read. `body` is the beginning of a response of `body_bytes` bytes: as much
    as the log keeps, or enough for the id of an object unless it `keeps_response`. `weight` is about how many bytes the
    note holds.
    """

    tenant: int
    request: str
    method: str
    path: str
    http_status: int
    micros: int
    version: str
    key: str
    idempotency_key: str | None
    user_agent: bytes
    address: str
    sent: Form | None
    body: bytes
    keeps_response: bool
    body_bytes: int
    weight: int


class RequestLog(Protocol):
    """Takes notes of requests; the room `request_log` has one."""

    def note(self, note: Note) -> None:
        """Take a note. It neither waits nor raises."""
        ...


class NoLog:
    """Takes no notes."""

    def note(self, note: Note) -> None:
        pass


def kept_bytes(method: str, http_status: int) -> int:
    """How much of a response the log keeps: little of what a look found."""
    return READ_BYTES_MAX if method == "GET" and http_status < 400 else BODY_BYTES_MAX


def beginning(body: bytes, method: str, http_status: int) -> bytes:
    """As much of a response as a note holds."""
    return body[: kept_bytes(method, http_status) + _SLACK_BYTES]


def without_files(sent: Form) -> Form:
    """Parameters in which each file is only described, so that a note does not hold its bytes."""
    return {name: _described(node) for name, node in sent.items()}


def _described(node: Node) -> Node:
    return f"(a file of {len(node.content)} bytes)" if isinstance(node, Upload) else node
