"""Reading the audit log: what people did in a mode, and to people and settings of the account.

`db/outbox.py` writes the part of a mode with each commit, `store.py` that of the account. Both have ids of one kind, so
they merge in the order in which things happened.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
import orjson

from billhook.db.tx import Reader
from billhook.kernel.stored import Json
from billhook.people.store import Connection


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. `changes` are events with the object of each, and before and after of what changed in it.

    `times`: how often somebody was refused within an hour; nothing for what people did.
    """

    id: str
    at: int
    actor: str
    actor_label: str
    verb: str
    object: str | None
    address: str
    device: str
    changes: Json
    times: int | None = None


_COLUMNS = ", ".join("a." + name for name in Entry.__dataclass_fields__ if name != "times")


async def of_object(reader: Reader, object: str, *, limit: int = 100) -> list[Entry]:
    """What people did to an object, newest first."""
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM audit_log a WHERE a.tenant = $1 AND a.object = $2 ORDER BY a.id DESC LIMIT $3",
        reader.tenant.id, object, limit,
    )  # fmt: skip
    return [_entry(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of either part. `mode` is test, live or account; only that of the account names its object."""

    mode: str
    entry: Entry
    object_label: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: those of an actor, verb or object, between two ids; empty for any.

    `older_than` and `newer_than` are ids and belong to no line that is wanted. With `newer_than` the lines next to it
    are taken, else the newest. With `refused` only what was refused, which the part of the account alone has.
    """

    actor: str = ""
    verb: str = ""
    object: str = ""
    older_than: str = ""
    newer_than: str = ""
    first: str = ""
    refused: bool = False
    limit: int = 25


async def merged(conn: Connection, account: str, places: Mapping[str, int | None], wanted: Wanted) -> list[Line]:
    """Lines of these places, merged, the newest first.

    `places` has the tenant by the name of its mode, and None by "account" for what is above modes.
    """
    arguments: list[object] = [wanted.limit]
    # The indexes of a filter end in the id as lists want it; without a filter the primary key is read.
    is_narrowed = bool(wanted.actor or wanted.verb or wanted.object)
    order = _order(wanted, is_narrowed=is_narrowed)
    conditions = _conditions(wanted, arguments, is_narrowed=is_narrowed)
    parts = []
    for mode, tenant in places.items():
        arguments.append(account if tenant is None else tenant)
        if tenant is None:
            label, source = "a.times, a.object_label", f"people_log a WHERE a.account = ${len(arguments)}"
            source += " AND a.times IS NOT NULL" if wanted.refused else ""
        elif wanted.refused:
            arguments.pop()
            continue
        else:
            label, source = (
                "NULL::integer AS times, NULL::text",
                f"audit_log a WHERE a.tenant = ${len(arguments)}::bigint",
            )
        parts.append(
            f"(SELECT '{mode}' AS mode, {label} AS object_label, {_COLUMNS} FROM {source}{conditions} "
            f"ORDER BY a.id {order} LIMIT $1)"
        )
    if not parts:
        return []
    rows = await conn.fetch(f"SELECT * FROM ({' UNION ALL '.join(parts)}) l ORDER BY id {order} LIMIT $1", *arguments)
    lines = [_line(row) for row in rows]
    return lines[::-1] if wanted.newer_than else lines


def _order(wanted: Wanted, *, is_narrowed: bool) -> str:
    if wanted.newer_than:
        return "USING ~<~" if is_narrowed else "ASC"
    return "USING ~>~" if is_narrowed else "DESC"


def _conditions(wanted: Wanted, arguments: list[object], *, is_narrowed: bool) -> str:
    """The conditions of every part; `arguments` grow by their values."""
    less, more, from_ = ("~<~", "~>~", "~>=~") if is_narrowed else ("<", ">", ">=")
    found = ""
    for column, comparison, value in (
        ("actor", "=", wanted.actor), ("verb", "=", wanted.verb), ("object", "=", wanted.object),
        ("id", less, wanted.older_than), ("id", more, wanted.newer_than), ("id", from_, wanted.first),
    ):  # fmt: skip
        if value:
            arguments.append(value)
            found += f" AND a.{column} {comparison} ${len(arguments)}"
    return found


def _line(row: asyncpg.Record) -> Line:
    values = dict(row)
    mode, label = values.pop("mode"), values.pop("object_label")
    return Line(mode, Entry(**(values | {"changes": orjson.loads(values["changes"])})), label)


def _entry(row: asyncpg.Record) -> Entry:
    values = dict(row)
    return Entry(**(values | {"changes": orjson.loads(values["changes"])}))
