"""Withdraw the session of a setup intent: the page of a processor on which nobody shall keep a method any more."""

from billhook.db import calls
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.payments.actions.withdrawing import cancel_of
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.processors.interface import stored
from billhook.setup_intents.actions.locking import lock_setup_intent
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.rules.away import WITHDRAW, released


async def withdraw_later(tx: Tx, intent: SetupIntent) -> SetupIntent:
    """A locked intent without its session, which the worker withdraws; the caller writes it.

    A method that is kept there until then is not kept here: nobody has paid anything.
    """
    if intent.session is None or intent.status == PROCESSING:
        return intent
    request = await cancel_of(tx, intent.session)
    if request is not None:
        await calls.claim(tx, WITHDRAW, intent.id, stored(request[0]), of=request[1], later=True)
    return released(intent)


async def withdraw(tx: Tx, intent_id: str) -> Call | SetupIntent:
    """What has to be asked to withdraw the session of an intent; or the intent without one. Raises NO_SUCH_PATH."""
    intent = await lock_setup_intent(tx, intent_id)
    if intent.session is None or intent.status == PROCESSING:
        return intent
    request = await cancel_of(tx, intent.session)
    if request is None:
        return intent
    return await calls.claim(tx, WITHDRAW, intent.id, stored(request[0]), of=request[1])
