"""What can be expanded of disputes (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.disputes import store, view
from billhook.disputes.objects import FILES
from billhook.kernel.wire_object import WireObject
from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("dispute", load)
    for name in FILES:
        registry.refers("dispute", f"evidence.{name}", "file")
    for owner in ("dispute", "radar.early_fraud_warning"):
        registry.refers(owner, "charge", "charge")
        registry.refers(owner, "payment_intent", "payment_intent")


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Disputes by their ids."""
    return {d.id: view.dispute(reader, d) for d in await store.of_ids(reader, ids)}
