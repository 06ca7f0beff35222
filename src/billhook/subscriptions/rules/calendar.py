"""When periods begin and end: a grid of moments that an anchor and an interval make (recurring.md §4.1, §4.2).

All moments are Unix seconds, and the arithmetic is that of UTC. A period always counts from the anchor and never from
the period before it: the 31st comes back after a February.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime

from billhook.kernel.clock import DAY_SECONDS
from billhook.kernel.stored import VERSION, Json

_SECONDS = {"day": DAY_SECONDS, "week": 7 * DAY_SECONDS}
_MONTHS = {"month": 1, "year": 12}

UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Interval:
    """How long a period is: `count` times a `unit`, which is `day`, `week`, `month` or `year`."""

    unit: str
    count: int = 1

    @property
    def months(self) -> int:
        """Its length in months; 0 if days or weeks are counted."""
        return _MONTHS.get(self.unit, 0) * self.count

    @property
    def seconds(self) -> int:
        """Its length in seconds; 0 if months or years are counted."""
        return _SECONDS.get(self.unit, 0) * self.count

    def is_multiple_of(self, other: "Interval") -> bool:
        """Whether a period is made of whole periods of the other: 3 months of 1 month, 1 year of 12 months."""
        mine, others = (self.months, other.months) if other.months else (self.seconds, other.seconds)
        return mine > 0 and mine % others == 0


@dataclass(frozen=True, slots=True)
class Period:
    """From `start`, included, to `end`, excluded."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        return self.end - self.start

    def holds(self, moment: int) -> bool:
        """Whether the moment is in the period."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class AnchorConfig:
    """Where in a month or a year periods are to begin. What is None is as when the subscription was created."""

    day_of_month: int
    month: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, **self.shown()}

    def shown(self) -> dict[str, int | None]:
        """The wire object."""
        return {name: getattr(self, name) for name in ("day_of_month", "hour", "minute", "month", "second")}

    @classmethod
    def from_stored(cls, stored: Json) -> "AnchorConfig":
        """The configuration as it was stored."""
        return cls(**{name: stored[name] for name in ("day_of_month", "hour", "minute", "month", "second")})


def after(anchor: int, interval: Interval, number: int) -> int:
    """The moment `number` intervals after the anchor, or before it if `number` is negative.

    The day of a month is that of the anchor, or the last one of a shorter month.
    """
    if not interval.months:
        return anchor + number * interval.seconds
    return _in_month(datetime.fromtimestamp(anchor, UTC), number * interval.months)


def period_at(anchor: int, interval: Interval, moment: int) -> Period:
    """The period of the grid that holds the moment."""
    number = _guess(anchor, interval, moment)
    while after(anchor, interval, number) > moment:
        number -= 1
    while (end := after(anchor, interval, number + 1)) <= moment:
        number += 1
    return Period(after(anchor, interval, number), end)


def period_until(anchor: int, interval: Interval, end: int) -> Period:
    """The period of the grid that ends at `end`, or the one around `end` if none does."""
    return period_at(anchor, interval, end - 1)


def first_after(anchor: int, interval: Interval, moment: int) -> int:
    """The first moment of the grid after `moment`."""
    return period_at(anchor, interval, moment).end


def anchor_of(config: AnchorConfig, interval: Interval, created: int) -> int:
    """The anchor that a configuration asks for (recurring.md §4.2).

    Periods begin on the day that was asked for, the first after `created`. The anchor is the first such moment whose
    month has that day: it may be several periods ahead, and only its grid counts. Intervals count months or years.
    """
    now = datetime.fromtimestamp(created, UTC)
    wanted = now.replace(
        day=1,
        month=config.month or now.month,
        hour=now.hour if config.hour is None else config.hour,
        minute=now.minute if config.minute is None else config.minute,
        second=now.second if config.second is None else config.second,
    )
    step = interval.months if config.month is not None else 1
    months = -12 // step * step
    while _in_month(wanted, months, config.day_of_month) <= created:
        months += step
    first = months
    # The 29th of February of a yearly price waits for a leap year; a 30th is never there.
    for _ in range(60):
        if config.day_of_month <= _days_of(wanted, months):
            return _in_month(wanted, months, config.day_of_month)
        months += interval.months
    return _in_month(wanted, first, config.day_of_month)


def _guess(anchor: int, interval: Interval, moment: int) -> int:
    if not interval.months:
        return (moment - anchor) // interval.seconds
    first, last = datetime.fromtimestamp(anchor, UTC), datetime.fromtimestamp(moment, UTC)
    return ((last.year - first.year) * 12 + last.month - first.month) // interval.months


def _month(base: datetime, months: int) -> tuple[int, int]:
    years, month = divmod(base.month - 1 + months, 12)
    return base.year + years, month + 1


def _days_of(base: datetime, months: int) -> int:
    return monthrange(*_month(base, months))[1]


def _in_month(base: datetime, months: int, day: int | None = None) -> int:
    """The moment in the month `months` after that of `base`, on the `day`, at most the last one of that month."""
    year, month = _month(base, months)
    last = monthrange(year, month)[1]
    return int(base.replace(year=year, month=month, day=min(day or base.day, last)).timestamp())
