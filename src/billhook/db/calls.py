"""Calls: what has to be asked of somebody outside, written down before it is asked (rule 5 of the map).

A verb that must call out decides everything it can in its transaction, writes a `Call` and returns it. Once that is
committed the call is made, and a second transaction settles what came of it. If the process dies in between, the
row is still there: the sweep finds it and asks again with the same key, the id of the call.
"""

from collections.abc import Sequence
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
_REASON_LENGTH_MAX = 300


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be asked: `verb` names who settles it, `subject` the object that it is about.

    `at` is what time it is for those who live on a test clock, None for all others. `processor` is who is asked,
    `reference` what they call the object that the call made.
    """

    id: str
    verb: str
    subject: str
    asked: Json
    at: int | None = None
    processor: str = ""
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer came, so nobody knows yet; `reason` says why to the people of the account, and no secret."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """How a settlement ends that changed something and still answers with an error: a decline, for one."""

    error: ApiError


class AskFirst(Exception):
    """Something has to be asked and settled before a verb can decide: another verb, which claims the call, and what it
    is about. The executor runs that one, and then the first one anew."""

    def __init__(self, verb: str, subject: str) -> None:
        self.verb, self.subject = verb, subject
        super().__init__(f"{verb} {subject}")


def ask_first(tx: Tx, verb: str, subject: str) -> None:
    """Have `verb` ask about a subject before this transaction decides; nothing of this one stays.

    Raises AskFirst, unless that was done for this request: then whoever calls decides without the answer.
    """
    if subject not in tx.cause.asked_first:
        raise AskFirst(verb, subject)


async def claim(
    tx: Tx, verb: str, subject: str, asked: Json, *, of: str | None = None, later: bool = False, after: int = 0
) -> Call:  # fmt: skip
    """Write down what is to be asked once this transaction has committed.

    `of` is the processor that is asked, which is that of the tenant otherwise. With `later` the worker asks, `after` so
    many seconds: the verb does not wait for it, and its result is no answer to whoever runs it.
    """
    clock = tx.moment.clock
    asks = tx.tenant.processor if of is None else of
    call = Call(new_id("call"), verb, subject, asked, tx.now if clock is not None else None, asks)
    await tx.write_later(
        call.id,
        "INSERT INTO calls (tenant, id, created, verb, subject, asked, reply, next_attempt_at, made_on, processor) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.tenant.id, call.id, tx.wall_now, verb, subject, dict(asked), None if later else tx.cause.reply,
        tx.wall_now + (after if later else ASK_AGAIN_SECONDS), clock, asks or None,
    )  # fmt: skip
    if later:
        tx.enqueue(ASK_JOB, f"{tx.tenant.id}/{call.id}", at=tx.wall_now + after if after else None)
    return call


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call as stored, with how its answer is to be written for the idempotency key that asked."""

    call: Call
    reply: HowToReply | None
    attempts: int
    is_settled: bool


_SELECT = """
    SELECT id, verb, subject, asked, reply, attempts, settled_at, processor, reference,
           CASE WHEN made_on IS NOT NULL THEN look_at_clock(tenant, made_on) END AS at
    FROM calls WHERE tenant = $1 AND id = $2"""


async def find(reader: Reader, call_id: str) -> OpenCall | None:
    """A call."""
    return _open(await reader.fetchrow(_SELECT, reader.tenant.id, call_id))


async def subjects_of(reader: Reader, ids: Sequence[str]) -> dict[str, str]:
    """What some calls are about, by their ids; those that were forgotten are not there."""
    sql = "SELECT id, subject FROM calls WHERE tenant = $1 AND id = ANY($2)"
    return {row["id"]: row["subject"] for row in await reader.fetch(sql, reader.tenant.id, list(ids))}


async def find_open(tx: Tx, verb: str, subject: str, *, patience: int) -> str | None:
    """The newest call about a subject whose object can still bring something: nobody has settled the call, and the
    object expired at most `patience` seconds ago."""
    sql = (
        "SELECT id FROM calls WHERE tenant = $1 AND verb = $2 AND subject = $3 AND settled_at IS NULL "
        "AND reference IS NOT NULL AND expires_at > $4 ORDER BY id DESC LIMIT 1"
    )
    found = await tx.fetchval(sql, tx.tenant.id, verb, subject, tx.wall_now - patience)
    return str(found) if found is not None else None


