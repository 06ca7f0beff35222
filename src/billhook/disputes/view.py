"""Disputes and early fraud warnings as the newest API version shows them (platform.md §7.8)."""

from billhook.db.tx import Reader
from billhook.disputes.objects import FILES, TEXTS, Dispute, FraudWarning
from billhook.disputes.rules.lifecycle import LOST, NEEDS_RESPONSE, UNANSWERED, UNDER_REVIEW
from billhook.kernel.wire_object import WireObject
from billhook.ledger.view import balance_transaction
from billhook.payments.rules.direct import shown_intent


def dispute(reader: Reader, d: Dispute) -> WireObject:
    """The wire object."""
    shown = {
        "id": d.id,
        "object": "dispute",
        "amount": d.amount,
        "balance_transactions": [balance_transaction(reader, e) for e in d.balance_transactions],
        "charge": d.charge,
        "created": d.created,
        "currency": d.currency,
        "enhanced_eligibility_types": [],
        "evidence": {name: d.evidence.get(name) for name in sorted(TEXTS + FILES)} | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": d.due_by,
            "enhanced_eligibility": {},
            "has_evidence": bool(d.evidence),
            "past_due": d.status in UNANSWERED and d.due_by is not None and d.due_by < reader.now,
            "submission_count": d.submission_count,
            "submission_method": "manual" if d.submission_count else "not_submitted",
        },
        "is_charge_refundable": d.status not in (NEEDS_RESPONSE, UNDER_REVIEW, LOST),
        "livemode": reader.tenant.livemode,
        "metadata": d.metadata,
        "network_reason_code": d.network_reason_code,
        "payment_intent": shown_intent(d.charge, d.payment_intent),
        "payment_method_details": d.payment_method_details,
        "reason": d.reason,
        "status": d.status,
    }
    return WireObject(shown)


def fraud_warning(reader: Reader, w: FraudWarning) -> WireObject:
    """The wire object."""
    shown = {
        "id": w.id,
        "object": "radar.early_fraud_warning",
        "actionable": w.is_actionable,
        "charge": w.charge,
        "created": w.created,
        "fraud_type": w.fraud_type,
        "livemode": reader.tenant.livemode,
        "payment_intent": shown_intent(w.charge, w.payment_intent),
    }
    return WireObject(shown)
