"""A statement of the bank tells that orders came back (live-money.md §4.5)."""

from collections.abc import Mapping

from billhook.db.tx import Tx
from billhook.sepa_files import store
from billhook.sepa_files.actions.refuse import send_back
from billhook.sepa_files.rules.lifecycle import SEPA_ORDER


async def take_returns(tx: Tx, reasons: Mapping[str, str]) -> None:
    """Orders by their ids, each with the code of the reason. Before an order is settled its charge is declined;
    after that it is only written down, because no dispute can be opened from outside yet.

    A person sees the movement.
    """
    ended = []
    for id in sorted(reasons):
        order = await store.lock(tx, id)
        if order is not None and SEPA_ORDER.allows("return", order.status):
            ended.append((order, reasons[id].upper()))
    if ended:
        await send_back(tx, ended)
