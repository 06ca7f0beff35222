"""What becomes of a mail by the answer of the mail server, and when it is tried again. What can be known of a mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAIL_STATES = ("queued", "sent", "delivered", "delayed", "bounced", "complained", "failed", "unknown")
"""What can be known of a mail last: its status, or what was told since it left."""

_MINUTE, _HOUR = 60, 3_600

# Seconds after each failed attempt: about two days in all, as mail servers themselves do it.
RETRY_SECONDS = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 4 * _HOUR, 12 * _HOUR, 24 * _HOUR)

# How long a worker may take to hand a mail over before others take it for dead. Longer than the transport's
# own time-out, so that only a process that was killed is ever taken for dead.
HAND_OVER_SECONDS = 180

QUEUED, SENT, FAILED = "queued", "sent", "failed"


def next_attempt(attempts: int, now: int) -> int | None:
    """When to try again after `attempts` failures (one at least), or None to give up."""
    return now + RETRY_SECONDS[attempts - 1] if attempts <= len(RETRY_SECONDS) else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the mail server said at one attempt: its reply if it took the mail for somebody, and for whom.

    `refused` and `deferred` say for the others why it does not take the mail ever, or now.
    """

    taken: Sequence[str]
    refused: Mapping[str, str]
    deferred: Mapping[str, str]
    reply: str = ""


NO_ANSWER = Answer((), {}, {})
"""Nobody was asked."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a mail, over all attempts. `next_attempt_at` in unix seconds, None if there is none."""

    status: str
    outcome: str
    taken: tuple[str, ...]
    refused: Mapping[str, str]
    next_attempt_at: int | None = None


def settled(
    recipient: str, taken_before: Sequence[str], refused_before: Mapping[str, str], answer: Answer, again_at: int | None
) -> Settled:
    """The mail after an attempt. It is sent if it was taken for its recipient, whatever became of the copies.

    An address that was deferred is tried again at `again_at`, alone; without another attempt it is refused.
    """
    taken = (*taken_before, *answer.taken)
    waits = bool(answer.deferred) and again_at is not None
    refused = {**refused_before, **answer.refused, **({} if waits else answer.deferred)}
    status = QUEUED if waits else SENT if recipient in taken else FAILED
    outcome = _outcome(recipient, taken, {**refused, **answer.deferred}, answer.reply)
    return Settled(status, outcome, taken, refused, again_at if waits else None)


def _outcome(recipient: str, taken: Sequence[str], not_taken: Mapping[str, str], reply: str) -> str:
    """In one line: the answer for the recipient, then for the copies if it is another one."""
    said = not_taken.get(recipient) or reply or "taken at an earlier attempt"
    others = [f"taken for {', '.join(taken)}"] if recipient in not_taken and taken else []
    others += [f"not taken for {address}: {why}" for address, why in not_taken.items() if why != said]
    return "; ".join([said, *others])
