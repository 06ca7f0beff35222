"""Write a payment, and what follows from it, into the account's ledger (platform.md §7.8)."""

from billhook.db import calls
from billhook.db.tx import Tx
from billhook.kernel.ids import new_token
from billhook.kernel.replacing import replace
from billhook.ledger import store
from billhook.ledger.objects import Entry
from billhook.ledger.rules import entries
from billhook.payment_methods.objects import CARD
from billhook.payments.objects import Charge, Refund
from billhook.payments.rules.following import FOLLOW
from billhook.payments.rules.settling import Settled
from billhook.processors.following import Booked, FollowRequest
from billhook.processors.interface import Approved, stored
from billhook.processors.known import OFFERS
from billhook.processors.offers import NOTHING
from billhook.wire.addresses import TOKEN_LENGTH


async def book_charge(tx: Tx, done: Settled, outcome: Approved) -> Settled:
    """A payment that has just succeeded, its charge with the entry of it and a receipt; the caller writes both.

    While the processor does not know its fee there is no entry. It is looked for later (`follow.py`).
    """
    charge = done.charge
    assert charge is not None
    charge = replace(charge, receipt_token=new_token(TOKEN_LENGTH), reference=outcome.reference or charge.reference)
    if outcome.happened and follows(charge):
        await look_later(tx, charge)
    if outcome.fee is None and follows(charge):
        await look_later(tx, charge, after=outcome.fee_in)
        return replace(done, charge=charge)
    arrived = outcome.settled
    booked = Booked(
        charge.amount_captured if arrived is None else arrived.amount,
        charge.currency if arrived is None else arrived.currency, outcome.fee or 0, outcome.available_in,
        None if arrived is None else arrived.rate,
    )  # fmt: skip
    return replace(done, charge=await with_entry(tx, charge, booked))


async def with_entry(tx: Tx, charge: Charge, booked: Booked) -> Charge:
    """A charge with what the processor wrote of it into the merchant's account; the caller writes it."""
    entry = entries.of_charge(
        charge.id, charge.currency, charge.amount_captured, is_card=charge.payment_method_details["type"] == CARD,
        fee=booked.fee, available_in=booked.available_in, description=charge.description, now=tx.now,
    )  # fmt: skip
    if booked.rate is not None:
        entry = entries.settled(entry, booked.amount, booked.currency, booked.rate)
    return replace(charge, balance_transaction=(await store.insert(tx, entry)).id)


async def look_later(tx: Tx, charge: Charge, *, after: int = 0, since: int | None = None) -> None:
    """Have the worker ask the processor what followed of a charge, `after` so many seconds. `since` is when it was
    first asked for, now if that is None."""
    assert charge.reference is not None
    made_at = tx.now if since is None else since
    request = FollowRequest(charge.reference, charge.amount_captured, charge.currency, made_at)
    await calls.claim(tx, FOLLOW, charge.id, stored(request), of=charge.processor, later=True, after=after)


def follows(charge: Charge) -> bool:
    """Whether somebody can be asked what followed of a charge."""
    return charge.reference is not None and OFFERS.get(charge.processor or "", NOTHING).follows


def waits(charge: Charge) -> bool:
    """Whether the processor has not written the charge into the merchant's account yet. Nobody knows then in which
    currency a refund or a dispute of it is booked, so that waits too."""
    return charge.balance_transaction is None and follows(charge)


async def entry_of(tx: Tx, charge: Charge) -> Entry | None:
    """What was booked of a charge, if anything was."""
    if charge.balance_transaction is None:
        return None
    return (await store.of_ids(tx, [charge.balance_transaction]))[0]


async def book_refund(tx: Tx, charge: Charge, refund: Refund) -> Refund:
    """A refund that was asked for, with its entry, or as it is if that waits; the caller writes it."""
    if waits(charge):
        return refund
    is_card = refund.method_type == CARD
    entry = entries.of_refund(refund.id, refund.currency, refund.amount, is_card=is_card, now=tx.now)
    return replace(refund, balance_transaction=await _as_paid(tx, charge, entry))


async def book_failed_refund(tx: Tx, charge: Charge, refund: Refund) -> Refund:
    """A refund that came to nothing after all, with the entry that says so if it had one; the caller writes it."""
    if refund.balance_transaction is None:
        return refund
    is_card = refund.method_type == CARD
    entry = entries.of_failed_refund(refund.id, refund.currency, refund.amount, is_card=is_card, now=tx.now)
    given = await store.of_ids(tx, [refund.balance_transaction])
    if given and given[0].exchange_rate is not None:
        # What comes back is what left, even if the charge was booked in between.
        entry = entries.settled(entry, -given[0].amount, given[0].currency, given[0].exchange_rate)
    return replace(refund, failure_balance_transaction=(await store.insert(tx, entry)).id)


async def _as_paid(tx: Tx, charge: Charge, entry: Entry) -> str:
    booked = entries.as_paid(entry, charge.amount_captured, await entry_of(tx, charge))
    return (await store.insert(tx, booked)).id
