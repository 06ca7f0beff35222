"""Change how a customer's cash finds what it is for (platform.md §7.7)."""

from billhook.cash_balances.objects import CashBalance
from billhook.cash_balances.params import UpdateCashBalance
from billhook.customers import store as customers
from billhook.customers.actions.fields import own_mode
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def update(tx: Tx, params: UpdateCashBalance, customer_id: str) -> CashBalance:
    """The cash balance; what is there already waits for the next transfer, or to be applied. Raises NO_SUCH_PATH."""
    customer = await customers.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(param="customer", noun="customer", id=customer_id)
    if params.settings is not None and params.settings.reconciliation_mode is not None:
        customer = replace(customer, reconciliation_mode=own_mode(params.settings.reconciliation_mode))
        await customers.save(tx, customer)
    return CashBalance.of(customer)
