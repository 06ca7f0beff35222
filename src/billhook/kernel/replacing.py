"""`replace`, as in `dataclasses`: a frozen object with some of its fields changed, at a sixth of the price.

`made` gives a frozen object from the values of all its fields, at a tenth of the price of its class.

A frozen class writes each field of a new object by a call, because a plain assignment is what it refuses. So a new
object is filled while it belongs to the twin of its class, which has the same slots and refuses nothing. Then it gets
its class, and is frozen before anybody sees it (docs/decisions/0038).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, TypeVar, cast

T = TypeVar("T")

if TYPE_CHECKING:
    # The type checker knows this one, and checks the names and the types of the changes.
    from dataclasses import replace
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """The same object but for `changes`. Raises TypeError for a name that is no field."""
        kind = type(value)
        twin = _twin(kind)
        copy = twin.kind()
        twin.fill(copy, twin.read(value))
        for name, held in changes.items():
            try:
                setattr(copy, name, held)
            except AttributeError:
                raise TypeError(f"{kind.__name__} has no field {name!r}") from None
        copy.__class__ = kind
        return copy


def made(kind: type[T], values: Iterable[Any]) -> T:
    """An object of a frozen class from the values of all its fields, in their order. Raises ValueError for any less."""
    twin = _twin(kind)
    new = twin.kind()
    twin.fill(new, values)
    new.__class__ = kind
    return new  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class _Twin:
    """The twin of a class; `read` gives the values of all fields of an object, `fill` writes them into a new one."""

    kind: type[Any]
    read: Callable[[Any], Sequence[Any]]
    fill: Callable[[Any, Iterable[Any]], None]


def _twin_of(kind: type[Any]) -> _Twin:
    names = [field.name for field in fields(kind)]
    has_slots = all(isinstance(getattr(kind, name, None), MemberDescriptorType) for name in names)
    if hasattr(kind, "__post_init__") or not has_slots:
        raise TypeError(f"{kind.__name__} is not a plain frozen dataclass with slots")
    free = {"__slots__": kind.__slots__, "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    twin = type(kind.__name__, kind.__bases__, free | {"__init__": object.__init__})
    several = attrgetter(*names)
    read = several if len(names) > 1 else lambda value: (several(value),)
    return _Twin(twin, read, _filling(names))


_twin = cast(Callable[[type[Any]], _Twin], cache(_twin_of))


def _filling(names: Sequence[str]) -> Callable[[Any, Iterable[Any]], None]:
    """A function that assigns to all these fields: only an assignment that is written out is quick."""
    targets = "".join(f"new.{name}, " for name in names)
    defined: dict[str, object] = {}
    exec(f"def fill(new, values): {targets}= values", defined)  # noqa: S102 - the names are those of fields
    return cast(Callable[[Any, Iterable[Any]], None], defined["fill"])


__all__ = ["made", "replace"]
