"""When a trial ends (recurring.md §3.7)."""

from collections.abc import Sequence

from billhook.catalog.objects import Price
from billhook.kernel import errors
from billhook.kernel.clock import DAY_SECONDS

DAYS_MAX = 730


def trial_end_of(
    trial_end: int | str | None, days: int | None, prices: Sequence[Price], *, from_price: bool, now: int
) -> int | None:  # fmt: skip
    """The end of a new subscription's trial in Unix seconds; None if it has no trial.

    Days have 86,400 seconds. Days of a price count only if the caller says so (`from_price`).
    Raises TRIAL_TWICE, EXCLUSIVE_PARAMETERS, TRIAL_END_PAST, TRIAL_TOO_LONG.
    """
    if from_price and (trial_end is not None or days is not None):
        raise errors.TRIAL_TWICE()
    if trial_end is not None and days is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="trial_end", names="trial_end, trial_period_days")
    if from_price:
        days = max((price.recurring.trial_period_days or 0 for price in prices if price.recurring), default=0)
    if days:
        return now + days * DAY_SECONDS
    return moment_of(trial_end, now=now)


def moment_of(trial_end: int | str | None, *, now: int) -> int | None:
    """A given end of a trial; None for none, and for `now`. Raises TRIAL_END_PAST, TRIAL_TOO_LONG."""
    if not isinstance(trial_end, int):
        return None
    if trial_end <= now:
        raise errors.TRIAL_END_PAST(param="trial_end", moment=trial_end)
    latest = now + DAYS_MAX * DAY_SECONDS
    if trial_end > latest:
        raise errors.TRIAL_TOO_LONG(param="trial_end", latest=latest)
    return trial_end
