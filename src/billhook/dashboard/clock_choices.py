"""The test clocks that can be chosen in forms."""

from billhook.dashboard.choices import Choices, with_present
from billhook.dashboard.visiting import Visit
from billhook.test_clocks import verbs
from billhook.test_clocks.objects import TestClock
from billhook.test_clocks.params import ListTestClocks

_OFFERED_MAX = 100


def clock_name(clock: TestClock) -> str:
    """What a clock is called: its name, or words for one without."""
    return clock.name or "Test clock"


async def clock_choices(visit: Visit, none: str, present: str) -> Choices:
    """The newest clocks with their times, behind the words for `none`; nothing in live mode, or while there are none.

    `present` is the clock that is chosen now.
    """
    if visit.tenant.livemode:
        return []
    clocks, _ = await visit.look(verbs.LIST, ListTestClocks.of(limit=_OFFERED_MAX))
    offered = [(clock.id, f"{clock_name(clock)}, {visit.formats.moment(clock.frozen_time)}") for clock in clocks]
    return [("", none), *with_present(offered, present)] if clocks or present else []
