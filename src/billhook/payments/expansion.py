"""What can be expanded of payment methods, payment intents, charges and payment records (platform.md §1.6)."""

from collections.abc import Sequence
from typing import Any

from billhook.db.tx import Reader
from billhook.payment_methods import store as payment_methods
from billhook.payment_methods.view import payment_method
from billhook.payments import records, store, view
from billhook.wire.expand import Registry

Object = dict[str, Any]


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("payment_method", load_methods)
    registry.refers("payment_method", "customer", "customer")
    registry.loads_type("payment_record", records.load)
    registry.loads_type("payment_intent", load_intents)
    registry.refers("payment_intent", "customer", "customer")
    registry.refers("payment_intent", "latest_charge", "charge")
    registry.refers("payment_intent", "payment_method", "payment_method")
    registry.loads_type("charge", load_charges)
    registry.refers("charge", "customer", "customer")
    registry.refers("charge", "payment_intent", "payment_intent")


async def load_methods(reader: Reader, ids: Sequence[str]) -> dict[str, Object]:
    """Payment methods by their ids."""
    return {m.id: payment_method(reader, m) for m in await payment_methods.of_ids(reader, ids)}


async def load_intents(reader: Reader, ids: Sequence[str]) -> dict[str, Object]:
    """Payment intents by their ids."""
    return {i.id: view.payment_intent(reader, i) for i in await store.intents_of_ids(reader, ids)}


async def load_charges(reader: Reader, ids: Sequence[str]) -> dict[str, Object]:
    """Charges by their ids."""
    return {c.id: view.charge(reader, c) for c in await store.charges_of_ids(reader, ids)}
