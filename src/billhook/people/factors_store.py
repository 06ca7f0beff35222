"""Every statement on authenticator apps and recovery codes; transactions are the callers'."""

from collections.abc import Sequence
from typing import Any

from billhook.people.objects import Authenticator

Connection = Any

_COLUMNS = ", ".join(Authenticator.__dataclass_fields__)


async def find(conn: Connection, person: str, *, lock: bool = False) -> Authenticator | None:
    """The authenticator app of a person; it may not count yet."""
    row = await conn.fetchrow(
        f"SELECT {_COLUMNS} FROM people_authenticators WHERE person = $1{' FOR UPDATE' if lock else ''}", person
    )
    return Authenticator(*row) if row is not None else None


async def has_factor(conn: Connection, person: str) -> bool:
    """Whether signing in with a password asks the person for more."""
    found = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM people_authenticators WHERE person = $1 AND confirmed_at IS NOT NULL)", person
    )
    return bool(found)


async def people_with_apps(conn: Connection, account: str) -> set[str]:
    """Who of an account has an app that counts."""
    rows = await conn.fetch(
        "SELECT a.person FROM people p JOIN people_authenticators a ON a.person = p.id AND a.confirmed_at IS NOT NULL "
        "WHERE p.account = $1",
        account,
    )
    return {row["person"] for row in rows}


async def begin(conn: Connection, person: str, sealed: bytes, now: int) -> bool:
    """Store an app that does not count yet, over one that never did; whether there is none that counts."""
    done: str = await conn.execute(
        "INSERT INTO people_authenticators AS a (person, sealed, created) VALUES ($1, $2, $3) "
        "ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, created = excluded.created, last_step = 0 "
        "WHERE a.confirmed_at IS NULL",
        person, sealed, now,
    )  # fmt: skip
    return not done.endswith(" 0")


async def confirm(conn: Connection, person: str, step: int, now: int) -> None:
    """From now on it counts."""
    await conn.execute(
        "UPDATE people_authenticators SET confirmed_at = $3, last_step = $2 WHERE person = $1", person, step, now
    )


async def use_step(conn: Connection, person: str, step: int) -> None:
    """The code of this step, and of those before, is used."""
    await conn.execute("UPDATE people_authenticators SET last_step = $2 WHERE person = $1", person, step)


async def remove(conn: Connection, person: str) -> bool:
    """Remove the app and the recovery codes of a person; whether there was an app."""
    await conn.execute("DELETE FROM people_recovery_codes WHERE person = $1", person)
    done: str = await conn.execute("DELETE FROM people_authenticators WHERE person = $1", person)
    return done != "DELETE 0"


async def replace_codes(conn: Connection, person: str, hashes: Sequence[bytes]) -> None:
    """New recovery codes in place of the old ones."""
    await conn.execute("DELETE FROM people_recovery_codes WHERE person = $1", person)
    await conn.execute(
        "INSERT INTO people_recovery_codes (person, hash) SELECT $1, h FROM unnest($2::bytea[]) h", person, hashes
    )


async def use_code(conn: Connection, person: str, hash: bytes, now: int) -> bool:
    """Use a recovery code; whether it was there and unused."""
    done: str = await conn.execute(
        "UPDATE people_recovery_codes SET used_at = $3 WHERE person = $1 AND hash = $2 AND used_at IS NULL",
        person, hash, now,
    )  # fmt: skip
    return done != "UPDATE 0"


async def codes_left(conn: Connection, person: str) -> int:
    """How many recovery codes are unused."""
    return await conn.fetchval(  # type: ignore[no-any-return]
        "SELECT count(*) FROM people_recovery_codes WHERE person = $1 AND used_at IS NULL", person
    )
