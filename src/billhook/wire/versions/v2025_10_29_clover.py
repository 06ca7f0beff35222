"""2025-10-29.clover: payment records of invoices, and refunds outside of payments on credit notes."""

from billhook.wire.versions.registry import change, drop, without
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-10-29.clover"


@change(VERSION, "credit_note")
def refund_types(credit_note: WithPast) -> None:
    """Adds `type` and `payment_record_refund` to the `refunds` of Credit Note."""
    refunds = credit_note.get("refunds") or []
    credit_note["refunds"] = [without(refund, "type", "payment_record_refund") for refund in refunds]


@change(VERSION, "invoice_payment")
def payment_record(payment: WithPast) -> None:
    """Adds `payment.payment_record` to Invoice Payment."""
    # `payment.type` stays `payment_record`: older versions have no word for a payment made elsewhere.
    drop(payment, "payment", "payment_record")


@change(VERSION, "payment_intent")
def payment_details(payment_intent: WithPast) -> None:
    """Adds `payment_details` to PaymentIntent."""
    # Up to acacia the intent of an invoice tells of it by this field: `invoice_of_payment` reads it first.
    order = (payment_intent.pop("payment_details", None) or {}).get("order_reference")
    if order is not None and order.startswith("in_"):
        payment_intent.past.setdefault("invoice", order)


@change(VERSION, "setup_intent")
def excluded_types(setup_intent: WithPast) -> None:
    """Adds `excluded_payment_method_types` to SetupIntent."""
    setup_intent.pop("excluded_payment_method_types", None)
