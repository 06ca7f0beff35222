"""Calls: what has to be asked of somebody outside, written down before it is asked (rule 5 of the map).

A verb that must call out decides everything it can in its transaction, writes a `Call` and returns it. Once that is
committed the call is made, and a second transaction settles what came of it. If the process dies in between, the
row is still there: the sweep finds it and asks again with the same key, the id of the call.
"""

from dataclasses import dataclass
from typing import Any

from billhook.db.cause import HowToReply
from billhook.db.tx import Reader, Tx
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.kernel.stored import Json

ASK_JOB = "payments.ask"
"""The job that asks again; its payload is `tenant/call`."""

# By then the process that asked has had its answer, or is gone.
ASK_AGAIN_SECONDS = 60
# Asked again after so many seconds, doubled each time, up to an hour.
_GAP_SECONDS, _GAP_MAX_SECONDS = 60, 3_600


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be asked: `verb` names who settles it, `subject` the object that it is about.

    `at` is what time it is for those who live on a test clock, None for all others.
    """

    id: str
    verb: str
    subject: str
    asked: Json
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """How a settlement ends that changed something and still answers with an error: a decline, for one."""

    error: ApiError


async def claim(tx: Tx, verb: str, subject: str, asked: Json) -> Call:
    """Write down what is to be asked once this transaction has committed."""
    clock = tx.moment.clock
    call = Call(new_id("call"), verb, subject, asked, tx.now if clock is not None else None)
    await tx.write_later(
        call.id,
        "INSERT INTO calls (tenant, id, created, verb, subject, asked, reply, next_attempt_at, made_on) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tx.tenant.id, call.id, tx.wall_now, verb, subject, dict(asked), tx.cause.reply, tx.wall_now + ASK_AGAIN_SECONDS,
        clock,
    )  # fmt: skip
    return call


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call as stored, with how its answer is to be written for the idempotency key that asked."""

    call: Call
    reply: HowToReply | None
    attempts: int
    is_settled: bool


_SELECT = """
    SELECT id, verb, subject, asked, reply, attempts, settled_at,
           CASE WHEN made_on IS NOT NULL THEN look_at_clock(tenant, made_on) END AS at
    FROM calls WHERE tenant = $1 AND id = $2"""


async def find(reader: Reader, call_id: str) -> OpenCall | None:
    """A call."""
    return _open(await reader.fetchrow(_SELECT, reader.tenant.id, call_id))


async def lock(tx: Tx, call_id: str) -> OpenCall | None:
    """A call that nobody else settles until this transaction ends."""
    return _open(await tx.fetchrow(f"{_SELECT} FOR UPDATE", tx.tenant.id, call_id))


async def settle(tx: Tx, call: Call) -> None:
    """Write down that the answer came and was acted upon, in the transaction that does so."""
    await tx.write_later(
        call.id, "UPDATE calls SET settled_at = $3, next_attempt_at = NULL WHERE tenant = $1 AND id = $2",
        tx.tenant.id, call.id, tx.wall_now,
    )  # fmt: skip


async def wait(tx: Tx, call: Call, seconds: int) -> None:
    """An answer came that is not the last: ask again after so many seconds of the time in which its subject lives."""
    clock = tx.moment.clock
    until = (tx.now if clock is not None else tx.wall_now) + seconds
    tx.enqueue(ASK_JOB, f"{tx.tenant.id}/{call.id}", at=until)
    await tx.write_later(
        call.id, "UPDATE calls SET next_attempt_at = $3, test_clock = $4 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, call.id, until, clock,
    )  # fmt: skip


async def postpone(tx: Tx, call: Call, attempts: int) -> None:
    """No answer came: ask again later."""
    gap = min(_GAP_SECONDS * 2 ** min(attempts, 10), _GAP_MAX_SECONDS)
    await tx.write_later(
        call.id,
        "UPDATE calls SET attempts = $3, next_attempt_at = $4, test_clock = NULL WHERE tenant = $1 AND id = $2",
        tx.tenant.id, call.id, attempts + 1, tx.wall_now + gap,
    )  # fmt: skip


async def is_asking(reader: Reader, clock: str) -> bool:
    """Whether a call that was made on a test clock has no answer at all yet."""
    sql = (
        "SELECT EXISTS (SELECT FROM calls WHERE tenant = $1 AND made_on = $2 "
        "AND settled_at IS NULL AND test_clock IS NULL)"
    )
    return bool(await reader.fetchval(sql, reader.tenant.id, clock))


def _open(row: Any) -> OpenCall | None:
    if row is None:
        return None
    call = Call(row["id"], row["verb"], row["subject"], row["asked"], row["at"])
    return OpenCall(call, row["reply"], row["attempts"], row["settled_at"] is not None)
