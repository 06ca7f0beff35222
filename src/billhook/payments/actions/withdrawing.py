"""Withdraw the session of an intent: the page of a processor on which nobody shall pay it any more."""

from billhook.db import calls
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.away import BEGIN, WITHDRAW, released
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.processors.interface import CancelRequest, stored
from billhook.processors.known import offers_of

_PATIENCE_SECONDS = 7 * 86_400


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


async def insist_on_no_session(tx: Tx, intent: PaymentIntent) -> None:
    """Nobody can pay a locked intent on the page of a processor any more: before other money is taken for it, its
    session is withdrawn, or turns out to be paid. So are those that it had before.

    Raises AskFirst, and PAYMENT_IN_FLIGHT if nobody knows what became of a session; but a processor that has not told
    of it a week after its end may be one that the merchant has left.
    """
    if await open_session(tx, intent) is None:
        return
    calls.ask_first(tx, WITHDRAW, intent.id)
    raise errors.PAYMENT_IN_FLIGHT()


async def open_session(tx: Tx, intent: PaymentIntent) -> str | None:
    """The session by which a locked intent may still be paid: its own, or one that it had before."""
    if intent.session is None and not offers_of(tx.tenant).redirects:
        return None
    return await calls.find_open(tx, BEGIN, intent.id, patience=_PATIENCE_SECONDS)


async def cancel_of(tx: Tx, session: str) -> tuple[CancelRequest, str] | None:
    """The request that withdraws a session, and who is asked; None if it has come to an end."""
    found = await calls.find(tx, session)
    if found is None or found.is_settled or found.call.reference is None:
        return None
    asked = found.call.asked
    return CancelRequest(found.call.reference, session, asked["amount"], asked["currency"]), found.call.processor
