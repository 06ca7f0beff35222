"""Lists as CSV files: read page by page by id, written as soon as it is read, with the filters of the address.

Each area says which columns there are and what a row says; the rest is here. No transaction is open while somebody's
connection is slow.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from starlette.responses import Response

from billhook.dashboard.csv_files import streamed
from billhook.dashboard.visiting import Visit
from billhook.db.verbs import Verb
from billhook.wire.params import Page

T = TypeVar("T")

Pages = Callable[[str | None], Awaitable[tuple[Sequence[T], str | None]]]
"""The objects after an id, from the newest on, and the id to go on from; None where nothing follows."""

_ROWS = 100
_NAME_LENGTH_MAX = 150


def file_name(*words: str) -> str:
    """What a file is called: its words, made of what every file system takes."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "_-.") else "-" for c in "-".join(words))
    return f"{plain[:_NAME_LENGTH_MAX]}.csv"


def named_after(visit: Visit, name: str, filters: Mapping[str, str]) -> str:
    """The name of a file with a list: its mode, and the filters that are given."""
    told = [f"{filter}-{value}" for filter, value in filters.items() if value]
    return file_name(name, visit.mode, *(told or ["all"]))


def pages_of(
    visit: Visit, verb: Verb, takes: type[Page], *, id_of: Callable[[Any], str] = attrgetter("id"), **filters: object
) -> Pages[Any]:
    """The pages of a list of the API; `takes` are its parameters, of which `filters` are given."""

    async def page(after: str | None) -> tuple[Sequence[Any], str | None]:
        found, has_more = await visit.look(verb, takes.of(limit=_ROWS, starting_after=after, **filters))
        return found, id_of(found[-1]) if has_more else None

    return page


def one_page(objects: Sequence[T]) -> Pages[T]:
    """What was found already, as pages."""

    async def page(after: str | None) -> tuple[Sequence[T], str | None]:
        return objects, None

    return page


def csv_of(
    file: str,
    columns: Sequence[str],
    pages: Pages[T],
    rows: Callable[[Sequence[T]], Awaitable[Sequence[Sequence[object]]]],
) -> Response:
    """The file: `rows` gives the cells of objects; their texts must be defused."""

    async def written() -> AsyncIterator[Sequence[Sequence[object]]]:
        after: str | None = None
        while True:
            objects, after = await pages(after)
            if objects:
                yield await rows(objects)
            if after is None:
                return

    return streamed(file, columns, written())
