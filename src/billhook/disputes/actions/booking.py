"""Write what a dispute takes, and brings back, into the account's ledger (platform.md §7.8)."""

from dataclasses import asdict, replace

from billhook.db.tx import Tx
from billhook.disputes.objects import Dispute
from billhook.disputes.rules.lifecycle import Step
from billhook.ledger import store
from billhook.ledger.rules import entries


async def booked(tx: Tx, step: Step) -> Step:
    """The step, and its dispute with an entry where money moved by it."""
    if step.charged_back is None:
        return step
    of = step.dispute
    if step.charged_back:
        entry = entries.of_dispute(of.id, of.charge, of.currency, of.amount, fee=of.fee, now=tx.now)
    else:
        entry = entries.of_won_dispute(of.id, of.charge, of.currency, of.amount, now=tx.now)
    stored = asdict(await store.insert(tx, entry))
    return replace(step, dispute=_with_entry(of, stored))


def _with_entry(dispute: Dispute, stored: dict[str, object]) -> Dispute:
    return replace(dispute, balance_transactions=[*dispute.balance_transactions, stored])
