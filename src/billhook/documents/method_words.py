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

NAMES = {
    "affirm": "Affirm", "afterpay_clearpay": "Afterpay", "alipay": "Alipay", "amazon_pay": "Amazon Pay",
    "bancontact": "Bancontact", "blik": "BLIK", "boleto": "Boleto", "cashapp": "Cash App Pay", "eps": "EPS",
    "fpx": "FPX", "giropay": "giropay", "grabpay": "GrabPay", "ideal": "iDEAL", "klarna": "Klarna",
    "konbini": "Konbini",
    "link": "Link", "mobilepay": "MobilePay", "multibanco": "Multibanco", "oxxo": "OXXO", "p24": "Przelewy24",
    "paynow": "PayNow", "paypal": "PayPal", "pix": "Pix", "promptpay": "PromptPay", "revolut_pay": "Revolut Pay",
    "swish": "Swish", "twint": "TWINT", "upi": "UPI", "wechat_pay": "WeChat Pay", "zip": "Zip",
}  # fmt: skip
"""Names of types of payment methods that are the same in every language."""


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
    if kind in NAMES:
        return NAMES[kind]
    accounts = {"sepa_debit": words.sepa_debit, "us_bank_account": words.bank_account}
    other = words.card if kind == "card" else words.payment
    name = accounts.get(kind) or BRANDS.get(method.get("brand", ""), other)
    return f"{name} •••• {method['last4']}" if method.get("last4") else name
