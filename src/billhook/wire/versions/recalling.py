"""Facts of the past, read for those who ask in an older version: see `with_past.Past`.

The newest objects leave them out, so nobody else pays for them. Objects of one type are asked about together.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.with_past import WithPast

Recall = Callable[[Reader, Sequence[WithPast]], Awaitable[None]]
"""Puts facts into the `past` of each of the objects, all of one type, with few statements for all."""


async def recalled(reader: Reader, bodies: Sequence[WireObject], recalls: Mapping[str, Recall]) -> list[WireObject]:
    """Copies of `bodies`, in the newest shape, whose objects remember what `recalls` knows of their types.

    Facts may be objects, which have facts of their own.
    """
    found: dict[str, list[WithPast]] = {}
    copies = [_copy(body, recalls, found) for body in bodies]
    while found:
        asked, found = found, {}
        for object_type, objects in asked.items():
            await recalls[object_type](reader, objects)
        for one in (o for objects in asked.values() for o in objects):
            past: dict[str, object] = one.past  # type: ignore[assignment]
            past.update({name: _copy(fact, recalls, found) for name, fact in past.items()})
    return copies


def _copy(value: Any, recalls: Mapping[str, Recall], found: dict[str, list[WithPast]]) -> Any:
    if isinstance(value, list):
        return [_copy(each, recalls, found) for each in value]
    if not isinstance(value, dict):
        return value
    # Metadata belongs to the caller: a key `object` in it makes it no object.
    inside: Iterable[tuple[str, Any]] = value.items()
    copy = WithPast({n: v if n == "metadata" else _copy(v, recalls, found) for n, v in inside})
    if isinstance(value, WithPast):
        copy.past = {**value.past}
    kind = value.get("object")
    if isinstance(kind, str) and kind in recalls and value.get("deleted") is not True:
        found.setdefault(kind, []).append(copy)
    return copy
