"""What goes through a socket (platform.md §6.6): JSON in text frames."""

import contextlib
from dataclasses import dataclass
from typing import Protocol

import orjson

from billhook.request_log.objects import Request


class Frame(Protocol):
    """What is sent to a client. `conversation` names it if the client acknowledges it."""

    @property
    def conversation(self) -> str | None: ...

    def text(self) -> str:
        """The frame."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """An event for the client: its body, signed, at the account's version (None) or at `api_version`."""

    conversation: str
    body: bytes
    signature: str
    api_version: str | None

    def text(self) -> str:
        """The frame."""
        headers = {
            "Accept": "*/*; q=0.5, application/xml",
            "Cache-Control": "no-cache",
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": self.signature,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        frame = {
            "type": "webhook_event",
            "webhook_id": self.conversation,
            "webhook_conversation_id": self.conversation,
            "event_payload": self.body.decode(),
            "http_headers": headers,
            "endpoint": {"api_version": self.api_version},
        }
        return orjson.dumps(frame).decode()


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was answered. The client does not acknowledge it."""

    request: Request
    livemode: bool
    conversation: None = None

    def text(self) -> str:
        """The frame."""
        request = self.request
        payload = {
            "created_at": request.at, "livemode": self.livemode, "method": request.method, "request_id": request.id,
            "status": request.http_status, "url": request.path, "error": _error(request),
        }  # fmt: skip
        frame = {
            "type": "request_log_event", "request_log_id": request.id, "event_payload": orjson.dumps(payload).decode(),
        }  # fmt: skip
        return orjson.dumps(frame).decode()


# What the client prints of an error.
_OF_AN_ERROR = ("type", "charge", "code", "decline_code", "message", "param")


def _error(request: Request) -> dict[str, str]:
    """The error that was answered, as far as the log has it: a long answer is cut off there."""
    if not request.is_error:
        return {}
    told: object = {"type": request.error_type, "code": request.error_code}
    with contextlib.suppress(orjson.JSONDecodeError, KeyError, TypeError):
        told = orjson.loads(request.response)["error"]
    error = told if isinstance(told, dict) else {}
    return {name: str(error[name]) for name in _OF_AN_ERROR if error.get(name)}


def acknowledged(text: str) -> str | None:
    """The conversation that a frame of the client acknowledges, if that is what the frame does."""
    try:
        frame = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(frame, dict) or frame.get("type") != "event_ack":
        return None
    conversation = frame.get("webhook_conversation_id")
    return conversation if isinstance(conversation, str) else None
