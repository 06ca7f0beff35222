"""Money that an invoice did not need is its customer's balance: a refund takes it from there.

It came for a void invoice (`take_beside`), or was too much for one that was paid otherwise (`collect`).
"""

from billhook.customers.balance import move_balance
from billhook.db.tx import Tx
from billhook.invoices import payments_store
from billhook.payments import refunds_store
from billhook.payments import store as payments
from billhook.payments.facts import RefundCameBack, RefundMade
from billhook.payments.objects import Refund
from billhook.payments.rules.lifecycle import FAILED

_KIND = "adjustment"


async def take_back(tx: Tx, made: RefundMade) -> None:
    """What leaves is balance no longer. Credit that was used since makes the balance what the customer owes."""
    await _move(tx, made.refund, 1)


async def put_back(tx: Tx, came: RefundCameBack) -> None:
    """A refund that failed is balance again."""
    await _move(tx, came.refund, -1)


async def _move(tx: Tx, refund: Refund, sign: int) -> None:
    """Move the balance by what of a refund the payment had brought there."""
    intent = await payments.find_intent(tx, refund.payment_intent)
    if intent is None or intent.invoice is None or intent.customer is None:
        return
    payment = await payments_store.find_of_intent(tx, intent.id)
    by = refund.amount if payment is None else await _of_surplus(tx, refund, payment.amount_overpaid)
    if by:
        balance = await move_balance(tx, intent.customer, refund.currency)
        ending = balance.amount + sign * by
        await balance.to(ending, _KIND, invoice=intent.invoice, description=f"Refund {refund.id}")


async def _of_surplus(tx: Tx, refund: Refund, over: int) -> int:
    """How much of a refund is of the surplus `over` of its payment: refunds take that first. One that a credit note
    made gives back what the note credits."""
    if not over or refund.is_credited:
        return 0
    all_of = (await refunds_store.of_charges(tx, [refund.charge]))[refund.charge]
    before = sum(
        one.amount for one in all_of
        if one.id != refund.id and one.announced and one.status != FAILED and not one.is_credited
    )  # fmt: skip
    return min(before + refund.amount, over) - min(before, over)
