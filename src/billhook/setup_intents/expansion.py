"""What can be expanded of setup intents and their attempts (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.setup_intents import attempts_store, store, view
from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("setup_intent", load)
    for target in ("customer", "mandate", "payment_method"):
        registry.refers("setup_intent", target, target)
    registry.loads_type("setup_attempt", load_attempts)
    registry.refers("setup_intent", "latest_attempt", "setup_attempt")
    for target in ("customer", "payment_method", "setup_intent"):
        registry.refers("setup_attempt", target, target)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Setup intents by their ids."""
    return {s.id: view.setup_intent(reader, s) for s in await store.of_ids(reader, ids)}


async def load_attempts(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Attempts by their ids."""
    return {a.id: view.setup_attempt(reader, a) for a in await attempts_store.of_ids(reader, ids)}
