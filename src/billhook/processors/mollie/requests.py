"""What is sent to Mollie, in the names of its API v2. Nothing here knows a network."""

import re
from collections.abc import Mapping, Sequence

from billhook.kernel.money import minor_digits
from billhook.processors.interface import BeginRequest, ChargeRequest, RefundRequest
from billhook.processors.reading import Fields, Garbled, text

Body = Mapping[str, object]

CALL = "billhook_call"
CUSTOMER = "billhook_customer"
"""The names of ours in metadata."""

_TEXT_MAX = 255
_VALUE = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,3}))?", re.ASCII)
# Currencies without a minor unit in ISO 4217, of which our amounts count hundredths, as Stripe does, and move in whole
# units (`kernel/money.py`).
_WHOLE = frozenset({"isk", "ugx"})
METHODS = {
    **{name: name for name in (
        "alma", "bancontact", "billie", "bizum", "blik", "eps", "giftcard", "ideal", "kbc", "klarna", "mobilepay",
        "multibanco", "paypal", "riverty", "satispay", "swish", "trustly", "twint", "vipps", "voucher", "wero",
    )},
    "creditcard": "card", "applepay": "card", "directdebit": "sepa_debit", "bacs": "bacs_debit",
    "banktransfer": "sepa_credit_transfer", "mbway": "mb_way", "paybybank": "pay_by_bank", "przelewy24": "p24",
}  # fmt: skip
"""Stripe's types of payment methods, which ours are, by Mollie's names."""

# The regions of Mollie's page for each language of ours; any other language is the browser's choice.
_LOCALES = {
    "ca": "ca_ES", "cs": "cs_CZ", "da": "da_DK", "de": "de_DE", "el": "el_GR", "en": "en_US", "en-GB": "en_GB",
    "es": "es_ES", "fi": "fi_FI", "fr": "fr_FR", "hu": "hu_HU", "is": "is_IS", "it": "it_IT", "lt": "lt_LT",
    "lv": "lv_LV", "nb": "nb_NO", "nl": "nl_NL", "nn": "nb_NO", "no": "nb_NO", "pl": "pl_PL", "pt": "pt_PT",
    "sk": "sk_SK", "sl": "sl_SI", "sv": "sv_SE", "tr": "tr_TR",
}  # fmt: skip


def money(amount: int, currency: str) -> Body:
    """An amount in minor units as Mollie writes it: `{"currency": "EUR", "value": "10.00"}`."""
    digits = minor_digits(currency)
    units = str(amount).rjust(digits + 1, "0")
    value = f"{units[:-digits]}.{units[-digits:]}" if digits else units
    if currency in _WHOLE and value.endswith(".00"):
        value = value[:-3]
    return {"currency": currency.upper(), "value": value}


def minor_units(of: Fields | None) -> tuple[int, str]:
    """Amount in minor units and currency in small letters of an amount of Mollie's. Raises Garbled."""
    if of is None:
        raise Garbled("an amount is missing")
    currency, found = text(of, "currency").lower(), _VALUE.fullmatch(text(of, "value"))
    if found is None:
        raise Garbled("an amount is no decimal number")
    whole, part = found[1], found[2] or ""
    digits = minor_digits(currency)
    if part[digits:].strip("0"):
        raise Garbled("an amount has a part of a minor unit")
    return int(whole + part[:digits].ljust(digits, "0")), currency


def locale(language: str) -> str | None:
    """The language of Mollie's page that is nearest to one of ours; None leaves it to the browser."""
    return _LOCALES.get(language) or _LOCALES.get(language.partition("-")[0])


def methods(types: Sequence[str]) -> list[str] | None:
    """Mollie's names of the types that are allowed; None allows all. Raises KeyError if it has none of them."""
    found = [name for name, type in METHODS.items() if type in types]
    if types and not found:
        raise KeyError("Mollie has none of these types")
    return found or None


def token(customer: str, mandate: str) -> str:
    """The name of a saved method: Mollie charges a mandate of a customer."""
    return f"{customer}:{mandate}"


def page(key: str, request: BeginRequest, *, customer: str | None, news_url: str | None) -> Body:
    """A payment that the payer makes on Mollie's page; with a `customer` the method is kept for later. Raises KeyError
    as `methods` does."""
    return {
        "amount": money(request.amount, request.currency),
        "description": request.text[:_TEXT_MAX],
        "redirectUrl": request.return_url,
        "cancelUrl": request.return_url,
        "webhookUrl": news_url,
        "metadata": {CALL: key},
        "locale": locale(request.locale),
        "method": methods(request.types),
        "sequenceType": "oneoff" if customer is None else "first",
        "customerId": customer,
    }


def customer(request: BeginRequest) -> Body:
    """A customer there for one of ours."""
    return {"email": request.email, "metadata": {CUSTOMER: request.customer}}


def recurring(
    key: str, request: ChargeRequest, *, customer: str, mandate: str, text: str, news_url: str | None
) -> Body:
    """A payment by a mandate, which moves money at once."""
    return {
        "amount": money(request.amount, request.currency),
        "description": text[:_TEXT_MAX],
        "webhookUrl": news_url,
        "metadata": {CALL: key},
        "sequenceType": "recurring",
        "customerId": customer,
        "mandateId": mandate,
    }


def refund(key: str, request: RefundRequest) -> Body:
    """Money back, which moves at once: the metadata name the call that asked."""
    return {"amount": money(request.amount, request.currency), "metadata": {CALL: key}}
