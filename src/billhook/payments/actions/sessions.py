"""What became of a payer on the page of a processor, and how a page is withdrawn on which nobody shall pay any more.

A session is a call that stays open until its end is known: asked for the first time it makes the page, and from then
on it asks what became of it (`calls.question`). The intent names its session as long as that is the one that pays it.
"""

from typing import Any

from billhook.db import calls
from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.payments import store, view
from billhook.payments.actions.book_away import book, book_late, was_told
from billhook.payments.actions.locking import lock_intent, with_intent
from billhook.payments.actions.withdrawing import cancel_of, open_session
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.away import WITHDRAW, begun_for, gone_away, lost, released
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.processors.declines import refusal
from billhook.processors.interface import (
    Approved,
    Begun,
    CancelOutcome,
    Declined,
    Expired,
    LookOutcome,
    Pending,
    Released,
    again,
    stored,
)

SessionAnswer = Begun | LookOutcome


async def withdraw(tx: Tx, intent_id: str) -> Call | PaymentIntent:
    """What has to be asked to withdraw the session of an intent, which pays it until the answer; or the intent without
    one. A session that it had before, and of which nobody knows yet, is withdrawn as well. Raises NO_SUCH_PATH.

    What was asked before and has no answer is asked again: a processor that does not let go of a page for days would
    else have a question of ours more for each attempt to take the money.
    """
    intent = await lock_intent(tx, intent_id)
    session = (intent.session or await open_session(tx, intent)) if intent.status != PROCESSING else None
    if session is None:
        return intent
    request = await cancel_of(tx, session)
    if request is None:
        return intent
    asked = await calls.find_unanswered(tx, WITHDRAW, intent.id, session)
    if asked is not None:
        return asked
    return await calls.claim(tx, WITHDRAW, intent.id, stored(request[0]), of=request[1])


async def settle(tx: Tx, call: Call, answer: SessionAnswer | None) -> PaymentIntent | Refused:
    """The intent after an answer about its session."""
    intent = await lock_intent(tx, call.subject)
    return await _act_upon(tx, intent, call, answer) if answer is not None else intent


async def settle_withdrawal(tx: Tx, call: Call, answer: CancelOutcome | None) -> PaymentIntent | Refused:
    """The intent after its session was withdrawn, or after what became of the session before that."""
    begun = await calls.lock(tx, str(call.asked["begun"])) if answer is not None else None
    intent = await lock_intent(tx, call.subject)
    if answer is None or begun is None or begun.is_settled:
        return intent
    outcome = Expired() if isinstance(answer, Released) else answer
    seconds = again(outcome)
    if seconds is None:
        await calls.settle(tx, begun.call)
    result = await _act_upon(tx, intent, begun.call, outcome)
    if seconds is not None:
        await calls.wait(tx, begun.call, seconds)
    return result


async def _act_upon(tx: Tx, intent: PaymentIntent, call: Call, answer: SessionAnswer) -> PaymentIntent | Refused:
    if intent.session != call.id:
        return await book_late(tx, intent, call, answer) if isinstance(answer, Approved) else intent
    match answer:
        case Begun():
            return await _send_away(tx, intent, call, answer)
        case Approved():
            return await book(tx, intent, call, answer)
        case Pending() if not was_told(intent):
            return await _save(tx, begun_for(intent, call.id), "payment_intent.processing", call.verb)
        case Declined() if call.reference is None:
            refused = lost(intent, refusal(answer.decline))
            await _save(tx, refused, "payment_intent.payment_failed")
            return Refused(with_intent(tx, refusal(answer.decline), refused))
        case Declined():
            refused = lost(intent, refusal(answer.decline))
            event = "payment_intent.payment_failed"
            return await _save(tx, refused, event, call.verb, was_reported=was_told(intent))
        case Expired():
            return await _save(tx, released(intent))
        case _:
            return intent


async def _send_away(tx: Tx, intent: PaymentIntent, call: Call, answer: Begun) -> PaymentIntent:
    away = gone_away(intent, answer.url, answer.expires_at)
    await calls.remember(tx, call, answer.reference, answer.expires_at)
    return await _save(tx, away, "payment_intent.requires_action")


async def _save(
    tx: Tx, intent: PaymentIntent, event: str | None = None, verb: str | None = None, **told: Any
) -> PaymentIntent:  # fmt: skip
    """Write the intent and tell of it; with a `verb`, tell the rooms above too."""
    await store.save_intent(tx, intent)
    if event is not None:
        tx.emit(event, tx.render(view.payment_intent, intent))
    if verb is not None:
        await tx.announce(PaymentIntentSettled(intent, verb, **told))
    return intent
