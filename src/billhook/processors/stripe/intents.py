"""Payments and set-ups with a saved method: made first, written down, and then confirmed.

The answer to the first step may be lost, since no money moves by it. The answer to the second is found by a GET on the
id that was written down, however old the key has become.
"""

import structlog

from billhook.processors.interface import (
    ActionRequired,
    Approved,
    AuthorizationExpired,
    CaptureOutcome,
    CaptureRequest,
    ChargeRequest,
    Declined,
    IncrementOutcome,
    IncrementRequest,
    Outcome,
    ProcessorSilent,
    Released,
    ReleaseRequest,
    SetUpOutcome,
    SetUpRequest,
)  # fmt: skip
from billhook.processors.reading import Fields, id_of, number, own_id, text
from billhook.processors.references import References
from billhook.processors.stripe import requests, verdicts
from billhook.processors.stripe.client import Refusal, StripeClient, at

log = structlog.get_logger(__name__)

_INTENTS, _SET_UPS = "payment_intents", "setup_intents"


async def charge(client: StripeClient, kept: References, key: str, request: ChargeRequest, now: int) -> Outcome:
    """Take money once for this key. Raises ProcessorSilent, and Refusal if what was written down cannot be read.

    An intent whose holder has to agree is canceled at once: they agree on a page, which takes the money by an intent of
    its own. So nothing is left there that could take it a second time.
    """
    known = await kept.of(key)
    if known is None:
        try:
            intent = await _made(client, key, request)
        except Refusal as refusal:
            _say("a payment", refusal)
            return verdicts.of_refusal(refusal, now, may_ask=request.may_ask)
        await kept.keep(key, own_id(intent))
    else:
        intent = await _read(client, known)
        if text(intent, "status") == "succeeded":
            verdicts.insist_on_sum(intent, request.amount, request.currency)
    if text(intent, "status") == "requires_confirmation":
        return await _confirmed(client, key, own_id(intent), request, now)
    return await _final(client, key, intent, request, now)


async def _final(client: StripeClient, key: str, intent: Fields, request: ChargeRequest, now: int) -> Outcome:
    """What became of an intent that was confirmed; one that waits for its holder is canceled."""
    outcome, status = verdicts.of_intent(intent, now, may_ask=request.may_ask), text(intent, "status")
    if status == "canceled" or (status != "requires_action" and not isinstance(outcome, ActionRequired)):
        return outcome
    try:
        asked = {"cancellation_reason": verdicts.ABANDONED}
        await client.post(at(_INTENTS, own_id(intent), "/cancel"), asked, f"{key}:cancel")
    except Refusal as refusal:
        _say("to cancel a payment", refusal)
        found = await _read(client, own_id(intent))
        match text(found, "status"):
            case "succeeded":
                verdicts.insist_on_sum(found, request.amount, request.currency)
            case "requires_action" | "requires_payment_method":
                raise ProcessorSilent("an intent that waits for its holder cannot be canceled") from None
        return verdicts.of_intent(found, now, may_ask=request.may_ask)
    return outcome


async def _made(client: StripeClient, key: str, request: ChargeRequest) -> Fields:
    method = await _method(client, request.token)
    asked = requests.intent(key, request, customer=id_of(method, "customer"), type=text(method, "type"))
    return await client.post(f"/v1/{_INTENTS}", asked, f"{key}:create")


async def _method(client: StripeClient, token: str) -> Fields:
    try:
        return await client.get(at("payment_methods", token))
    except Refusal as refusal:
        if refusal.status == 404:
            refusal.param = "payment_method"
        raise


async def _confirmed(client: StripeClient, key: str, intent: str, request: ChargeRequest, now: int) -> Outcome:
    asked = requests.confirmation(request)
    try:
        answer = await client.post(at(_INTENTS, intent, "/confirm"), asked, f"{key}:confirm")
    except Refusal as refusal:
        _say("a payment", refusal)
        # The intent says more than the no, and the same whenever it is read. It is as it was if Stripe did not take the
        # request at all.
        found = await _read(client, intent)
        if text(found, "status") != "requires_confirmation":
            return await _final(client, key, found, request, now)
        return verdicts.of_refusal(refusal, now, may_ask=request.may_ask)
    return await _final(client, key, answer, request, now)


