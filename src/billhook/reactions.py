"""What follows from what: when a room reports a fact, these verbs of higher rooms run in the same transaction."""

from billhook.credit_notes.actions.credit_shortfall import credit_shortfall
from billhook.db.tx import Reactions
from billhook.disputes.actions.follow_refund import follow_refund
from billhook.disputes.actions.open import open_dispute
from billhook.invoices.actions.follow_payment import follow_payment, hold_invoice
from billhook.invoices.actions.note_delivered import note_delivered
from billhook.invoices.actions.reconcile import hold_waiting, look_later, reconcile

REACTIONS: Reactions = {
    # about: customer, currency
    "cash_balance.moving": [hold_waiting],
    # about: cash, locked, with what came in; sent, reference
    "cash_balance.funded": [reconcile],
    # about: cash, locked, with what came back
    "cash_balance.returned": [look_later],
    # about: invoice, its id; by
    "invoice.falls_short": [credit_shortfall],
    # about: event, type, object_id
    "webhooks.delivered": [note_delivered],
    # about: charge, new; objection
    "charge.objected": [open_dispute],
    # about: charge, as it has become; is_whole
    "charge.refunded_whole": [follow_refund],
    # about: payment_intent, its id
    "payment_intent.locking": [hold_invoice],
    # about: payment_intent, as it has become; where a call asked for it, verb, and told_before: it was under way
    "payment_intent.settled": [follow_payment],
}
