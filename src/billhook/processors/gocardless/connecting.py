"""An account at GoCardless, as merchants connect it, and what GoCardless sends by itself.

Its news are up to 250 events, with the HMAC-SHA256 of the body in hex. They name objects, and are believed no further.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping

import orjson

from billhook.processors.connecting import (
    Adapter,
    Endpoint,
    KeyUnusable,
    NewsStatuses,
    Surroundings,
    is_of_this_machine,
)
from billhook.processors.gocardless.client import GoCardlessClient, Refusal
from billhook.processors.gocardless.processor import NAME, GoCardlessProcessor
from billhook.processors.gocardless.requests import CALL
from billhook.processors.http import SECONDS, NotConfigured
from billhook.processors.interface import Forged, News, ProcessorSilent
from billhook.settings import Settings

_KEY = re.compile("(live|sandbox)_[A-Za-z0-9_-]{10,200}", re.ASCII)
_TYPE = re.compile(r"[a-z_]{1,50}")
_ID = re.compile(r"[A-Za-z0-9_]{3,255}", re.ASCII)
_EVENTS_MAX = 250
_LINKS = ("billing_request", "payment", "payment_request_payment", "refund")


class ConnectGoCardless:
    """Keys have rights that only a try tells. News go to an endpoint that the merchant makes there."""

    name, label, signs_news = NAME, "GoCardless", True
    news_statuses = NewsStatuses(taken=204, refused=498)

    def base_of(self, settings: Settings) -> str:
        return settings.gocardless_api_base

    def insist_on_mode(self, key: str, *, live: bool, base: str) -> None:
        found = _KEY.fullmatch(key)
        if found is None:
            raise KeyUnusable("a key begins with live_, or with sandbox_ in test mode")
        if (found[1] == "live") != live and not is_of_this_machine(base):
            here = "live" if live else "test"
            raise KeyUnusable(f"this key is one of {found[1]}, and {here} mode is to be connected")

    async def insist_on_rights(self, key: str, *, base: str, seconds: float = SECONDS) -> None:
        client = GoCardlessClient(key, base=base, seconds=seconds)
        try:
            await client.all_of("creditors", {})
        except NotConfigured:
            raise KeyUnusable("GoCardless does not know this key, or gives it no rights") from None
        except Refusal as refusal:
            raise ProcessorSilent(f"GoCardless answers {refusal}") from None
        finally:
            await client.close()

    async def open_endpoint(self, key: str, *, base: str, url: str, asked_as: str) -> Endpoint | None:
        return None

    async def close_endpoint(self, key: str, *, base: str, id: str) -> bool:
        return True

    def adapter(self, key: str, around: Surroundings) -> Adapter:
        return GoCardlessProcessor(GoCardlessClient(key, base=around.base), around)

    def news(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: int) -> tuple[News, ...]:
        given = next((value for name, value in headers.items() if name.lower() == "webhook-signature"), "")
        wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        if not secret or not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace")):
            raise Forged("the signature does not fit")
        try:
            told = orjson.loads(body)
        except ValueError:
            raise Forged("the news are no JSON") from None
        events = told.get("events") if isinstance(told, dict) else None
        if not isinstance(events, list) or len(events) > _EVENTS_MAX:
            raise Forged("the news are no list of at most 250 events")
        return tuple(_news(event) for event in events if isinstance(event, dict))


def _news(event: Mapping[str, object]) -> News:
    told = [event.get("resource_type"), event.get("action")]
    type = ".".join(each for each in told if isinstance(each, str) and _TYPE.fullmatch(each))
    return News(str(event.get("id")), tuple(_named(event)), type)


def _named(event: Mapping[str, object]) -> Iterator[str]:
    """The objects that an event is about, and the call of ours that made them if their metadata come along."""
    links, metadata = event.get("links"), event.get("resource_metadata")
    named = [links.get(name) for name in _LINKS] if isinstance(links, dict) else []
    for id in [*named, metadata.get(CALL) if isinstance(metadata, dict) else None]:
        if isinstance(id, str) and _ID.fullmatch(id):
            yield id
