"""The register of changes: which function takes which type of object back across which version."""

from collections.abc import Callable
from typing import Any, NamedTuple

from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.with_past import WithPast

ChangeFunction = Callable[[WithPast], None]


class Change(NamedTuple):
    """One line of an upgrade guide, undone."""

    version: str
    """The version that brought the change: older ones see the object after `undo`."""
    object_type: str
    undo: ChangeFunction


CHANGES: list[Change] = []
"""In the order of registration; `chain` sorts them, newest version first."""


def change(version: str, *object_types: str) -> Callable[[ChangeFunction], ChangeFunction]:
    """Register a function that undoes, on objects of these types, what `version` changed.

    The function gets a copy of the object as the next newer version shows it and edits it in place. The
    copy is one level deep: a nested hash or list is replaced, never edited. Nested objects (those with an
    `object` of their own) are still in the newest shape and take their own way back afterwards, wherever
    the function puts them. Its docstring is the line of the upgrade guide.
    """

    def register(function: ChangeFunction) -> ChangeFunction:
        CHANGES.extend(Change(version, object_type, function) for object_type in object_types)
        return function

    return register


def without_at(value: Any, place: str, *names: str) -> Any:
    """A copy of a nested hash or list without these keys at a dotted place inside it; null stays null.

    A list stands for each of its elements. What is not at the place stays as it is.
    """
    if isinstance(value, list):
        return [without_at(each, place, *names) for each in value]
    if not isinstance(value, dict):
        return value
    if not place:
        return without(WireObject(value), *names)
    first, _, rest = place.partition(".")
    return {**value, first: without_at(value[first], rest, *names)} if first in value else value


def drop(body: WithPast, place: str, *names: str) -> None:
    """Take these keys from the hash or list at a dotted place of an object."""
    first, _, rest = place.partition(".")
    if first in body:
        body[first] = without_at(body[first], rest, *names)


def without(hash_: WireObject | None, *names: str) -> WireObject | None:
    """A copy of a nested hash without these keys; null stays null."""
    return None if hash_ is None else WireObject({name: value for name, value in hash_.items() if name not in names})
