"""The bank tells that orders came back, by a statement, a notification or an answer (live-money.md §4.5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.sepa_files import store
from billhook.sepa_files.actions.refuse import send_back, tell_payments
from billhook.sepa_files.rules.lifecycle import RETURNED, SEPA_ORDER


@dataclass(frozen=True, slots=True)
class Returned:
    """Why an order came back, by the code of the reason, and what the bank took for it beside the amount (cents)."""

    reason: str
    fee: int = 0


async def take_returns(tx: Tx, told: Mapping[str, Returned]) -> int:
    """Orders by their ids, and how each came back; how many had not been known to.

    Before a debit is settled its charge is declined. After that its payment is disputed, once, however often and by
    however many files the bank tells of it. A fee that is told later is added.
    """
    ended, dearer = [], []
    for id in sorted(told):
        order = await store.lock(tx, id)
        if order is None:
            continue
        fee = max(order.return_fee, told[id].fee)
        if SEPA_ORDER.allows("return", order.status):
            ended.append((replace(order, return_fee=fee), told[id].reason.upper()))
        elif order.status == RETURNED and fee > order.return_fee:
            dearer.append(replace(order, return_fee=fee))
    if ended:
        await send_back(tx, ended)
    for order in dearer:
        await store.save(tx, order)
    await tell_payments(tx, dearer)
    return len(ended)
