"""Write what a dispute takes, and brings back, into the account's ledger (platform.md §7.8)."""

from billhook.db.tx import Tx
from billhook.disputes.rules.lifecycle import Step
from billhook.kernel.replacing import replace
from billhook.ledger import store
from billhook.ledger.rules import entries
from billhook.payments.actions.booking import entry_of
from billhook.payments.objects import Charge


async def book_entry(tx: Tx, charge: Charge, step: Step) -> Step:
    """Book what moved, if money moved by a step of a dispute of this charge; the step with the entry in its dispute."""
    if step.charged_back is None:
        return step
    of = step.dispute
    if step.charged_back:
        entry = entries.of_dispute(of.id, of.charge, of.currency, of.amount, fee=of.fee, now=tx.now)
    else:
        entry = entries.of_won_dispute(of.id, of.charge, of.currency, of.amount, now=tx.now)
    made = await store.insert(tx, entries.as_paid(entry, charge.amount_captured, await entry_of(tx, charge)))
    return replace(step, dispute=replace(of, balance_transactions=[*of.balance_transactions, made]))
