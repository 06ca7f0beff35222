"""Every statement on mails to people; transactions are the callers'."""

from typing import Any

from billhook.db.outbox import Job, enqueue
from billhook.db.rows import decoding
from billhook.people.objects import EndpointTrouble, PersonMail

Connection = Any

MAIL_JOB = "people.mail"
KEPT_SECONDS = 30 * 86_400
_FIELDS = tuple(PersonMail.__dataclass_fields__)
_COLUMNS = ", ".join("m." + name for name in _FIELDS)
_values = decoding(_FIELDS, {"about": EndpointTrouble.from_stored})


async def queue(conn: Connection, mail: PersonMail) -> None:
    """Store a mail and have it sent once this transaction is committed. Old ones are forgotten."""
    await conn.execute("DELETE FROM people_mails WHERE created < $1", mail.created - KEPT_SECONDS)
    await conn.execute(
        "INSERT INTO people_mails (id, kind, recipient, asked_by, created, next_attempt_at, about) "
        "VALUES ($1, $2, $3, $4, $5, $5, $6)",
        mail.id, mail.kind, mail.recipient, mail.asked_by, mail.created, mail.about,
    )  # fmt: skip
    await enqueue(conn, Job(MAIL_JOB, mail.id, None))


async def claim(conn: Connection, id: str, now: int, until: int) -> PersonMail | None:
    """A mail that is due, for whoever hands it over before `until`; None if there is nothing to do."""
    row = await conn.fetchrow(
        "UPDATE people_mails m SET status = $4, attempts = m.attempts + 1, next_attempt_at = $3 "
        f"WHERE m.id = $1 AND m.next_attempt_at <= $2 RETURNING {_COLUMNS}",
        id, now, until, "sending",
    )  # fmt: skip
    return PersonMail(*_values(row)) if row is not None else None


async def finish(conn: Connection, id: str, status: str, outcome: str, *, next_attempt_at: int | None = None) -> None:
    """What came of a mail."""
    await conn.execute(
        "UPDATE people_mails SET status = $2, outcome = $3, next_attempt_at = $4 WHERE id = $1",
        id, status, outcome, next_attempt_at,
    )  # fmt: skip


async def was_queued(conn: Connection, kind: str, recipient: str, since: int) -> bool:
    """Whether somebody got such a mail since a moment, or is to get it."""
    found = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM people_mails WHERE kind = $1 AND recipient = $2 AND created > $3)",
        kind, recipient, since,
    )  # fmt: skip
    return bool(found)


async def forget(conn: Connection, id: str) -> None:
    """There is nobody to send it to."""
    await conn.execute("DELETE FROM people_mails WHERE id = $1", id)
