"""Payment methods and mandates as the newest API version shows them (platform.md §7.3)."""

from collections.abc import Mapping

from billhook.db.tx import Reader
from billhook.kernel.stored import Json
from billhook.kernel.wire_object import WireObject
from billhook.payment_methods.objects import SEPA_DEBIT, SINGLE_USE, Billing, CardToken, MandateDetails, PaymentMethod
from billhook.payment_methods.rules.sources import source_of
from billhook.wire import addresses


def payment_method(reader: Reader, m: PaymentMethod) -> WireObject:
    """The wire object, with the hash of its own type only."""
    shown = {
        "id": m.id,
        "object": "payment_method",
        "allow_redisplay": m.allow_redisplay,
        "billing_details": m.billing_details,
        m.type: m.details,
        "created": m.created,
        "customer": m.customer,
        "customer_account": None,
        "livemode": reader.tenant.livemode,
        "metadata": m.metadata,
        "radar_options": {},
        "type": m.type,
    }
    return WireObject(shown)


# What tokens call the networks, which is not what payment methods call them.
_BRANDS = {
    "amex": "American Express", "diners": "Diners Club", "discover": "Discover", "jcb": "JCB",
    "mastercard": "MasterCard", "unionpay": "UnionPay", "visa": "Visa",
}  # fmt: skip


def shown_as_source(
    id: str, customer: str | None, card: Json, billing: Billing, metadata: Mapping[str, str]
) -> WireObject:  # fmt: skip
    """A card as old payments know one. `card` is its hash in a payment method or in a charge."""
    address, checks = billing["address"], card["checks"]
    shown = {
        "id": id,
        "object": "card",
        "address_city": address["city"],
        "address_country": address["country"],
        "address_line1": address["line1"],
        "address_line1_check": checks["address_line1_check"],
        "address_line2": address["line2"],
        "address_state": address["state"],
        "address_zip": address["postal_code"],
        "address_zip_check": checks["address_postal_code_check"],
        "brand": _BRANDS[card["brand"]],
        "country": card["country"],
        "customer": customer,
        "cvc_check": checks["cvc_check"],
        "dynamic_last4": None,
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "last4": card["last4"],
        "metadata": metadata,
        "name": billing["name"],
        "networks": {"preferred": None},
        "regulated_status": card["regulated_status"],
        "tokenization_method": None,
        "wallet": None,
    }
    return WireObject(shown)


def source(reader: Reader, m: PaymentMethod) -> WireObject:
    """The wire object of a card that a customer has as a source."""
    return shown_as_source(m.id, m.customer, m.details, m.billing_details, m.metadata)


def card_token(reader: Reader, t: CardToken) -> WireObject:
    """The wire object, with its card, which nobody has yet."""
    card = shown_as_source(source_of(t.id), None, t.card, t.billing_details, {})
    del card["customer"]
    shown = {
        "id": t.id,
        "object": "token",
        "card": card,
        "client_ip": None,
        "created": t.created,
        "livemode": reader.tenant.livemode,
        "type": "card",
        "used": t.used,
    }
    return WireObject(shown)


def mandate(reader: Reader, about: MandateDetails) -> WireObject:
    """The wire object."""
    m, method = about.mandate, about.method
    details: dict[str, str] = {}
    if method.type == SEPA_DEBIT:
        details = {"reference": m.reference, "url": addresses.mandate(reader.tenant, m.token)}
    use: dict[str, int | str | None] = {"amount": m.amount, "currency": m.currency} if m.type == SINGLE_USE else {}
    shown = {
        "id": m.id,
        "object": "mandate",
        "customer_acceptance": m.customer_acceptance,
        "livemode": reader.tenant.livemode,
        m.type: use,
        "payment_method": m.payment_method,
        "payment_method_details": {method.type: details, "type": method.type},
        "status": m.status,
        "type": m.type,
    }
    return WireObject(shown)
