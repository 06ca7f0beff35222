"""Finding a page: which lanes are read, the page made of them, and how many there are in all."""

import base64
import binascii
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.wire.lists import COUNT
from billhook.wire.search.fields import Searchable
from billhook.wire.search.lanes import (
    FEW_MAX,
    LOOKED_AT_MAX,
    RARE_MAX,
    Kind,
    Lane,
    Statement,
    Walk,
    dated_otherwise,
    every_row,
    lanes_of,
    of_keys,
)
from billhook.wire.search.meaning import Meaning, meaning_of
from billhook.wire.search.params import Search

T = TypeVar("T")

COUNTED_MAX = 10_000
# A text that many rows have is found among the newest of these, before its index is asked for all of them.
_GLANCE = 500


@dataclass(frozen=True, slots=True)
class Hits(Generic[T]):
    """A page of what was found, newest first. With a `next_page` there may be more."""

    objects: Sequence[T]
    next_page: str | None


async def hits(
    reader: Reader, of: Searchable, wanted: Search, load: Callable[[Reader, list[str]], Awaitable[Sequence[T]]],
    key_of: Callable[[T], str],
) -> Hits[T]:  # fmt: skip
    """One page. `load` gives the objects of these keys in any order.

    Raises SEARCH_QUERY_INVALID, SEARCH_FIELD_UNSUPPORTED, SEARCH_PAGE_INVALID and SEARCH_TOO_BROAD.
    """
    meaning = meaning_of(wanted.query, of)
    below = _place(wanted, of)
    found = await _page(reader, meaning, below, wanted.size)
    if COUNT in wanted.expand:
        reader.total = await _count(reader, meaning)
    by_key = {key_of(each): each for each in await load(reader, found.keys)} if found.keys else {}
    objects = [by_key[key] for key in found.keys if key in by_key]
    return Hits(objects, _token(wanted, of, found.goes_on_below) if found.goes_on_below is not None else None)


@dataclass(frozen=True, slots=True)
class _Found:
    """The keys of a page, and the key below which the next one begins."""

    keys: list[str]
    goes_on_below: str | None


async def _page(reader: Reader, meaning: Meaning, below: str | None, size: int) -> _Found:
    if any(lane.kind is Kind.PARTS for clause in meaning.clauses for lane in lanes_of(clause, meaning)):
        glance = await _read(reader, meaning, _all(meaning), below, size, looked_at=_GLANCE)
        if len(glance.keys) == size:
            return glance
    lanes = await _chosen(reader, meaning)
    found = await _read(reader, meaning, lanes, below, size, looked_at=LOOKED_AT_MAX)
    if not found.keys and found.goes_on_below is not None:
        raise errors.SEARCH_TOO_BROAD(param="query", limit=f"{LOOKED_AT_MAX:,}")
    return found


async def _chosen(reader: Reader, meaning: Meaning) -> list[Lane]:
    """The lanes in which everything is that can be found."""
    by_clause = [lanes_of(clause, meaning) for clause in meaning.clauses]
    lanes = await (_each if meaning.is_any else _best)(reader, meaning, by_clause)
    return [*lanes, *dated_otherwise(meaning, [lane.span for lane in lanes])] if lanes else _all(meaning)


def _all(meaning: Meaning) -> list[Lane]:
    """Every row there is, as far as the clauses bound when it was made."""
    return [every_row(meaning), *dated_otherwise(meaning, [meaning.span()])]


async def _each(reader: Reader, meaning: Meaning, by_clause: list[list[Lane]]) -> list[Lane]:
    """The lanes of all clauses; none if one clause has none, or one that names too many rows."""
    found: list[Lane] = []
    for lanes in by_clause:
        named = await _named(reader, meaning, lanes[0]) if _are_parts(lanes) else None
        if named is not None:
            found.append(named)
        elif lanes and not _are_parts(lanes):
            found += lanes
        else:
            return []
    return found


async def _best(reader: Reader, meaning: Meaning, by_clause: list[list[Lane]]) -> list[Lane]:
    """The lanes of the clause with the fewest rows, as far as they are counted; none if no index serves a clause."""
    in_order = [lanes for lanes in by_clause if lanes and not _are_parts(lanes)]
    parts = [lanes[0] for lanes in by_clause if _are_parts(lanes)]
    if len(in_order) == 1 and not parts:
        return in_order[0]
    rare = [
        (number, n) for n, lanes in enumerate(in_order) if (number := await _number(reader, meaning, lanes)) is not None
    ]
    if rare:
        return in_order[min(rare)[1]]
    for lane in parts:
        if (named := await _named(reader, meaning, lane)) is not None:
            return [named]
    return in_order[0] if in_order else []


