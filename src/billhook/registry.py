"""What can be expanded: filled here, above the rooms, so that no room has to import upwards."""

from collections.abc import Sequence
from typing import Any

from billhook.cash_balances import expansion as cash_balances
from billhook.catalog import expansion as catalog
from billhook.credit_notes import loading as credit_notes
from billhook.customers import balance_transactions, owned_tax_ids, tax_ids
from billhook.customers import routes as customers
from billhook.db.tx import Reader
from billhook.discounts import expansion as discounts
from billhook.disputes import expansion as disputes
from billhook.invoices import loading as invoices
from billhook.ledger import routes as ledger
from billhook.payments import expansion as payments
from billhook.setup_intents import expansion as setup_intents
from billhook.tax import routes as tax
from billhook.wire.expand import Registry


def registry() -> Registry:
    """The registry of all object types."""
    r = Registry()
    r.loads_type("customer", customers.load)
    r.includes("customer", "tax_ids", tax_ids.fill, "tax_id")
    r.refers("customer", "discount.source.coupon", "coupon")
    r.refers("customer", "discount.promotion_code", "promotion_code")
    r.includes("customer", "invoice_credit_balance", balance_transactions.fill_credit_balance)
    r.refers("customer", "invoice_settings.default_payment_method", "payment_method")
    r.loads_type("customer_balance_transaction", balance_transactions.load)
    for target in ("credit_note", "customer", "invoice"):
        r.refers("customer_balance_transaction", target, target)
    cash_balances.register(r)
    catalog.register(r)
    r.loads_type("tax_id", owned_tax_ids.load)
    r.refers("tax_id", "customer", "customer")
    r.refers("tax_id", "owner.customer", "customer")
    r.loads_type("tax_rate", tax.load_rates)
    discounts.register(r)
    r.loads_type("invoice", invoices.load_invoices)
    r.loads_type("invoiceitem", invoices.load_items)
    credit_notes.register(r)
    r.loads_type("invoice_payment", invoices.load_payments)
    r.loads_type("balance_transaction", ledger.load)
    r.refers("balance_transaction", "source", "balance_transaction_source")
    r.loads_type("balance_transaction_source", load_sources)
    for target in ("charge", "customer", "payment_intent"):
        r.refers("balance_transaction_source", target, target)
    payments.register(r)
    setup_intents.register(r)
    disputes.register(r)
    r.refers("invoice_payment", "payment.payment_intent", "payment_intent")
    r.refers("invoice", "default_payment_method", "payment_method")
    r.refers("invoice", "customer", "customer")
    for place, target in (
        ("discounts", "discount"), ("account_tax_ids", "tax_id"), ("latest_revision", "invoice"),
        ("from_invoice.invoice", "invoice"), ("shipping_cost.shipping_rate", "shipping_rate"),
    ):  # fmt: skip
        r.refers("invoice", place, target)
    r.nests("invoice", "total_discount_amounts", "discount_amount")
    r.nests("invoice", "total_pretax_credit_amounts", "discount_amount")
    r.nests("line_item", "discount_amounts", "discount_amount")
    r.nests("line_item", "pretax_credit_amounts", "discount_amount")
    r.refers("discount_amount", "discount", "discount")
    r.refers("line_item", "discounts", "discount")
    r.refers("invoiceitem", "discounts", "discount")
    r.nests("invoice", "lines.data", "line_item")
    r.includes("invoice", "shipping_cost.taxes", invoices.fill_shipping_taxes)
    r.includes("invoice", "payments", invoices.fill_payments, "invoice_payment")
    r.includes("invoice", "confirmation_secret", invoices.fill_confirmation_secret)
    for owner in ("line_item", "invoiceitem"):
        r.refers(owner, "pricing.price_details.price", "price")
        r.refers(owner, "pricing.price_details.product", "product")
    r.refers("invoiceitem", "customer", "customer")
    r.refers("invoiceitem", "invoice", "invoice")
    r.refers("line_item", "invoice", "invoice")
    r.refers("line_item", "parent.invoice_item_details.invoice_item", "invoiceitem")
    r.refers("invoice_payment", "invoice", "invoice")
    r.refers("invoice_payment", "payment.payment_record", "payment_record")
    return r


async def load_sources(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What made an entry of the ledger: a charge, a refund or a dispute, as their ids say."""
    found: dict[str, dict[str, Any]] = {}
    for prefix, load in (("ch_", payments.load_charges), ("re_", payments.load_refunds), ("du_", disputes.load)):
        if named := [each for each in ids if each.startswith(prefix)]:
            found |= await load(reader, named)
    return found
