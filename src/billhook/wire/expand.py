"""Expand: ids become objects, and fields that are left out by default are put in (platform.md §1.6).

Rooms register what can be expanded; nothing is expanded that is not registered. Paths are checked before
anything is done, then followed level by level, each level with one load for all objects of that level.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors

Object = dict[str, Any]
Load = Callable[[Reader, Sequence[str]], Awaitable[dict[str, Object]]]
Fill = Callable[[Reader, Sequence[Object]], Awaitable[None]]

LEVELS_MAX = 4


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that holds an id of a `target`; `place` is where, below the object."""

    place: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Included:
    """A field that is absent by default; `fill` puts it into each of the objects given."""

    place: tuple[str, ...]
    fill: Fill
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Nested:
    """A list inside an object, always there; its elements are of type `target`."""

    place: tuple[str, ...]
    target: str


Hop = Reference | Included | Nested


@dataclass(slots=True)
class Registry:
    """What can be expanded, by object type, and how objects of a type are loaded."""

    hops: dict[str, list[Hop]] = field(default_factory=dict)
    loads: dict[str, Load] = field(default_factory=dict)

    def loads_type(self, object_type: str, load: Load) -> None:
        """Objects of this type are loaded by `load(reader, ids)`, which gives stubs for deleted ones."""
        self.loads[object_type] = load

    def refers(self, object_type: str, place: str, target: str) -> None:
        """`object_type` holds the id of a `target` at the dotted `place`."""
        self.hops.setdefault(object_type, []).append(Reference(tuple(place.split(".")), target))

    def includes(self, object_type: str, place: str, fill: Fill, target: str | None = None) -> None:
        """`object_type` has a field that is left out unless asked for."""
        self.hops.setdefault(object_type, []).append(Included(tuple(place.split(".")), fill, target))

    def nests(self, object_type: str, place: str, target: str) -> None:
        """`object_type` holds a list of `target` objects at `place`, such as `lines.data`."""
        self.hops.setdefault(object_type, []).append(Nested(tuple(place.split(".")), target))

    def check(self, object_type: str, paths: Sequence[str], *, listing: bool) -> list[list[Hop]]:
        """The paths as hops. Raises CANNOT_EXPAND and EXPAND_TOO_DEEP, also for objects that do not exist."""
        checked = []
        for path in paths:
            parts = path.split(".")
            if listing:
                if parts[0] != "data":
                    hint = f" You may want to try expanding 'data.{_cut(path)}' instead."
                    raise errors.CANNOT_EXPAND(segment=_cut(path), hint=hint)
                parts = parts[1:]
            checked.append(self._hops(object_type, parts, path, 1 if listing else 0))
        return checked

    def _hops(self, object_type: str | None, parts: list[str], path: str, level: int) -> list[Hop]:
        found: list[Hop] = []
        done = [] if level == 0 else ["data"]
        while parts:
            hop = self._hop(object_type, parts)
            if hop is None:
                if self._leads_somewhere(object_type, parts):
                    return found
                raise errors.CANNOT_EXPAND(segment=_cut(".".join([*done, parts[0]][-2:])), hint="")
            # A list counts for two levels, its name and `data`; hashes on the way to an id do not count.
            length = len(hop.place)
            if isinstance(hop, Included) and hop.target is not None and parts[length : length + 1] == ["data"]:
                length += 1  # a list that was left out is walked through like one that is always there
                level += 1
            level += 2 if isinstance(hop, Nested) else 1
            if level > LEVELS_MAX:
                raise errors.EXPAND_TOO_DEEP(path=_cut(path))
            found.append(hop)
            done += parts[:length]
            parts = parts[length:]
            object_type = hop.target
        return found

    def _hop(self, object_type: str | None, parts: list[str]) -> Hop | None:
        for hop in self.hops.get(object_type or "", ()):
            if hop.place == tuple(parts[: len(hop.place)]):
                return hop
        return None

    def _leads_somewhere(self, object_type: str | None, parts: list[str]) -> bool:
        """Whether the path stops half-way to something, as `lines` does before `lines.data`: no effect, no error."""
        return any(hop.place[: len(parts)] == tuple(parts) for hop in self.hops.get(object_type or "", ()))

    async def apply(self, reader: Reader, objects: list[Object], paths: list[list[Hop]]) -> None:
        """Carry out checked paths on the objects of an answer."""
        for hops in paths:
            level = objects
            for hop in hops:
                level = await self._step(reader, level, hop)

    async def _step(self, reader: Reader, objects: list[Object], hop: Hop) -> list[Object]:
        if isinstance(hop, Nested):
            return [child for o in objects for child in (_value(o, hop.place) or [])]
        if isinstance(hop, Included):
            missing = [o for o in objects if hop.place[-1] not in (_holder(o, hop.place) or {})]
            if missing:
                await hop.fill(reader, missing)
            return [child for o in objects for child in _children(_value(o, hop.place))]
        return await self._resolve(reader, objects, hop)

    async def _resolve(self, reader: Reader, objects: list[Object], hop: Reference) -> list[Object]:
        values = [_value(o, hop.place) for o in objects]
        wanted = sorted({v for v in values if isinstance(v, str)})
        wanted += sorted({i for v in values if isinstance(v, list) for i in v if isinstance(i, str)})
        found = await self.loads[hop.target](reader, wanted) if wanted else {}
        reached: list[Object] = []
        for o, value in zip(objects, values, strict=True):
            holder = _holder(o, hop.place)
            if isinstance(value, str) and value in found and holder is not None:
                holder[hop.place[-1]] = found[value]
            elif isinstance(value, list) and holder is not None:
                holder[hop.place[-1]] = [found.get(i, i) if isinstance(i, str) else i for i in value]
            reached += _children(_value(o, hop.place))
        return reached


def _holder(o: Object, place: tuple[str, ...]) -> Object | None:
    node: Any = o
    for part in place[:-1]:
        node = node.get(part) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else None


def _value(o: Object, place: tuple[str, ...]) -> Any:
    holder = _holder(o, place)
    return holder.get(place[-1]) if holder is not None else None


def _children(value: Any) -> list[Object]:
    if isinstance(value, dict):
        inner = value.get("data") if value.get("object") == "list" else None
        return [v for v in inner if isinstance(v, dict)] if inner is not None else [value]
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _cut(text: str) -> str:
    return text if len(text) <= 100 else text[:100] + "..."
