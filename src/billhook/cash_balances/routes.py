"""`/v1/customers/{id}/cash_balance`, its ledger, funding instructions, and the test helper that sends money."""

from typing import Any

from billhook.cash_balances import store, view
from billhook.cash_balances.actions.fund import fund
from billhook.cash_balances.actions.instruct import instruct
from billhook.cash_balances.actions.update import update
from billhook.cash_balances.params import CreateFundingInstructions, FundCashBalance, UpdateCashBalance
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing, Page

Object = dict[str, Any]


async def retrieve(reader: Reader, params: Nothing, customer_id: str) -> Object:
    customer = await _customer(reader, customer_id)
    return view.cash_balance(reader, customer.id, customer.cash, customer.reconciliation_mode)


async def retrieve_movement(reader: Reader, params: Nothing, customer_id: str, movement_id: str) -> Object:
    found = await store.find(reader, customer_id, movement_id)
    if found is None:
        await _customer(reader, customer_id)
        raise errors.NO_SUCH_PATH(param="transaction", noun="customer_cash_balance_transaction", id=movement_id)
    return view.movement(reader, found)


async def list_movements(reader: Reader, params: Page, customer_id: str) -> Object:
    await _customer(reader, customer_id)
    found, has_more = await store.page(reader, customer_id, params)
    path = f"/v1/customers/{customer_id}/cash_balance_transactions"
    return envelope(path, [view.movement(reader, m) for m in found], has_more)


async def _customer(reader: Reader, customer_id: str) -> Customer:
    customer = await customers.find(reader, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(param="customer", noun="customer", id=customer_id)
    return customer


_CASH = "/v1/customers/{customer}/cash_balance"
_MOVEMENT = "customer_cash_balance_transaction"

ROUTES = [
    routing.get(_CASH, retrieve, Nothing, "cash_balance"),
    routing.post(_CASH, update, UpdateCashBalance, "cash_balance"),
    routing.get(f"{_CASH}_transactions", list_movements, Page, _MOVEMENT, listing=True),
    routing.get(f"{_CASH}_transactions/{{cash_transaction}}", retrieve_movement, Nothing, _MOVEMENT),
    routing.post(
        "/v1/customers/{customer}/funding_instructions", instruct, CreateFundingInstructions, "funding_instructions"
    ),
    routing.post("/v1/test_helpers/customers/{customer}/fund_cash_balance", fund, FundCashBalance, _MOVEMENT),
]
