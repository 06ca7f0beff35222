"""What goes through a socket (platform.md §6.6): JSON in text frames."""

from dataclasses import dataclass

import orjson


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
