"""Confirm a payment intent: claim it, ask the processor, settle what it says (platform.md §7.1)."""

from collections.abc import Mapping

from billhook.customers import store as customers
from billhook.db import calls
from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payment_methods.objects import CARD, CUSTOMER_BALANCE, US_BANK_ACCOUNT, Mandate, PaymentMethod
from billhook.payment_methods.params import MandateData
from billhook.payment_methods.rules.card import checked
from billhook.payment_methods.view import payment_method
from billhook.payments import store
from billhook.payments.actions.begin_away import confirm_away
from billhook.payments.actions.booking import book_charge
from billhook.payments.actions.confirmation_tokens import accepted_with, lock_given_token, options_of, use
from billhook.payments.actions.fields import check_capture, check_same_types, method_options, shipping, types
from billhook.payments.actions.fund import await_cash, let_go
from billhook.payments.actions.locking import check, lock_intent, with_intent
from billhook.payments.actions.mandates import take_mandate
from billhook.payments.actions.methods import check_known, keep_or_spend, take_method, take_named_method
from billhook.payments.actions.reporting import report
from billhook.payments.actions.withdrawing import insist_on_no_session
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import Charge, ConfirmationToken, PaymentIntent
from billhook.payments.params import ConfirmPaymentIntent, CreatePaymentIntent
from billhook.payments.rules.client_secret import check_client_secret
from billhook.payments.rules.direct import carried_by
from billhook.payments.rules.lifecycle import PROCESSING, REQUIRES_CAPTURE, SUCCEEDED
from billhook.payments.rules.return_url import check_return_url
from billhook.payments.rules.settling import Attempt, Settled, claimed, settled
from billhook.payments.rules.types import check_type
from billhook.processors.interface import (
    Approved,
    Authorized,
    ChargeRequest,
    Declined,
    Deposits,
    Outcome,
    Pending,
    stored,
)
from billhook.processors.known import offers_of
from billhook.wire.params import Params

VERB = "payment_intent.confirm"


async def confirm(tx: Tx, params: ConfirmPaymentIntent, intent_id: str) -> PaymentIntent | Call:
    """What the processor has to be asked; the payment intent is `processing` until it has answered.

    It is the intent itself where it is paid out of its customer's cash.

    Raises NO_SUCH_PATH, INTENT_STATE, INTENT_SUCCEEDED, INTENT_WITHOUT_METHOD, INTENT_OF_INVOICE, NO_PROCESSOR,
    INVALID_RETURN_URL and what `lock_given_token`, `take_method`, `check_type`, `take_mandate` and `await_cash` raise.
    """
    intent = await lock_intent(tx, intent_id)
    check_client_secret(params.client_secret, intent.client_secret, "PaymentIntent")
    check(tx, "confirm", intent)
    check_return_url(params.return_url)
    token = await lock_given_token(tx, params.confirmation_token, named=names_method(params))
    await use(tx, token, payment_intent=intent.id)
    intent = _with_given(intent, params, token)
    chosen = token.payment_method if token is not None else params.payment_method
    method = await take_method(tx, chosen, params.payment_method_data, intent.customer)
    if method is None:
        if intent.payment_method is None and _may_go_away(tx, intent):
            return await confirm_away(tx, intent)
        if intent.payment_method is None:
            raise without_method(tx, intent)
        method = await take_named_method(tx, intent.payment_method, intent.customer)
    return await begin_payment(tx, intent, method, params, accepted_with(token, params.mandate_data))


async def begin_payment(
    tx: Tx, intent: PaymentIntent, method: PaymentMethod, params: ConfirmPaymentIntent | CreatePaymentIntent,
    accepted: MandateData | None,
) -> PaymentIntent | Call:  # fmt: skip
    """Claim a locked intent for a payment with a locked method, or let it wait for its customer's cash.

    `accepted` is the mandate that was given. Raises what `check_type`, `take_mandate`, `claim_payment` and `await_cash`
    raise.
    """
    check_type(intent, method)
    if method.type == CUSTOMER_BALANCE:
        return await await_cash(tx, intent, method)
    mandate = await take_mandate(tx, intent, method, params.mandate, accepted)
    return await claim_payment(
        tx, intent, method, mandate=mandate, off_session=params.off_session != "false", may_ask=may_ask(params)
    )


def _may_go_away(tx: Tx, intent: PaymentIntent) -> bool:
    """Whether its payer may choose a method on the processor's page, which takes the money at once."""
    is_taken = not intent.is_captured_by_hand
    return is_taken and intent.return_url is not None and offers_of(tx.tenant).redirects


def names_method(params: Params) -> bool:
    """Whether a payment method was given beside what a confirmation token says."""
    return params.given("payment_method") or params.given("payment_method_data")


def _with_given(
    intent: PaymentIntent, params: ConfirmPaymentIntent, token: ConfirmationToken | None
) -> PaymentIntent:  # fmt: skip
    names = ("capture_method", "receipt_email", "setup_future_usage", "return_url")
    change = options_of(token) | {name: getattr(params, name) for name in names if params.given(name)}
    check_same_types(intent, params.allowed_payment_method_types)
    change |= types(params.allowed_payment_method_types)
    if params.given("shipping"):
        change["shipping"] = shipping(params.shipping)
    change |= method_options(params.payment_method_options, intent.currency, intent.method_options)
    new = replace(intent, **change)
    check_capture(new)
    return new


def may_ask(params: ConfirmPaymentIntent | CreatePaymentIntent) -> bool:
    """Whether the holder can be asked if their bank requires it: the payment is on-session, and nobody objects."""
    return params.off_session == "false" and not params.error_on_requires_action


