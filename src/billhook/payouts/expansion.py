"""What can be expanded of payouts."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.payouts import store, view
from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("payout", load)
    for name in ("balance_transaction", "failure_balance_transaction"):
        registry.refers("payout", name, "balance_transaction")
    for name in ("original_payout", "reversed_by"):
        registry.refers("payout", name, "payout")


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Payouts by their ids."""
    return {p.id: view.payout(reader, p) for p in await store.of_ids(reader, ids)}
