"""`previous_attributes`: the former values of what changed (platform.md §6.1)."""

from typing import Any

from billhook.db.tx import Tx
from billhook.db.verbs import View
from billhook.kernel.wire_object import WireObject


def previous_attributes(before: WireObject, after: WireObject) -> WireObject:
    """Former values of the keys that differ: of a changed hash only its changed keys, of an array all of it.

    A list object is a hash: an invoice that got a line names `lines.data` and `lines.total_count`. A key that is new
    had no value before and is given as null.
    """
    changed = WireObject({})
    for key, new in after.items():
        old = before.get(key)
        if old is new or old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            changed[key] = previous_attributes(WireObject(old), WireObject(new))
        else:
            changed[key] = old
    for key in before.keys() - after.keys():
        if before[key] is not None:
            changed[key] = before[key]
    return changed


def emit_updated(tx: Tx, type: str, view: View, before: Any, after: Any) -> None:
    """Emit `type` for `after`, with the former values of what changed since `before`."""
    shown = tx.render(view, after)
    tx.emit(type, shown, previous_attributes(tx.render(view, before), shown))
