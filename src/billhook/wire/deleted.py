"""What remains to be seen of an object that was deleted (platform.md §1.7)."""

from dataclasses import dataclass
from typing import Any

from billhook.db.tx import Reader


@dataclass(frozen=True, slots=True)
class Deleted:
    """The id of a deleted object, and its type."""

    id: str
    object: str


def deleted(_reader: Reader, stub: Deleted) -> dict[str, Any]:
    """The stub."""
    return {"id": stub.id, "object": stub.object, "deleted": True}
