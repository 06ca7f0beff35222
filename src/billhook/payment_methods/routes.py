"""`/v1/mandates`, and `/v1/payment_methods` as far as no customer is needed; `customers/payment_methods.py` has the
rest."""

from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payment_methods import mandates_store, store, view
from billhook.payment_methods.actions.create import create
from billhook.payment_methods.actions.update import update
from billhook.payment_methods.params import CreatePaymentMethod, UpdatePaymentMethod
from billhook.wire import routing
from billhook.wire.browsers import CREATES_METHODS
from billhook.wire.params import Nothing


async def retrieve(reader: Reader, params: Nothing, method_id: str) -> dict[str, Any]:
    method = await store.find(reader, method_id)
    if method is None:
        raise errors.NO_SUCH_PATH(noun="PaymentMethod", id=method_id)
    return view.payment_method(reader, method)


async def retrieve_mandate(reader: Reader, params: Nothing, mandate_id: str) -> dict[str, Any]:
    mandate = await mandates_store.find(reader, mandate_id)
    method = await store.find(reader, mandate.payment_method) if mandate is not None else None
    if mandate is None or method is None:
        raise errors.NO_SUCH_PATH(noun="mandate", id=mandate_id)
    return view.mandate(reader, mandate, method)


_NAMED = "/v1/payment_methods/{payment_method}"

ROUTES = [
    routing.post("/v1/payment_methods", create, CreatePaymentMethod, "payment_method", browser=CREATES_METHODS),
    routing.get(_NAMED, retrieve, Nothing, "payment_method"),
    routing.post(_NAMED, update, UpdatePaymentMethod, "payment_method"),
    routing.get("/v1/mandates/{mandate}", retrieve_mandate, Nothing, "mandate"),
]
