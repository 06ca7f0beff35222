"""What time does with a subscription, and when (recurring.md §3, §12)."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.kernel.clock import DAY_SECONDS
from billhook.subscriptions.objects import Subscription, SubscriptionItem
from billhook.subscriptions.rules.lifecycle import ACTIVE, ENDED, INCOMPLETE, PAST_DUE, TRIALING, UNPAID

# Of what comes at the same second, the first is done first (recurring.md §12).
_ORDER = (EXPIRE, CANCEL, TELL_TRIAL_END, END_TRIAL, RENEW, COLLECT_AGAIN) = (
    "expire", "cancel", "tell_trial_end", "end_trial", "renew", "collect_again",
)  # fmt: skip

WINDOW_SECONDS = 23 * 3_600
"""How long the first invoice waits for its payment (recurring.md §3.4)."""

_TRIAL_END_TOLD_SECONDS = 3 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Step:
    """What is done at a moment."""

    moment: int
    name: str


def next_step(s: Subscription, items: Sequence[SubscriptionItem]) -> Step | None:
    """What comes next; None if nothing does."""
    steps = _steps(s, items)
    return min(steps, key=lambda step: (step.moment, _ORDER.index(step.name)), default=None)


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