def _are_parts(lanes: list[Lane]) -> bool:
    return bool(lanes) and lanes[0].kind is Kind.PARTS


async def _number(reader: Reader, meaning: Meaning, lanes: list[Lane]) -> int | None:
    """How many rows the lanes have; None if one of them has many."""
    total = 0
    for lane in lanes:
        statement = Statement(reader.tenant.id)
        rows = Walk(reader, meaning, lane, below=None, looked_at=RARE_MAX + 1).rows(statement, only_keys=True)
        number: int = await reader.fetchval(f"SELECT count(*) FROM ({rows}) w", *statement.values)
        if number > RARE_MAX:
            return None
        total += number
    return total


async def _named(reader: Reader, meaning: Meaning, lane: Lane) -> Lane | None:
    """The rows of a lane of parts by their keys; None if they are more than few."""
    statement = Statement(reader.tenant.id)
    rows = Walk(reader, meaning, lane, below=None, looked_at=FEW_MAX + 1).rows(statement, only_keys=True)
    keys = [row["key"] for row in await reader.fetch(rows, *statement.values)]
    return of_keys(keys, meaning) if len(keys) <= FEW_MAX else None


async def _read(
    reader: Reader, meaning: Meaning, lanes: list[Lane], below: str | None, size: int, *, looked_at: int
) -> _Found:
    """What the lanes have, in one order. Where a lane ended before its last row, the page ends too."""
    keys: set[str] = set()
    ends: list[str] = []
    for lane in lanes:
        walk = Walk(reader, meaning, lane, below=below, looked_at=looked_at)
        statement = Statement(reader.tenant.id)
        sql = f"SELECT w.key FROM ({walk.rows(statement)}) w WHERE w.ok {walk.order('w.key')} LIMIT {size + 1}"
        found = [row["key"] for row in await reader.fetch(sql, *statement.values)]
        keys.update(found)
        if (
            len(found) <= size
            and lane.kind is not Kind.FEW
            and (end := await _end(reader, walk, looked_at)) is not None
        ):
            ends.append(end)
    last = max(ends, default=None)
    in_order = sorted((key for key in keys if last is None or key >= last), reverse=True)
    if len(in_order) > size:
        return _Found(in_order[:size], in_order[size - 1])
    return _Found(in_order, last)


async def _end(reader: Reader, walk: Walk, looked_at: int) -> str | None:
    """The last row that a lane looked at, if it looked at as many as it may."""
    statement = Statement(reader.tenant.id)
    rows = walk.rows(statement, only_keys=True)
    sql = f"SELECT w.key FROM ({rows}) w OFFSET {looked_at - 1} LIMIT 1"
    return await reader.fetchval(sql, *statement.values)  # type: ignore[no-any-return]


async def _count(reader: Reader, meaning: Meaning) -> int:
    """How many there are in all, counted up to a limit, among the rows that a page may look at."""
    statement = Statement(reader.tenant.id)
    parts = [
        f"(SELECT w.key FROM ({walk.rows(statement)}) w WHERE w.ok LIMIT {COUNTED_MAX})"
        for lane in await _chosen(reader, meaning)
        for walk in [Walk(reader, meaning, lane, below=None, looked_at=LOOKED_AT_MAX)]
    ]
    sql = f"SELECT count(*) FROM (SELECT * FROM ({' UNION '.join(parts)}) u LIMIT {COUNTED_MAX}) n"
    return await reader.fetchval(sql, *statement.values)  # type: ignore[no-any-return]


# ── The place of a page ─────────────────────────────────────────────────────────────────────────
def _token(wanted: Search, of: Searchable, key: str) -> str:
    """A place that only the same query takes."""
    return base64.urlsafe_b64encode(_digest(wanted, of) + key.encode()).decode().rstrip("=")


def _place(wanted: Search, of: Searchable) -> str | None:
    """The key below which a page begins. Raises SEARCH_PAGE_INVALID."""
    if wanted.page is None:
        return None
    try:
        raw = base64.b64decode(wanted.page + "=" * (-len(wanted.page) % 4), altchars=b"-_", validate=True)
        digest, key = raw[:_DIGEST], raw[_DIGEST:].decode()
    except (binascii.Error, ValueError):
        raise errors.SEARCH_PAGE_INVALID(param="page") from None
    if digest != _digest(wanted, of) or not key or "\0" in key:
        raise errors.SEARCH_PAGE_INVALID(param="page")
    return key


_DIGEST = 9


def _digest(wanted: Search, of: Searchable) -> bytes:
    return hashlib.sha256(f"{of.resource}\n{wanted.query}".encode()).digest()[:_DIGEST]
