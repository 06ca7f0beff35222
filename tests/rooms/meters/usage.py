"""Meters of one test and the usage that it reports, through the SDK."""

import itertools
from typing import Any

import stripe
from tests.clocks import Clock

HOUR, DAY = 3_600, 86_400
START = 1_900_022_400 // DAY * DAY

_NAMES = itertools.count()


class Meter:
    """A meter with an event name of its own, and a customer on a clock whose time is `start`."""

    def __init__(self, client: stripe.StripeClient, formula: str = "sum", *, start: int = START, **given: Any) -> None:
        self.v1: Any = client.v1
        self.clock = Clock(client, start)
        self.start = start
        self.customer = self.clock.customer
        self.name = f"calls {self.clock.id} {next(_NAMES)}"
        self.made = self.v1.billing.meters.create(
            {
                "display_name": "Calls", "event_name": self.name, "default_aggregation": {"formula": formula}, **given
            }
        )  # fmt: skip
        self.id: str = self.made.id

    def report(self, value: object = 1, at: int | None = None, **given: Any) -> Any:
        """Tell of usage of the customer."""
        payload = given.pop("payload", None) or {"stripe_customer_id": self.customer, "value": str(value)}
        moment = {} if at is None else {"timestamp": at}
        return self.v1.billing.meter_events.create(
            {"event_name": self.name, "payload": payload, **moment, **given}
        )  # fmt: skip

    def cancel(self, identifier: str) -> Any:
        """Take an event back."""
        return self.v1.billing.meter_event_adjustments.create(
            {"event_name": self.name, "type": "cancel", "cancel": {"identifier": identifier}}
        )

    def page(self, start: int, end: int, window: str | None = None, **given: Any) -> Any:
        """A page of summaries."""
        wanted = {"customer": self.customer, "start_time": start, "end_time": end, **given}
        if window is not None:
            wanted["value_grouping_window"] = window
        return self.v1.billing.meters.event_summaries.list(self.id, wanted)

    def sums(self, start: int, end: int, window: str | None = None) -> list[tuple[int, float]]:
        """The windows with events, oldest first: when each begins, as seconds after `start`, and its value."""
        shown = self.page(start, end, window, limit=100).data
        return [(one.start_time - start, one.aggregated_value) for one in reversed(shown)]

    def used(self, start: int, end: int) -> float:
        """What the events come to."""
        ((_, value),) = self.sums(start, end)
        return value
