"""Withdraw the session of an intent: the page of a processor on which nobody shall pay it any more."""

from billhook.db import calls
from billhook.db.tx import Tx
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.away import WITHDRAW, released
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.processors.interface import CancelRequest, stored


async def withdraw_later(tx: Tx, intent: PaymentIntent) -> PaymentIntent:
    """A locked intent that its session pays no longer; the worker withdraws that. The caller writes the intent.

    What is paid there until then is paid beside this intent.
    """
    if intent.session is None or intent.status == PROCESSING:
        return intent
    request = await cancel_of(tx, intent.session)
    if request is not None:
        await calls.claim(tx, WITHDRAW, intent.id, stored(request[0]), of=request[1], later=True)
    return released(intent)


async def cancel_of(tx: Tx, session: str) -> tuple[CancelRequest, str] | None:
    """The request that withdraws a session, and who is asked; None if it has come to an end."""
    found = await calls.find(tx, session)
    if found is None or found.is_settled or found.call.reference is None:
        return None
    asked = found.call.asked
    return CancelRequest(found.call.reference, session, asked["amount"], asked["currency"]), found.call.processor
