"""What can be expanded of payment methods and mandates (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.payment_methods import mandates_store, store, view
from billhook.payment_methods.objects import MandateDetails
from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("payment_method", load)
    registry.refers("payment_method", "customer", "customer")
    registry.loads_type("mandate", load_mandates)
    registry.refers("mandate", "payment_method", "payment_method")


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Payment methods by their ids."""
    return {m.id: view.payment_method(reader, m) for m in await store.of_ids(reader, ids)}


async def load_mandates(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Mandates by their ids."""
    found = await mandates_store.of_ids(reader, ids)
    methods = {m.id: m for m in await store.of_ids(reader, [each.payment_method for each in found])}
    return {each.id: view.mandate(reader, MandateDetails(each, methods[each.payment_method])) for each in found}
