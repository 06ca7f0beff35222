"""`replace`, as in `dataclasses`: a frozen object with some of its fields changed, at a third of the price.

The standard one asks each field for its settings and passes all of them through `__init__`, which takes 12 µs for an
invoice with its 67 fields. A verb replaces many times, so this one copies the slots (docs/decisions/0038).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    # The type checker knows this one, and checks the names and the types of the changes.
    from dataclasses import replace
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """The same object but for `changes`. Raises TypeError for a name that is no field."""
        kind = type(value)
        read, writers, writer_of = _slots(kind)
        copy = object.__new__(kind)
        for write, held in zip(writers, read(value), strict=True):
            write(copy, held)
        for name, held in changes.items():
            try:
                writer_of[name](copy, held)
            except KeyError:
                raise TypeError(f"{kind.__name__} has no field {name!r}") from None
        return copy


Writer = Callable[[Any, Any], None]


@cache
def _slots(kind: type[Any]) -> tuple[Callable[[Any], Sequence[Any]], Sequence[Writer], Mapping[str, Writer]]:
    """How the slots of a class are read, all at once, and written, past what keeps the object frozen."""
    slots = {field.name: cast(Any, getattr(kind, field.name, None)) for field in fields(kind)}
    if hasattr(kind, "__post_init__") or not all(isinstance(slot, MemberDescriptorType) for slot in slots.values()):
        raise TypeError(f"{kind.__name__} is not a plain frozen dataclass with slots")
    writer_of = {name: slot.__set__ for name, slot in slots.items()}
    several = attrgetter(*slots)
    read = several if len(slots) > 1 else lambda value: (several(value),)
    return read, tuple(writer_of.values()), writer_of


__all__ = ["replace"]
