"""What create, update and confirm share of a payment intent's fields."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from billhook.cash_balances.instructions import given_transfer
from billhook.cash_balances.rules.bank_transfers import check_currency
from billhook.kernel import errors
from billhook.payments.objects import PaymentIntent
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


def method_options(given: PaymentMethodOptions | None, currency: str, card: Mapping[str, str]) -> dict[str, Any]:
    """The change that options make of an intent in a currency, with the options of payments by `card` that it has.

    Raises MISSING_PARAMETER, INVALID_VALUE, TRANSFER_CURRENCY.
    """
    return _bank_transfer(given, currency) | _card_options(given, card)


def check_capture(intent: PaymentIntent) -> None:
    """What an invoice asks for is taken, not held. Raises INTENT_OF_INVOICE."""
    if intent.invoice is not None and intent.is_captured_by_hand:
        what = "what it asks for is taken at once, and cannot be captured later"
        raise errors.INTENT_OF_INVOICE(param="capture_method", invoice=intent.invoice, what=what)


def _card_options(given: PaymentMethodOptions | None, before: Mapping[str, str]) -> dict[str, Any]:
    if given is None or not given.given("card"):
        return {}
    if given.card is None:
        return {"card_options": {}}
    said = {name: getattr(given.card, name) for name in given.card.model_fields_set}
    return {"card_options": {name: value for name, value in {**before, **said}.items() if value is not None}}


def _bank_transfer(given: PaymentMethodOptions | None, currency: str) -> dict[str, Any]:
    cash = given.customer_balance if given is not None else None
    if cash is None or cash.bank_transfer is None:
        return {}
    place = "payment_method_options[customer_balance][bank_transfer]"
    transfer = given_transfer(cash.bank_transfer, place)
    check_currency(transfer, currency, f"{place}[type]")
    return {"bank_transfer": asdict(transfer)}
