"""`/v1/disputes`, `/v1/radar/early_fraud_warnings`."""

from typing import Any

from billhook.db.tx import Reader
from billhook.disputes import store, view
from billhook.disputes.actions.respond import close, update
from billhook.disputes.params import ListDisputes, UpdateDispute
from billhook.kernel import errors
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing

Object = dict[str, Any]


async def retrieve(reader: Reader, params: Nothing, dispute_id: str) -> Object:
    found = await store.find(reader, dispute_id)
    if found is None:
        raise errors.NO_SUCH_PATH(param="dispute", noun="dispute", id=dispute_id)
    return view.dispute(reader, found)


async def list_disputes(reader: Reader, params: ListDisputes) -> Object:
    found, has_more = await store.page(reader, params)
    return envelope("/v1/disputes", [view.dispute(reader, d) for d in found], has_more)


async def retrieve_warning(reader: Reader, params: Nothing, warning_id: str) -> Object:
    found = await store.find_warning(reader, warning_id)
    if found is None:
        raise errors.NO_SUCH_PATH(param="early_fraud_warning", noun="early fraud warning", id=warning_id)
    return view.fraud_warning(reader, found)


async def list_warnings(reader: Reader, params: ListDisputes) -> Object:
    found, has_more = await store.page_of_warnings(reader, params)
    return envelope(_WARNINGS, [view.fraud_warning(reader, w) for w in found], has_more)


_DISPUTE = "/v1/disputes/{dispute}"
_WARNINGS = "/v1/radar/early_fraud_warnings"

ROUTES = [
    routing.get("/v1/disputes", list_disputes, ListDisputes, "dispute", listing=True),
    routing.get(_DISPUTE, retrieve, Nothing, "dispute"),
    routing.post(_DISPUTE, update, UpdateDispute, "dispute"),
    routing.post(f"{_DISPUTE}/close", close, Nothing, "dispute"),
    routing.get(_WARNINGS, list_warnings, ListDisputes, "radar.early_fraud_warning", listing=True),
    routing.get(f"{_WARNINGS}/{{early_fraud_warning}}", retrieve_warning, Nothing, "radar.early_fraud_warning"),
]
