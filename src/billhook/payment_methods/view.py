"""Payment methods and mandates as the newest API version shows them (platform.md §7.3)."""

from typing import Any

from billhook.db.tx import Reader
from billhook.payment_methods.objects import SEPA_DEBIT, SINGLE_USE, Mandate, PaymentMethod
from billhook.wire import addresses


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


def mandate(reader: Reader, m: Mandate, method: PaymentMethod) -> dict[str, Any]:
    """The wire object."""
    details: dict[str, Any] = {}
    if method.type == SEPA_DEBIT:
        details = {"reference": m.reference, "url": addresses.mandate(reader.tenant, m.token)}
    use: dict[str, Any] = {"amount": m.amount, "currency": m.currency} if m.type == SINGLE_USE else {}
    return {
        "id": m.id,
        "object": "mandate",
        "customer_acceptance": m.customer_acceptance,
        "livemode": reader.tenant.livemode,
        m.type: use,
        "payment_method": m.payment_method,
        "payment_method_details": {method.type: details, "type": method.type},
        "status": m.status,
        "type": m.type,
    }
