"""Money that came for a void invoice is its customer's balance (`take_beside`): a refund takes it from there."""

from billhook.customers.balance import move_balance
from billhook.db.tx import Tx
from billhook.invoices import payments_store
from billhook.payments import store as payments
from billhook.payments.facts import RefundCameBack, RefundMade
from billhook.payments.objects import Refund

_KIND = "adjustment"


async def take_back(tx: Tx, made: RefundMade) -> None:
    """What leaves is balance no longer. Credit that was used since makes the balance what the customer owes."""
    await _move(tx, made.refund, made.refund.amount)


async def put_back(tx: Tx, came: RefundCameBack) -> None:
    """A refund that failed is balance again."""
    await _move(tx, came.refund, -came.refund.amount)


async def _move(tx: Tx, refund: Refund, by: int) -> None:
    """Move the balance, if the payment went there: it was made for an invoice, and pays none."""
    intent = await payments.find_intent(tx, refund.payment_intent)
    if intent is None or intent.invoice is None or intent.customer is None:
        return
    if await payments_store.find_of_intent(tx, intent.id) is not None:
        return
    balance = await move_balance(tx, intent.customer, refund.currency)
    await balance.to(balance.amount + by, _KIND, invoice=intent.invoice, description=f"Refund {refund.id}")
