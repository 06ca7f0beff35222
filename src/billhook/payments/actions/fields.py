"""What create, update and confirm share of a payment intent's fields."""

from typing import Any

from billhook.payments.params import IntentAddress, IntentShipping

_ADDRESS = tuple(IntentAddress.model_fields)


def shipping(given: IntentShipping | None) -> dict[str, Any] | None:
    """Where goods go, with every key that the object carries."""
    if given is None:
        return None
    return {
        "address": {name: getattr(given.address, name) for name in _ADDRESS},
        "carrier": given.carrier, "name": given.name, "phone": given.phone, "tracking_number": given.tracking_number,
    }  # fmt: skip
