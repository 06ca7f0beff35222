"""How a customer and what belongs to them is put into words."""

from billhook.customers.objects import Customer, Movement
from billhook.dashboard.choices import country, language
from billhook.dashboard.visiting import Visit
from billhook.documents.method_words import BRANDS
from billhook.kernel.address import Address
from billhook.kernel.display import address_lines
from billhook.payment_methods.objects import CARD, SEPA_DEBIT, US_BANK_ACCOUNT, PaymentMethod

TAX_EXEMPT = (("none", "Taxable"), ("exempt", "Exempt"), ("reverse", "Reverse charge"))

_MOVEMENTS = {
    "adjustment": "Adjusted",
    "applied_to_invoice": "Applied to an invoice",
    "checkout_session_subscription_payment": "Payment",
    "checkout_session_subscription_payment_canceled": "Payment canceled",
    "credit_note": "Credit note",
    "initial": "Set when the customer was created",
    "invoice_overpaid": "Overpaid",
    "invoice_too_large": "Amount too large for one payment",
    "invoice_too_small": "Amount too small to collect",
    "migration": "Brought along",
    "unapplied_from_invoice": "Given back from an invoice",
    "unspent_receiver_credit": "Unspent credit",
}
_METHODS = {CARD: "Card", SEPA_DEBIT: "SEPA Direct Debit", US_BANK_ACCOUNT: "US bank account"}


def balance_words(customer: Customer, visit: Visit) -> str:
    """The balance in every currency that has one: "Credit of €10.00", "Owes €5.00"; empty where there is none."""
    balances = dict(customer.other_balances)
    if customer.currency is not None:
        balances = {customer.currency: customer.balance, **balances}
    return ", ".join(balance_in_words(amount, currency, visit) for currency, amount in balances.items() if amount)


def balance_in_words(amount: int, currency: str, visit: Visit) -> str:
    """A balance in one currency."""
    money = visit.formats.money(abs(amount), currency)
    return f"Credit of {money}" if amount < 0 else f"Owes {money}" if amount else money


def movement_words(movement: Movement) -> str:
    """What moved the balance."""
    return _MOVEMENTS.get(movement.type) or movement.type.replace("_", " ").capitalize()


def method_words(method: PaymentMethod) -> str:
    """What a payment method is called: "Visa •••• 4242"."""
    name = _METHODS.get(method.type) or method.type.replace("_", " ").capitalize()
    if method.type == CARD:
        name = BRANDS.get(method.details.get("brand", "")) or name
    last4 = method.details.get("last4")
    return f"{name} •••• {last4}" if last4 else name


def address(customer: Customer, locale: str) -> tuple[str, ...]:
    """The address in the lines of its country."""
    return address_lines(Address.from_stored(dict(customer.address)), locale) if customer.address is not None else ()


def facts(customer: Customer, visit: Visit, copies: str) -> list[tuple[str, str]]:
    """What is known of a customer beside name and address, as pairs; what is empty is left out by the template.

    `copies` are the further addresses of their mails.
    """
    locale = visit.formats.locale
    return [
        ("E-mail", customer.email or ""),
        ("Copies to", copies),
        ("Phone", customer.phone or ""),
        ("Business name", customer.business_name or ""),
        ("Contact", customer.individual_name or ""),
        ("Description", customer.description or ""),
        ("Language", ", ".join(language(tag, locale) for tag in customer.preferred_locales)),
        ("Currency", customer.currency.upper() if customer.currency else ""),
        ("Tax", dict(TAX_EXEMPT)[customer.tax_exempt] if customer.tax_exempt != "none" else ""),
        ("Ships to", _ships_to(customer, locale)),
        ("Invoice prefix", customer.invoice_prefix if visit.tenant.settings.numbering == "customer" else ""),
        ("Footer", customer.invoice_footer or ""),
        *[(field["name"], field["value"]) for field in customer.invoice_custom_fields or ()],
        ("Created", visit.formats.moment(customer.created)),
        ("Id", customer.id),
    ]


def _ships_to(customer: Customer, locale: str) -> str:
    where = (customer.shipping or {}).get("address")
    if not isinstance(where, dict):
        return ""
    parts = (where.get("line1"), where.get("city"), country(where["country"], locale) if where.get("country") else None)
    return ", ".join(part for part in parts if part)
