"""What can be expanded: filled here, above the rooms, so that no room has to import upwards."""

from collections.abc import Sequence
from typing import Any

from billhook.cash_balances import expansion as cash_balances
from billhook.catalog import expansion as catalog
from billhook.credit_notes import loading as credit_notes
from billhook.customers import expansion as customers
from billhook.db.tx import Reader
from billhook.discounts import expansion as discounts
from billhook.disputes import expansion as disputes
from billhook.invoices import loading as invoices
from billhook.invoices import past
from billhook.ledger import expansion as ledger
from billhook.payments import expansion as payments
from billhook.setup_intents import expansion as setup_intents
from billhook.tax import expansion as tax
from billhook.wire import expandable
from billhook.wire.expand import Included, Registry
from billhook.wire.expandable import SINCE_BASIL


def registry() -> Registry:
    """The registry of all object types."""
    r = Registry()
    customers.register(r)
    cash_balances.register(r)
    catalog.register(r)
    tax.register(r)
    discounts.register(r)
    _invoices(r)
    _lines(r)
    credit_notes.register(r)
    ledger.register(r)
    r.loads_type("balance_transaction_source", load_sources)
    payments.register(r)
    setup_intents.register(r)
    disputes.register(r)
    expandable.register(r)
    _entries_of_the_ledger(r)
    _past(r)
    return r


def _invoices(r: Registry) -> None:
    r.loads_type("invoice", invoices.load_invoices)
    for place, target in (
        ("discounts", "discount"), ("account_tax_ids", "tax_id"), ("latest_revision", "invoice"),
        ("from_invoice.invoice", "invoice"), ("shipping_cost.shipping_rate", "shipping_rate"),
        ("customer", "customer"), ("default_payment_method", "payment_method"),
    ):  # fmt: skip
        r.refers("invoice", place, target)
    r.nests("invoice", "lines.data", "line_item")
    r.includes("invoice", "shipping_cost.taxes", invoices.fill_shipping_taxes)
    r.includes("invoice", "payments", invoices.fill_payments, "invoice_payment", SINCE_BASIL)
    r.includes("invoice", "confirmation_secret", invoices.fill_confirmation_secret, versions=SINCE_BASIL)
    r.loads_type("invoice_payment", invoices.load_payments)
    for place in ("payment.payment_intent", "payment.payment_record", "invoice"):
        r.refers("invoice_payment", place, place.rpartition(".")[2])


def _lines(r: Registry) -> None:
    r.loads_type("invoiceitem", invoices.load_items)
    r.refers("discount_amount", "discount", "discount")
    for owner, of in (("invoice", "total_"), ("line_item", "")):
        r.nests(owner, f"{of}discount_amounts", "discount_amount")
        r.nests(owner, f"{of}pretax_credit_amounts", "discount_amount")
    for owner in ("invoice", "credit_note"):
        r.nests(owner, "total_taxes", "tax", SINCE_BASIL)
    for owner in ("line_item", "credit_note_line_item"):
        r.nests(owner, "taxes", "tax", SINCE_BASIL)
    for owner in ("line_item", "invoiceitem"):
        r.refers(owner, "discounts", "discount")
        r.refers(owner, "invoice", "invoice")
        r.refers(owner, "pricing.price_details.price", "price", SINCE_BASIL)
        r.refers(owner, "pricing.price_details.product", "product", SINCE_BASIL)
    r.refers("invoiceitem", "customer", "customer")
    r.refers("line_item", "parent.invoice_item_details.invoice_item", "invoiceitem", SINCE_BASIL)


def _entries_of_the_ledger(r: Registry) -> None:
    """What made an entry may be followed like itself, but for what is left out of it."""
    for made_by in ("charge", "refund", "dispute"):
        r.hops.setdefault("balance_transaction_source", []).extend(
            hop for hop in r.hops[made_by] if not isinstance(hop, Included)
        )


def _past(r: Registry) -> None:
    """What only older versions of the API say."""
    r.recalls_past("invoice", past.recall_invoices)
    r.recalls_past("line_item", past.recall_lines)
    r.recalls_past("invoiceitem", past.recall_prices)
    r.recalls_past("payment_intent", past.recall_intents)
    r.recalls_past("charge", past.recall_charges)


async def load_sources(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What made an entry of the ledger: a charge, a refund or a dispute, as their ids say."""
    found: dict[str, dict[str, Any]] = {}
    for prefix, load in (("ch_", payments.load_charges), ("re_", payments.load_refunds), ("du_", disputes.load)):
        if named := [each for each in ids if each.startswith(prefix)]:
            found |= await load(reader, named)
    return found
