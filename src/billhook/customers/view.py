"""A customer as the newest API version shows it."""

from typing import Any

from billhook.accounts import settings
from billhook.customers.store import Customer
from billhook.db.tx import Reader
from billhook.discounts.objects import Discount
from billhook.discounts.view import discount

Object = dict[str, Any]


def customer(reader: Reader, c: Customer) -> Object:
    """The wire object; a deleted customer is a stub (platform.md §1.7)."""
    if c.is_deleted:
        return deleted(c.id)
    shown: Object = {
        "id": c.id,
        "object": "customer",
        "address": c.address,
        "balance": c.balance,
        "business_name": c.business_name,
        "created": c.created,
        "currency": c.currency,
        "customer_account": None,
        "default_source": None,
        "delinquent": c.delinquent,
        "description": c.description,
        "discount": _discount(c),
        "email": c.email,
        "individual_name": c.individual_name,
        "invoice_prefix": c.invoice_prefix,
        "invoice_settings": {
            "custom_fields": c.invoice_custom_fields,
            "default_payment_method": None,
            "footer": c.invoice_footer,
            "rendering_options": (
                {"amount_tax_display": c.invoice_amount_tax_display, "template": None}
                if c.invoice_amount_tax_display
                else None
            ),
        },
        "livemode": reader.tenant.livemode,
        "metadata": c.metadata,
        "name": c.name,
        "next_invoice_sequence": c.next_invoice_sequence,
        "phone": c.phone,
        "preferred_locales": c.preferred_locales,
        "shipping": c.shipping,
        "tax_exempt": c.tax_exempt,
        "test_clock": None,
    }
    if settings.of(reader.tenant).numbering == "account":
        # A sequence of its own means nothing then, and is left out (invoicing.md §1.3).
        del shown["next_invoice_sequence"]
    return shown


def _discount(c: Customer) -> Object | None:
    return discount(Discount.from_stored(c.discount_frozen)) if c.discount_frozen is not None else None


def deleted(customer_id: str) -> Object:
    """What remains to be seen of a deleted customer."""
    return {"id": customer_id, "object": "customer", "deleted": True}
