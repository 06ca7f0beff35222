"""Read what a payout pays: mark the entries that it pays, and sum up what did not go through Billhook."""

from collections.abc import Sequence

import structlog

from billhook.db.tx import Tx
from billhook.disputes import store as disputes
from billhook.kernel.replacing import replace
from billhook.ledger import store as ledger
from billhook.ledger.rules import entries
from billhook.payments import refunds_store
from billhook.payments import store as payments
from billhook.payments.objects import Charge, Refund
from billhook.payouts import store, view
from billhook.payouts.objects import Payout
from billhook.payouts.rules.sorting import DISPUTES, PAYOUTS, REFUNDS, Listed, sort
from billhook.processor_accounts import store as processor_accounts
from billhook.processor_accounts.facts import PaymentsFollowed
from billhook.processors.paying_out import PaidItem, PaidItems

log = structlog.get_logger(__name__)

WAITS_SECONDS = 3 * 86_400
"""So long a payout waits for the entry of a payment of ours, of which the processor has not told yet. It counts from
the first look that missed one."""


async def take_items(tx: Tx, payout_id: str, after: str | None, page: PaidItems) -> bool:
    """Take the page that follows `after`; False if it is taken already, or if an entry of ours is still to come."""
    seen = await store.find(tx, payout_id)
    if seen is None or not await processor_accounts.hold(tx, seen.processor):
        return False
    payout = await store.lock(tx, payout_id)
    if payout is None or payout.read_until != after or payout.reconciliation_status != "in_progress":
        return False
    if not await _is_of_its_currency(tx, payout, page.items):
        log.error("a payout pays entries of another currency", payout=payout.id)
        return False
    listed = await _listed(tx, payout, page.items)
    names = sorted({one for each in listed for one in each.candidates})
    found = sort(listed, await ledger.not_paid_out(tx, names))
    since = tx.wall_now if payout.waits_since is None else payout.waits_since
    if found.missing and since > tx.wall_now - WAITS_SECONDS:
        if payout.waits_since is None:
            await store.save(tx, replace(payout, waits_since=since))
        about = dict.fromkeys(name for one in found.missing for name in one.item.about)
        await tx.announce(PaymentsFollowed(payout.processor, tuple(about)))
        return False
    await ledger.pay_out(tx, payout.id, found.paid)
    await store.add_parts(tx, payout.id, found.parts)
    payout = replace(payout, read_until=page.until, waits_since=None)
    if page.has_more:
        await store.save(tx, payout)
    else:
        await _complete(tx, payout)
    return True


async def _complete(tx: Tx, payout: Payout) -> None:
    """All is read: what remains did not go through Billhook, and a payout comes to 0 with all that it pays."""
    done = replace(payout, reconciliation_status="completed")
    if payout.balance_transaction is not None:
        (own,) = await ledger.of_ids(tx, [payout.balance_transaction])
        rest = -own.net - await ledger.sum_paid_out(tx, payout.id)
        marked = [own.id]
        if rest:
            outside = await ledger.insert(tx, entries.of_outside(payout.id, own.currency, rest, now=tx.now))
            marked.append(outside.id)
        await ledger.pay_out(tx, payout.id, marked)
    await store.save(tx, done)
    tx.emit("payout.reconciliation_completed", tx.render(view.payout, done))


async def _is_of_its_currency(tx: Tx, payout: Payout, items: Sequence[PaidItem]) -> bool:
    """Whether all that it pays is of the currency in which it was booked."""
    currency = payout.currency
    if payout.balance_transaction is not None:
        (own,) = await ledger.of_ids(tx, [payout.balance_transaction])
        currency = own.currency
    return {one.currency for one in items} <= {currency}


async def _listed(tx: Tx, payout: Payout, items: Sequence[PaidItem]) -> list[Listed]:
    """The items, with the objects here that they may be about."""
    about = sorted({name for one in items for name in one.about})
    charges = await payments.charges_told_of(tx, payout.processor, about) if about else []
    by_name = {name: one for one in charges for name in (one.reference, one.call) if name is not None}
    refunded = [c.id for i in items if i.category in REFUNDS and (c := _charge(i, by_name)) is not None]
    refunds = await refunds_store.of_charges(tx, sorted(set(refunded))) if refunded else {}
    returned = [one.source for one in items if one.category in PAYOUTS and one.source is not None]
    earlier = await store.of_references(tx, payout.processor, returned) if returned else {}
    listed: list[Listed] = []
    for item in items:
        charge = _charge(item, by_name)
        if item.category in PAYOUTS:
            known = earlier.get(item.source or "")
            listed.append(Listed(item, [known.id] if known is not None else []))
        elif charge is None:
            listed.append(Listed(item))
        elif item.category in REFUNDS:
            listed.append(Listed(item, _refunds_like(item, refunds[charge.id]), waits=True))
        elif item.category in DISPUTES:
            named = [one.id for one in await disputes.of_charge(tx, charge.id) if one.reference == item.source]
            listed.append(Listed(item, named, waits=True))
        else:
            listed.append(Listed(item, [charge.id], waits=item.category == "charge"))
    return listed


def _charge(item: PaidItem, by_name: dict[str, Charge]) -> Charge | None:
    return next((by_name[name] for name in item.about if name in by_name), None)


def _refunds_like(item: PaidItem, refunds: Sequence[Refund]) -> list[str]:
    """The refund that has this name; else those without a name of the same amount, the oldest first: they were made
    here, and which is which makes no difference."""
    named = [one.id for one in refunds if one.reference == item.source]
    return named or [one.id for one in reversed(refunds) if one.reference is None and one.amount == item.source_amount]
