"""Refunds that wait while their debit comes back: the payer has the money, and must not get it twice."""

from collections.abc import Sequence

from billhook.db import calls
from billhook.db.tx import Tx
from billhook.processors.interface import RefundRequest, from_stored
from billhook.sepa_files import store
from billhook.sepa_files.actions.refuse import refuse
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.giving_back import may_be_given_back

_UNKNOWN_REASON = "MS03"


async def without_returned(tx: Tx, transfers: Sequence[SepaOrder]) -> list[SepaOrder]:
    """Those of some locked transfers whose debit can still be given back; the others are refused."""
    debits = {one.id: await _debit_of(tx, one) for one in transfers}
    locked = {id: await store.lock(tx, id) for id in sorted({id for id in debits.values() if id is not None})}
    kept, ended = [], []
    for one in transfers:
        debit = locked.get(debits[one.id] or "")
        if debit is None or may_be_given_back(debit):
            kept.append(one)
        else:
            ended.append((one, debit.reason or _UNKNOWN_REASON))
    if ended:
        await refuse(tx, ended)
    return kept


async def _debit_of(tx: Tx, transfer: SepaOrder) -> str | None:
    """The id of the debit that a transfer gives back, as its call says; None if the call was forgotten."""
    found = await calls.find(tx, transfer.id)
    request = from_stored(found.call.asked) if found is not None else None
    return request.charge if isinstance(request, RefundRequest) else None
