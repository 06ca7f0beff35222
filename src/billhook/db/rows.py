"""The rows of a table as frozen objects: what every store does with a table of the plain kind.

A column is a field, and the fields stand in the order of the columns; the first is the id, text, unique for a tenant. A
store gives the verbs names of its own and adds the questions that only its table is asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from billhook.db.clocks import live_in_time_of, live_in_time_of_customer
from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.kernel.replacing import made


class Row(Protocol):
    """A frozen dataclass with an id."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Row)

Decoders = Mapping[str, Callable[[Any], Any]]
"""By the name of a column with JSON, the reader of what it holds (`kernel/stored.py`)."""


def decoding(columns: Sequence[str], decoders: Decoders) -> Callable[[Iterable[Any]], list[Any]]:
    """A function from the values of a row, in the order of its columns, to the values of its object.

    Nothing and the empty list are no work for a decoder: they become None and `()`.
    """
    places = tuple((columns.index(name), decode) for name, decode in decoders.items())

    def decoded(row: Iterable[Any]) -> list[Any]:
        values = [*row]
        for place, decode in places:
            stored = values[place]
            if stored:
                values[place] = decode(stored)
            elif stored is not None:
                values[place] = ()
        return values

    return decoded


class Rows(Generic[T]):
    """One table. `select` reads all columns under the `alias`; a condition follows it."""

    def __init__(
        self, table: str, alias: str, row: type[T], *, derived: Iterable[str] = (), decoders: Decoders | None = None
    ) -> None:
        """`derived` are fields that are no columns; they come last."""
        self.table, self.alias = table, alias
        self.columns = tuple(name for name in row.__dataclass_fields__ if name not in set(derived))
        is_whole = len(self.columns) == len(row.__dataclass_fields__)
        self._made: Callable[[Iterable[Any]], T] = partial(made, row) if is_whole else lambda values: row(*values)
        self.select = f"SELECT {', '.join(f'{alias}.{name}' for name in self.columns)} FROM {table} {alias}"
        self._values = attrgetter(*self.columns)
        self._decoded = decoding(self.columns, decoders) if decoders else None
        self._insert, self._update = insert_into(table, self.columns), update_of(table, self.columns)
        self._has_clock = "test_clock" in self.columns
        self._named = f"{self.select} WHERE {alias}.tenant = $1 AND {alias}.id"
        columns, table_on = self.select.removeprefix("SELECT ").split(" FROM ", 1)
        self._with_version = f"{columns}, {alias}.xmin", f"FROM {table_on} WHERE {alias}"

    def of(self, rows: Sequence[Any]) -> list[T]:
        """Objects from rows that `select` gave."""
        if (decoded := self._decoded) is not None:
            return [self._made(decoded(row)) for row in rows]
        return [self._made(row) for row in rows]

    async def insert(self, tx: Tx, row: T) -> None:
        """Store a new one."""
        await tx.write_later(row.id, self._insert, tx.tenant.id, *self._values(row))

    async def save(self, tx: Tx, row: T) -> None:
        """Write one that `lock` gave."""
        await tx.write_later(row.id, self._update, tx.tenant.id, *self._values(row))

    async def of_ids(self, reader: Reader, ids: Sequence[str]) -> list[T]:
        """Those of these ids, in no order."""
        return self.of(await reader.look(f"{self._named} = ANY($2)", reader.tenant.id, list(ids)))

    async def find(self, reader: Reader, id: str) -> T | None:
        """One by its id."""
        return next(iter(await self.of_ids(reader, [id])), None)

    async def lock(self, tx: Tx, id: str) -> T | None:
        """One that nobody else changes until this transaction ends. The time is that of its customer, if it has one."""
        locked = await self._looked_at(tx, id) if tx.looks_first else await self._locked(tx, id)
        if locked is None:
            return None
        if (customer := getattr(locked, "customer", None)) is not None:
            if self._has_clock:
                await live_in_time_of(tx, getattr(locked, "test_clock", None))
            else:
                await live_in_time_of_customer(tx, customer)
        return locked

    async def _locked(self, tx: Tx, id: str) -> T | None:
        row = await tx.fetchrow(f"{self._named} = $2 FOR NO KEY UPDATE", tx.tenant.id, id)
        return self.of([row])[0] if row is not None else None

    def ahead_sql(self, tenant: str, id: str) -> str:
        """A column of another look, for `Tx.read_ahead`: the row that these columns there name, as `lock` wants it."""
        columns, found = self._with_version
        return f"(SELECT ROW({columns}) {found}.tenant = {tenant} AND {self.alias}.id = {id})"

    async def _looked_at(self, tx: Tx, id: str) -> T | None:
        """One that its verb writes only if nobody changes it meanwhile."""
        columns, named = self._with_version
        sql = f"SELECT {columns} {named}.tenant = $1 AND {self.alias}.id = $2"
        found = await tx.look_at(id, sql, tx.tenant.id, id)
        if found is None:
            return None
        *row, version = found
        tx.decide_upon(id, version)
        return self.of([row])[0]
