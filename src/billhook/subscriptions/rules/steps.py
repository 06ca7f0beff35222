"""What time does with a subscription, and when (recurring.md §3, §12)."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.kernel.clock import DAY_SECONDS
from billhook.subscriptions.objects import Subscription, SubscriptionItem
from billhook.subscriptions.rules.lifecycle import ACTIVE, ENDED, INCOMPLETE, PAST_DUE, TRIALING, UNPAID

# Of what comes at the same second, the first is done first (recurring.md §12).
_ORDER = (EXPIRE, CANCEL, TELL_TRIAL_END, TELL_UPCOMING, END_TRIAL, RENEW, COLLECT_AGAIN) = (
    "expire", "cancel", "tell_trial_end", "tell_upcoming", "end_trial", "renew", "collect_again",
)  # fmt: skip

WINDOW_SECONDS = 23 * 3_600
"""How long the first invoice waits for its payment (recurring.md §3.4)."""

_TRIAL_END_TOLD_SECONDS = 3 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Step:
    """What is done at a moment."""

    moment: int
    name: str


def next_step(s: Subscription, items: Sequence[SubscriptionItem], *, upcoming_days: int = 0) -> Step | None:
    """What comes next; None if nothing does.

    The invoice to come is told of so many days before its period; 0, never.
    """
    steps = [*_steps(s, items), *_upcoming(s, items, upcoming_days)]
    return min(steps, key=lambda step: (step.moment, _ORDER.index(step.name)), default=None)


def _upcoming(s: Subscription, items: Sequence[SubscriptionItem], days: int) -> list[Step]:
    """Not for periods that are no longer than the days, and not if nothing follows or nothing is collected
    (recurring.md §4.4, §3.8)."""
    if not days or s.status not in (ACTIVE, PAST_DUE, TRIALING) or not items or s.pause_collection is not None:
        return []
    first = min(items, key=lambda item: item.period_end)
    moment = first.period_end - days * DAY_SECONDS
    ends = s.cancel_at is not None and s.cancel_at <= first.period_end
    if ends or moment <= first.period_start or s.upcoming_told_for == first.period_end:
        return []
    return [Step(moment, TELL_UPCOMING)]


def _steps(s: Subscription, items: Sequence[SubscriptionItem]) -> list[Step]:
    if s.status in ENDED:
        return []
    if s.status == INCOMPLETE:
        return [Step(s.created + WINDOW_SECONDS, EXPIRE)]
    steps = [] if s.cancel_at is None else [Step(s.cancel_at, CANCEL)]
    if s.status == TRIALING and s.trial_end is not None:
        steps.append(Step(s.trial_end, END_TRIAL))
        if not s.trial_end_told:
            steps.append(Step(max(s.trial_end - _TRIAL_END_TOLD_SECONDS, s.trial_start or s.created), TELL_TRIAL_END))
    elif s.status in (ACTIVE, PAST_DUE, UNPAID) and items:
        steps.append(Step(min(item.period_end for item in items), RENEW))
    if s.pause_collection is not None and s.pause_collection.resumes_at is not None:
        steps.append(Step(s.pause_collection.resumes_at, COLLECT_AGAIN))
    return steps
