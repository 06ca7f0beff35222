"""Which payment methods fit a payment: by their type and the currency (platform.md §7.1, §7.6)."""

from collections.abc import Sequence

from billhook.cash_balances.rules.bank_transfers import CURRENCIES
from billhook.kernel import errors
from billhook.payment_methods.objects import CARD, CUSTOMER_BALANCE, SEPA_DEBIT, US_BANK_ACCOUNT, PaymentMethod
from billhook.payments.objects import MANUAL, PaymentIntent

# Banks debit accounts in their own currency only, and transfers carry a few; cards pay in any.
_CURRENCIES = {
    CUSTOMER_BALANCE: tuple(sorted(CURRENCIES.values())),
    SEPA_DEBIT: ("eur",),
    US_BANK_ACCOUNT: ("usd",),
}
_UNNAMED = (CARD, SEPA_DEBIT, US_BANK_ACCOUNT)


def takes(type: str) -> Sequence[str] | None:
    """The currencies in which a type can pay; None for all."""
    return _CURRENCIES.get(type)


def types_for(currency: str) -> list[str]:
    """The types that can pay in a currency unless others are named: cash has to be."""
    return [type for type in _UNNAMED if currency in (takes(type) or (currency,))]


def allowed_types(intent: PaymentIntent) -> list[str]:
    """The types that a payment intent names, or else those that fit: an authorization is made on a card."""
    unnamed = [CARD] if intent.capture_method == MANUAL else types_for(intent.currency)
    return list(intent.allowed_payment_method_types or unnamed)


def check_type(intent: PaymentIntent, method: PaymentMethod) -> None:
    """A method that a payment intent can be paid with. Raises METHOD_CURRENCY, METHOD_NOT_HELD, METHOD_TYPE."""
    currencies = takes(method.type)
    if currencies is not None and intent.currency not in currencies:
        raise errors.METHOD_CURRENCY(
            param="payment_method", type=method.type, takes=", ".join(currencies), currency=intent.currency
        )
    check_allows(intent, method.type)
    if intent.capture_method == MANUAL and method.type != CARD:
        raise errors.METHOD_NOT_HELD(param="payment_method", type=method.type)


def check_allows(intent: PaymentIntent, type: str) -> None:
    """A type that an intent can be paid with. Raises METHOD_TYPE."""
    check_allowed(allowed_types(intent), type)


def check_allowed(allowed: Sequence[str], type: str) -> None:
    """One of these types. Raises METHOD_TYPE."""
    if type not in allowed:
        raise errors.METHOD_TYPE(param="payment_method", type=type, allowed=", ".join(allowed))
