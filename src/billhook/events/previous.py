"""`previous_attributes`: the former values of what changed (platform.md §6.1)."""

from typing import Any

from billhook.db.tx import Tx
from billhook.db.verbs import View


def previous_attributes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Former values of the keys that differ: of a changed hash only its changed keys, of an array all of it.

    A list object is a hash: an invoice that got a line names `lines.data` and `lines.total_count`. A key that is new
    had no value before and is given as null.
    """
    changed: dict[str, Any] = {}
    for key in after.keys() | before.keys():
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            changed[key] = previous_attributes(old, new)
        else:
            changed[key] = old
    return changed


def emit_updated(tx: Tx, type: str, view: View, before: Any, after: Any) -> None:
    """Emit `type` for `after`, with the former values of what changed since `before`."""
    shown = tx.render(view, after)
    tx.emit(type, shown, previous_attributes(tx.render(view, before), shown))
