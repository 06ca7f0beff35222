"""Somebody objects to a payment that was made: a dispute is opened, or a warning given (platform.md §7.8)."""

from billhook.db.tx import Tx
from billhook.disputes import store, view
from billhook.disputes.actions.booking import book_entry
from billhook.disputes.actions.emitting import emit_step
from billhook.disputes.objects import Dispute, FraudWarning
from billhook.disputes.rules.lifecycle import DISPUTE, opened, opens_by
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.kernel.stored import Json
from billhook.payment_methods.objects import CARD
from billhook.payments import store as payments
from billhook.payments.facts import ChargeDisputed
from billhook.payments.objects import Charge
from billhook.processors.interface import DisputeNotice


async def open_dispute(tx: Tx, disputed: ChargeDisputed) -> None:
    """Open the dispute, or the fraud warning, that came with a payment."""
    charge, notice = disputed.charge, disputed.notice
    if notice.kind == "fraud_warning":
        warning = FraudWarning(new_id("issfr"), tx.now, charge.id, charge.payment_intent, notice.reason)
        await store.insert_warning(tx, warning)
        tx.emit("radar.early_fraud_warning.created", tx.render(view.fraud_warning, warning))
        return
    blank = Dispute(
        id=new_id("du"), created=tx.now, charge=charge.id, payment_intent=charge.payment_intent,
        amount=charge.amount_captured, currency=charge.currency, status=DISPUTE.starts[opens_by(notice)],
        reason=notice.reason, network_reason_code=notice.network_reason_code,
        payment_method_details=_details(charge, notice), fee=notice.fee, test_clock=tx.moment.clock,
    )  # fmt: skip
    step = await book_entry(tx, opened(blank, now=tx.now))
    await payments.save_charge(tx, replace(charge, disputed=True, charged_back=bool(step.charged_back)))
    await store.insert(tx, step.dispute)
    emit_step(tx, blank, step)


def _details(charge: Charge, notice: DisputeNotice) -> Json:
    """What kind of payment method it was made with, and what kind of case it is for the network of a card."""
    details = charge.payment_method_details
    if details["type"] != CARD:
        return {"type": details["type"]}
    card = details[CARD]
    return {
        "card": {
            "brand": card["brand"], "case_type": notice.kind, "network": card["network"],
            "network_reason_code": notice.network_reason_code,
        },
        "type": CARD,
    }  # fmt: skip
