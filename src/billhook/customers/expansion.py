"""What can be expanded of a customer, and the lists that it shows when asked."""

from collections.abc import Sequence

from billhook.account_settings import registrations
from billhook.customers import movements_store, store, view
from billhook.customers.objects import Customer
from billhook.db.tx import Reader
from billhook.kernel.address import Address, Shipping
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.payment_methods import store as methods
from billhook.payment_methods.view import source
from billhook.tax import tax_ids_store
from billhook.tax.rules.automatic import is_registered, place_of
from billhook.tax.view import tax_id
from billhook.wire.expand import Registry
from billhook.wire.lists import sublist


def register(r: Registry) -> None:
    """Customers and the movements of their balances."""
    r.loads_type("customer", load)
    r.includes("customer", "tax_ids", fill_tax_ids, "tax_id")
    r.includes("customer", "tax", fill_tax)
    r.includes("customer", "sources", fill_sources, "card")
    r.refers("customer", "default_source", "card")
    r.loads_type("card", load_sources)
    r.refers("card", "customer", "customer")
    r.nests("customer", "discount", "discount")
    r.includes("customer", "invoice_credit_balance", fill_credit_balance)
    r.refers("customer", "invoice_settings.default_payment_method", "payment_method")
    r.loads_type("customer_balance_transaction", load_movements)
    for target in ("credit_note", "customer", "invoice"):
        r.refers("customer_balance_transaction", target, target)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Customers for expansion; deleted ones as stubs."""
    return {c.id: view.customer(reader, c) for c in await store.of_ids(reader, ids)}


async def load_sources(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Sources for expansion."""
    return {m.id: source(reader, m) for m in await methods.of_ids(reader, ids)}


async def fill_sources(reader: Reader, customers: Sequence[WireObject]) -> None:
    """Put `sources` into customers that are being expanded."""
    alive = [c for c in customers if not c.get("deleted")]
    found = await methods.sources_of(reader, [c["id"] for c in alive])
    for c in alive:
        data = [source(reader, m) for m in found[c["id"]]]
        c["sources"] = sublist(f"/v1/customers/{c['id']}/sources", data, len(data))


async def load_movements(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Movements for expansion."""
    return {m.id: view.balance_transaction(reader, m) for m in await movements_store.of_ids(reader, ids)}


async def fill_credit_balance(reader: Reader, customers: Sequence[WireObject]) -> None:
    """Put `invoice_credit_balance` into customers that are being expanded."""
    alive = {c["id"]: c for c in customers if not c.get("deleted")}
    for customer in await store.of_ids(reader, list(alive)):
        alive[customer.id]["invoice_credit_balance"] = view.credit_balances(customer)


async def fill_tax_ids(reader: Reader, customers: Sequence[WireObject]) -> None:
    """Put `tax_ids` into customers that are being expanded."""
    alive = [c for c in customers if not c.get("deleted")]
    found = await tax_ids_store.of_customers(reader, [c["id"] for c in alive])
    for c in alive:
        data = [tax_id(reader, t) for t in found[c["id"]]]
        c["tax_ids"] = sublist(f"/v1/customers/{c['id']}/tax_ids", data, len(data))


async def fill_tax(reader: Reader, shown: Sequence[WireObject]) -> None:
    """Put `tax` into customers that are being expanded."""
    alive = {c["id"]: c for c in shown if not c.get("deleted")}
    for customer in await store.of_ids(reader, list(alive)):
        alive[customer.id]["tax"] = tax(reader, customer)


def tax(reader: Reader, c: Customer) -> WireHash:
    """Where taxes of this customer are due, and whether the account collects them there.

    `automatic_tax` is `supported` where the account is registered, `not_collecting` where it is not, and
    `unrecognized_location` where no address names a country by its ISO code.
    """
    shipping = Shipping.from_stored(c.shipping).address if c.shipping is not None else None
    place = place_of(shipping, Address.from_stored(c.address) if c.address is not None else None)
    if place is None:
        return {
            "automatic_tax": "unrecognized_location", "ip_address": None, "location": None, "provider": "stripe",
        }  # fmt: skip
    collects = is_registered(place, registrations.parsed(reader.tenant.settings.tax_registrations))
    source = "shipping_destination" if place_of(shipping, None) is not None else "billing_address"
    return {
        "automatic_tax": "supported" if collects else "not_collecting",
        "ip_address": None,
        "location": {"country": place.country, "source": source, "state": place.state},
        "provider": "stripe",
    }
