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


async def open_dispute(tx: Tx, disputed: ChargeDisputed) -> None:
    """Open the dispute, or the fraud warning, that came with a payment."""
    charge, notice = disputed.charge, disputed.notice
    if notice.kind == "fraud_warning":
        await warn(tx, charge, notice.reason, notice.reference)
        return
    blank = Dispute(
        id=new_id("du"), created=tx.now, charge=charge.id, payment_intent=charge.payment_intent,
        amount=charge.amount_captured, currency=charge.currency, status=DISPUTE.starts[opens_by(notice)],
        reason=notice.reason, network_reason_code=notice.network_reason_code,
        payment_method_details=details_of(charge, notice.kind, notice.network_reason_code), fee=notice.fee,
        test_clock=tx.moment.clock, reference=notice.reference,
    )  # fmt: skip
    await begin_dispute(tx, charge, blank, due_by=None)


async def begin_dispute(tx: Tx, charge: Charge, blank: Dispute, *, due_by: int | None) -> tuple[Dispute, Charge]:
    """Open a dispute of a locked charge, and tell of it. `due_by` is until when the processor takes an answer, None if
    it has not told. Both as they are now."""
    what = opened(blank, now=tx.now)
    if due_by is not None and what.dispute.due_by is not None:
        what = replace(what, dispute=replace(what.dispute, due_by=due_by))
    step = await book_entry(tx, charge, what)
    back = charge.charged_back or bool(step.charged_back)
    disputed = replace(charge, disputed=True, charged_back=back)
    await payments.save_charge(tx, disputed)
    await store.insert(tx, step.dispute)
    emit_step(tx, blank, step)
    return step.dispute, disputed


async def warn(tx: Tx, charge: Charge, fraud_type: str, reference: str | None) -> None:
    """Write down that a bank says that a payment was fraud, and tell of it. `reference` as in its object."""
    blank = FraudWarning(new_id("issfr"), tx.now, charge.id, charge.payment_intent, fraud_type, reference)
    warning = replace(blank, is_actionable=not charge.disputed and charge.amount_refunded < charge.amount)
    await store.insert_warning(tx, warning)
    tx.emit("radar.early_fraud_warning.created", tx.render(view.fraud_warning, warning))


def details_of(charge: Charge, kind: str, network_reason_code: str | None) -> Json:
    """What kind of payment method it was made with, and what kind of case it is for the network of a card."""
    details = charge.payment_method_details
    if details["type"] != CARD:
        return {"type": details["type"]}
    card = details[CARD]
    return {
        "card": {
            "brand": card["brand"], "case_type": kind, "network": card["network"],
            "network_reason_code": network_reason_code,
        },
        "type": CARD,
    }  # fmt: skip
