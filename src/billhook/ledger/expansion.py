"""What can be expanded of the ledger."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.ledger import store, view
from billhook.wire.expand import Registry


def register(r: Registry) -> None:
    """Entries. What made an entry stands in rooms above this one (`registry.py`)."""
    r.loads_type("balance_transaction", load)
    r.refers("balance_transaction", "source", "balance_transaction_source")


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Entries for expansion."""
    return {e.id: view.balance_transaction(reader, e) for e in await store.of_ids(reader, ids)}
