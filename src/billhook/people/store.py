"""Every statement on people, sessions, devices, links, attempts and the journal; transactions are the callers'."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from billhook.db.cause import Actor, Origin
from billhook.kernel.ids import new_id
from billhook.people.objects import Link, Person, Session

Connection = Any

DEVICE_SECONDS = 366 * 86_400

_PERSON_COLUMNS = tuple(Person.__dataclass_fields__)
_PERSON = f"SELECT {', '.join('p.' + name for name in _PERSON_COLUMNS)} FROM people p"
_SESSION_COLUMNS = tuple(Session.__dataclass_fields__)
_SESSION = ", ".join("s." + name for name in _SESSION_COLUMNS)


def hashed(token: str) -> bytes:
    """What is stored of a token or of a name that was tried."""
    return hashlib.sha256(token.encode()).digest()


# ── People ──────────────────────────────────────────────────────────────────────────────────────
async def insert(conn: Connection, person: Person) -> None:
    """Store a new person. Raises asyncpg's UniqueViolationError if somebody has the e-mail."""
    values = [getattr(person, name) for name in _PERSON_COLUMNS]
    places = ", ".join(f"${n}" for n in range(1, len(values) + 1))
    await conn.execute(f"INSERT INTO people ({', '.join(_PERSON_COLUMNS)}) VALUES ({places})", *values)


async def save(conn: Connection, person: Person) -> None:
    """Write a person who was read before."""
    await conn.execute(
        "UPDATE people SET name = $2, email = $3, role = $4, status = $5, password = $6, theme = $7, "
        "short_password = $8 WHERE id = $1",
        person.id, person.name, person.email, person.role, person.status, person.password, person.theme,
        person.short_password,
    )  # fmt: skip


async def find(conn: Connection, id: str, *, lock: bool = False) -> Person | None:
    """A person by their id."""
    row = await conn.fetchrow(f"{_PERSON} WHERE p.id = $1{' FOR UPDATE' if lock else ''}", id)
    return Person(*row) if row is not None else None


async def find_by_email(conn: Connection, email: str) -> Person | None:
    """A person by their e-mail, whatever the case."""
    row = await conn.fetchrow(f"{_PERSON} WHERE lower(p.email) = lower($1)", email)
    return Person(*row) if row is not None else None


async def of_account(conn: Connection, account: str, *, lock: bool = False) -> list[Person]:
    """Everybody of an account, in the order in which they came. With `lock` nobody else changes one of them."""
    suffix = " FOR UPDATE" if lock else ""
    rows = await conn.fetch(f"{_PERSON} WHERE p.account = $1 ORDER BY p.id{suffix}", account)
    return [Person(*row) for row in rows]


async def set_theme(conn: Connection, id: str, theme: str) -> None:
    """How the pages look to a person."""
    await conn.execute("UPDATE people SET theme = $2 WHERE id = $1", id, theme)


async def set_locale(conn: Connection, id: str, locale: str) -> None:
    """The language whose numbers and days a person reads."""
    await conn.execute("UPDATE people SET locale = $2 WHERE id = $1", id, locale)


async def set_single_keys(conn: Connection, id: str, work: bool) -> None:
    """Whether shortcuts of a single key work for a person."""
    await conn.execute("UPDATE people SET single_keys = $2 WHERE id = $1", id, work)


async def set_invoice_columns(conn: Connection, id: str, columns: str) -> None:
    """Which columns a person wants to see in the list of invoices."""
    await conn.execute("UPDATE people SET invoice_columns = $2 WHERE id = $1", id, columns)


async def delete(conn: Connection, id: str) -> None:
    """Forget somebody who was invited and never came."""
    await conn.execute("DELETE FROM people WHERE id = $1", id)


# ── Sessions ────────────────────────────────────────────────────────────────────────────────────
async def insert_session(conn: Connection, session: Session, token: str) -> None:
    """Store a new session under its token."""
    values = [getattr(session, name) for name in _SESSION_COLUMNS]
    places = ", ".join(f"${n + 2}" for n in range(len(values)))
    await conn.execute(
        f"INSERT INTO sessions (hash, {', '.join(_SESSION_COLUMNS)}) VALUES ($1, {places})", hashed(token), *values
    )


