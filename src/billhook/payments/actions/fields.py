"""What create, update and confirm share of a payment intent's fields."""

from dataclasses import asdict
from typing import Any

from billhook.cash_balances.instructions import given_transfer
from billhook.cash_balances.rules.bank_transfers import check_currency
from billhook.payments.params import IntentAddress, IntentShipping, PaymentMethodOptions

_ADDRESS = tuple(IntentAddress.model_fields)


def shipping(given: IntentShipping | None) -> dict[str, Any] | None:
    """Where goods go, with every key that the object carries."""
    if given is None:
        return None
    return {
        "address": {name: getattr(given.address, name) for name in _ADDRESS},
        "carrier": given.carrier, "name": given.name, "phone": given.phone, "tracking_number": given.tracking_number,
    }  # fmt: skip


def bank_transfer(given: PaymentMethodOptions | None, currency: str) -> dict[str, Any]:
    """The change that options make of the bank transfer that an intent in a currency is paid by.

    Raises MISSING_PARAMETER, INVALID_VALUE, TRANSFER_CURRENCY.
    """
    cash = given.customer_balance if given is not None else None
    if cash is None or cash.bank_transfer is None:
        return {}
    place = "payment_method_options[customer_balance][bank_transfer]"
    transfer = given_transfer(cash.bank_transfer, place)
    check_currency(transfer, currency, f"{place}[type]")
    return {"bank_transfer": asdict(transfer)}
