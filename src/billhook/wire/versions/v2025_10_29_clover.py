"""2025-10-29.clover: refunds outside of payments on credit notes.

An invoice payment by payment record, also new in this version, keeps its `payment.type` of `payment_record`
in older ones: they have no other word for it.
"""

from billhook.wire.versions.registry import change, without
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-10-29.clover"


@change(VERSION, "credit_note")
def refund_types(credit_note: WithPast) -> None:
    """Adds `type` and `payment_record_refund` to the `refunds` of Credit Note."""
    refunds = credit_note.get("refunds") or []
    credit_note["refunds"] = [without(refund, "type", "payment_record_refund") for refund in refunds]


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
