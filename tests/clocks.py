"""A test clock with a customer on it, through the SDK, for stories that take days."""

import time
from typing import Any

import stripe

HOUR, DAY = 3_600, 86_400
START = 1_900_000_000  # 2030-03-17


class Clock:
    """A clock of one test, with a customer on it."""

    def __init__(self, client: stripe.StripeClient, start: int = START, **customer: Any) -> None:
        self.client = client
        self.id = client.v1.test_helpers.test_clocks.create({"frozen_time": start}).id
        self.customer = client.v1.customers.create(
            {"test_clock": self.id, "email": "ada@example.com", **customer}  # type: ignore[typeddict-item]
        ).id

    def advance(self, to: int, *, seconds: float = 20) -> Any:
        """Advance, and wait until the clock is ready."""
        clocks = self.client.v1.test_helpers.test_clocks
        assert clocks.advance(self.id, {"frozen_time": to}).status == "advancing"
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            clock = clocks.retrieve(self.id)
            if clock.status != "advancing":
                return clock
            time.sleep(0.02)
        raise AssertionError("the clock did not arrive")

    def invoice(self, amount: int = 1_000, **params: Any) -> Any:
        """A draft with one line."""
        given = {"customer": self.customer, "collection_method": "send_invoice", "days_until_due": 30, **params}
        if given["collection_method"] != "send_invoice":
            given.pop("days_until_due")
        invoice = self.client.v1.invoices.create(given)  # type: ignore[arg-type]
        self.client.v1.invoice_items.create(
            {"customer": self.customer, "invoice": invoice.id, "amount": amount, "currency": invoice.currency}
        )
        return self.client.v1.invoices.retrieve(str(invoice.id))

    def happened(self, about: str) -> list[tuple[str, int]]:
        """The types of events of an object and when they happened, seconds after the start, oldest first."""
        mine: list[tuple[str, int]] = []
        for event in self.client.v1.events.list({"limit": 100}).auto_paging_iter():
            id = getattr(event.data.object, "id", None)
            if id == about:
                mine.insert(0, (event.type, event.created - START))
            if event.type == "test_helpers.test_clock.created" and id == self.id:
                break
        return mine