async def find_unanswered(tx: Tx, verb: str, subject: str, begun: str) -> Call | None:
    """The call by which `verb` has asked about a subject and what `begun` made, if nobody knows the answer yet."""
    sql = (
        "SELECT id FROM calls WHERE tenant = $1 AND subject = $3 AND verb = $2 AND settled_at IS NULL "
        "AND asked ->> 'begun' = $4 ORDER BY id LIMIT 1"
    )
    id = await tx.fetchval(sql, tx.tenant.id, verb, subject, begun)
    found = await find(tx, id) if id is not None else None
    return found.call if found is not None else None


async def asked_of(reader: Reader, call_id: str) -> str | None:
    """Who was asked by a call, as `claim` takes it (`of`); None if the call was forgotten since."""
    row = await reader.fetchrow(
        "SELECT processor FROM calls WHERE tenant = $1 AND id = $2", reader.tenant.id, call_id
    )  # fmt: skip
    return (row["processor"] or "") if row is not None else None


async def lock(tx: Tx, call_id: str) -> OpenCall | None:
    """A call that nobody else settles until this transaction ends."""
    return _open(await tx.fetchrow(f"{_SELECT} FOR UPDATE", tx.tenant.id, call_id))


async def remember(tx: Tx, call: Call, reference: str, expires_at: int) -> None:
    """Write down what the processor calls the object that a call made, and when nobody can pay it any more.

    The call stays open: it is asked anew until then, and once more at that moment.
    """
    await tx.write_later(
        call.id, "UPDATE calls SET reference = $3, expires_at = $4 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, call.id, reference, expires_at,
    )  # fmt: skip


async def wake(tx: Tx, processor: str, references: Sequence[str]) -> int:
    """Ask at once about what a processor has told of: by its own names, or by the ids of calls. How many it knew."""
    rows = await tx.fetch(
        "UPDATE calls SET next_attempt_at = $4 WHERE tenant = $1 AND processor = $2 AND settled_at IS NULL "
        "AND (reference = ANY($3) OR id = ANY($3)) RETURNING id",
        tx.tenant.id, processor, list(references), tx.wall_now,
    )  # fmt: skip
    for row in rows:
        tx.enqueue(ASK_JOB, f"{tx.tenant.id}/{row['id']}")
    return len(rows)


async def wake_one(tx: Tx, call_id: str) -> bool:
    """Ask about one call at once; whether it was open."""
    row = await tx.fetchrow(
        "UPDATE calls SET next_attempt_at = $3 WHERE tenant = $1 AND id = $2 AND settled_at IS NULL RETURNING id",
        tx.tenant.id, call_id, tx.wall_now,
    )  # fmt: skip
    if row is not None:
        tx.enqueue(ASK_JOB, f"{tx.tenant.id}/{call_id}")
    return row is not None


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
        call.id,
        "UPDATE calls SET test_clock = $4, silence = NULL, silent_since = NULL, "
        "next_attempt_at = CASE WHEN expires_at > $5 THEN LEAST($3, expires_at + 1) ELSE $3 END "
        "WHERE tenant = $1 AND id = $2",
        tx.tenant.id, call.id, until, clock, tx.wall_now,
    )  # fmt: skip


async def note_silence(tx: Tx, call: Call, silence: Silence) -> None:
    """No answer came to the first attempt: the call stays as it is, and says why."""
    await tx.write_later(
        call.id,
        "UPDATE calls SET silence = $3, silent_since = coalesce(silent_since, $4) "
        "WHERE tenant = $1 AND id = $2 AND settled_at IS NULL",
        tx.tenant.id, call.id, silence.reason[:_REASON_LENGTH_MAX], tx.wall_now,
    )  # fmt: skip


async def postpone(tx: Tx, call: Call, attempts: int, silence: Silence | None = None) -> None:
    """No answer came: ask again later."""
    gap = min(_GAP_SECONDS * 2 ** min(attempts, 10), _GAP_MAX_SECONDS)
    await tx.write_later(
        call.id,
        "UPDATE calls SET attempts = $3, next_attempt_at = $4, test_clock = NULL, "
        "silence = coalesce($5, silence), "
        "silent_since = CASE WHEN $5::text IS NULL THEN silent_since ELSE coalesce(silent_since, $6) END "
        "WHERE tenant = $1 AND id = $2",
        tx.tenant.id, call.id, attempts + 1, tx.wall_now + gap,
        silence.reason[:_REASON_LENGTH_MAX] if silence is not None else None, tx.wall_now,
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
    call = Call(
        row["id"], row["verb"], row["subject"], row["asked"], row["at"], row["processor"] or "", row["reference"]
    )
    return OpenCall(call, row["reply"], row["attempts"], row["settled_at"] is not None)
