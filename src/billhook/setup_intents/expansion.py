"""What can be expanded of setup intents (platform.md §1.6)."""

from collections.abc import Sequence
from typing import Any

from billhook.db.tx import Reader
from billhook.setup_intents import store, view
from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("setup_intent", load)
    for target in ("customer", "mandate", "payment_method"):
        registry.refers("setup_intent", target, target)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Setup intents by their ids."""
    return {s.id: view.setup_intent(reader, s) for s in await store.of_ids(reader, ids)}
