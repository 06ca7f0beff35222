"""An account at Mollie, as merchants connect it, and what Mollie sends by itself.

Its news are one field of a form, `id=tr_…`, without a signature. They are believed no further than that somebody had
better look at this payment; only who knows the door can even say that.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from billhook.processors.connecting import (
    Adapter,
    Endpoint,
    KeyUnusable,
    NewsStatuses,
    Surroundings,
    is_of_this_machine,
)
from billhook.processors.http import SECONDS, NotConfigured
from billhook.processors.interface import Forged, News, ProcessorSilent
from billhook.processors.mollie.client import MollieClient, Refusal, at
from billhook.processors.mollie.processor import NAME, MollieProcessor
from billhook.settings import Settings

_KEY = re.compile("(live|test)_[A-Za-z0-9]{10,100}", re.ASCII)
_PAYMENT = re.compile("tr_[A-Za-z0-9]{1,100}", re.ASCII)
_NEWS_MAX_BYTES = 1_024


class ConnectMollie:
    """A key has every right of its kind. News go to an address that each payment names."""

    name, label, signs_news = NAME, "Mollie", False
    news_statuses = NewsStatuses(refused=200)

    def base_of(self, settings: Settings) -> str:
        return settings.mollie_api_base

    def insist_on_mode(self, key: str, *, live: bool, base: str) -> None:
        found = _KEY.fullmatch(key)
        if found is None:
            raise KeyUnusable("a key begins with live_, or with test_ in test mode")
        if (found[1] == "live") != live and not is_of_this_machine(base):
            raise KeyUnusable(
                f"this key is for {found[1]} mode, and {'live' if live else 'test'} mode is to be connected"
            )

    async def insist_on_rights(self, key: str, *, base: str, seconds: float = SECONDS) -> None:
        client = MollieClient(key, base=base, seconds=seconds)
        try:
            await client.get(at("payments"), {"limit": 1})
        except NotConfigured:
            raise KeyUnusable("Mollie does not know this key") from None
        except Refusal as refusal:
            raise ProcessorSilent(f"Mollie answers {refusal}") from None
        finally:
            await client.close()

    async def open_endpoint(self, key: str, *, base: str, url: str, asked_as: str) -> Endpoint | None:
        return None

    async def close_endpoint(self, key: str, *, base: str, id: str) -> bool:
        return True

    def adapter(self, key: str, around: Surroundings) -> Adapter:
        return MollieProcessor(MollieClient(key, base=around.base), around)

    def news(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: int) -> tuple[News, ...]:
        if len(body) > _NEWS_MAX_BYTES:
            raise Forged("the news are too long")
        try:
            named = parse_qs(body.decode("ascii"), max_num_fields=5).get("id", [])
        except ValueError:
            raise Forged("the news are no form") from None
        if len(named) != 1 or not _PAYMENT.fullmatch(named[0]):
            raise Forged("the news name no payment")
        return (News(named[0], (named[0],)),)
