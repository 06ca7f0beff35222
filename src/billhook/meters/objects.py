"""Meters, the events that they count, and what these come to; times in Unix seconds."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter as stored. The order of the fields is that of the columns.

    `formula` is `sum`, `count` or `last`. `customer_key` and `value_key` are the keys of a payload that say whom an
    event speaks of and how much. If there is an `event_time_window`, the latest event of each hour or day alone counts.
    """

    id: str
    created: int
    updated: int
    display_name: str
    event_name: str
    formula: str
    customer_key: str
    value_key: str
    event_time_window: str | None
    status: str
    deactivated_at: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts events, whatever their value."""
        return self.formula == "count"


@dataclass(frozen=True, slots=True)
class MeterEvent:
    """An event that a meter took: `value` was used `at` a moment. `payload` is what its sender said."""

    meter: str
    event_name: str
    identifier: str
    customer: str
    at: int
    value: Decimal
    received_at: int
    payload: dict[str, str]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An event that was canceled, by the name of its meter's events and its identifier."""

    event_name: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the events of a customer come to from `start` until before `end`."""

    meter: str
    customer: str
    start: int
    end: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Sender:
    """What has to be known of an event before it is taken.

    `is_known` says whether the customer of its payload is there and not deleted, `test_clock` whose time they live in.
    `held_since` is when an event with the same identifier was received, None if none was.
    """

    meter: Meter
    is_known: bool
    test_clock: str | None
    held_since: int | None
