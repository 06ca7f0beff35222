"""What a customer shows when asked: where they are for taxes, and the lists of what does not exist here."""

from collections.abc import Sequence
from typing import Any

from billhook.account_settings import registrations
from billhook.customers import store
from billhook.customers.store import Customer
from billhook.db.tx import Reader
from billhook.tax.rules.automatic import is_registered, place_of
from billhook.wire.expand import Fill
from billhook.wire.lists import sublist

Object = dict[str, Any]


async def fill_tax(reader: Reader, shown: Sequence[Object]) -> None:
    """Put `tax` into customers that are being expanded."""
    alive = {c["id"]: c for c in shown if not c.get("deleted")}
    for customer in await store.of_ids(reader, list(alive)):
        alive[customer.id]["tax"] = tax(reader, customer)


def tax(reader: Reader, c: Customer) -> Object:
    """Where taxes of this customer are due, and whether the account collects them there.

    `automatic_tax` is `supported` where the account is registered, `not_collecting` where it is not, and
    `unrecognized_location` where no address names a country by its ISO code.
    """
    shipping = (c.shipping or {}).get("address")
    place = place_of(shipping, c.address)
    told: Object = {
        "automatic_tax": "unrecognized_location",
        "ip_address": None,
        "location": None,
        "provider": "stripe",
    }
    if place is not None:
        collects = is_registered(place, registrations.parsed(reader.tenant.settings.tax_registrations))
        source = "shipping_destination" if place_of(shipping, None) is not None else "billing_address"
        told["automatic_tax"] = "supported" if collects else "not_collecting"
        told["location"] = {"country": place.country, "source": source, "state": place.state}
    return told


def none_of(name: str) -> Fill:
    """Puts in an empty list: `sources` and `subscriptions` do not exist here."""

    async def fill(reader: Reader, customers: Sequence[Object]) -> None:
        for customer in customers:
            if not customer.get("deleted"):
                customer[name] = sublist(f"/v1/customers/{customer['id']}/{name}", [], 0)

    return fill
