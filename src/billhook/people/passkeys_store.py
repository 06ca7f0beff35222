"""Every statement on passkeys and challenges; transactions are the callers'."""

from collections.abc import Sequence
from typing import Any

from billhook.people.objects import Passkey
from billhook.people.store import hashed

Connection = Any

_COLUMNS = tuple(Passkey.__dataclass_fields__)
_PASSKEY = f"SELECT {', '.join(_COLUMNS)} FROM people_passkeys"


async def insert(conn: Connection, passkey: Passkey) -> None:
    """Store a passkey. Raises asyncpg's UniqueViolationError if the device made it before."""
    values = [getattr(passkey, name) for name in _COLUMNS]
    places = ", ".join(f"${n + 1}" for n in range(len(values)))
    await conn.execute(f"INSERT INTO people_passkeys ({', '.join(_COLUMNS)}) VALUES ({places})", *values)


async def find(conn: Connection, credential: bytes) -> Passkey | None:
    """A passkey by what its device calls it; nobody else uses it until this transaction is over."""
    row = await conn.fetchrow(f"{_PASSKEY} WHERE credential = $1 FOR UPDATE", credential)
    return Passkey(*row) if row is not None else None


async def of_person(conn: Connection, person: str) -> Sequence[Passkey]:
    """The passkeys of a person, the oldest first."""
    return [Passkey(*row) for row in await conn.fetch(f"{_PASSKEY} WHERE person = $1 ORDER BY id", person)]


async def use(conn: Connection, id: str, sign_count: int, now: int) -> None:
    """A passkey was used."""
    await conn.execute("UPDATE people_passkeys SET sign_count = $2, last_used = $3 WHERE id = $1", id, sign_count, now)


async def remove(conn: Connection, person: str, id: str) -> bool:
    """Remove a passkey of a person; whether there was one."""
    done: str = await conn.execute("DELETE FROM people_passkeys WHERE person = $1 AND id = $2", person, id)
    return done != "DELETE 0"


async def remove_all(conn: Connection, person: str) -> bool:
    """Remove every passkey of a person; whether there was one."""
    done: str = await conn.execute("DELETE FROM people_passkeys WHERE person = $1", person)
    return done != "DELETE 0"


async def add_challenge(conn: Connection, challenge: str, holder: str, *, now: int, expires_at: int) -> None:
    """Store a challenge for whoever holds a token; those that are over are forgotten."""
    await conn.execute("DELETE FROM people_challenges WHERE expires_at <= $1", now)
    await conn.execute(
        "INSERT INTO people_challenges (hash, holder, expires_at) VALUES ($1, $2, $3)",
        hashed(challenge), hashed(holder), expires_at,
    )  # fmt: skip


async def use_challenge(conn: Connection, challenge: str, holder: str, now: int) -> bool:
    """Use a challenge up; whether this holder was asked it, and in time."""
    done: str = await conn.execute(
        "DELETE FROM people_challenges WHERE hash = $1 AND holder = $2 AND expires_at > $3",
        hashed(challenge), hashed(holder), now,
    )  # fmt: skip
    return done != "DELETE 0"
