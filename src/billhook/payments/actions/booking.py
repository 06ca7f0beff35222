"""Write a payment, and what follows from it, into the account's ledger (platform.md §7.8)."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_token
from billhook.kernel.replacing import replace
from billhook.ledger import store
from billhook.ledger.rules import entries
from billhook.payment_methods.objects import CARD
from billhook.payments.objects import Refund
from billhook.payments.rules.settling import Settled
from billhook.processors.interface import Approved
from billhook.wire.addresses import TOKEN_LENGTH


async def book_charge(tx: Tx, done: Settled, outcome: Approved) -> Settled:
    """A payment that has just succeeded, its charge with the entry of it and a receipt; the caller writes both."""
    charge = done.charge
    assert charge is not None
    entry = entries.of_charge(
        charge.id, charge.currency, charge.amount_captured, is_card=charge.payment_method_details["type"] == CARD,
        fee=_fee(outcome), available_in=outcome.available_in, description=charge.description, now=tx.now,
    )  # fmt: skip
    entry_id = (await store.insert(tx, entry)).id
    token = new_token(TOKEN_LENGTH)
    return replace(done, charge=replace(charge, balance_transaction=entry_id, receipt_token=token))


def _fee(outcome: Approved) -> int:
    """The fee in the currency of the charge. One that is not known yet, or is of another currency, is booked as 0."""
    return 0 if outcome.fee is None or outcome.settled is not None else outcome.fee


async def book_refund(tx: Tx, refund: Refund) -> Refund:
    """A refund that was asked for, with its entry; the caller writes it."""
    is_card = refund.method_type == CARD
    entry = entries.of_refund(refund.id, refund.currency, refund.amount, is_card=is_card, now=tx.now)
    return replace(refund, balance_transaction=(await store.insert(tx, entry)).id)


async def book_failed_refund(tx: Tx, refund: Refund) -> Refund:
    """A refund that came to nothing after all, with the entry that says so; the caller writes it."""
    is_card = refund.method_type == CARD
    entry = entries.of_failed_refund(refund.id, refund.currency, refund.amount, is_card=is_card, now=tx.now)
    return replace(refund, failure_balance_transaction=(await store.insert(tx, entry)).id)
