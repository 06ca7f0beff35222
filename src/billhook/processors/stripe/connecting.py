"""An account at Stripe, as merchants connect it."""

from collections.abc import Mapping

from billhook.processors.connecting import Adapter, Endpoint, NewsStatuses, Surroundings
from billhook.processors.http import SECONDS
from billhook.processors.interface import News
from billhook.processors.stripe import checking
from billhook.processors.stripe.client import StripeClient
from billhook.processors.stripe.news import news
from billhook.processors.stripe.processor import NAME, StripeProcessor
from billhook.settings import Settings


class ConnectStripe:
    """Keys are tried by each right, and news come to an endpoint that signs them."""

    name, label, signs_news = NAME, "Stripe", True
    news_statuses = NewsStatuses()

    def base_of(self, settings: Settings) -> str:
        return settings.stripe_api_base

    def insist_on_mode(self, key: str, *, live: bool, base: str) -> None:
        checking.insist_on_mode(key, live=live, base=base)

    async def insist_on_rights(self, key: str, *, base: str, seconds: float = SECONDS) -> None:
        client = StripeClient(key, base=base, seconds=seconds)
        try:
            await checking.insist_on_rights(client)
        finally:
            await client.close()

    async def open_endpoint(self, key: str, *, base: str, url: str, asked_as: str) -> Endpoint | None:
        client = StripeClient(key, base=base)
        try:
            return await checking.open_endpoint(client, url, asked_as)
        finally:
            await client.close()

    async def close_endpoint(self, key: str, *, base: str, id: str) -> bool:
        client = StripeClient(key, base=base)
        try:
            return await checking.close_endpoint(client, id)
        finally:
            await client.close()

    def adapter(self, key: str, around: Surroundings) -> Adapter:
        return StripeProcessor(StripeClient(key, base=around.base), around.kept)

    def news(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: int) -> tuple[News, ...]:
        return news(headers, body, secret=secret, now=now)