def is_by_deposits(options: Mapping[str, Mapping[str, str]], method: PaymentMethod) -> bool:
    """Whether an account has to be verified by deposits before it is debited."""
    wanted = options.get(US_BANK_ACCOUNT, {}).get("verification_method") == "microdeposits"
    return method.type == US_BANK_ACCOUNT and wanted and not method.deposits_verified


def without_method(tx: Tx, intent: PaymentIntent) -> ApiError:
    """The refusal to confirm what no method was given for."""
    return with_intent(tx, errors.INTENT_WITHOUT_METHOD(), intent)


async def claim_payment(
    tx: Tx, intent: PaymentIntent, method: PaymentMethod, *, mandate: Mandate | None, off_session: bool, may_ask: bool,
    authenticated: bool = False, deposits: Deposits | None = None, verb: str = VERB,
) -> Call:  # fmt: skip
    """Claim a locked intent for a payment with a locked method. `deposits` are what the holder of an account says that
    arrived there. Raises NO_PROCESSOR, METHOD_OF_OTHER_PROCESSOR, PAYMENT_IN_FLIGHT and AskFirst.
    """
    offers = offers_of(tx.tenant)
    if not offers.takes_tokens:
        raise errors.NO_PROCESSOR()
    check_known(tx, method)
    if intent.is_captured_by_hand and method.type == CARD and not offers.authorizes:
        reason = "the processor of this account takes the money at once: manual capture is not offered"
        raise errors.INVALID_VALUE(param="capture_method", name="capture_method", reason=reason)
    await insist_on_no_session(tx, intent)
    asked = "authenticate" if authenticated else "verify_microdeposits" if deposits is not None else "confirm"
    await store.save_intent(tx, claimed(await let_go(tx, intent), method, asked))
    request = ChargeRequest(
        amount=intent.amount, currency=intent.currency, token=method.token, off_session=off_session, may_ask=may_ask,
        set_up=method.set_up, authenticated=authenticated, mandate=mandate.id if mandate is not None else None,
        authorize_only=intent.is_captured_by_hand and method.type == CARD,
        may_grow=intent.option(CARD, "request_incremental_authorization") == "if_available",
        wants_holder=intent.option(CARD, "request_three_d_secure") in ("any", "challenge"),
        by_deposits=is_by_deposits(intent.method_options, method), deposits=deposits, made_at=tx.now,
    )  # fmt: skip
    return await calls.claim(tx, verb, intent.id, stored(request))


async def settle(tx: Tx, call: Call, outcome: Outcome | None) -> PaymentIntent | Refused:
    """The payment intent after the processor's answer, or the 402 of a decline."""
    intent = await lock_intent(tx, call.subject)
    if outcome is None:
        return intent
    done = await act_upon(tx, intent, call, outcome)
    if done.error is not None:
        return Refused(with_intent(tx, done.error, done.intent))
    return done.intent


async def act_upon(
    tx: Tx, intent: PaymentIntent, call: Call, outcome: Outcome, *, was_reported: bool = False
) -> Settled:  # fmt: skip
    """Write down what came of a payment, report it, and tell the rooms above.

    `was_reported`: it was told before that the payment is under way.
    """
    assert intent.payment_method is not None
    keeper = await _keeper(tx, intent)
    method = await methods.lock(tx, intent.payment_method)
    assert method is not None
    pending = await _pending(tx, intent, call)
    used = checked(method) if isinstance(outcome, Approved | Declined | Authorized) else method
    charge_id = carried_by(intent.id) if intent.is_direct else new_id("ch")
    attempt = Attempt(
        used, payment_method(tx, used), call.id, call.asked.get("mandate"), charge_id, pending,
        issuer=tx.tenant.settings.business_name, processor=call.processor or None,
    )  # fmt: skip
    done = settled(intent, attempt, outcome, now=tx.now)
    if not done.events:
        if done.intent != intent:
            await store.save_intent(tx, done.intent)
        return done  # The bank still takes its time, or its customer was mistaken about what arrived.
    if isinstance(outcome, Approved):
        done = await book_charge(tx, done, outcome)
    await store.save_intent(tx, done.intent)
    if pending is not None:
        assert done.charge is not None
        await store.save_charge(tx, done.charge)
    elif done.charge is not None:
        await store.insert_charge(tx, done.charge)
    if call.asked.get("deposits") is not None and isinstance(outcome, Approved | Pending):
        method = replace(method, deposits_verified=True)
        await methods.save(tx, method)
    if done.intent.status in (SUCCEEDED, PROCESSING, REQUIRES_CAPTURE):
        await keep_or_spend(tx, intent, method, keeper)
    elif used != method:
        await methods.save(tx, used)
    await report(tx, done, outcome.notice if isinstance(outcome, Approved) else None)
    told = was_reported or pending is not None
    await tx.announce(PaymentIntentSettled(done.intent, call.verb, was_reported=told, charge=done.charge))
    return done


async def _pending(tx: Tx, intent: PaymentIntent, call: Call) -> Charge | None:
    """The charge that an earlier answer to the same call left pending."""
    charge = await store.lock_charge(tx, intent.latest_charge) if intent.latest_charge is not None else None
    return charge if charge is not None and charge.call == call.id else None


async def _keeper(tx: Tx, intent: PaymentIntent) -> str | None:
    """The customer, lock_intent, who is to keep a method that has paid.

    None if nobody asked for that, or the customer was deleted.
    """
    if intent.setup_future_usage is None or intent.customer is None:
        return None
    customer = await customers.lock(tx, intent.customer)
    return customer.id if customer is not None else None
