"""How test clocks are loaded by their ids, and which fields name one."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.test_clocks import store, view
from billhook.wire.expand import Registry


def register(r: Registry) -> None:
    """Test clocks, and who lives on them."""
    r.loads_type("test_helpers.test_clock", load)
    for type in ("customer", "invoice", "invoiceitem"):
        r.refers(type, "test_clock", "test_helpers.test_clock")


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Clocks for expansion."""
    return {k.id: view.test_clock(reader, k) for k in await store.of_ids(reader, ids)}
