"""Keep a payment method on the page of a processor: send its payer there, and settle what comes of it.

A session is a call that stays open until its end is known, as that of a payment is (`payments/actions/sessions.py`). No
money moves by it, so two of them are no matter: the intent names the one that counts.
"""

from collections.abc import Sequence

from billhook.customers import store as customers
from billhook.db import calls
from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.payment_methods.actions.create_paid import can_be_kept, create_paid, type_of
from billhook.payment_methods.objects import REUSABLE
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.payments.rules.types import types_for
from billhook.processors.declines import refusal
from billhook.processors.interface import (
    LIFE_SECONDS,
    Approved,
    BeginRequest,
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
from billhook.processors.known import offers_of
from billhook.setup_intents import store, view
from billhook.setup_intents.actions.confirm import act_upon
from billhook.setup_intents.actions.locking import check, lock_setup_intent, with_intent
from billhook.setup_intents.actions.saving import save_begun, save_changed
from billhook.setup_intents.actions.withdrawing import withdraw_later
from billhook.setup_intents.facts import SetupIntentSettled
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.rules.away import BEGIN, begun_for, gone_away, lost, released, returned

SessionAnswer = Begun | LookOutcome


async def begin(
    tx: Tx, intent: SetupIntent, *, text: str, return_url: str, email: str | None, locale: str, currency: str,
    types: Sequence[str], lives_for: int = LIFE_SECONDS,
) -> Call:  # fmt: skip
    """Claim a locked intent for a set-up on the processor's page; the page that it had so far is withdrawn.

    `currency` is the one of later payments, by which that page chooses what it offers; `types` are the types of methods
    that may be kept, none means all that can be charged again in it. Raises NO_PROCESSOR.
    """
    kept = [type for type in types or types_for(currency) if type in REUSABLE]
    if not offers_of(tx.tenant).saves_away or not kept:
        raise errors.NO_PROCESSOR()
    free = await withdraw_later(tx, intent)
    request = BeginRequest(
        amount=0, currency=currency, text=text, return_url=return_url, email=email, locale=locale,
        customer=free.customer, save=True, types=kept, made_at=tx.now, lives_for=lives_for,
    )  # fmt: skip
    call = await calls.claim(tx, BEGIN, free.id, stored(request))
    await save_changed(tx, intent, begun_for(free, call.id))
    return call


async def lead_away(tx: Tx, intent_id: str, *, return_url: str, locale: str) -> Call:
    """What has to be asked to send the payer away whom a bank asks for; they come back to `return_url`.

    Raises NO_SUCH_PATH, SETUP_STATE, NO_PROCESSOR.
    """
    intent = await lock_setup_intent(tx, intent_id)
    check(tx, "authenticate", intent)
    of_account = tx.tenant.settings
    return await begin(
        tx, intent, text=intent.description or of_account.business_name, return_url=return_url, email=None,
        locale=locale, currency=of_account.default_currency, types=intent.allowed_payment_method_types or (),
    )  # fmt: skip


async def settle(tx: Tx, call: Call, answer: SessionAnswer | None) -> SetupIntent | Refused:
    """The intent after an answer about its session."""
    intent = await lock_setup_intent(tx, call.subject)
    return await _act_upon(tx, intent, call, answer) if answer is not None else intent


async def settle_withdrawal(tx: Tx, call: Call, answer: CancelOutcome | None) -> SetupIntent | Refused:
    """The intent after its session was withdrawn, or after what became of the session before that."""
    begun = await calls.lock(tx, str(call.asked["begun"])) if answer is not None else None
    intent = await lock_setup_intent(tx, call.subject)
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


async def _act_upon(tx: Tx, intent: SetupIntent, call: Call, answer: SessionAnswer) -> SetupIntent | Refused:
    if intent.session != call.id:
        return intent
    match answer:
        case Begun():
            await calls.remember(tx, call, answer.reference, answer.expires_at)
            return await _save(tx, gone_away(intent, answer.url, answer.expires_at), "setup_intent.requires_action")
        case Approved():
            return await _kept(tx, intent, call, answer)
        case Pending() if intent.status != PROCESSING:
            return await _save(tx, begun_for(intent, call.id))
        case Declined():
            error = refusal(answer.decline)
            refused = await _failed(tx, intent, error)
            return Refused(with_intent(tx, error, refused)) if call.reference is None else refused
        case Expired():
            return await _save(tx, released(intent))
        case _:
            return intent


async def _kept(tx: Tx, intent: SetupIntent, call: Call, outcome: Approved) -> SetupIntent | Refused:
    """The locked intent whose payer has kept a method by its session. One that cannot be charged again is none."""
    if not can_be_kept(outcome):
        return await _failed(tx, intent, errors.METHOD_NOT_REUSABLE(type=type_of(outcome)))
    keeper = await customers.lock(tx, intent.customer) if intent.customer is not None else None
    method = await create_paid(tx, outcome, call.processor)
    back = await save_begun(tx, returned(intent, method.id), method)
    return await act_upon(tx, back, outcome, keeper, method)


async def _failed(tx: Tx, intent: SetupIntent, error: ApiError) -> SetupIntent:
    refused = await _save(tx, lost(intent, error), "setup_intent.setup_failed")
    await tx.announce(SetupIntentSettled(refused))
    return refused


async def _save(tx: Tx, intent: SetupIntent, event: str | None = None) -> SetupIntent:
    await store.save(tx, intent)
    if event is not None:
        tx.emit(event, tx.render(view.setup_intent, intent))
    return intent
