"""Confirm a setup intent: claim it, ask the processor, settle what it says (platform.md §7.4)."""

from billhook.customers import store as customers
from billhook.customers.actions.attach import attach_locked
from billhook.customers.objects import Customer
from billhook.db import calls
from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.accept import accept
from billhook.payment_methods.objects import PaymentMethod
from billhook.payment_methods.params import MandateData
from billhook.payment_methods.rules.card import checked
from billhook.payment_methods.view import payment_method
from billhook.payments.actions.confirm import is_by_deposits, names_method
from billhook.payments.actions.confirmation_tokens import accepted_with, lock_given_token, use
from billhook.payments.actions.fields import options_by_type, types
from billhook.payments.actions.methods import check_known, take_method, take_named_method
from billhook.payments.rules.client_secret import check_client_secret
from billhook.payments.rules.lifecycle import SUCCEEDED
from billhook.payments.rules.return_url import check_return_url
from billhook.payments.rules.types import check_allowed
from billhook.processors.interface import Approved, Declined, Deposits, SetUpOutcome, SetUpRequest, stored
from billhook.processors.known import offers_of
from billhook.setup_intents import view
from billhook.setup_intents.actions.locking import check, lock_setup_intent, with_intent
from billhook.setup_intents.actions.saving import save, save_begun
from billhook.setup_intents.actions.withdrawing import withdraw_later
from billhook.setup_intents.facts import SetupIntentSettled
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import ConfirmSetupIntent
from billhook.setup_intents.rules.lifecycle import allowed_types
from billhook.setup_intents.rules.settling import claimed, settled

VERB = "setup_intent.confirm"


async def confirm(tx: Tx, params: ConfirmSetupIntent, intent_id: str) -> Call:
    """What the processor has to be asked; the setup intent is `processing` until it has answered.

    Raises NO_SUCH_PATH, SETUP_STATE, NO_PROCESSOR, INVALID_RETURN_URL, METHOD_TYPE, MANDATE_REQUIRED and what
    `lock_given_token` and `take_method` raise.
    """
    intent = await lock_setup_intent(tx, intent_id)
    check_client_secret(params.client_secret, intent.client_secret, "SetupIntent")
    check(tx, "confirm", intent)
    check_return_url(params.return_url)
    token = await lock_given_token(tx, params.confirmation_token, named=names_method(params))
    await use(tx, token, setup_intent=intent.id)
    return_url = params.return_url or (token.return_url if token is not None else None)
    intent = replace(
        intent, return_url=return_url or intent.return_url,
        method_options=options_by_type(params.payment_method_options, intent.method_options),
        **types(params.allowed_payment_method_types),
    )  # fmt: skip
    chosen = token.payment_method if token is not None else params.payment_method
    method = await take_method(tx, chosen, params.payment_method_data, intent.customer)
    if method is None and intent.payment_method is not None:
        method = await take_named_method(tx, intent.payment_method, intent.customer)
    return await begin_set_up(tx, intent, method, accepted_with(token, params.mandate_data))


async def begin_set_up(tx: Tx, intent: SetupIntent, method: PaymentMethod | None, given: MandateData | None) -> Call:
    """Claim a locked intent for a first set-up with a locked method; `given` is the mandate that came with it.

    Raises SETUP_STATE without a method, METHOD_TYPE, MANDATE_REQUIRED, NO_PROCESSOR.
    """
    if method is None:
        raise with_intent(tx, errors.SETUP_STATE(verb="confirm", reason="it's missing a payment method"), intent)
    check_allowed(allowed_types(intent), method.type)
    if method.is_bank_account and given is None:
        raise errors.MANDATE_REQUIRED(param="mandate_data", type=method.type)
    mandate = await accept(tx, method, given) if given is not None else None
    free = await withdraw_later(tx, intent)
    return await claim_set_up(tx, claimed(free, method, mandate.id if mandate is not None else None), method)


async def claim_set_up(
    tx: Tx, intent: SetupIntent, method: PaymentMethod, *, authenticated: bool = False,
    deposits: Deposits | None = None,
) -> Call:  # fmt: skip
    """Claim an intent for a set-up with a locked method; anew, or now that its holder has said something.

    Raises NO_PROCESSOR, METHOD_OF_OTHER_PROCESSOR.
    """
    if not offers_of(tx.tenant).takes_tokens:
        raise errors.NO_PROCESSOR()
    check_known(tx, method)
    goes_on = authenticated or deposits is not None
    await (save(tx, intent) if goes_on else save_begun(tx, intent, method))
    request = SetUpRequest(
        token=method.token, mandate=intent.mandate, authenticated=authenticated,
        by_deposits=is_by_deposits(intent.method_options, method), deposits=deposits,
    )  # fmt: skip
    return await calls.claim(tx, VERB, intent.id, stored(request))


async def settle(tx: Tx, call: Call, outcome: SetUpOutcome | None) -> SetupIntent | Refused:
    """The setup intent after the processor's answer, or the 402 of a decline."""
    intent = await lock_setup_intent(tx, call.subject)
    if outcome is None:
        return intent
    assert intent.payment_method is not None
    keeper = await customers.lock(tx, intent.customer) if intent.customer is not None else None
    method = await methods.lock(tx, intent.payment_method)
    assert method is not None
    return await act_upon(tx, intent, outcome, keeper, method, by_deposits=call.asked.get("deposits") is not None)


async def act_upon(
    tx: Tx, intent: SetupIntent, outcome: SetUpOutcome, keeper: Customer | None, method: PaymentMethod, *,
    by_deposits: bool = False,
) -> SetupIntent | Refused:  # fmt: skip
    """Write down what came of a set-up of a locked method, report it, and tell the rooms above.

    `keeper` is its customer, locked; `by_deposits`: what arrived at the account was told.
    """
    used = checked(method) if isinstance(outcome, Approved | Declined) else method
    done = settled(intent, outcome, payment_method(tx, used), now=tx.now)
    await save(tx, done.intent)
    if done.intent.status == SUCCEEDED and by_deposits:
        method = replace(method, deposits_verified=True)
    if done.intent.status == SUCCEEDED:
        await _ready(tx, method, keeper.id if keeper is not None else None)
    elif used != method:
        await methods.save(tx, used)
    if done.event is not None:
        tx.emit(done.event, tx.render(view.setup_intent, done.intent))
        await tx.announce(SetupIntentSettled(done.intent))
    return Refused(with_intent(tx, done.error, done.intent)) if done.error is not None else done.intent


async def _ready(tx: Tx, method: PaymentMethod, keeper: str | None) -> None:
    """The method can be used in its holder's absence from now on, and is the `keeper`'s where it was nobody's."""
    ready = replace(checked(method), set_up=True)
    if method.customer is None and keeper is not None and not method.spent:
        await attach_locked(tx, ready, keeper)
    else:
        await methods.save(tx, ready)
