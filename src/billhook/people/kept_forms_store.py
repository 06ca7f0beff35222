"""Every statement on forms that are kept; transactions are the callers'."""

from typing import Any

from billhook.people.store import hashed

Connection = Any


async def insert(
    conn: Connection, token: str, person: str, path: str, sealed: bytes, *, now: int, expires_at: int, most: int
) -> None:
    """Keep a form under its token. Those that are over go, and all but the newest `most` of the person."""
    await conn.execute("DELETE FROM people_kept_forms WHERE expires_at <= $1", now)
    await conn.execute(
        "INSERT INTO people_kept_forms (hash, person, path, created, expires_at, sealed) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        hashed(token), person, path, now, expires_at, sealed,
    )  # fmt: skip
    await conn.execute(
        "DELETE FROM people_kept_forms WHERE hash IN "
        "(SELECT hash FROM people_kept_forms WHERE person = $1 ORDER BY created DESC, hash OFFSET $2)",
        person, most,
    )  # fmt: skip


async def find(conn: Connection, token: str, person: str, path: str, now: int) -> bytes | None:
    """What is kept under a token for this person and address."""
    found: bytes | None = await conn.fetchval(
        "SELECT sealed FROM people_kept_forms WHERE hash = $1 AND person = $2 AND path = $3 AND expires_at > $4",
        hashed(token), person, path, now,
    )  # fmt: skip
    return found


async def forget(conn: Connection, token: str, person: str, path: str) -> bool:
    """Forget a form; whether it was there."""
    done: str = await conn.execute(
        "DELETE FROM people_kept_forms WHERE hash = $1 AND person = $2 AND path = $3", hashed(token), person, path
    )
    return done != "DELETE 0"
