"""Every statement on attempts that were refused; transactions are the callers'."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from billhook.people.store import hashed

Connection = Any

REFUSALS_JOB = "people.refusals"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was tried as `person` from an address within an hour, and how often. Nobody may have the e-mail."""

    id: str
    subject: bytes
    person: str | None
    actor: str
    verb: str
    address: str
    hour: int
    at: int
    device: str
    times: int


_COLUMNS = tuple(Refusal.__dataclass_fields__)
_REFUSAL = f"SELECT {', '.join(_COLUMNS)} FROM people_refusals"


def subject_of(email: str) -> bytes:
    """What is stored of an e-mail that was tried."""
    return hashed(f"refused {email.strip().lower()}")


async def count(conn: Connection, refusal: Refusal, *, due_at: int) -> None:
    """Count an attempt, beside those of the same hour."""
    places = ", ".join(f"${n + 1}" for n in range(len(_COLUMNS) + 1))
    await conn.execute(
        f"INSERT INTO people_refusals AS r ({', '.join(_COLUMNS)}, due_at) VALUES ({places}) "
        "ON CONFLICT (subject, verb, address, hour) DO UPDATE SET times = r.times + excluded.times, "
        "person = excluded.person, due_at = coalesce(r.due_at, excluded.due_at)",
        *(getattr(refusal, name) for name in _COLUMNS), due_at,
    )  # fmt: skip


async def claim(conn: Connection, id: str, now: int) -> Refusal | None:
    """A count that is due; nobody else looks after it until this transaction is over."""
    row = await conn.fetchrow(f"{_REFUSAL} WHERE id = $1 AND due_at <= $2 FOR UPDATE", id, now)
    return Refusal(*row) if row is not None else None


async def settle(conn: Connection, id: str) -> None:
    """The log has it, up to now."""
    await conn.execute("UPDATE people_refusals SET due_at = NULL WHERE id = $1", id)


async def forget(conn: Connection, id: str) -> None:
    """There is nobody whose log could have it, or another row has taken it over."""
    await conn.execute("DELETE FROM people_refusals WHERE id = $1", id)


async def sweep(conn: Connection, before: int) -> None:
    """Forget counts that no mail looks at any more; the log has them."""
    await conn.execute("DELETE FROM people_refusals WHERE at < $1 AND due_at IS NULL", before)


async def networks_told(conn: Connection, refusal: Refusal) -> int:
    """How many other networks of the same hour the log has."""
    found: int = await conn.fetchval(
        "SELECT count(*) FROM people_refusals WHERE subject = $1 AND verb = $2 AND hour = $3 AND address <> '' "
        "AND due_at IS NULL AND id <> $4",
        refusal.subject, refusal.verb, refusal.hour, refusal.id,
    )  # fmt: skip
    return found


async def shared(conn: Connection, refusal: Refusal) -> Refusal | None:
    """The row that all further networks of the same hour share."""
    row = await conn.fetchrow(
        f"{_REFUSAL} WHERE subject = $1 AND verb = $2 AND hour = $3 AND address = ''",
        refusal.subject, refusal.verb, refusal.hour,
    )  # fmt: skip
    return Refusal(*row) if row is not None else None


async def times_of(conn: Connection, person: str, verbs: Sequence[str], since: int) -> int:
    """How often one of these was tried as the person since the hour of a moment."""
    found: int = await conn.fetchval(
        "SELECT coalesce(sum(times), 0) FROM people_refusals WHERE person = $1 AND hour >= $2 AND verb = ANY($3)",
        person, since, list(verbs),
    )  # fmt: skip
    return found


async def log(conn: Connection, account: str, refusal: Refusal, actor_label: str, label: str) -> None:
    """Write it into the log of people, over what the log had of it."""
    await conn.execute(
        "INSERT INTO people_log "
        "(account, id, at, actor, actor_label, verb, object, object_label, address, device, changes, times) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '[]', $11) "
        "ON CONFLICT (account, id) DO UPDATE SET times = excluded.times",
        account, refusal.id, refusal.at, refusal.actor, actor_label, refusal.verb, refusal.person, label,
        refusal.address, refusal.device, refusal.times,
    )  # fmt: skip
