"""The desk where people come in: what the actions of this room share.

No hash is made inside a transaction, and nobody is mailed inside one.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from billhook.db.cause import Actor, By, Origin
from billhook.db.pool import borrowed
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id, new_token
from billhook.people import store
from billhook.people.faults import TOO_MANY
from billhook.people.hashing import Hashing
from billhook.people.objects import Person, Session
from billhook.people.rules import guessing, sessions
from billhook.people.rules.guessing import Budget
from billhook.people.sealing import Sealing

TOKEN_LENGTH = 43
"""256 bits: nobody guesses it, so a quick hash of it is enough."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who just came in: the tokens go into their cookies. `device` is None if they keep the one they have."""

    person: Person
    session: Session
    token: str
    device: str | None = None


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """Somebody knew the password, and has a second factor: the token of the step that is left."""

    token: str


@dataclass(slots=True)
class Desk:
    """What a process needs to let people in: its database, and turns at hashing."""

    pool: "asyncpg.Pool[asyncpg.Record]"
    hashing: Hashing = field(default_factory=Hashing)
    sealing: Sealing | None = None

    @property
    def seals(self) -> Sealing:
        """What encrypts and hashes with the key of the server; pages have it, the command line does not need it."""
        assert self.sealing is not None
        return self.sealing

    def looking(self) -> AbstractAsyncContextManager[store.Connection]:
        """A connection for a few looks. Raises DatabaseUnavailable."""
        return borrowed(self.pool)

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[store.Connection]:
        """A connection with a transaction. Raises DatabaseUnavailable."""
        async with borrowed(self.pool) as conn, conn.transaction():
            yield conn

    async def count_attempt(self, budgets: Sequence[Budget]) -> int:
        """Count an attempt before it is made; the moment that it is counted at. Raises TOO_MANY.

        Who asks at the same time waits in line, so that many at once get no more attempts than one after the other.
        """
        async with self.changing() as conn:
            for subject in sorted({budget.subject for budget in budgets}):
                await store.lock_attempts(conn, subject)
            now = wall_now()
            for budget in budgets:
                moments = await store.attempts(conn, budget.subject, now - budget.window)
                if wait := guessing.wait_seconds(budget, moments, now):
                    raise TOO_MANY(wait, of_address=budget.of_address)
            await store.add_attempt(conn, [budget.subject for budget in budgets], now)
            await store.sweep_attempts(conn, now - guessing.LONGEST_WINDOW_SECONDS)
        return now


def named(person: Person) -> Actor:
    """The person as somebody who acts."""
    return Actor(By.PERSON, person.id, person.name)


async def begin_session(
    conn: store.Connection, person: Person, origin: Origin, now: int, *, former: str | None = None,
    remember: bool = False,
) -> SignedIn:  # fmt: skip
    """A new session with a new token; the one of the token `former` ends, and those that were over are forgotten."""
    over = now - sessions.KEPT_SECONDS
    await store.sweep_sessions(conn, person.id, unused_since=over - sessions.IDLE_SECONDS, over_since=over)
    if former is not None:
        await store.end_session_of_token(conn, former)
    token = new_token(TOKEN_LENGTH)
    session = Session(
        new_id("ses"), person.id, now, now, now + sessions.lifetime(remembered=remember), now,
        origin.address, origin.device, remember,
    )  # fmt: skip
    await store.insert_session(conn, session, token)
    return SignedIn(person, session, token)
