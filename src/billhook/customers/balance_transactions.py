"""`/v1/customers/{id}/balance_transactions`: the ledger of a customer's balance (invoicing.md §1.9, §8).

What happened stays to be read after the customer was deleted; nothing can be added then.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from billhook.customers import movements_store, store, view
from billhook.customers.balance import LockedBalance, adjusted
from billhook.customers.params import CreateBalanceTransaction, ListBalanceTransactions, UpdateBalanceTransaction
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing, merged_metadata

Object = dict[str, Any]


async def create(tx: Tx, params: CreateBalanceTransaction, customer_id: str) -> Object:
    """An adjustment of the balance in a currency, with `customer.updated` where the customer shows it.

    Raises NO_SUCH_PATH, INVALID_VALUE.
    """
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    balance = LockedBalance(tx, customer, params.currency)
    movement = await balance.to(
        adjusted(balance, params.amount), "adjustment",
        description=params.description, metadata=merged_metadata({}, params.metadata),
    )  # fmt: skip
    return view.balance_transaction(tx, movement)


async def update(tx: Tx, params: UpdateBalanceTransaction, customer_id: str, movement_id: str) -> Object:
    """The words of a movement; its figures never change. Raises NO_SUCH_PATH."""
    movement = await movements_store.lock(tx, customer_id, movement_id)
    if movement is None:
        raise await _missing(tx, customer_id, movement_id)
    new = movement
    if params.given("description"):
        new = replace(new, description=params.description)
    if params.given("metadata"):
        new = replace(new, metadata=merged_metadata(movement.metadata, params.metadata))
    if new != movement:
        await movements_store.save(tx, new)
    return view.balance_transaction(tx, new)


async def retrieve(reader: Reader, params: Nothing, customer_id: str, movement_id: str) -> Object:
    """Raises NO_SUCH_PATH."""
    movement = await movements_store.find(reader, customer_id, movement_id)
    if movement is None:
        raise await _missing(reader, customer_id, movement_id)
    return view.balance_transaction(reader, movement)


async def list_of(reader: Reader, params: ListBalanceTransactions, customer_id: str) -> Object:
    """The ledger, newest first. Raises NO_SUCH_PATH."""
    await _check_customer(reader, customer_id)
    movements, has_more = await movements_store.page(reader, customer_id, params)
    shown = [view.balance_transaction(reader, m) for m in movements]
    return envelope(f"/v1/customers/{customer_id}/balance_transactions", shown, has_more)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, Object]:
    """Movements for expansion."""
    return {m.id: view.balance_transaction(reader, m) for m in await movements_store.of_ids(reader, ids)}


async def fill_credit_balance(reader: Reader, customers: Sequence[Object]) -> None:
    """Put `invoice_credit_balance` into customers that are being expanded."""
    alive = {c["id"]: c for c in customers if not c.get("deleted")}
    for customer in await store.of_ids(reader, list(alive)):
        alive[customer.id]["invoice_credit_balance"] = view.credit_balances(customer)


async def _missing(reader: Reader, customer_id: str, movement_id: str) -> errors.ApiError:
    """Which of the two there is not: the customer is only asked for when the movement is not found."""
    await _check_customer(reader, customer_id)
    return errors.NO_SUCH_PATH(param="transaction", noun="customer_balance_transaction", id=movement_id)


async def _check_customer(reader: Reader, customer_id: str) -> None:
    if await store.find(reader, customer_id) is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
