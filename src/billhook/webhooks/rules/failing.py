"""When a webhook endpoint has failed for too long: people are told, and later it is disabled.

An endpoint fails from its first failed attempt on, until an attempt is answered with 2xx. In live mode people are
told after three days of this. Six days later, at the earliest, the endpoint is disabled and they are told again. Stripe
disables an endpoint after nine days too (platform.md §6.5). In test mode nobody is told and nothing is disabled: the
receiver is a developer's own program, and a holiday is no fault.

Only a failed attempt decides, so an endpoint that is sent nothing stays as it is.
"""

from dataclasses import dataclass
from enum import Enum

DAY_SECONDS = 86_400
WARNED_AFTER_DAYS = 3
DISABLED_AFTER_DAYS = 9

_GRACE_SECONDS = (DISABLED_AFTER_DAYS - WARNED_AFTER_DAYS) * DAY_SECONDS


class Step(Enum):
    """What an endpoint's attempts lead to."""

    WARN = "warn"
    DISABLE = "disable"


@dataclass(frozen=True, slots=True)
class Health:
    """Since when an endpoint fails, and when people were told; both None for one that works."""

    failing_since: int | None = None
    warned_at: int | None = None

    @property
    def disabled_from(self) -> int | None:
        """The moment from which a failed attempt disables the endpoint; None before people were told."""
        return None if self.warned_at is None else self.warned_at + _GRACE_SECONDS


WELL = Health()


def after_attempts(was: Health, *, succeeded: bool, now: int, livemode: bool) -> tuple[Health, Step | None]:
    """The health after some attempts that ended together, and what follows; `succeeded`: one of them did."""
    if succeeded:
        return WELL, None
    since = now if was.failing_since is None else was.failing_since
    failing = Health(since, was.warned_at)
    if not livemode:
        return failing, None
    if failing.disabled_from is not None:
        return failing, Step.DISABLE if now >= failing.disabled_from else None
    if now >= since + WARNED_AFTER_DAYS * DAY_SECONDS:
        return Health(since, now), Step.WARN
    return failing, None
