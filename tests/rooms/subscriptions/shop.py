"""A shop that sells subscriptions to somebody on a test clock, through the SDK."""

from datetime import UTC, datetime
from typing import Any

import stripe
from tests.clocks import Clock


def at(text: str) -> int:
    """A moment in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


class Subscriber:
    """A customer on a clock of their own, with a card, and prices to subscribe to."""

    def __init__(self, client: stripe.StripeClient, start: str, card: str | None = "pm_card_visa") -> None:
        self.v1: Any = client.v1
        method = {"payment_method": card, "invoice_settings": {"default_payment_method": card}} if card else {}
        self.clock = Clock(client, at(start), **method)
        self.customer = self.clock.customer

    def price(self, amount: int = 1_000, interval: str = "month", *, name: str = "Gold", **given: Any) -> str:
        """A price of a product of its own."""
        recurring = {"interval": interval, **given.pop("recurring", {})}
        product = self.v1.products.create({"name": name, **given.pop("product", {})})
        made = {"product": product.id, "currency": "usd", **given, "recurring": recurring}
        if "tiers" not in given:
            made["unit_amount"] = amount
        return str(self.v1.prices.create(made).id)

    def subscribe(self, *prices: str, **given: Any) -> Any:
        """A subscription to the prices, once each."""
        items = given.pop("items", None) or [{"price": price} for price in prices]
        return self.v1.subscriptions.create({"customer": self.customer, "items": items, **given})

    def again(self, subscription: Any) -> Any:
        """The subscription as it is now."""
        return self.v1.subscriptions.retrieve(subscription.id)

    def invoices(self, subscription: Any) -> list[Any]:
        """Its invoices, oldest first."""
        return list(self.v1.invoices.list({"subscription": subscription.id, "limit": 100}).data)[::-1]

    def latest(self, subscription: Any) -> Any:
        """Its newest invoice."""
        return self.v1.invoices.retrieve(self.again(subscription).latest_invoice)

    def pending(self) -> list[Any]:
        """What waits for the next invoice, oldest first."""
        return list(self.v1.invoice_items.list({"customer": self.customer, "pending": True, "limit": 100}).data)[::-1]


def lines(invoice: Any) -> list[tuple[str, int]]:
    """What an invoice bills."""
    return [(line.description, line.amount) for line in invoice.lines.data]


def period(subscription: Any, place: int = 0) -> tuple[str, str]:
    """The period of an item, by days."""
    item = subscription["items"].data[place]
    return _day(item.current_period_start), _day(item.current_period_end)


def _day(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"
