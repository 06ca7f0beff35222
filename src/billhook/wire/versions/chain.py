"""The chain: an object of the newest version, walked back to the version that the caller reads.

`at(version, body)` answers a request or renders an event in `version`. Versions since basil share one shape
and differ in added fields, which are taken away one release at a time; acacia is the shape of 2024-06-20 with the few
fields that it added, and what came before 2024-04-10 has two other names. Nothing older than `api_versions.OLDEST`
is shown.
"""

from collections.abc import Mapping
from functools import lru_cache

from billhook.kernel.wire_object import WireObject
from billhook.wire.versions import (
    v2024_04_10,
    v2024_09_30_acacia,
    v2024_10_28_acacia,
    v2024_11_20_acacia,
    v2024_12_18_acacia,
    v2025_01_27_acacia,
    v2025_03_31_basil,
    v2025_03_31_basil_lines,
    v2025_04_30_basil,
    v2025_05_28_basil,
    v2025_06_30_basil,
    v2025_08_27_basil,
    v2025_09_30_clover,
    v2025_10_29_clover,
    v2025_12_15_clover,
    v2026_03_25_dahlia,
    v2026_04_22_dahlia,
    v2026_05_27_dahlia,
    v2026_06_24_dahlia,
    v2026_07_29_dahlia,
    v2026_08_26_dahlia,
    v2026_09_30_endive,
    v2026_10_28_endive,
)
from billhook.wire.versions.registry import CHANGES, ChangeFunction
from billhook.wire.versions.with_past import remembering

CHANGED_IN = (
    v2026_10_28_endive,
    v2026_09_30_endive,
    v2026_08_26_dahlia,
    v2026_07_29_dahlia,
    v2026_06_24_dahlia,
    v2026_05_27_dahlia,
    v2026_04_22_dahlia,
    v2026_03_25_dahlia,
    v2025_12_15_clover,
    v2025_10_29_clover,
    v2025_09_30_clover,
    v2025_08_27_basil,
    v2025_06_30_basil,
    v2025_05_28_basil,
    v2025_04_30_basil,
    v2025_03_31_basil,
    v2025_03_31_basil_lines,
    v2025_01_27_acacia,
    v2024_12_18_acacia,
    v2024_11_20_acacia,
    v2024_10_28_acacia,
    v2024_09_30_acacia,
    v2024_04_10,
)
"""The modules whose import registers the changes, newest first."""

_NEWEST_CHANGE = max(step.version for step in CHANGES)
_NEWEST_SILENCE = v2025_03_31_basil.VERSION

_Steps = Mapping[str, tuple[ChangeFunction, ...]]


def at(version: str, body: WireObject) -> WireObject:
    """`body`, an object or a list of the newest version, as `version` shows it.

    Returns the same object when `version` is not older than the newest change, else a new one; `body` and
    all in it stay as they are. Nested objects, the `data` of lists and the object of an event are walked
    back with it, and so are the `previous_attributes` of an event. `version` is taken as it is: whether it
    may be asked for is for `api_versions.is_known` to say.
    """
    if version >= _NEWEST_CHANGE:
        return body
    return WireObject(_walked_back(body, _steps(version)))


def wants_past(version: str) -> bool:
    """Whether objects of this version show facts that have to be looked up, because newer ones leave them out.

    They are those which `recalling` puts into `with_past.Past`; the coupon of a discount, which basil shows too,
    comes with the discount.
    """
    return version < _NEWEST_SILENCE


def previous_at(version: str, body: WireObject, previous: WireObject) -> WireObject:
    """The `previous_attributes` of an event as `version` shows them.

    `body` is the object after the change, `previous` the former values of what changed, both in the newest
    shape. The object before the change is put together again, both are walked back, and what differs is what
    `version` saw change: for 2024-06-20 an invoice that becomes paid changes `status`, and `paid` with it.
    """
    if version >= _NEWEST_CHANGE:
        return previous
    return _previous(body, previous, _steps(version))


def _previous(body: WireObject, previous: WireObject, steps: _Steps) -> WireObject:
    before, after = _walked_back(_restored(body, previous), steps), _walked_back(body, steps)
    return _former_values(WireObject(before), WireObject(after))


@lru_cache(maxsize=256)
def _steps(version: str) -> _Steps:
    """For each type of object the changes to undo, newest first; within a version as they were registered."""
    steps: dict[str, tuple[ChangeFunction, ...]] = {}
    for step in sorted(CHANGES, key=lambda step: step.version, reverse=True):
        if step.version > version:
            steps[step.object_type] = (*steps.get(step.object_type, ()), step.undo)
    return steps


def _walked_back(body: WireObject, steps: _Steps) -> dict[str, object]:
    kind = body.get("object")
    undone = steps.get(kind) if isinstance(kind, str) else None
    if undone is None or body.get("deleted") is True:
        old = dict(body)
    else:
        old = remembering(body)
        for undo in undone:
            undo(old)
    for name, value in old.items():
        # Only the values change, never the keys, so the dict may be written while it is read. Metadata
        # belongs to the caller: a key `object` in it makes it no object.
        if value.__class__ is list:
            old[name] = [_walked_back(WireObject(item), steps) if isinstance(item, dict) else item for item in value]
        elif isinstance(value, dict) and name != "metadata":
            old[name] = _walked_back(WireObject(value), steps)
    if kind == "event":
        _set_previous_attributes(WireObject(old), body, steps)
    return old


def _set_previous_attributes(old: WireObject, event: WireObject, steps: _Steps) -> None:
    """They are part of an object without saying of which type, so they cannot be walked back like one."""
    data = event.get("data") or {}
    if previous := data.get("previous_attributes"):
        old["data"]["previous_attributes"] = _previous(data["object"], previous, steps)


def _restored(body: WireObject, previous: WireObject) -> WireObject:
    """`body` as it was before the values in `previous` changed."""
    before = remembering(body)
    for name, value in previous.items():
        now = body.get(name)
        if isinstance(now, dict) and isinstance(value, dict):
            before[name] = _restored(WireObject(now), WireObject(value))
        else:
            before[name] = value
    return WireObject(before)


def _former_values(before: WireObject, after: WireObject) -> WireObject:
    """What `before` says where the two differ; a key that only `after` has was null."""
    former = WireObject({})
    for name in before | after:
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        if isinstance(was, dict) and isinstance(now, dict):
            former[name] = _former_values(WireObject(was), WireObject(now))
        else:
            former[name] = was
    return former
