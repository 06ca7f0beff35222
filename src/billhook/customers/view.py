"""A customer and the movements of its balance, as the newest API version shows them."""

from billhook.customers.objects import Customer, Movement
from billhook.db.tx import Reader
from billhook.discounts.objects import Discount
from billhook.discounts.view import discount
from billhook.kernel.wire_object import WireObject
from billhook.wire.deleted import Deleted, deleted


def customer(reader: Reader, c: Customer) -> WireObject:
    """The wire object; a deleted customer is a stub (platform.md §1.7)."""
    if c.is_deleted:
        return deleted(reader, Deleted(c.id, "customer"))
    shown = {
        "id": c.id,
        "object": "customer",
        "address": c.address,
        "balance": c.balance,
        "business_name": c.business_name,
        "created": c.created,
        "currency": c.currency,
        "customer_account": None,
        "default_source": c.default_source,
        "delinquent": c.delinquent,
        "description": c.description,
        "discount": _discount(reader, c),
        "email": c.email,
        "individual_name": c.individual_name,
        "invoice_prefix": c.invoice_prefix,
        "invoice_settings": {
            "custom_fields": c.invoice_custom_fields,
            "default_payment_method": c.default_payment_method,
            "footer": c.invoice_footer,
            "rendering_options": (
                {"amount_tax_display": c.invoice_amount_tax_display, "template": c.invoice_template}
                if c.invoice_amount_tax_display or c.invoice_template
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
        "test_clock": c.test_clock,
    }
    if reader.tenant.settings.numbering == "account":
        # A sequence of its own means nothing then, and is left out (invoicing.md §1.3).
        del shown["next_invoice_sequence"]
    return WireObject(shown)


def _discount(reader: Reader, c: Customer) -> WireObject | None:
    return discount(reader, Discount.from_stored(c.discount_frozen)) if c.discount_frozen is not None else None


def credit_balances(c: Customer) -> dict[str, int]:
    """The balance in each currency that has one; here credit is positive (invoicing.md §1.3)."""
    of = dict(c.other_balances)
    if c.currency is not None:
        of[c.currency] = c.balance
    return {currency: -balance for currency, balance in sorted(of.items()) if balance}


def balance_transaction(reader: Reader, m: Movement) -> WireObject:
    """A movement of a customer's balance (invoicing.md §1.9)."""
    shown = {
        "id": m.id,
        "object": "customer_balance_transaction",
        "amount": m.amount,
        "checkout_session": None,
        "created": m.created,
        "credit_note": m.credit_note,
        "currency": m.currency,
        "customer": m.customer,
        "customer_account": None,
        "description": m.description,
        "ending_balance": m.ending_balance,
        "invoice": m.invoice,
        "livemode": reader.tenant.livemode,
        "metadata": m.metadata,
        "type": m.type,
    }
    return WireObject(shown)
