"""The guide's job in Python, run with one release of the official SDK: what a program of its time sends and reads.

    BILLHOOK_URL=… STRIPE_API_KEY=… ACCOUNT_VERSION=2022-11-15 python job.py

It runs with the releases from 5 to 16, so it uses the form that all of them have: classes with class methods.
`ACCOUNT_VERSION` is the account's default API version, which releases that pin none are answered in. `STRIPE_VERSION`
is another version than the one that the release pins.
"""

import importlib
import os
import queue
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

# The types of the newest release are not those of the one that runs.
stripe: Any = importlib.import_module("stripe")

URL = os.environ["BILLHOOK_URL"]
stripe.api_key = os.environ["STRIPE_API_KEY"]
stripe.api_base = URL

stripe.api_version = os.environ.get("STRIPE_VERSION") or stripe.api_version
VERSION = stripe.api_version or os.environ["ACCOUNT_VERSION"]
IS_OLD = VERSION < "2025-03-31"  # before basil: one payment for an invoice, with its intent and its charge
IS_BEFORE_CLOVER = VERSION < "2025-09-30"
IS_BEFORE_MARKETING = VERSION < "2024-04-10"
NAMES_TYPES = VERSION < "2026-09-30"  # before endive: `payment_method_types` may be written


def has(thing: Any, name: str) -> bool:
    """Whether an object has a field, in every release of the SDK."""
    try:
        getattr(thing, name)
    except AttributeError:
        return False
    return True


