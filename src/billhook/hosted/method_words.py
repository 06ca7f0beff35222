"""How a payment was made, in words that its payer recognises. Knows no request."""

from collections.abc import Mapping
from typing import Any

from billhook.payment_methods.objects import CUSTOMER_BALANCE, SEPA_DEBIT, US_BANK_ACCOUNT

_BRANDS = {
    "amex": "American Express", "cartes_bancaires": "Cartes Bancaires", "diners": "Diners Club",
    "discover": "Discover", "eftpos_au": "Eftpos", "jcb": "JCB", "mastercard": "Mastercard", "unionpay": "UnionPay",
    "visa": "Visa",
}  # fmt: skip
_ACCOUNTS = {SEPA_DEBIT: "SEPA debit", US_BANK_ACCOUNT: "Bank account"}


def how_paid(details: Mapping[str, Any] | None) -> str:
    """From the `payment_method_details` of a charge; None where the money moved elsewhere."""
    if not details:
        return "Payment"
    kind = details["type"]
    if kind == CUSTOMER_BALANCE:
        return "Bank transfer"
    method = details[kind]
    name = _ACCOUNTS.get(kind) or _BRANDS.get(method.get("brand", ""), "Card")
    return f"{name} •••• {method['last4']}"
