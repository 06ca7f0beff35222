"""Charges that are made without a payment intent: an intent that nobody sees carries each (docs/decisions/0080).

The ids of the two differ in their prefix alone. So a charge, a refund or a dispute tells by its ids whether there is an
intent to show.
"""

_CHARGE, _INTENT = "ch_", "pi_"


def carrier_of(charge: str) -> str:
    """The id of the intent that carries a direct charge."""
    return _INTENT + charge.removeprefix(_CHARGE)


def carried_by(intent: str) -> str:
    """The id of the direct charge that an intent carries."""
    return _CHARGE + intent.removeprefix(_INTENT)


def shown_intent(charge: str, intent: str) -> str | None:
    """The payment intent of a charge as the API shows it; None if it only carries the charge."""
    return intent if intent != carrier_of(charge) else None
