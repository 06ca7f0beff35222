"""What remains to be seen of an object that was deleted (platform.md §1.7)."""

from dataclasses import dataclass

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject


@dataclass(frozen=True, slots=True)
class Deleted:
    """The id of a deleted object, and its type."""

    id: str
    object: str


def deleted(_reader: Reader, stub: Deleted) -> WireObject:
    """The stub."""
    return WireObject({"id": stub.id, "object": stub.object, "deleted": True})
