"""`/v1/payment_intents`, `/v1/confirmation_tokens`, `/v1/charges`, `/v1/refunds`, `/v1/payment_records`."""

from billhook.payments import verbs
from billhook.wire import routing
from billhook.wire.browsers import COLLECTS, CONFIRMS, RETRIEVES, VERIFIES

_INTENT = "/v1/payment_intents/{intent}"
_CHARGE = "/v1/charges/{charge}"
_REFUND = "/v1/refunds/{refund}"

ROUTES = [
    routing.post("/v1/payment_intents", verbs.CREATE),
    routing.get("/v1/payment_intents", verbs.LIST, listing=True),
    routing.search("/v1/payment_intents/search", verbs.SEARCH),
    routing.get(_INTENT, verbs.RETRIEVE, browser=RETRIEVES),
    routing.post(_INTENT, verbs.UPDATE),
    routing.post(f"{_INTENT}/confirm", verbs.CONFIRM, browser=CONFIRMS),
    routing.post(f"{_INTENT}/apply_customer_balance", verbs.APPLY_CUSTOMER_BALANCE),
    routing.post(f"{_INTENT}/capture", verbs.CAPTURE),
    routing.post(f"{_INTENT}/increment_authorization", verbs.INCREMENT),
    routing.post(f"{_INTENT}/verify_microdeposits", verbs.VERIFY_DEPOSITS, browser=VERIFIES),
    routing.post(f"{_INTENT}/cancel", verbs.CANCEL),
    routing.post("/v1/confirmation_tokens", verbs.CREATE_TOKEN, browser=COLLECTS),
    routing.post("/v1/test_helpers/confirmation_tokens", verbs.CREATE_TOKEN_IN_TEST),
    routing.get("/v1/confirmation_tokens/{confirmation_token}", verbs.RETRIEVE_TOKEN),
    routing.post("/v1/charges", verbs.CREATE_CHARGE),
    routing.get("/v1/charges", verbs.LIST_CHARGES, listing=True),
    routing.search("/v1/charges/search", verbs.SEARCH_CHARGES),
    routing.get(_CHARGE, verbs.RETRIEVE_CHARGE),
    routing.post(_CHARGE, verbs.UPDATE_CHARGE),
    routing.post(f"{_CHARGE}/capture", verbs.CAPTURE_CHARGE),
    routing.post("/v1/refunds", verbs.REFUND),
    routing.get("/v1/refunds", verbs.LIST_REFUNDS, listing=True),
    routing.get(_REFUND, verbs.RETRIEVE_REFUND),
    routing.post(_REFUND, verbs.UPDATE_REFUND),
    routing.post(f"{_REFUND}/cancel", verbs.CANCEL_REFUND),
    routing.post("/v1/test_helpers/refunds/{refund}/expire", verbs.EXPIRE_REFUND),
    routing.get("/v1/payment_records/{id}", verbs.RETRIEVE_RECORD),
]