async def capture(client: StripeClient, key: str, request: CaptureRequest, intent: str, now: int) -> CaptureOutcome:
    """Take authorized money. An intent is captured once, whatever the key. Raises ProcessorSilent and Refusal."""
    try:
        asked = {"amount_to_capture": request.amount, "expand": requests.EXPAND_INTENT}
        answer = await client.post(at(_INTENTS, intent, "/capture"), asked, key)
    except Refusal as refusal:
        _say("a capture", refusal)
        answer = await _read(client, intent)
    match text(answer, "status"):
        case "succeeded":
            # It may have been captured elsewhere, for less.
            verdicts.insist_on_sum(answer, request.amount, request.currency)
            return verdicts.approved(answer, now)
        case "canceled":
            return AuthorizationExpired()
        case "requires_payment_method":
            return AuthorizationExpired()  # the bank kept the money no longer
        case _:
            raise ProcessorSilent("an authorization was not captured")


async def release(client: StripeClient, key: str, request: ReleaseRequest, intent: str) -> Released:
    """Give up an authorization. Raises ProcessorSilent and Refusal."""
    try:
        await client.post(at(_INTENTS, intent, "/cancel"), {}, key)
    except Refusal as refusal:
        _say("a release", refusal)
        status = text(await _read(client, intent), "status")
        if status not in ("canceled", "requires_payment_method"):
            raise ProcessorSilent(f"an authorization cannot be given up: {refusal}") from None
    return Released()


async def increment(
    client: StripeClient, key: str, request: IncrementRequest, intent: str, now: int
) -> IncrementOutcome:
    """Raise an authorization; one that is as large already was raised before. Raises ProcessorSilent and Refusal."""
    before = await _read(client, intent)
    if text(before, "status") == "requires_capture" and number(before, "amount") >= request.amount:
        return verdicts.authorized(before, now)
    try:
        asked = {"amount": request.amount, "expand": requests.EXPAND_INTENT}
        return verdicts.authorized(await client.post(at(_INTENTS, intent, "/increment_authorization"), asked, key), now)
    except Refusal as refusal:
        _say("a larger authorization", refusal)
        return Declined(verdicts.decline(refusal.code, refusal.decline_code, refusal.type))


async def set_up(client: StripeClient, kept: References, key: str, request: SetUpRequest) -> SetUpOutcome:
    """Make a method ready for payments in its holder's absence. Raises ProcessorSilent."""
    try:
        known = await kept.of(key)
        if known is None:
            method = await _method(client, request.token)
            asked = requests.set_up(key, request, customer=id_of(method, "customer"), type=text(method, "type"))
            intent = await client.post(f"/v1/{_SET_UPS}", asked, f"{key}:create")
            await kept.keep(key, own_id(intent))
        else:
            intent = await client.get(at(_SET_UPS, known))
        if text(intent, "status") == "requires_confirmation":
            intent = await client.post(at(_SET_UPS, own_id(intent), "/confirm"), {}, f"{key}:confirm")
    except Refusal as refusal:
        _say("a set-up", refusal)
        if refusal.code == "setup_intent_unexpected_state":
            raise ProcessorSilent("a set-up was confirmed in the same moment") from None
        if refusal.is_missing("payment_method"):
            return Declined(verdicts.decline("card_declined", "invalid_account"))
        return Declined(verdicts.decline(refusal.code, refusal.decline_code, refusal.type))
    outcome = verdicts.of_set_up(intent)
    return outcome if not isinstance(outcome, Approved) else Approved(
        reference=outcome.reference, token=outcome.token or request.token, mandate=outcome.mandate
    )  # fmt: skip


async def _read(client: StripeClient, intent: str) -> Fields:
    return await client.get(at(_INTENTS, intent), {"expand": requests.EXPAND_INTENT})


def _say(what: str, refusal: Refusal) -> None:
    # A bank's no is the day's work; a request that Stripe does not understand is a fault of somebody.
    say = log.info if refusal.status == 402 else log.error
    say(f"stripe refuses {what}", code=refusal.code, param=refusal.param, http=refusal.status)
