"""Write what a dispute takes, and brings back, into the account's ledger (platform.md §7.8)."""

from billhook.db.tx import Tx
from billhook.disputes.objects import Dispute
from billhook.disputes.rules.lifecycle import CHARGED_BACK, WON, Step
from billhook.kernel.replacing import replace
from billhook.ledger import store
from billhook.ledger.rules import entries
from billhook.payments.actions.booking import entry_of, follows, waits
from billhook.payments.objects import Charge


async def book_entry(tx: Tx, charge: Charge, step: Step) -> Step:
    """Book what moved, if money moved by a step of a dispute of this charge; the step with the entry in its dispute.

    It waits until the charge itself is booked (`book_waiting`).
    """
    if step.charged_back is None or waits(charge):
        return step
    of = step.dispute
    if step.charged_back:
        entry = entries.of_dispute(of.id, of.charge, of.currency, of.amount, fee=of.fee, now=tx.now)
    else:
        entry = entries.of_won_dispute(of.id, of.charge, of.currency, of.amount, now=tx.now)
    made = await store.insert(tx, entries.as_paid(entry, charge.amount_captured, await entry_of(tx, charge)))
    return replace(step, dispute=replace(of, balance_transactions=[*of.balance_transactions, made]))


async def book_waiting(tx: Tx, charge: Charge, dispute: Dispute) -> Dispute:
    """A locked dispute with what its bank took, and gave back, before the charge was booked; the caller writes it."""
    if dispute.balance_transactions or dispute.status not in CHARGED_BACK or waits(charge) or not follows(charge):
        return dispute
    booked = (await book_entry(tx, charge, Step(dispute, (), charged_back=True))).dispute
    if dispute.status == WON:
        booked = (await book_entry(tx, charge, Step(booked, (), charged_back=False))).dispute
    return booked


async def book_fee(tx: Tx, dispute: Dispute, fee: int) -> Dispute:
    """A locked dispute whose `fee` is known to be larger than before: if the money is taken back already, with an entry
    of the difference. The caller writes it."""
    more = fee - dispute.fee
    if more <= 0:
        return dispute
    known = replace(dispute, fee=fee)
    if not dispute.balance_transactions:
        return known
    made = await store.insert(
        tx, entries.of_dispute_fee(dispute.id, dispute.charge, dispute.fee_currency, more, now=tx.now)
    )
    return replace(known, balance_transactions=[*dispute.balance_transactions, made])
