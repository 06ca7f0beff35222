"""What can be expanded of meters: nothing; but they can be found by their ids (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.meters import store, view
from billhook.wire.expand import Registry


def register(r: Registry) -> None:
    """Say how meters are loaded."""
    r.loads_type("billing.meter", load)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Meters by their ids."""
    return {m.id: view.meter(reader, m) for m in await store.of_ids(reader, ids)}
