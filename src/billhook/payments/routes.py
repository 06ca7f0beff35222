"""`/v1/payment_intents`, `/v1/confirmation_tokens`, `/v1/charges`, `/v1/refunds`, `/v1/payment_records`."""

from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payment_methods import store as methods
from billhook.payments import confirmation_tokens_store, records, refunds_store, store, view
from billhook.payments.actions.cancel import cancel
from billhook.payments.actions.capture import capture
from billhook.payments.actions.confirm import confirm
from billhook.payments.actions.confirmation_tokens import collect, collect_in_test
from billhook.payments.actions.create import create
from billhook.payments.actions.fund import apply_customer_balance
from billhook.payments.actions.increment import increment
from billhook.payments.actions.refund import refund
from billhook.payments.actions.update import update
from billhook.payments.actions.update_charge import update_charge
from billhook.payments.actions.update_refund import cancel_refund, expire_refund, update_refund
from billhook.payments.actions.verify_deposits import verify_deposits
from billhook.payments.params import (
    ApplyCustomerBalance,
    CancelPaymentIntent,
    CapturePaymentIntent,
    ConfirmPaymentIntent,
    CreateConfirmationToken,
    CreatePaymentIntent,
    CreateRefund,
    CreateTestConfirmationToken,
    IncrementAuthorization,
    ListCharges,
    ListPaymentIntents,
    ListRefunds,
    RetrievePaymentIntent,
    UpdateCharge,
    UpdatePaymentIntent,
    UpdateRefund,
    VerifyMicrodeposits,
)
from billhook.payments.rules.client_secret import check_client_secret
from billhook.wire import routing
from billhook.wire.browsers import COLLECTS, CONFIRMS, RETRIEVES, VERIFIES
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing

Object = dict[str, Any]


async def retrieve_intent(reader: Reader, params: RetrievePaymentIntent, intent_id: str) -> Object:
    intent = await store.find_intent(reader, intent_id)
    if intent is None:
        raise errors.NO_SUCH_PATH(noun="payment_intent", id=intent_id)
    check_client_secret(params.client_secret, intent.client_secret, "PaymentIntent")
    return view.payment_intent(reader, intent)


async def list_intents(reader: Reader, params: ListPaymentIntents) -> Object:
    intents, has_more = await store.page_of_intents(reader, params)
    return envelope("/v1/payment_intents", [view.payment_intent(reader, i) for i in intents], has_more)


async def retrieve_charge(reader: Reader, params: Nothing, charge_id: str) -> Object:
    charge = await store.find_charge(reader, charge_id)
    if charge is None:
        raise errors.NO_SUCH_PATH(noun="charge", id=charge_id)
    return view.charge(reader, charge)


async def list_charges(reader: Reader, params: ListCharges) -> Object:
    charges, has_more = await store.page_of_charges(reader, params)
    return envelope("/v1/charges", [view.charge(reader, c) for c in charges], has_more)


async def retrieve_refund(reader: Reader, params: Nothing, refund_id: str) -> Object:
    found = await refunds_store.find(reader, refund_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="refund", id=refund_id)
    return view.refund(reader, found)


async def list_refunds(reader: Reader, params: ListRefunds) -> Object:
    refunds, has_more = await refunds_store.page(reader, params)
    return envelope("/v1/refunds", [view.refund(reader, r) for r in refunds], has_more)


async def retrieve_token(reader: Reader, params: Nothing, token_id: str) -> Object:
    token = await confirmation_tokens_store.find(reader, token_id)
    method = await methods.find(reader, token.payment_method) if token is not None else None
    if token is None or method is None:
        raise errors.NO_SUCH_PATH(noun="confirmation_token", id=token_id)
    return view.confirmation_token(reader, token, method)


_INTENT = "/v1/payment_intents/{intent}"
_CHARGE = "/v1/charges/{charge}"
_REFUND = "/v1/refunds/{refund}"

ROUTES = [
    routing.post("/v1/payment_intents", create, CreatePaymentIntent, "payment_intent"),
    routing.get("/v1/payment_intents", list_intents, ListPaymentIntents, "payment_intent", listing=True),
    routing.get(_INTENT, retrieve_intent, RetrievePaymentIntent, "payment_intent", browser=RETRIEVES),
    routing.post(_INTENT, update, UpdatePaymentIntent, "payment_intent"),
    routing.post(f"{_INTENT}/confirm", confirm, ConfirmPaymentIntent, "payment_intent", browser=CONFIRMS),
    routing.post(f"{_INTENT}/apply_customer_balance", apply_customer_balance, ApplyCustomerBalance, "payment_intent"),
    routing.post(f"{_INTENT}/capture", capture, CapturePaymentIntent, "payment_intent"),
    routing.post(f"{_INTENT}/increment_authorization", increment, IncrementAuthorization, "payment_intent"),
    routing.post(
        f"{_INTENT}/verify_microdeposits", verify_deposits, VerifyMicrodeposits, "payment_intent", browser=VERIFIES
    ),
    routing.post(f"{_INTENT}/cancel", cancel, CancelPaymentIntent, "payment_intent"),
    routing.post(
        "/v1/confirmation_tokens",
        collect,
        CreateConfirmationToken,
        "confirmation_token",
        browser=COLLECTS,
    ),
    routing.post(
        "/v1/test_helpers/confirmation_tokens", collect_in_test, CreateTestConfirmationToken, "confirmation_token"
    ),
    routing.get("/v1/confirmation_tokens/{confirmation_token}", retrieve_token, Nothing, "confirmation_token"),
    routing.get("/v1/charges", list_charges, ListCharges, "charge", listing=True),
    routing.get(_CHARGE, retrieve_charge, Nothing, "charge"),
    routing.post(_CHARGE, update_charge, UpdateCharge, "charge"),
    routing.post("/v1/refunds", refund, CreateRefund, "refund"),
    routing.get("/v1/refunds", list_refunds, ListRefunds, "refund", listing=True),
    routing.get(_REFUND, retrieve_refund, Nothing, "refund"),
    routing.post(_REFUND, update_refund, UpdateRefund, "refund"),
    routing.post(f"{_REFUND}/cancel", cancel_refund, Nothing, "refund"),
    routing.post("/v1/test_helpers/refunds/{refund}/expire", expire_refund, Nothing, "refund"),
    routing.get("/v1/payment_records/{id}", records.retrieve, Nothing, "payment_record"),
]
