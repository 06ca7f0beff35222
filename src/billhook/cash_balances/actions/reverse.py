"""Money that was no payment of the customer after all leaves their cash (platform.md §7.7)."""

from billhook.cash_balances.balance import lock_cash
from billhook.cash_balances.objects import REVERSED, CashMovement
from billhook.db.tx import Tx
from billhook.kernel import errors


async def reverse(tx: Tx, customer_id: str, amount: int, currency: str) -> CashMovement:
    """The movement `funding_reversed` of so much, also of a deleted customer. Lock what the cash has paid before.

    Raises NO_SUCH_PARAM, and MONEY_SPENT if less is there.
    """
    cash = await lock_cash(tx, customer_id, currency)
    if cash.amount < amount:
        reason = f"the customer's cash balance has {cash.amount} left, and {amount} came by it"
        raise errors.MONEY_SPENT(reason=reason)
    return await cash.move(-amount, REVERSED)
