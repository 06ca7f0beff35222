"""How far a test clock may be advanced, and what is played next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from billhook.kernel import errors
from billhook.kernel.clock import DAY_SECONDS

LIFE_SECONDS = 30 * DAY_SECONDS
"""How long a clock is kept (platform.md §8)."""

# Two years, of which one may be a leap year.
AT_ONCE_SECONDS = 731 * DAY_SECONDS


def check_target(now: int, target: int) -> None:
    """Raises CLOCK_BACKWARDS, CLOCK_TOO_FAR."""
    if target <= now:
        raise errors.CLOCK_BACKWARDS(param="frozen_time", now=now)
    if target > now + AT_ONCE_SECONDS:
        raise errors.CLOCK_TOO_FAR(param="frozen_time", most=now + AT_ONCE_SECONDS)


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """Something that is due at `moment`: the job that sees to it, the customer whose it is, and the object's id.

    Steps are played in this order.
    """

    moment: int
    customer: str
    id: str
    job: str


@dataclass(frozen=True, slots=True)
class Together:
    """The steps of one moment of a clock. Those of a customer follow each other; customers do not wait for each other.

    `moment` is the time of the clock when they are played: what was late is played now.
    """

    moment: int
    of_customers: tuple[tuple[Step, ...], ...]


def next_steps(due: Iterable[Step], played: Collection[Step], now: int) -> Together | None:
    """What is played next of what is due; None if nothing is left.

    Steps that were `played` and are due as before are not played again: they wait for something else.
    """
    left = sorted(set(due) - set(played))
    if not left:
        return None
    moment = max(now, left[0].moment)
    by_customer: dict[str, list[Step]] = {}
    for step in left:
        if step.moment <= moment:
            by_customer.setdefault(step.customer, []).append(step)
    return Together(moment, tuple(tuple(steps) for steps in by_customer.values()))
