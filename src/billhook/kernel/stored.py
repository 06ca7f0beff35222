"""Values that a column keeps as JSON.

Such a type has `to_stored`, which gives plain JSON with a `version`, and `from_stored`, which reads that JSON and every
form that an earlier program stored. Nothing else reads it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import orjson

T = TypeVar("T")

VERSION = 1
"""The version of every form that is written today. What was stored before there were versions has none."""

Json = Mapping[str, Any]
"""One JSON object of a column. The room that stores it knows its shape; `Any` ends in its `from_stored`."""


class Storable(Protocol):
    """A value that a column can keep."""

    def to_stored(self) -> Json: ...


def dumped(value: Any) -> bytes:
    """The JSON text of plain values and of those that a column can keep. Raises TypeError for any other value."""
    # Values of our own say themselves how they are kept, also those that orjson could write.
    return orjson.dumps(value, _plain, orjson.OPT_PASSTHROUGH_DATACLASS)


def _plain(value: Any) -> Json:
    to_stored = getattr(value, "to_stored", None)
    if to_stored is None:
        raise TypeError(f"a column cannot keep a {type(value).__name__}")
    return to_stored()  # type: ignore[no-any-return]


def all_of(values: Sequence[Storable]) -> list[Json]:
    """Plain JSON of several values."""
    return [value.to_stored() for value in values]


def remembered(read: Callable[[Json], T], *, most: int = 1024) -> Callable[[Json], T]:
    """A reader that gives the same value again for what it read last under the same `id`, if nothing of it differs.

    To compare takes a tenth of the time that it takes to read. It remembers `most` ids.
    """
    known: dict[str, tuple[Json, T]] = {}

    def read_again(stored: Json) -> T:
        found = known.get(stored["id"])
        if found is not None and found[0] == stored:
            return found[1]
        value = read(stored)
        if len(known) == most:
            known.clear()
        known[stored["id"]] = (stored, value)
        return value

    return read_again


def each(read: Callable[[Json], T]) -> Callable[[Sequence[Json]], tuple[T, ...]]:
    """A reader of lists, from the reader of one value."""

    def read_all(stored: Sequence[Json]) -> tuple[T, ...]:
        return tuple([read(one) for one in stored])

    return read_all
