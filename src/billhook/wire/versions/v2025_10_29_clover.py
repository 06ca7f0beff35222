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
