"""A limit on declined payments, so that nobody uses the page of one invoice to try stolen cards."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payments import store
from billhook.payments.objects import PaymentIntent

DECLINES_MAX, WITHIN_SECONDS = 10, 3_600
"""So many payments of one intent may fail within so many seconds."""


async def refuse_after_many_declines(tx: Tx, intent: PaymentIntent) -> None:
    """Count what failed of a locked intent; its first attempt asks the database nothing. Raises TOO_MANY_DECLINES.

    The intent is locked and has one attempt at a time, so the count holds with any number of processes.
    """
    if intent.latest_charge is None:
        return
    if await store.failed_charges(tx, intent.id, since=tx.now - WITHIN_SECONDS) >= DECLINES_MAX:
        raise errors.TOO_MANY_DECLINES()
