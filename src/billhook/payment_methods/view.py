"""A payment method as the newest API version shows it (platform.md §7.3)."""

from typing import Any

from billhook.db.tx import Reader
from billhook.payment_methods.objects import PaymentMethod


def payment_method(reader: Reader, m: PaymentMethod) -> dict[str, Any]:
    """The wire object, with the hash of its own type only."""
    return {
        "id": m.id,
        "object": "payment_method",
        "allow_redisplay": m.allow_redisplay,
        "billing_details": m.billing_details,
        m.type: m.details,
        "created": m.created,
        "customer": m.customer,
        "customer_account": None,
        "livemode": reader.tenant.livemode,
        "metadata": m.metadata,
        "radar_options": {},
        "type": m.type,
    }
