"""Expand: ids become objects, and fields that are left out by default are put in (platform.md §1.6).

Rooms register what can be expanded; nothing is expanded that is not registered. Paths are checked before
anything is done, then followed level by level, each level with one load for all objects of that level. Each version
has its own names: paths are those of the version that the caller reads, and they are followed in objects of it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.kernel.api_versions import NEWEST
from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.chain import at, wants_past
from billhook.wire.versions.recalling import Recall, recalled

Load = Callable[[Reader, Sequence[str]], Awaitable[dict[str, WireObject]]]
Fill = Callable[[Reader, Sequence[WireObject]], Awaitable[None]]

LEVELS_MAX = 4

NOTHING = "nothing"
"""The target of a field whose objects do not exist here: it is always null, and so is whatever is below it."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions that have a name: from `since` on, up to the one `before` which it went."""

    since: str = ""
    before: str = "~"

    def __contains__(self, version: str) -> bool:
        return self.since <= version < self.before


EVERY = Versions()


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that holds an id of a `target`; `place` is where, below the object."""

    place: tuple[str, ...]
    target: str
    versions: Versions = EVERY


@dataclass(frozen=True, slots=True)
class Included:
    """A field that is absent by default; `fill` puts it into each of the objects given."""

    place: tuple[str, ...]
    fill: Fill
    target: str | None = None
    versions: Versions = EVERY


@dataclass(frozen=True, slots=True)
class Nested:
    """An object of type `target` inside an object, or a list of them: it is there without being asked for."""

    place: tuple[str, ...]
    target: str
    versions: Versions = EVERY


Hop = Reference | Included | Nested


@dataclass(slots=True)
class Registry:
    """What can be expanded, by object type, and how objects of a type are loaded."""

    hops: dict[str, list[Hop]] = field(default_factory=dict)
    loads: dict[str, Load] = field(default_factory=dict)
    recalls: dict[str, Recall] = field(default_factory=dict)

    def loads_type(self, object_type: str, load: Load) -> None:
        """Objects of this type are loaded by `load(reader, ids)`, which gives stubs for deleted ones."""
        self.loads[object_type] = load

    def recalls_past(self, object_type: str, recall: Recall) -> None:
        """`recall(reader, objects)` puts the facts of the past into objects of this type (`with_past.Past`)."""
        self.recalls[object_type] = recall

    def refers(self, object_type: str, place: str, target: str, versions: Versions = EVERY) -> None:
        """`object_type` holds the id of a `target` at the dotted `place`."""
        self._adds(object_type, Reference(tuple(place.split(".")), target, versions))

    def lacks(self, object_type: str, *places: str, versions: Versions = EVERY) -> None:
        """`object_type` could name something at these places that does not exist here."""
        for place in places:
            self.refers(object_type, place, NOTHING, versions)

    def includes(
        self, object_type: str, place: str, fill: Fill, target: str | None = None, versions: Versions = EVERY
    ) -> None:  # fmt: skip
        """`object_type` has a field that is left out unless asked for."""
        self._adds(object_type, Included(tuple(place.split(".")), fill, target, versions))

    def nests(self, object_type: str, place: str, target: str, versions: Versions = EVERY) -> None:
        """`object_type` holds a `target`, or a list of them, at `place`, such as `lines.data`."""
        self._adds(object_type, Nested(tuple(place.split(".")), target, versions))

    def _adds(self, object_type: str, hop: Hop) -> None:
        self.hops.setdefault(object_type, []).append(hop)

    def check(
        self, object_type: str, paths: Sequence[str], *, listing: bool, version: str = NEWEST
    ) -> list[list[Hop]]:  # fmt: skip
        """The paths as hops, in the names of `version`.

        Raises CANNOT_EXPAND and EXPAND_TOO_DEEP, also for objects that do not exist.
        """
        checked = []
        for path in paths:
            parts = path.split(".")
            if listing:
                if parts[0] != "data":
                    hint = f" You may want to try expanding 'data.{_cut(path)}' instead."
                    raise errors.CANNOT_EXPAND(segment=_cut(path), hint=hint)
                parts = parts[1:]
            checked.append(self._hops(object_type, parts, path, 1 if listing else 0, version))
        return checked

    def _hops(self, object_type: str | None, parts: list[str], path: str, level: int, version: str) -> list[Hop]:
        found: list[Hop] = []
        done = [] if level == 0 else ["data"]
        while parts:
            hop = self._hop(object_type, parts, version)
            if hop is None:
                if self._leads_somewhere(object_type, parts, version):
                    return found
                raise errors.CANNOT_EXPAND(segment=_cut(".".join([*done, parts[0]][-2:])), hint="")
            # A list counts for two levels, its name and `data`; hashes on the way to an id do not count.
            length = len(hop.place)
            if isinstance(hop, Included) and hop.target is not None and parts[length : length + 1] == ["data"]:
                length += 1  # a list that was left out is walked through like one that is always there
                level += 1
            level += 2 if isinstance(hop, Nested) and hop.place[-1] == "data" else 1
            if level > LEVELS_MAX:
                raise errors.EXPAND_TOO_DEEP(path=_cut(path))
            found.append(hop)
            done += parts[:length]
            parts = parts[length:]
            object_type = hop.target
            if object_type == NOTHING:
                return found
        return found

    def _hop(self, object_type: str | None, parts: list[str], version: str) -> Hop | None:
        for hop in self.hops.get(object_type or "", ()):
            if hop.place == tuple(parts[: len(hop.place)]) and version in hop.versions:
                return hop
        return None

    def _leads_somewhere(self, object_type: str | None, parts: list[str], version: str) -> bool:
        """Whether the path stops half-way to something, as `lines` does before `lines.data`: no effect, no error."""
        hops = self.hops.get(object_type or "", ())
        return any(hop.place[: len(parts)] == tuple(parts) and version in hop.versions for hop in hops)

    async def shown(self, reader: Reader, body: WireObject, version: str) -> WireObject:
        """A body of the newest version as `version` shows it, with what only older versions tell."""
        return (await self._all_shown(reader, [body], version))[0]

    async def apply(
        self, reader: Reader, objects: list[WireObject], paths: list[list[Hop]], version: str = NEWEST
    ) -> None:
        """Carry out checked paths on the objects of an answer, which are of `version`, as what is put in will be."""
        for hops in paths:
            level = objects
            for hop in hops:
                level = await self._step(reader, level, hop, version)

    async def _step(self, reader: Reader, objects: list[WireObject], hop: Hop, version: str) -> list[WireObject]:
        if isinstance(hop, Included):
            # Nothing is put into what remains to be seen of a deleted object: it has neither the field nor a holder.
            there = [o for o in objects if o.get("deleted") is not True]
            missing = [o for o in there if hop.place[-1] not in (_holder(o, hop.place) or {})]
            if missing:
                await self._fill(reader, missing, hop, version)
        elif isinstance(hop, Reference):
            await self._resolve(reader, objects, hop, version)
        return [child for o in objects for child in _children(_value(o, hop.place))]

    async def _fill(self, reader: Reader, objects: list[WireObject], hop: Included, version: str) -> None:
        await hop.fill(reader, objects)
        filled = [o for o in objects if "object" in (_dict(_value(o, hop.place)) or {})]
        bodies = [_value(o, hop.place) for o in filled]
        for o, body in zip(filled, await self._all_shown(reader, bodies, version), strict=True):
            holder = _holder(o, hop.place)
            assert holder is not None
            holder[hop.place[-1]] = body

    async def _all_shown(self, reader: Reader, bodies: list[WireObject], version: str) -> list[WireObject]:
        if wants_past(version):
            bodies = await recalled(reader, bodies, self.recalls)
        return [at(version, body) for body in bodies]

    async def _loaded(self, reader: Reader, target: str, ids: list[str], version: str) -> dict[str, WireObject]:
        found = await self.loads[target](reader, ids) if ids and target != NOTHING else {}
        return dict(zip(found, await self._all_shown(reader, list(found.values()), version), strict=True))

    async def _resolve(self, reader: Reader, objects: list[WireObject], hop: Reference, version: str) -> None:
        values = [_value(o, hop.place) for o in objects]
        wanted = sorted({v for v in values if isinstance(v, str)})
        wanted += sorted({i for v in values if isinstance(v, list) for i in v if isinstance(i, str)})
        found = await self._loaded(reader, hop.target, wanted, version)
        for o, value in zip(objects, values, strict=True):
            holder = _holder(o, hop.place)
            if isinstance(value, str) and value in found and holder is not None:
                holder[hop.place[-1]] = found[value]
            elif isinstance(value, list) and holder is not None:
                holder[hop.place[-1]] = [found.get(i, i) if isinstance(i, str) else i for i in value]


def _dict(value: Any) -> WireObject | None:
    return WireObject(value) if isinstance(value, dict) else None


def _holder(o: WireObject, place: tuple[str, ...]) -> WireObject | None:
    node: Any = o
    for part in place[:-1]:
        node = node.get(part) if isinstance(node, dict) else None
    return _dict(node)


def _value(o: WireObject, place: tuple[str, ...]) -> Any:
    holder = _holder(o, place)
    return holder.get(place[-1]) if holder is not None else None


def _children(value: Any) -> list[WireObject]:
    if isinstance(value, dict):
        inner = value.get("data") if value.get("object") == "list" else None
        return _dicts(inner) if inner is not None else [WireObject(value)]
    return _dicts(value) if isinstance(value, list) else []


def _dicts(values: list[Any]) -> list[WireObject]:
    return [WireObject(value) for value in values if isinstance(value, dict)]


def _cut(text: str) -> str:
    return text if len(text) <= 100 else text[:100] + "..."
