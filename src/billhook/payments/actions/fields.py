"""What create, update and confirm share of a payment intent's fields."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from billhook.cash_balances.instructions import given_transfer
from billhook.cash_balances.rules.bank_transfers import Transfer, check_currency
from billhook.kernel import errors
from billhook.kernel.address import ShownShipping
from billhook.payment_methods.objects import CARD, US_BANK_ACCOUNT
from billhook.payments.objects import PaymentIntent
from billhook.payments.params import IntentAddress, IntentShipping, PaymentMethodOptions
from billhook.payments.rules.types import allowed_types
from billhook.wire.params import Params

# The types whose options are kept as they were said; those of a transfer are an object of their own.
_KEPT = (CARD, US_BANK_ACCOUNT)
_ADDRESS = tuple(IntentAddress.model_fields)


def shipping(given: IntentShipping | None) -> ShownShipping | None:
    """Where goods go, with every key that the object carries."""
    if given is None:
        return None
    return {
        "address": {name: getattr(given.address, name) for name in _ADDRESS},
        "carrier": given.carrier, "name": given.name, "phone": given.phone, "tracking_number": given.tracking_number,
    }  # fmt: skip


Options = Mapping[str, Mapping[str, str]]


class TypesChange(TypedDict, total=False):
    """The fields of a payment or setup intent that the types which it allows change."""

    allowed_payment_method_types: Sequence[str]
    automatic_payment_methods: None


def types(given: Sequence[str] | None) -> TypesChange:
    """The change that named types make of an intent: it allows these alone, and is automatic no longer."""
    return {} if given is None else {"allowed_payment_method_types": given, "automatic_payment_methods": None}


def check_same_types(intent: PaymentIntent, given: Sequence[str] | None) -> None:
    """The types of an invoice's intent are those of the invoice. Raises INTENT_OF_INVOICE."""
    if intent.invoice is not None and given is not None and list(given) != list(allowed_types(intent)):
        name = "allowed_payment_method_types"
        what = f"its {name} are those of the invoice and cannot be changed"
        raise errors.INTENT_OF_INVOICE(param=name, invoice=intent.invoice, what=what)


class OptionsChange(TypedDict, total=False):
    """The fields of an intent that options of its types change."""

    bank_transfer: Transfer
    method_options: Options


def method_options(given: PaymentMethodOptions | None, currency: str, before: Options) -> OptionsChange:
    """The change that options make of an intent in a currency, with those that it has.

    Raises MISSING_PARAMETER, INVALID_VALUE, TRANSFER_CURRENCY.
    """
    change = _bank_transfer(given, currency)
    options = options_by_type(given, before)
    return change | {"method_options": options} if options != before else change


def options_by_type(given: Params | None, before: Options) -> Options:
    """Options by type of payment method with those that were given; an empty one is unset."""
    options = dict(before)
    for type in _KEPT:
        if given is None or not given.given(type):
            continue
        given_options: Params | None = getattr(given, type)
        named = (
            {name: getattr(given_options, name) for name in given_options.model_fields_set}
            if given_options is not None
            else {}
        )
        kept = {**options.get(type, {}), **named} if given_options is not None else {}
        options[type] = {name: value for name, value in kept.items() if value is not None}
    return {type: named for type, named in options.items() if named}


def check_capture(intent: PaymentIntent) -> None:
    """What an invoice asks for is taken, not authorized. Raises INTENT_OF_INVOICE."""
    if intent.invoice is not None and intent.is_captured_by_hand:
        what = "what it asks for is taken at once, and cannot be captured later"
        raise errors.INTENT_OF_INVOICE(param="capture_method", invoice=intent.invoice, what=what)


def _bank_transfer(given: PaymentMethodOptions | None, currency: str) -> OptionsChange:
    cash = given.customer_balance if given is not None else None
    if cash is None or cash.bank_transfer is None:
        return {}
    place = "payment_method_options[customer_balance][bank_transfer]"
    transfer = given_transfer(cash.bank_transfer, place)
    check_currency(transfer, currency, f"{place}[type]")
    return {"bank_transfer": transfer}