async def session(conn: Connection, token: str) -> tuple[Session, Person] | None:
    """The session of a token with its person; it may have ended."""
    people = ", ".join("p." + name for name in _PERSON_COLUMNS)
    row = await conn.fetchrow(
        f"SELECT {_SESSION}, {people} FROM sessions s JOIN people p ON p.id = s.person WHERE s.hash = $1", hashed(token)
    )
    if row is None:
        return None
    values = tuple(row)
    return Session(*values[: len(_SESSION_COLUMNS)]), Person(*values[len(_SESSION_COLUMNS) :])


async def sessions_of(conn: Connection, person: str) -> list[Session]:
    """Where a person is signed in, the newest first."""
    rows = await conn.fetch(f"SELECT {_SESSION} FROM sessions s WHERE s.person = $1 ORDER BY s.id DESC", person)
    return [Session(*row) for row in rows]


async def sessions_of_account(
    conn: Connection, account: str, *, unused_since: int, now: int
) -> dict[str, tuple[int, int]]:
    """By person: how many sessions go on, and when one was last used."""
    rows = await conn.fetch(
        "SELECT s.person, count(*) AS number, max(s.last_seen) AS last_seen FROM people p "
        "JOIN sessions s ON s.person = p.id AND (s.remembered OR s.last_seen > $2) AND s.expires_at > $3 "
        "WHERE p.account = $1 GROUP BY s.person",
        account, unused_since, now,
    )  # fmt: skip
    return {row["person"]: (row["number"], row["last_seen"]) for row in rows}


async def touch_session(conn: Connection, id: str, now: int) -> None:
    """The session was used."""
    await conn.execute("UPDATE sessions SET last_seen = $2 WHERE id = $1", id, now)


async def confirm_session(conn: Connection, id: str, now: int) -> None:
    """The person proved once more who they are."""
    await conn.execute("UPDATE sessions SET confirmed_at = $2 WHERE id = $1", id, now)


async def end_session(conn: Connection, person: str, id: str) -> bool:
    """End one session of a person; whether there was one."""
    ended: str = await conn.execute("DELETE FROM sessions WHERE person = $1 AND id = $2", person, id)
    return ended != "DELETE 0"


async def end_session_of_token(conn: Connection, token: str) -> None:
    """End the session of a token, if there is one."""
    await conn.execute("DELETE FROM sessions WHERE hash = $1", hashed(token))


async def end_sessions(conn: Connection, person: str, *, but: str = "") -> None:
    """End all sessions of a person, or all `but` one."""
    await conn.execute("DELETE FROM sessions WHERE person = $1 AND id <> $2", person, but)


async def sweep_sessions(conn: Connection, person: str, *, unused_since: int, over_since: int) -> None:
    """Forget sessions of a person that are over."""
    await conn.execute(
        "DELETE FROM sessions WHERE person = $1 AND ((NOT remembered AND last_seen <= $2) OR expires_at <= $3)",
        person, unused_since, over_since,
    )  # fmt: skip


# ── Devices ─────────────────────────────────────────────────────────────────────────────────────
async def insert_device(conn: Connection, token: str, person: str, now: int) -> None:
    """Remember a device by its token; those that a person has not used for a year are forgotten."""
    await conn.execute("DELETE FROM people_devices WHERE person = $1 AND last_seen < $2", person, now - DEVICE_SECONDS)
    await conn.execute(
        "INSERT INTO people_devices (hash, person, created, last_seen) VALUES ($1, $2, $3, $3)",
        hashed(token), person, now,
    )  # fmt: skip


async def device_of(conn: Connection, token: str, person: str) -> str | None:
    """A name of the device that has a token, if the person came in with it before."""
    hash = await conn.fetchval("SELECT hash FROM people_devices WHERE hash = $1 AND person = $2", hashed(token), person)
    return hash.hex() if hash is not None else None


async def touch_device(conn: Connection, token: str, now: int) -> None:
    """A device was used."""
    await conn.execute("UPDATE people_devices SET last_seen = $2 WHERE hash = $1", hashed(token), now)


async def forget_devices(conn: Connection, person: str) -> None:
    """Forget every device of a person."""
    await conn.execute("DELETE FROM people_devices WHERE person = $1", person)


