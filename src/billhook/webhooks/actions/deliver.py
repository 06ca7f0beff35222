"""Deliver events to an endpoint: claim, call, settle.

`claim` takes what is due in a short transaction, the call is made with no transaction open, and `outcome`
says what becomes of the delivery. After a crash in between, the delivery falls due again when its claim ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.db.tx import Tx
from billhook.events import store as events
from billhook.webhooks import store
from billhook.webhooks.actions.record_outcomes import give_up
from billhook.webhooks.calling import Answer, Caller
from billhook.webhooks.objects import Endpoint, Outcome
from billhook.webhooks.queries import body_of
from billhook.webhooks.rules import schedule, signature

# A claim outlasts its call by this much, time enough to settle it.
SETTLE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one delivery, with everything that the call needs."""

    event: str
    event_type: str
    number: int
    url: str
    secrets: tuple[str, ...]
    body: bytes
    livemode: bool


async def claim(tx: Tx, endpoint: Endpoint, *, limit: int, seconds: int) -> list[Attempt]:
    """Take up to `limit` due deliveries for `seconds`. Those of a disabled endpoint fail here."""
    if not endpoint.is_enabled:
        await give_up(tx, endpoint.id, limit=1_000)
        return []
    numbers = dict(await store.claim(tx, endpoint.id, limit=limit, until=tx.wall_now + seconds))
    if not numbers:
        return []
    return [
        Attempt(
            event.id, event.type, numbers[event.id], endpoint.url, endpoint.secrets(tx.wall_now),
            body_of(tx, event, endpoint), tx.tenant.livemode,
        )
        for event in await events.of_ids(tx, list(numbers))
    ]  # fmt: skip


async def call(caller: Caller, attempt: Attempt, at: int) -> Answer:
    """Send the event, signed for the moment `at` (Unix seconds), and wait for the answer. Never raises."""
    header = signature.header(attempt.secrets, attempt.body, at)
    return await caller.post(attempt.url, attempt.body, header, livemode=attempt.livemode)


def outcome(attempt: Attempt, answer: Answer, *, at: int, now: int, gaps: Sequence[int]) -> Outcome:
    """What becomes of a delivery after an answer; `at` is when the call began, `now` when it ended."""
    again = None if answer.is_success else schedule.next_attempt_at(attempt.number, now, tuple(gaps))
    status = "delivered" if answer.is_success else "failed" if again is None else "pending"
    return Outcome(
        event=attempt.event,
        number=attempt.number,
        at=at,
        duration_ms=answer.duration_ms,
        response_status=answer.status,
        response_body=answer.body,
        error=answer.error,
        status=status,
        next_attempt_at=again,
    )
