"""`Tx`: one transaction and everything that must commit with it.

A verb gets a `Tx`, reads and writes through it, says with `emit` what happened and with `enqueue` what is
to follow. When the verb returns, one statement writes the events, their deliveries, the jobs and the stored
response of the idempotency key, and the transaction commits. If it raises, nothing of it ever was.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import asyncpg

from billhook.db import writes
from billhook.db.cause import Cause
from billhook.db.facts import Fact, Locking
from billhook.db.moment import Moment
from billhook.db.outbox import Deed, Job, Outbox, StoredResponse
from billhook.db.pool import Connections, end, is_gone
from billhook.db.tenants import Tenant
from billhook.db.unavailable import DRIVER_ERRORS, DatabaseUnavailable, is_unavailable
from billhook.db.verbs import View
from billhook.db.writes import Write
from billhook.kernel.clock import Clock
from billhook.kernel.errors import ApiError
from billhook.kernel.wire_object import WireObject
from billhook.measuring import EVENTS

Reactions = Mapping[type[Any], Sequence[Callable[["Tx", Any], Awaitable[None]]]]
"""The verbs that run for a Fact or a Locking, by its type; `reactions.py` is the page that says so."""

# SQLSTATEs that `open_write` (migrations/0002_outbox.sql) and `insist_on_found` (0084) raise.
_TENANT_CHANGED, _KEY_IN_USE, _KEY_KNOWN, _CHANGED = "BH001", "BH002", "BH003", "BH004"

_BY_HAND = Cause()

# So many writes may share a statement; each combination is one more statement that connections keep prepared.
_TOGETHER_MAX = 6


class TenantChanged(Exception):
    """The tenant was changed since this process read it; read it again and begin anew."""


class KeyInUse(Exception):
    """Another request with the same idempotency key is still running."""


class KeyKnown(Exception):
    """A response is stored for the idempotency key; nothing may be executed."""


class LocksNeeded(Exception):
    """A verb that looked first does something that needs locks, or a row was changed meanwhile; begin it anew."""


class Reader:
    """A look at one tenant's data: the time, the tenant and a connection. It has no way to write an event.

    `total` is how many objects the list has in all that was read, if somebody asked (`wire/lists.py`).
    """

    def __init__(self, conn: Any, tenant: Tenant, moment: Moment) -> None:
        self.conn = conn
        self.tenant = tenant
        self.moment = moment
        self.total: int | None = None

    @property
    def now(self) -> int:
        """The time in which the transaction lives; a verb reads it once it has locked its customer (`db/moment.py`)."""
        return self.moment.read()

    @property
    def wall_now(self) -> int:
        """The machine's time, for what belongs to no customer."""
        return self.moment.wall

    def render(self, view: View, object: Any) -> WireObject:
        """The wire object of a frozen object."""
        return view(self, object)

    async def look(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """The rows of a SELECT that locks nothing: the one statement that a verb may read with that looks first."""
        return await self.fetch(sql, *args)

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        return await self.conn.fetch(sql, *args)  # type: ignore[no-any-return]

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        return await self.conn.fetchrow(sql, *args)  # type: ignore[no-any-return]

    async def fetchval(self, sql: str, *args: Any) -> Any:
        return await self.conn.fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> str:
        return await self.conn.execute(sql, *args)  # type: ignore[no-any-return]


class Tx(Reader):
    """One write: state, events, jobs and the stored response commit together or not at all.

    `newest` are objects by their ids as rooms last left them, for a verb whose object a reaction changed once more.

    A verb that `looks_first` reads with `look` alone, and all that it writes goes with the statement that ends the
    transaction. Anything else raises LocksNeeded. `is_trial`: all that happens is undone (`trial`).
    """

    def __init__(
        self, conn: Any, tenant: Tenant, moment: Moment, cause: Cause, reactions: Reactions, *,
        is_open: bool = False, looks_first: bool = False, is_trial: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(conn, tenant, moment)
        self.cause = cause
        self.outbox = Outbox()
        self.is_open = is_open
        self.is_trial = is_trial
        self.looks_first = looks_first
        self.newest: dict[str, Any] = {}
        self._read_ahead: dict[str, Iterable[Any]] = {}
        self._reactions = reactions

    async def open(self) -> None:
        """Send BEGIN and `open_write`, unless it is done. Raises TenantChanged, KeyInUse, KeyKnown."""
        self.need_locks()
        if not self.is_open:
            self.is_open = True
            try:
                await self.conn.execute(_opening_statement(self.tenant, self.key_to_hold))
            except asyncpg.PostgresError as error:
                raise _meaning(error) from None

    def need_locks(self) -> None:
        """Say that what follows cannot be done without locks. Raises LocksNeeded if there are none yet."""
        if self.looks_first:
            raise LocksNeeded

    async def look(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """The rows of a SELECT that locks nothing. Raises LocksNeeded where it might miss what this verb wrote."""
        if not self.looks_first:
            return await self.fetch(sql, *args)
        if self.outbox.writes:
            raise LocksNeeded
        return await Reader.fetch(self, sql, *args)

    def read_ahead(self, row: str, found: Iterable[Any] | None) -> None:
        """Keep a row that a look has read along with another, for the `look_at` that asks for it next."""
        if found is not None:
            self._read_ahead[row] = found

    async def look_at(self, row: str, sql: str, *args: Any) -> Iterable[Any] | None:
        """The one row that a SELECT finds, as `look` does, or None; no round trip if `read_ahead` keeps it."""
        if (kept := self._read_ahead.get(row)) is not None and not self.outbox.writes:
            return kept
        return next(iter(await self.look(sql, *args)), None)

    def decide_upon(self, row: str, version: int) -> None:
        """Tell of a row that was read by `look`: the verb writes it, and nobody may have changed it until then.

        `row` is its id, under which it is written later, and `version` its `xmin`.
        """
        self.outbox.seen[row] = version

    @property
    def key_to_hold(self) -> str | None:
        """The idempotency key, unless an earlier transaction of the request holds it."""
        return None if self.cause.held else self.cause.idempotency_key

    async def write_later(
        self, row: str, sql: str, *args: Any, taken: Mapping[str, ApiError] | None = None, insists: bool = False
    ) -> None:
        """Write at the latest possible moment: with the statement that ends the transaction, which costs no round trip
        of its own, or before whatever is read or executed next, so that nobody misses it.

        `sql` is one INSERT or UPDATE of the row that `row` names (an id), with no WITH. It must not depend on what
        another such write does, except through a foreign key; a second write of the same row sends the first on
        its way. `taken` gives for the name of a unique key the refusal when somebody else has the value; it is
        raised when the write is executed, perhaps not before the commit. A write that `insists`, for a verb that looks
        first, returns the row that it found; if there is none, nothing is written and LocksNeeded is raised. Those run
        in their order, so the first may be a SELECT that locks a row.
        """
        pending = self.outbox.writes
        if len(pending) == _TOGETHER_MAX or any(write.row == row for write in pending):
            await self._catch_up()
        self.outbox.writes.append(Write(sql, args, row, taken, insists))

    async def _catch_up(self) -> None:
        """Open, and execute what was to be written later. Raises the refusals that came with it."""
        await self.open()
        pending, self.outbox.writes = self.outbox.writes, []
        if pending:
            await writes.execute(self.conn, pending)

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        await self._catch_up()
        return await super().fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        await self._catch_up()
        return await super().fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        await self._catch_up()
        return await super().fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> str:
        await self._catch_up()
        return await super().execute(sql, *args)

    def render(self, view: View, object: Any) -> WireObject:
        """The wire object of a frozen object, rendered once: events and the answer share it. Nobody changes it."""
        return self.outbox.rendered(self, view, object)

    def emit(self, type: str, object: WireObject, previous: WireObject | None = None) -> None:
        """Report that `type` happened to `object` (a wire object of the newest version, rendered now).

        `previous` are the former values of what changed, for `*.updated` events.
        """
        self.outbox.add_event(type, object, previous)

    def emit_test(self, type: str, object: str, previous: str | None, *, endpoint: str) -> str:
        """Send a test event to one endpoint alone; `object` and `previous` are JSON text. Returns the event's id."""
        return self.outbox.add_test_event(type, object, previous, endpoint)

    def enqueue(self, job: str, payload: str, *, at: int | None = None) -> None:
        """Wake `job` with `payload` (ids, never objects) once this commits, or at the moment `at`."""
        self.outbox.jobs.append(Job(job, payload, at))

    async def touch_tenant(self) -> None:
        """Say that keys, settings or webhook endpoints of the tenant changed; every process will read them anew."""
        await self.execute("UPDATE tenants SET version = version + 1 WHERE id = $1", self.tenant.id)

    def respond(self, response: StoredResponse) -> None:
        """Store the response of the idempotency key with this commit."""
        self.outbox.response = response

    def record(self, verb: str, object: str | None) -> None:
        """Write with this commit into the audit log that a person did this; nothing for anybody else.

        A verb that told what it did itself (`doing`) has nothing to add.
        """
        if self.cause.origin is not None and not self.outbox.deeds:
            self.outbox.deeds.append(Deed(verb, object))

    @contextmanager
    def doing(self, verb: str) -> Iterator[None]:
        """What is done in the block is an entry of its own in the audit log: for a verb that does many at once."""
        since = len(self.outbox.events)
        yield
        self.outbox.deeds.append(Deed(verb, None, since, len(self.outbox.events)))

    @asynccontextmanager
    async def trial(self) -> AsyncIterator["Tx"]:
        """`async with tx.trial() as trial:` does whatever it does for good, until the end of the block undoes it all.

        The answer to "what would happen": its events, jobs and responses go nowhere.
        """
        await self.execute("SAVEPOINT trial")
        try:
            yield Tx(
                self.conn,
                self.tenant,
                self.moment,
                Cause(self.cause.request, actor=self.cause.actor),
                self._reactions,
                is_open=True,
                is_trial=True,
            )
        finally:
            await self.execute("ROLLBACK TO SAVEPOINT trial")

    async def announce(self, fact: Fact) -> None:
        """Tell the rooms above of something that is no event; `reactions.py` says what follows."""
        for react in self._reactions.get(type(fact), ()):
            await react(self, fact)

    async def before_locking(self, rows: Locking) -> None:
        """Let the rooms above lock what everybody locks before these rows; `reactions.py` tells the order."""
        for lock in self._reactions.get(type(rows), ()):
            await lock(self, rows)


@dataclass(slots=True)
class Transactions:
    """Opens transactions on a pool. `wake` is called after a commit that left jobs to do."""

    pool: "asyncpg.Pool[asyncpg.Record]"
    clock: Clock
    connections: Connections
    reactions: Reactions = field(default_factory=dict)
    wake: Callable[[], None] = lambda: None

    def begin(
        self, tenant: Tenant, cause: Cause = _BY_HAND, *, at_once: bool = False, looks_first: bool = False
    ) -> "_Opening":
        """`async with transactions.begin(tenant, cause) as tx:` commits on the way out.

        It opens `at_once`, or with the first statement. Raises TenantChanged, KeyInUse and KeyKnown there, before
        anything is done, and on the way out the refusals of what was written last (`Tx.write_later`), with nothing
        done. Raises DatabaseUnavailable at any moment; `is_undecided` tells whether the commit was sent.

        A verb that reads nothing is one statement: the checks stand in it, and it commits by itself. All writing of a
        verb that `looks_first` is one too; it raises LocksNeeded inside the block or on the way out, with nothing done.
        """
        return _Opening(self, tenant, cause, at_once, looks_first)

    def read(self, tenant: Tenant) -> "_Reading":
        """`async with transactions.read(tenant) as reader:`; single statements, no transaction.

        Raises DatabaseUnavailable.
        """
        return _Reading(self, tenant)


class _Reading:
    def __init__(self, transactions: Transactions, tenant: Tenant) -> None:
        self._of = transactions
        self._tenant = tenant

    async def __aenter__(self) -> Reader:
        self._conn = await self._of.connections.lend()
        return Reader(self._conn, self._tenant, Moment(self._of.clock.now()))

    async def __aexit__(self, _type: object, exc: BaseException | None, _tb: object) -> None:
        outage = _outage(self._conn, exc) if exc is not None else None
        await self._of.connections.give_back(self._conn)
        if outage is not None:
            raise outage from exc


class _Opening:
    def __init__(
        self, transactions: Transactions, tenant: Tenant, cause: Cause, at_once: bool, looks_first: bool
    ) -> None:
        self._of = transactions
        self._tenant = tenant
        self._cause = cause
        self._at_once = at_once
        self._looks_first = looks_first
        self._is_sent = False

    async def __aenter__(self) -> Tx:
        self._conn = await self._of.connections.lend()
        self._tx = Tx(
            self._conn, self._tenant, Moment(self._of.clock.now()), self._cause, self._of.reactions,
            looks_first=self._looks_first,
        )  # fmt: skip
        if self._at_once:
            try:
                await self._tx.open()
            except BaseException as error:
                await self._abandon(error)
                raise
        return self._tx

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        if exc is not None:
            await self._abandon(exc)
            return
        try:
            await self._commit()
        except BaseException as error:
            await self._abandon(error)
            raise
        await self._of.connections.give_back(self._conn)
        if self._tx.outbox.events:
            EVENTS.inc(len(self._tx.outbox.events))
        if self._tx.outbox.jobs:
            self._of.wake()

    async def _commit(self) -> None:
        tx = self._tx
        if tx.looks_first and tx.outbox.is_unguarded:
            raise LocksNeeded
        last = tx.outbox.everything(tx.tenant, tx.moment, tx.cause)
        if tx.is_open:
            if last:
                await writes.execute(self._conn, last)
            self._is_sent = True
            await self._conn.execute("COMMIT")
        elif last:
            await self._commit_at_once(last)

    async def _commit_at_once(self, last: list[Write]) -> None:
        """One statement that is the whole transaction."""
        checks = [self._tenant.id, self._tenant.version, self._tx.key_to_hold]
        self._is_sent = True
        try:
            await writes.execute(self._conn, last, ask=(_CHECKS, checks))
        except asyncpg.PostgresError as error:
            raise _meaning(error) from None
        except ApiError:
            raise
        except BaseException:
            end(self._conn)  # nobody knows what it is doing
            raise

    async def _abandon(self, error: BaseException) -> None:
        """Undo, and give the connection back whatever happens.

        Raises DatabaseUnavailable in place of `error`, if that is what `error` means.
        """
        outage = _outage(self._conn, error, is_undecided=self._is_sent)
        try:
            if self._tx.is_open and not is_gone(self._conn):
                await self._conn.execute("ROLLBACK")
        except DRIVER_ERRORS:
            # Whatever is wrong with this connection, it must not come back; the server rolls back by itself.
            end(self._conn)
        except BaseException:
            end(self._conn)
            raise
        finally:
            await self._of.connections.give_back(self._conn)
        if outage is not None:
            raise outage from error


def _outage(conn: Any, error: BaseException, *, is_undecided: bool = False) -> DatabaseUnavailable | None:
    """What an error means that left a transaction: None where it tells nothing of the database."""
    if not isinstance(error, DRIVER_ERRORS):
        return None
    is_broken = is_gone(conn)
    if is_broken or is_unavailable(error):
        return DatabaseUnavailable(error, is_broken=is_broken, is_undecided=is_undecided)
    return None


_CHECKS = "SELECT open_write($1, $2, $3)"


def _opening_statement(tenant: Tenant, key: str | None) -> str:
    """BEGIN and the checks of `open_write` in one round trip.

    A statement of several commands takes no arguments, so the key travels as hexadecimal digits, which no
    key can break out of.
    """
    literal = f"convert_from('\\x{key.encode().hex()}', 'UTF8')" if key is not None else "NULL"
    return f"BEGIN; SELECT open_write({tenant.id}, {tenant.version}, {literal})"


def _meaning(error: BaseException) -> BaseException:
    state = getattr(error, "sqlstate", None)
    if state == _TENANT_CHANGED:
        return TenantChanged()
    if state == _KEY_IN_USE:
        return KeyInUse()
    if state == _KEY_KNOWN:
        return KeyKnown()
    if state == _CHANGED:
        return LocksNeeded()
    return error