# ── Links ───────────────────────────────────────────────────────────────────────────────────────
async def insert_link(
    conn: Connection, token: str, link: Link, *, now: int, expires_at: int | None, mailed: bool = False
) -> None:
    """Store a link; open ones of the same kind for the same person, mailed or not as this one, end."""
    await conn.execute(
        "DELETE FROM people_links WHERE account = $1 AND kind = $2 AND person IS NOT DISTINCT FROM $3 "
        "AND mailed = $4 AND used_at IS NULL",
        link.account, link.kind, link.person, mailed,
    )  # fmt: skip
    await add_link(conn, token, link, now=now, expires_at=expires_at, mailed=mailed)


async def add_link(
    conn: Connection, token: str, link: Link, *, now: int, expires_at: int | None, mailed: bool = False
) -> None:
    """Store a link beside others."""
    await conn.execute(
        "INSERT INTO people_links (hash, kind, account, person, created, expires_at, mailed) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        hashed(token), link.kind, link.account, link.person, now, expires_at, mailed,
    )  # fmt: skip


async def link(conn: Connection, token: str, kind: str, now: int, *, lock: bool = False) -> Link | None:
    """An open link."""
    row = await conn.fetchrow(
        "SELECT kind, account, person FROM people_links WHERE hash = $1 AND kind = $2 AND used_at IS NULL "
        f"AND (expires_at IS NULL OR expires_at > $3){' FOR UPDATE' if lock else ''}",
        hashed(token), kind, now,
    )  # fmt: skip
    return Link(*row) if row is not None else None


async def use_link(conn: Connection, token: str, now: int) -> None:
    """A link leads somewhere once."""
    await conn.execute("UPDATE people_links SET used_at = $2 WHERE hash = $1", hashed(token), now)


async def end_links(conn: Connection, person: str) -> None:
    """End every open link of a person."""
    await conn.execute("DELETE FROM people_links WHERE person = $1 AND used_at IS NULL", person)


# ── Attempts ────────────────────────────────────────────────────────────────────────────────────
async def lock_attempts(conn: Connection, subject: str) -> None:
    """Whoever counts for the same subject waits until this transaction is over."""
    key = int.from_bytes(hashed(subject)[:8], signed=True)
    await conn.execute("SELECT pg_advisory_xact_lock($1)", key)


async def add_attempt(conn: Connection, subjects: Sequence[str], now: int) -> None:
    """An attempt began; it counts until `forget` takes it back."""
    await conn.execute(
        "INSERT INTO failed_sign_ins (subject, at) SELECT s, $2 FROM unnest($1::bytea[]) s",
        [hashed(subject) for subject in subjects], now,
    )  # fmt: skip


async def attempts(conn: Connection, subject: str, since: int) -> list[int]:
    """The moments of counted attempts, oldest first."""
    rows = await conn.fetch(
        "SELECT at FROM failed_sign_ins WHERE subject = $1 AND at > $2 ORDER BY at", hashed(subject), since
    )
    return [row["at"] for row in rows]


async def forget(conn: Connection, subject: str) -> None:
    """Forget the attempts of a subject."""
    await conn.execute("DELETE FROM failed_sign_ins WHERE subject = $1", hashed(subject))


async def take_back(conn: Connection, subject: str, at: int) -> None:
    """Take one attempt back."""
    await conn.execute(
        "DELETE FROM failed_sign_ins WHERE ctid = "
        "(SELECT ctid FROM failed_sign_ins WHERE subject = $1 AND at = $2 LIMIT 1)",
        hashed(subject), at,
    )  # fmt: skip


async def sweep_attempts(conn: Connection, before: int) -> None:
    """Forget attempts from before every window."""
    await conn.execute("DELETE FROM failed_sign_ins WHERE at < $1", before)


# ── The journal ─────────────────────────────────────────────────────────────────────────────────
async def log(
    conn: Connection, account: str, actor: Actor, verb: str, origin: Origin, *, now: int,
    object: str | None = None, label: str | None = None, session: str | None = None,
    before: Mapping[str, object] | None = None, after: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Write down what somebody did to people, sessions, links or settings: a name of the object, and what changed."""
    changes = [] if after is None else [{"event": verb, "object": object, "before": before or {}, "after": after}]
    await conn.execute(
        "INSERT INTO people_log "
        "(account, id, at, actor, actor_label, verb, object, object_label, address, device, session, changes) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        account, new_id("log"), now, str(actor), actor.label, verb, object, label,
        origin.address, origin.device, session or origin.session, orjson.dumps(changes).decode(),
    )  # fmt: skip
