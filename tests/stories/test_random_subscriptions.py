"""Whatever is changed, and whenever: a subscription bills what its prices cost by the second, and nothing twice."""

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest
import stripe
from tests.clocks import DAY
from tests.nightly import IS_NIGHTLY
from tests.rooms.subscriptions.shop import Subscriber, at

from billhook.subscriptions.rules.calendar import Interval, after

MONTH = Interval("month")
START = at("2026-01-31 10:00")
GRID = [after(START, MONTH, n) for n in range(60)]


@dataclass
class Model:
    """What should be billed: the value of all items from each moment on, in minor units a month."""

    values: list[tuple[int, int]] = field(default_factory=list)
    end: int | None = None

    def costs(self, until: int) -> Fraction:
        """The exact cost of the time up to a moment; nothing is due after the end."""
        until = min(until, self.end) if self.end is not None else until
        total = Fraction(0)
        ends = [moment for moment, _ in self.values[1:]] + [until]
        for (start, value), end in zip(self.values, ends, strict=True):
            total += sum(_parts(start, min(end, until))) * value
        return total


def _parts(start: int, end: int) -> list[Fraction]:
    """Which parts of months lie between two moments."""
    parts = []
    while start < end:
        place = bisect_right(GRID, start) - 1
        stop = min(end, GRID[place + 1])
        parts.append(Fraction(stop - start, GRID[place + 1] - GRID[place]))
        start = stop
    return parts


class Story:
    """A subscription in flexible mode, the model beside it, and what may happen to both."""

    def __init__(self, client: stripe.StripeClient, seed: int) -> None:
        self.rng = random.Random(seed)
        self.buyer = Subscriber(client, "2026-01-31 10:00")
        self.prices = {self.buyer.price(amount, name=f"P{amount}"): amount for amount in (1_000, 1_999, 333)}
        self.now = START
        first = next(iter(self.prices))
        self.subscription: Any = self.buyer.subscribe(first)
        self.model = Model([(START, self._value())])

    def _items(self) -> Any:
        return self.buyer.again(self.subscription)["items"].data

    def _value(self) -> int:
        return sum(self.prices[item.price.id] * item.quantity for item in self._items())

    def _update(self, **change: Any) -> None:
        behavior = self.rng.choice(["create_prorations", "always_invoice"])
        self.buyer.v1.subscriptions.update(self.subscription.id, {**change, "proration_behavior": behavior})
        self.model.values.append((self.now, self._value()))

    def change_quantity(self) -> None:
        item = self.rng.choice(self._items())
        self._update(items=[{"id": item.id, "quantity": self.rng.randint(1, 9)}])

    def swap_or_add_price(self) -> None:
        items = self._items()
        free = [price for price in self.prices if price not in {item.price.id for item in items}]
        if free and self.rng.random() < 0.5:
            self._update(items=[{"price": free[0], "quantity": self.rng.randint(1, 3)}])
        elif free:
            self._update(items=[{"id": items[0].id, "price": free[0], "quantity": self.rng.randint(1, 3)}])
        else:
            self._update(items=[{"id": items[-1].id, "deleted": True}])

    def end_within_the_period(self) -> None:
        end = self._items()[0].current_period_end
        if self.model.end is None and end - self.now > DAY:
            self.model.end = self.rng.randint(self.now + 1, end - 1)
            self._update(cancel_at=self.model.end)
            self.go_on()

    def go_on(self) -> None:
        if self.model.end is not None:
            self.model.end = None
            self._update(cancel_at="")

    def wait(self) -> None:
        self.now += self.rng.randint(1, 40 * DAY)
        self.buyer.clock.advance(self.now, seconds=60)

    def check(self) -> None:
        """Invoices and what waits come to the cost, give or take a unit for each line that is a part."""
        billed = [line for invoice in self.buyer.invoices(self.subscription) for line in _all_lines(invoice)]
        waiting = self.buyer.pending()
        until = max(item.current_period_end for item in self._items())
        parts = sum(line.parent.subscription_item_details.proration for line in billed) + len(waiting)
        amount = sum(line.amount for line in billed) + sum(one.amount for one in waiting)
        assert abs(amount - self.model.costs(until)) <= parts
        whole = [line for line in billed if not line.parent.subscription_item_details.proration]
        seen = {(line.parent.subscription_item_details.subscription_item, line.period.start) for line in whole}
        assert len(seen) == len(whole), "a period was billed twice"


def _all_lines(invoice: Any) -> list[Any]:
    return list(invoice.lines.auto_paging_iter())


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(12) if IS_NIGHTLY else range(1))
def test_what_is_billed_is_what_it_costs(client: stripe.StripeClient, seed: int) -> None:
    story = Story(client, seed)
    happens = [story.change_quantity, story.swap_or_add_price, story.end_within_the_period, story.wait, story.wait]
    for _ in range(30 if IS_NIGHTLY else 12):
        story.rng.choice(happens)()
        story.check()
