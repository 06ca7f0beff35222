"""`/v1/setup_intents` and `/v1/setup_attempts`."""

from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payments.params import VerifyMicrodeposits
from billhook.payments.rules.client_secret import check_client_secret
from billhook.setup_intents import attempts_store, store, view
from billhook.setup_intents.actions.cancel import cancel
from billhook.setup_intents.actions.confirm import confirm
from billhook.setup_intents.actions.create import create
from billhook.setup_intents.actions.update import update
from billhook.setup_intents.actions.verify_deposits import verify_deposits
from billhook.setup_intents.params import (
    CancelSetupIntent,
    ConfirmSetupIntent,
    CreateSetupIntent,
    ListSetupAttempts,
    ListSetupIntents,
    RetrieveSetupIntent,
    UpdateSetupIntent,
)
from billhook.wire import routing
from billhook.wire.browsers import CONFIRMS, RETRIEVES, VERIFIES
from billhook.wire.lists import envelope

Object = dict[str, Any]


async def retrieve(reader: Reader, params: RetrieveSetupIntent, intent_id: str) -> Object:
    intent = await store.find(reader, intent_id)
    if intent is None:
        raise errors.NO_SUCH_PATH(noun="setup_intent", id=intent_id)
    check_client_secret(params.client_secret, intent.client_secret, "SetupIntent")
    return view.setup_intent(reader, intent)


async def list_intents(reader: Reader, params: ListSetupIntents) -> Object:
    intents, has_more = await store.page(reader, params)
    return envelope("/v1/setup_intents", [view.setup_intent(reader, s) for s in intents], has_more)


async def list_attempts(reader: Reader, params: ListSetupAttempts) -> Object:
    if await store.find(reader, params.setup_intent) is None:
        raise errors.NO_SUCH_PARAM(param="setup_intent", noun="setup_intent", id=params.setup_intent)
    attempts, has_more = await attempts_store.page(reader, params)
    return envelope("/v1/setup_attempts", [view.setup_attempt(reader, a) for a in attempts], has_more)


_INTENT = "/v1/setup_intents/{intent}"

ROUTES = [
    routing.post("/v1/setup_intents", create, CreateSetupIntent, "setup_intent"),
    routing.get("/v1/setup_intents", list_intents, ListSetupIntents, "setup_intent", listing=True),
    routing.get(_INTENT, retrieve, RetrieveSetupIntent, "setup_intent", browser=RETRIEVES),
    routing.post(_INTENT, update, UpdateSetupIntent, "setup_intent"),
    routing.post(f"{_INTENT}/confirm", confirm, ConfirmSetupIntent, "setup_intent", browser=CONFIRMS),
    routing.post(
        f"{_INTENT}/verify_microdeposits", verify_deposits, VerifyMicrodeposits, "setup_intent", browser=VERIFIES
    ),
    routing.post(f"{_INTENT}/cancel", cancel, CancelSetupIntent, "setup_intent"),
    routing.get("/v1/setup_attempts", list_attempts, ListSetupAttempts, "setup_attempt", listing=True),
]
