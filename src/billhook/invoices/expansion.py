"""What can be expanded of invoices, of their lines, items and payments, and what older versions say of them."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.invoices import items_store, past, payments_store, store, view
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel.wire_object import WireObject
from billhook.payments import store as payments
from billhook.tax.expansion import load_rates
from billhook.wire.expand import Registry
from billhook.wire.expandable import SINCE_BASIL, SINCE_PAYMENT_RECORDS


def register(r: Registry) -> None:
    """Say how they are loaded, what hangs on them, and what only older versions say."""
    _register_invoices(r)
    _register_lines(r)
    r.recalls_past("invoice", past.recall_invoices)
    r.recalls_past("line_item", past.recall_lines)
    r.recalls_past("invoiceitem", past.recall_prices)
    r.recalls_past("payment_intent", past.recall_intents)
    r.recalls_past("charge", past.recall_charges)


def _register_invoices(r: Registry) -> None:
    r.loads_type("invoice", load_invoices)
    for place, target in (
        ("discounts", "discount"), ("account_tax_ids", "tax_id"), ("latest_revision", "invoice"),
        ("from_invoice.invoice", "invoice"), ("shipping_cost.shipping_rate", "shipping_rate"),
        ("customer", "customer"), ("default_payment_method", "payment_method"),
    ):  # fmt: skip
        r.refers("invoice", place, target)
    r.nests("invoice", "lines.data", "line_item")
    r.includes("invoice", "shipping_cost.taxes", fill_shipping_taxes)
    r.includes("invoice", "payments", fill_payments, "invoice_payment", SINCE_BASIL)
    r.includes("invoice", "confirmation_secret", fill_confirmation_secret, versions=SINCE_BASIL)
    r.loads_type("invoice_payment", load_payments)
    r.refers("invoice_payment", "invoice", "invoice")
    r.refers("invoice_payment", "payment.payment_intent", "payment_intent")
    r.refers("invoice_payment", "payment.payment_record", "payment_record", SINCE_PAYMENT_RECORDS)


def _register_lines(r: Registry) -> None:
    r.loads_type("invoiceitem", load_items)
    r.refers("discount_amount", "discount", "discount")
    for owner, of in (("invoice", "total_"), ("line_item", "")):
        r.nests(owner, f"{of}discount_amounts", "discount_amount")
        r.nests(owner, f"{of}pretax_credit_amounts", "discount_amount")
        r.nests(owner, f"{of}taxes", "tax", SINCE_BASIL)
    for owner in ("line_item", "invoiceitem"):
        r.refers(owner, "discounts", "discount")
        r.refers(owner, "invoice", "invoice")
        r.refers(owner, "pricing.price_details.price", "price", SINCE_BASIL)
        r.refers(owner, "pricing.price_details.product", "product", SINCE_BASIL)
    r.refers("invoiceitem", "customer", "customer")
    r.refers("line_item", "parent.invoice_item_details.invoice_item", "invoiceitem", SINCE_BASIL)


async def load_invoices(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Invoices by their ids."""
    return {s.invoice.id: view.invoice(reader, s) for s in await store.of_ids(reader, ids)}


async def load_items(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Items by their ids."""
    return {i.id: view.item(reader, i) for i in await items_store.of_ids(reader, ids)}


async def load_payments(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Invoice payments by their ids."""
    return {p.id: view.payment(reader, p) for p in await payments_store.of_ids(reader, ids)}


async def fill_payments(reader: Reader, invoices: Sequence[WireObject]) -> None:
    """Put `payments` into invoices that are being expanded."""
    found = await payments_store.of_invoices(reader, [_id(i) for i in invoices])
    for i in invoices:
        i["payments"] = view.payments(reader, _id(i), found[_id(i)])


async def fill_shipping_taxes(reader: Reader, invoices: Sequence[WireObject]) -> None:
    """Put `taxes` into the shipping costs of invoices that are being expanded."""
    found = {details.invoice.id: details.invoice for details in await store.of_ids(reader, [_id(i) for i in invoices])}
    charges = [one.shipping_cost for one in found.values() if one.shipping_cost is not None]
    rates = await load_rates(reader, sorted({tax.rate for charge in charges for tax in charge.taxes}))
    for i in invoices:
        if i["shipping_cost"] is not None:
            i["shipping_cost"]["taxes"] = view.shipping_taxes(found[_id(i)], rates)


async def fill_confirmation_secret(reader: Reader, invoices: Sequence[WireObject]) -> None:
    """Put `confirmation_secret` into invoices: what a payer's browser confirms the default payment with, while open."""
    found = await store.of_ids(reader, [_id(i) for i in invoices])
    intents = {s.invoice.id: s.invoice.payment_intent for s in found if s.invoice.status == OPEN}
    wanted = [intent for intent in intents.values() if intent is not None]
    secrets = {p.id: p.client_secret for p in await payments.intents_of_ids(reader, wanted)} if wanted else {}
    for i in invoices:
        secret = secrets.get(intents.get(_id(i)) or "")
        i["confirmation_secret"] = {"client_secret": secret, "type": "payment_intent"} if secret is not None else None


def _id(invoice: WireObject) -> str:
    """The id; a preview of an older version has none."""
    return invoice.get("id", "")  # type: ignore[no-any-return]
