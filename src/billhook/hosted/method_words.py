"""How a payment was made, in words that its payer recognises. Knows no request."""

from billhook.hosted.words.page_words import ReceiptWords
from billhook.kernel.stored import Json
from billhook.payment_methods.objects import CUSTOMER_BALANCE, SEPA_DEBIT, US_BANK_ACCOUNT

BRANDS = {
    "amex": "American Express", "cartes_bancaires": "Cartes Bancaires", "diners": "Diners Club",
    "discover": "Discover", "eftpos_au": "Eftpos", "jcb": "JCB", "mastercard": "Mastercard", "unionpay": "UnionPay",
    "visa": "Visa",
}  # fmt: skip


def how_paid(details: Json | None, words: ReceiptWords) -> str:
    """From the `payment_method_details` of a charge; None where the money moved elsewhere."""
    if not details:
        return words.payment
    kind = details["type"]
    if kind == CUSTOMER_BALANCE:
        return words.bank_transfer
    method = details[kind]
    accounts = {SEPA_DEBIT: words.sepa_debit, US_BANK_ACCOUNT: words.bank_account}
    name = accounts.get(kind) or BRANDS.get(method.get("brand", ""), words.card)
    return f"{name} •••• {method['last4']}"