class Receiver:
    """An endpoint of the program: it keeps what is posted to it."""

    def __init__(self) -> None:
        self.posted = posted = queue.Queue[tuple[bytes, str]]()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posted.put((body, self.headers["Stripe-Signature"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def event_about(self, secret: str, type_: str, id_: str) -> Any:
        """The event of this type about an object, verified by the SDK."""
        while True:
            body, signature = self.posted.get(timeout=20)
            event = stripe.Webhook.construct_event(body, signature, secret)
            if event["type"] == type_ and event["data"]["object"]["id"] == id_:
                return event


def catalogue() -> tuple[Any, Any, Any]:
    """A price, a tax rate and a coupon."""
    features = "features" if IS_BEFORE_MARKETING else "marketing_features"
    product = stripe.Product.create(name="Gold Special", **{features: [{"name": "Shines"}]})
    assert product[features][0]["name"] == "Shines"
    price = stripe.Price.create(product=product.id, unit_amount=1000, currency="usd")
    rate = stripe.TaxRate.create(display_name="VAT", percentage=20, inclusive=False)
    coupon = stripe.Coupon.create(percent_off=10, duration="forever")
    code = (
        stripe.PromotionCode.create(coupon=coupon.id)
        if IS_BEFORE_CLOVER
        else stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": coupon.id})
    )
    assert (code.coupon.id if IS_BEFORE_CLOVER else code.promotion.coupon) == coupon.id
    return price, rate, coupon


def buyer() -> tuple[Any, Any]:
    """A customer with a card."""
    customer = stripe.Customer.create(name="Jenny Rosen", email="jenny@example.com", metadata={"crm": "7"})
    card = stripe.PaymentMethod.attach("pm_card_visa", customer=customer.id)
    customer = stripe.Customer.modify(
        customer.id,
        invoice_settings={"default_payment_method": card.id},
        expand=["invoice_settings.default_payment_method"],
    )
    assert customer.invoice_settings.default_payment_method.card.last4 == "4242"
    return customer, card


def draft(customer: Any, price: Any, rate: Any, coupon: Any) -> str:
    """A draft with two lines, a tax and a discount: 2 × 10.00 + 5.00 - 10 % + 20 % = 27.00."""
    invoice = stripe.Invoice.create(
        customer=customer.id,
        collection_method="send_invoice",
        days_until_due=30,
        default_tax_rates=[rate.id],
        discounts=[{"coupon": coupon.id}],
    )
    priced = {"price": price.id} if IS_OLD else {"pricing": {"price": price.id}}
    item = stripe.InvoiceItem.create(customer=customer.id, invoice=invoice.id, quantity=2, **priced)
    assert (item.price.id if IS_OLD else item.pricing.price_details.price) == price.id
    unit = {"unit_amount": 250} if IS_OLD else {"unit_amount_decimal": "250"}
    single = stripe.InvoiceItem.create(
        customer=customer.id, invoice=invoice.id, quantity=2, currency="usd", description="Setting up", **unit
    )
    assert single.amount == 500
    if IS_OLD:
        assert (single.unit_amount, str(single.unit_amount_decimal)) == (250, "250")
    return invoice.id


def check_lines(lines: Iterable[Any], price: Any, rate: Any) -> None:
    """The two lines, whose order is not promised."""
    by_amount = {line.amount: line for line in lines}
    assert sorted(by_amount) == [500, 2000]
    line = by_amount[2000]
    assert line.object == "line_item"
    assert line.quantity == 2
    if IS_OLD:
        assert line.type == "invoiceitem"
        assert line.proration is False
        assert line.invoice_item.startswith("ii_")
        assert (line.price.id, line.price.object, line.price.unit_amount) == (price.id, "price", 1000)
        assert line.plan is None
        assert has(line, "amount_excluding_tax")
        assert has(line, "unit_amount_excluding_tax")
        assert [(tax.amount, tax.inclusive, tax.tax_rate) for tax in line.tax_amounts] == [(360, False, rate.id)]
        assert not has(line, "pricing")
        assert not has(line, "parent")
    else:
        assert line.pricing.price_details.price == price.id
        assert line.parent.type == "invoice_item_details"
        assert [tax.tax_rate_details.tax_rate for tax in line.taxes] == [rate.id]
        assert not has(line, "price")
        assert not has(line, "type")


def check_open(invoice: Any, rate: Any) -> None:
    """A finalized invoice, as its version shows it."""
    assert (invoice.status, invoice.subtotal, invoice.total, invoice.amount_due) == ("open", 2500, 2700, 2700)
    assert invoice.number
    assert invoice.hosted_invoice_url
    assert invoice.invoice_pdf
    assert [amount.amount for amount in invoice.total_discount_amounts] == [250]
    if IS_OLD:
        assert (invoice.paid, invoice.paid_out_of_band, invoice.tax, invoice.charge) == (False, False, 450, None)
        assert [(tax.amount, tax.tax_rate) for tax in invoice.total_tax_amounts] == [(450, rate.id)]
        assert (invoice.discount.object, invoice.discount.coupon.percent_off) == ("discount", 10)
        assert (invoice.subscription, invoice.quote, invoice.application_fee_amount) == (None, None, None)
        assert invoice.payment_intent.object == "payment_intent"
        assert invoice.payment_intent.status == "requires_payment_method"
        assert invoice.payment_intent.client_secret
        assert invoice.payment_intent.amount == 2700
        assert not has(invoice, "parent")
        assert not has(invoice, "total_taxes")
    else:
        assert [(tax.amount, tax.tax_rate_details.tax_rate) for tax in invoice.total_taxes] == [(450, rate.id)]
        assert invoice.parent is None
        assert invoice.amount_overpaid == 0
        assert invoice.confirmation_secret.client_secret.startswith("pi_")
        assert not has(invoice, "paid")
        assert not has(invoice, "payment_intent")
        assert not has(invoice, "tax")
    if IS_BEFORE_MARKETING:
        assert has(invoice, "rendering_options")


def check_paid(invoice: Any, card: Any) -> tuple[str, str]:
    """The paid invoice with its payment put in."""
    assert (invoice.status, invoice.amount_paid, invoice.amount_remaining) == ("paid", 2700, 0)
    if IS_OLD:
        assert (invoice.paid, invoice.paid_out_of_band) == (True, False)
        assert (invoice.charge.object, invoice.charge.amount, invoice.charge.paid) == ("charge", 2700, True)
        assert invoice.charge.invoice == invoice.id
        assert invoice.payment_intent.invoice == invoice.id
        assert invoice.charge.payment_method_details.card.last4 == "4242"
        assert invoice.payment_intent.latest_charge == invoice.charge.id
        assert invoice.payment_intent.payment_method == card.id
        return invoice.payment_intent.id, invoice.charge.id
    (payment,) = invoice.payments.data
    assert (payment.status, payment.amount_paid, payment.is_default) == ("paid", 2700, True)
    intent = payment.payment.payment_intent
    assert (intent.status, intent.latest_charge.amount) == ("succeeded", 2700)
    assert not has(intent, "invoice")
    assert not has(intent.latest_charge, "invoice")
    return intent.id, intent.latest_charge.id


def credit(invoice_id: str) -> None:
    """Give 12.00 of it back to the card."""
    note = stripe.CreditNote.create(invoice=invoice_id, amount=1200, refund_amount=1200, reason="order_change")
    assert (note.status, note.total, note.number.endswith("-CN-01")) == ("issued", 1200, True)
    note = stripe.CreditNote.retrieve(note.id, expand=["refund" if IS_OLD else "refunds.refund", "lines"])
    refund = note.refund if IS_OLD else note.refunds[0].refund
    assert (refund.object, refund.amount, refund.status) == ("refund", 1200, "succeeded")
    assert has(note, "tax_amounts") is IS_OLD
    assert has(note, "total_taxes") is not IS_OLD
    assert has(note.lines.data[0], "tax_amounts") is IS_OLD
    assert has(note.lines.data[0], "taxes") is not IS_OLD


def look(invoice_id: str, customer: Any, price: Any, rate: Any, intent_id: str, charge_id: str) -> None:
    """Lists and retrievals with what was asked to be put in."""
    expand = ["customer.invoice_settings.default_payment_method"]
    expand += ["charge.balance_transaction", "payment_intent.payment_method"] if IS_OLD else []
    invoice = stripe.Invoice.retrieve(invoice_id, expand=expand)
    assert invoice.customer.name == "Jenny Rosen"
    assert invoice.customer.invoice_settings.default_payment_method.type == "card"
    if IS_OLD:
        assert invoice.charge.balance_transaction.amount == 2700
        assert invoice.payment_intent.payment_method.card.brand == "visa"
    check_lines(invoice.lines.data, price, rate)
    if has(stripe.Invoice, "list_lines"):  # since 8
        check_lines(stripe.Invoice.list_lines(invoice_id).data, price, rate)
    asked = ["data.customer", "data.charge", "data.payment_intent"] if IS_OLD else ["data.customer", "data.payments"]
    counted = ["total_count"] if IS_OLD else []
    found = stripe.Invoice.list(customer=customer.id, status="paid", expand=asked + counted)
    assert [each.id for each in found.data] == [invoice_id]
    assert found.data[0].customer.email == "jenny@example.com"
    if IS_OLD:
        assert (found.total_count, found.data[0].charge.id) == (1, charge_id)
        assert stripe.Charge.retrieve(charge_id, expand=["invoice"]).invoice.number == invoice.number
        assert stripe.PaymentIntent.retrieve(intent_id, expand=["invoice.customer"]).invoice.customer.id == customer.id
    else:
        paid = stripe.InvoicePayment.list(payment={"type": "payment_intent", "payment_intent": intent_id})
        assert [each.invoice for each in paid.data] == [invoice_id]
    assert [each.id for each in stripe.Charge.list(customer=customer.id).auto_paging_iter()] == [charge_id]
    assert [each.id for each in stripe.Invoice.search(query=f"customer:'{customer.id}'").data] == [invoice_id]


def refusal(make: Callable[[], object]) -> Any:
    """The error that a request ends in."""
    try:
        make()
    except stripe.InvalidRequestError as error:
        return error
    raise AssertionError("the request succeeded")


def direct(customer: Any, card: Any) -> None:
    """A payment and a card kept for later, each for cards only."""
    types = {"payment_method_types": ["card"]}
    if not NAMES_TYPES:
        for make in (
            lambda: stripe.PaymentIntent.create(amount=500, currency="usd", **types),
            lambda: stripe.SetupIntent.create(customer=customer.id, **types),
        ):
            error = refusal(make)
            assert (error.code, error.param) == ("payment_method_types_no_longer_supported", "payment_method_types")
        types = {"allowed_payment_method_types": ["card"]}
    intent = stripe.PaymentIntent.create(amount=500, currency="usd", customer=customer.id, **types)
    assert list(intent.payment_method_types) == ["card"]
    assert has(intent, "invoice") is IS_OLD
    intent = stripe.PaymentIntent.modify(intent.id, description="By hand", **types)
    confirmed = types if NAMES_TYPES else {}
    intent = stripe.PaymentIntent.confirm(intent.id, payment_method=card.id, expand=["latest_charge"], **confirmed)
    assert (intent.status, intent.latest_charge.amount_captured) == ("succeeded", 500)
    setup = stripe.SetupIntent.create(customer=customer.id, usage="off_session", **types)
    assert list(setup.payment_method_types) == ["card"]
    setup = stripe.SetupIntent.modify(setup.id, metadata={"step": "2"}, **types)
    setup = stripe.SetupIntent.confirm(setup.id, payment_method=card.id, expand=["latest_attempt"])
    assert (setup.status, setup.latest_attempt.status) == ("succeeded", "succeeded")


def legacy(customer: Any) -> None:
    """A plan, which every release has, and the preview of those that have it by GET."""
    plan = stripe.Plan.create(amount=900, currency="usd", interval="month", product={"name": "Gold monthly"})
    assert (plan.object, plan.amount, plan.interval) == ("plan", 900, "month")
    assert stripe.Plan.modify(plan.id, nickname="Gold").nickname == "Gold"
    assert [each.id for each in stripe.Plan.list(product=plan.product).data] == [plan.id]
    assert stripe.Price.retrieve(plan.id).recurring.interval == "month"
    assert stripe.Plan.retrieve(plan.id).delete().deleted
    if not hasattr(stripe.Invoice, "upcoming"):
        return
    item = stripe.InvoiceItem.create(customer=customer.id, amount=700, currency="usd", description="Later")
    preview = stripe.Invoice.upcoming(customer=customer.id)
    assert (preview.billing_reason, preview.total, preview.paid, has(preview, "id")) == ("upcoming", 700, False, False)
    assert [line.invoice_item for line in preview.lines.auto_paging_iter()] == [item.id]
    if hasattr(stripe.Invoice, "upcoming_lines"):
        lines = stripe.Invoice.upcoming_lines(customer=customer.id).data
        assert [(line.object, line.amount) for line in lines] == [("line_item", 700)]
    assert stripe.InvoiceItem.retrieve(item.id).delete().deleted


def main() -> None:
    """The whole job."""
    receiver = Receiver()
    pinned = {"api_version": stripe.api_version} if stripe.api_version else {}
    endpoint = stripe.WebhookEndpoint.create(url=receiver.url, enabled_events=["invoice.paid"], **pinned)
    assert endpoint.api_version == stripe.api_version
    try:
        price, rate, coupon = catalogue()
        customer, card = buyer()
        invoice_id = draft(customer, price, rate, coupon)
        opened = stripe.Invoice.finalize_invoice(
            invoice_id, expand=["payment_intent", "discount"] if IS_OLD else ["confirmation_secret", "payments"]
        )
        check_open(opened, rate)
        assert stripe.Invoice.send_invoice(invoice_id).status == "open"
        paid = stripe.Invoice.pay(
            invoice_id,
            payment_method=card.id,
            expand=["charge", "payment_intent"] if IS_OLD else ["payments.data.payment.payment_intent.latest_charge"],
        )
        intent_id, charge_id = check_paid(paid, card)
        credit(invoice_id)
        look(invoice_id, customer, price, rate, intent_id, charge_id)
        event = receiver.event_about(endpoint.secret, "invoice.paid", invoice_id)
        assert event.api_version == VERSION
        assert has(event.data.object, "paid") is IS_OLD
        assert has(event.data.object, "total_taxes") is not IS_OLD
        check_lines(event.data.object.lines.data, price, rate)
        events = stripe.Event.list(types=["invoice.finalized", "invoice.paid"], limit=20).auto_paging_iter()
        assert [e.type for e in events if e.data.object.id == invoice_id] == ["invoice.paid", "invoice.finalized"]
        direct(customer, card)
        legacy(customer)
    finally:
        stripe.WebhookEndpoint.delete(endpoint.id)
    print("done in", VERSION)


main()
