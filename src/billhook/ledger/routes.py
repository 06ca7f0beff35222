"""`/v1/balance_transactions`, `/v1/balance`."""

from collections.abc import Sequence
from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.ledger import store, view
from billhook.ledger.params import ListBalanceTransactions
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing

Object = dict[str, Any]


async def retrieve(reader: Reader, params: Nothing, entry_id: str) -> Object:
    found = await store.of_ids(reader, [entry_id])
    if not found:
        raise errors.NO_SUCH_PATH(noun="balance transaction", id=entry_id)
    return view.balance_transaction(reader, found[0])


async def list_entries(reader: Reader, params: ListBalanceTransactions) -> Object:
    found, has_more = await store.page(reader, params)
    return envelope("/v1/balance_transactions", [view.balance_transaction(reader, e) for e in found], has_more)


async def retrieve_balance(reader: Reader, params: Nothing) -> Object:
    return view.balance(reader, await store.sums(reader))


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, Object]:
    """Entries for expansion."""
    return {e.id: view.balance_transaction(reader, e) for e in await store.of_ids(reader, ids)}


ROUTES = [
    routing.get("/v1/balance_transactions", list_entries, ListBalanceTransactions, "balance_transaction", listing=True),
    routing.get("/v1/balance_transactions/{id}", retrieve, Nothing, "balance_transaction"),
    routing.get("/v1/balance", retrieve_balance, Nothing, "balance"),
]
