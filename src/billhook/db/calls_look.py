"""A look at calls that are not settled, for the people of an account."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.db.tx import Reader


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A call that is not settled: its `kind` as the processor is asked, about `amount` (minor units of `currency`).

    `silence` says why the last attempt got no answer, `silent_since` since when none came; both are None if the
    processor said that it is not done yet. `attempts` were asked again in vain. Moments in Unix seconds.
    """

    id: str
    created: int
    verb: str
    subject: str
    kind: str
    amount: int | None
    currency: str | None
    processor: str
    attempts: int
    next_attempt_at: int
    silence: str | None
    silent_since: int | None
    is_on_clock: bool

    @property
    def unanswered(self) -> int:
        """How often it was asked without an answer."""
        return self.attempts + (self.silence is not None)


_SELECT = """
    SELECT c.id, c.created, c.verb, c.subject, c.asked ->> 'kind', (c.asked ->> 'amount')::bigint,
           c.asked ->> 'currency', coalesce(c.processor, ''), c.attempts, c.next_attempt_at, c.silence, c.silent_since,
           c.test_clock IS NOT NULL
    FROM calls c WHERE c.tenant = $1 AND c.settled_at IS NULL"""


async def waiting(
    reader: Reader, *, after: str = "", before: str = "", silent: bool = False, limit: int
) -> list[WaitingCall]:
    """At most `limit` calls, newest first: those that are older than `after`, or the nearest that are newer than
    `before`; only those without an answer if `silent`."""
    ascending = bool(before and not after)
    conditions = " AND c.silence IS NOT NULL" if silent else ""
    at = before if ascending else after
    if at:
        conditions += f" AND c.id {'>' if ascending else '<'} $3"
    rows = await reader.fetch(
        f"{_SELECT}{conditions} ORDER BY c.id {'ASC' if ascending else 'DESC'} LIMIT $2",
        reader.tenant.id, limit, *([at] if at else []),
    )  # fmt: skip
    found = [WaitingCall(*row) for row in rows]
    return found[::-1] if ascending else found


async def find_waiting(reader: Reader, call_id: str) -> WaitingCall | None:
    """A call that is not settled."""
    row = await reader.fetchrow(f"{_SELECT} AND c.id = $2", reader.tenant.id, call_id)
    return WaitingCall(*row) if row is not None else None


async def silent_before(reader: Reader, moment: int, *, limit: int) -> int:
    """How many calls have had no answer since a moment or longer (Unix seconds), counted up to `limit`."""
    sql = (
        "SELECT count(*) FROM (SELECT FROM calls WHERE tenant = $1 AND settled_at IS NULL AND silence IS NOT NULL "
        "AND silent_since <= $2 LIMIT $3) AS silent"
    )
    return int(await reader.fetchval(sql, reader.tenant.id, moment, limit))


def subjects(calls: Sequence[WaitingCall]) -> list[str]:
    """The ids of what the calls are about."""
    return list(dict.fromkeys(call.subject for call in calls))
