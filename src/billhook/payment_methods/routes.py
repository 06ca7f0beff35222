"""`/v1/mandates`, `/v1/tokens`, and `/v1/payment_methods` as far as no customer is needed;
`customers/payment_methods.py` has the rest."""

from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payment_methods import card_tokens_store, mandates_store, store, view
from billhook.payment_methods.actions.create import create
from billhook.payment_methods.actions.tokenize import tokenize
from billhook.payment_methods.actions.update import update
from billhook.payment_methods.params import CreatePaymentMethod, CreateToken, UpdatePaymentMethod
from billhook.wire import routing
from billhook.wire.browsers import CREATES_METHODS, CREATES_TOKENS
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


async def retrieve_token(reader: Reader, params: Nothing, token_id: str) -> dict[str, Any]:
    token = await card_tokens_store.find(reader, token_id)
    if token is None:
        raise errors.NO_SUCH_PATH(noun="token", id=token_id)
    return view.card_token(reader, token)


_NAMED = "/v1/payment_methods/{payment_method}"

ROUTES = [
    routing.post("/v1/payment_methods", create, CreatePaymentMethod, "payment_method", browser=CREATES_METHODS),
    routing.get(_NAMED, retrieve, Nothing, "payment_method"),
    routing.post(_NAMED, update, UpdatePaymentMethod, "payment_method"),
    routing.post("/v1/tokens", tokenize, CreateToken, "token", browser=CREATES_TOKENS),
    routing.get("/v1/tokens/{token}", retrieve_token, Nothing, "token"),
    routing.get("/v1/mandates/{mandate}", retrieve_mandate, Nothing, "mandate"),
]
