"""Adjust a customer's balance, and change the words of a movement (invoicing.md §1.9, §8)."""

from billhook.customers import movements_store, queries, store
from billhook.customers.balance import LockedBalance, adjusted
from billhook.customers.objects import Movement
from billhook.customers.params import CreateBalanceTransaction, UpdateBalanceTransaction
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def adjust_balance(tx: Tx, params: CreateBalanceTransaction, customer_id: str) -> Movement:
    """An adjustment of the balance in a currency, with `customer.updated` where the customer shows it.

    Raises NO_SUCH_PATH, INVALID_VALUE.
    """
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    balance = LockedBalance(tx, customer, params.currency)
    return await balance.to(
        adjusted(balance, params.amount), "adjustment",
        description=params.description, metadata=merged_metadata({}, params.metadata),
    )  # fmt: skip


async def update_movement(tx: Tx, params: UpdateBalanceTransaction, customer_id: str, movement_id: str) -> Movement:
    """The words of a movement; its figures never change. Raises NO_SUCH_PATH."""
    movement = await movements_store.lock(tx, customer_id, movement_id)
    if movement is None:
        raise await queries.missing_movement(tx, customer_id, movement_id)
    new = movement
    if params.given("description"):
        new = replace(new, description=params.description)
    if params.given("metadata"):
        new = replace(new, metadata=merged_metadata(movement.metadata, params.metadata))
    if new != movement:
        await movements_store.save(tx, new)
    return new
