"""What can be expanded: filled here, above the rooms, so that no room has to import upwards."""

from billhook.customers import routes as customers
from billhook.customers import tax_ids
from billhook.wire.expand import Registry


def registry() -> Registry:
    """The registry of all object types."""
    r = Registry()
    r.loads_type("customer", customers.load)
    r.includes("customer", "tax_ids", tax_ids.fill, "tax_id")
    return r
