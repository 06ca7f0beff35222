"""How a payment was made, in words that its payer recognises."""

from dataclasses import dataclass

from billhook.kernel.languages import language_of
from billhook.kernel.stored import Json
from billhook.kernel.translations import Words

BRANDS = {
    "amex": "American Express", "cartes_bancaires": "Cartes Bancaires", "diners": "Diners Club",
    "discover": "Discover", "eftpos_au": "Eftpos", "jcb": "JCB", "mastercard": "Mastercard", "unionpay": "UnionPay",
    "visa": "Visa",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MethodNames:
    """What each type of payment method is called; `payment` is said of all others."""

    payment: str
    card: str
    bank_transfer: str
    sepa_debit: str
    bank_account: str


_WORDS = Words("method", MethodNames("Payment", "Card", "Bank transfer", "SEPA debit", "Bank account"))


def how_paid(details: Json | None, locale: str) -> str:
    """`Visa •••• 4242`, from the `payment_method_details` of a charge; None if the money moved elsewhere."""
    words = _WORDS.in_language(language_of(locale))
    if not details:
        return words.payment
    kind = details["type"]
    if kind == "customer_balance":
        return words.bank_transfer
    method = details[kind]
    accounts = {"sepa_debit": words.sepa_debit, "us_bank_account": words.bank_account}
    name = accounts.get(kind) or BRANDS.get(method.get("brand", ""), words.card)
    return f"{name} •••• {method['last4']}"
