"""What can be expanded of subscriptions and their items (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.subscriptions import store, view
from billhook.wire.expand import Registry
from billhook.wire.expandable import SINCE_BASIL
from billhook.wire.lists import sublist

_SHOWN = 10


def register(r: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    r.loads_type("subscription", load)
    r.loads_type("subscription_item", load_items)
    r.refers("subscription", "customer", "customer")
    r.refers("subscription", "default_payment_method", "payment_method")
    r.refers("subscription", "discounts", "discount")
    r.refers("subscription", "latest_invoice", "invoice")
    r.refers("subscription", "test_clock", "test_helpers.test_clock")
    r.refers("invoice", "parent.subscription_details.subscription", "subscription", SINCE_BASIL)
    r.refers("line_item", "subscription", "subscription")
    r.refers("subscription_item", "discounts", "discount")
    r.nests("subscription_item", "plan", "plan")
    r.nests("subscription", "items.data", "subscription_item")
    r.nests("subscription_item", "price", "price")
    r.includes("customer", "subscriptions", fill_customers, "subscription")


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Subscriptions by their ids."""
    return {d.subscription.id: view.subscription(reader, d) for d in await store.of_ids(reader, ids)}


async def load_items(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Items by their ids."""
    return {shown.item.id: view.item(reader, shown) for shown in await store.items_of_ids(reader, ids)}


async def fill_customers(reader: Reader, customers: Sequence[WireObject]) -> None:
    """Puts in the newest ten `subscriptions` of each customer that have not ended."""
    living = [customer for customer in customers if not customer.get("deleted")]
    found, counts = await store.newest_of_customers(reader, [customer["id"] for customer in living], _SHOWN)
    for customer in living:
        shown = [view.subscription(reader, d) for d in found if d.subscription.customer == customer["id"]]
        url = f"/v1/subscriptions?customer={customer['id']}"
        customer["subscriptions"] = sublist(url, shown, counts.get(customer["id"], 0))
