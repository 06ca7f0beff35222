"""What can be looked at: cash balances and their ledgers."""

from billhook.cash_balances import store
from billhook.cash_balances.objects import CashBalance, CashMovement
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.wire.params import Page


async def cash_balance(reader: Reader, customer_id: str) -> CashBalance:
    """The cash of a customer in all currencies, also of a deleted one. Raises NO_SUCH_PATH."""
    return CashBalance.of(await _customer(reader, customer_id))


async def movement(reader: Reader, customer_id: str, movement_id: str) -> CashMovement:
    """A movement of a customer's cash. Raises NO_SUCH_PATH, about the customer if there is none."""
    found = await store.find(reader, customer_id, movement_id)
    if found is None:
        await _customer(reader, customer_id)
        raise errors.NO_SUCH_PATH(param="transaction", noun="customer_cash_balance_transaction", id=movement_id)
    return found


async def movements(reader: Reader, params: Page, customer_id: str) -> tuple[list[CashMovement], bool]:
    """The ledger of a customer's cash, newest first. Raises NO_SUCH_PATH."""
    await _customer(reader, customer_id)
    return await store.page(reader, customer_id, params)


async def _customer(reader: Reader, customer_id: str) -> Customer:
    customer = await customers.find(reader, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(param="customer", noun="customer", id=customer_id)
    return customer
