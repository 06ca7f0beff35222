"""Payments on Stripe's own page: Checkout Sessions, from `begin` to what became of them."""

import structlog

from billhook.kernel.replacing import replace
from billhook.processors.http import checked_page
from billhook.processors.interface import (
    Approved,
    BeginRequest,
    Begun,
    CancelRequest,
    Declined,
    Expired,
    LookRequest,
    Outcome,
    Pending,
    ProcessorSilent,
    Released,
    Waiting,
)  # fmt: skip
from billhook.processors.reading import Fields, Garbled, id_of, number, optional_text, own_id, part, text
from billhook.processors.references import References
from billhook.processors.stripe import requests, verdicts
from billhook.processors.stripe.client import Refusal, StripeClient, at
from billhook.processors.stripe.methods import method_of

log = structlog.get_logger(__name__)

SESSIONS = "checkout/sessions"
LOOK_SECONDS = 3_600
_CARD = "card"


async def begin(client: StripeClient, kept: References, key: str, request: BeginRequest, now: int) -> Begun | Declined:
    """The page on which the payer pays; the same for the same key. Raises ProcessorSilent."""
    known = await kept.of(key)
    if known is not None:
        return _begun(client, await client.get(at(SESSIONS, known)), request)
    customer = await _customer(client, kept, key, request)
    try:
        session = await _made(client, key, request, customer, now)
    except Refusal as refusal:
        try:
            session = await _mended(client, kept, key, request, customer, refusal, now)
        except Refusal as again:
            log.error("stripe refuses a session", code=again.code, param=again.param, http=again.status)
            return Declined(verdicts.decline(again.code, again.decline_code, again.type))
    await kept.keep(key, own_id(session))
    return _begun(client, session, request)


async def _mended(
    client: StripeClient, kept: References, key: str, request: BeginRequest, customer: str | None, refusal: Refusal,
    now: int,
) -> Fields:  # fmt: skip
    """The session without what Stripe did not like, if a payer can pay all the same. Raises Refusal if they cannot."""
    if refusal.is_missing("customer") and request.customer is not None:
        # The merchant deleted the customer there: another takes its place.
        other = await _new_customer(client, kept, f"{key}:anew", request)
        return await _made(client, f"{key}:anew", request, other, now, call=key)
    if refusal.param == "customer_email":
        return await _made(client, f"{key}:plain", replace(request, email=None), None, now, call=key)
    if (
        (refusal.param or "").startswith("allowed_payment_method_types")
        and not request.amount
        and _CARD in request.types
    ):
        # The merchant has not switched the other types on: a card can be kept with any account.
        return await _made(client, f"{key}:card", replace(request, types=[_CARD]), customer, now, call=key)
    raise refusal


async def _made(
    client: StripeClient, key: str, request: BeginRequest, customer: str | None, now: int, call: str | None = None
) -> Fields:
    asked = requests.session(call or key, request, customer=customer, now=now)
    return await client.post(f"/v1/{SESSIONS}", asked, requests.turn_key(key, requests.turn(request, now)))


async def _customer(client: StripeClient, kept: References, key: str, request: BeginRequest) -> str | None:
    if request.customer is None:
        return None
    known = await kept.of(request.customer)
    return known if known is not None else await _new_customer(client, kept, key, request)


async def _new_customer(client: StripeClient, kept: References, key: str, request: BeginRequest) -> str | None:
    assert request.customer is not None
    try:
        made = own_id(await client.post("/v1/customers", requests.customer(request), f"{key}:customer"))
    except Refusal as refusal:
        # An address that Stripe does not like; the payer types another.
        log.warning("stripe refuses a customer", code=refusal.code, param=refusal.param)
        return None
    await kept.keep(request.customer, made)
    return made


def _begun(client: StripeClient, session: Fields, request: BeginRequest) -> Begun:
    url = optional_text(session, "url")
    # One that is over has no page any more: the page that the payer comes back to says what became of it.
    return Begun(own_id(session), request.return_url if url is None else checked_page(client.base, url),
                 number(session, "expires_at"))  # fmt: skip


async def look(client: StripeClient, request: LookRequest, now: int) -> Outcome | Waiting | Expired:
    """What became of a session, or of an intent. Raises ProcessorSilent and Refusal.

    A session of another call, or one by which another sum was paid, is no answer (Garbled).
    """
    if not request.reference.startswith("cs_"):
        intent = await client.get(at("payment_intents", request.reference), {"expand": requests.EXPAND_INTENT})
        return _of_intent(intent, now, asked=request)
    session = await client.get(at(SESSIONS, request.reference), {"expand": requests.EXPAND_SESSION})
    if (part(session, "metadata") or {}).get(requests.CALL) != request.begun:
        raise Garbled("a session is that of another call")
    match text(session, "status"):
        case "open":
            return Waiting(LOOK_SECONDS)
        case "expired":
            return Expired()
        case "complete":
            return _of_complete(session, now, request)
        case _:
            raise Garbled("a session has a status that is not expected here")


def _of_complete(session: Fields, now: int, asked: LookRequest) -> Outcome:
    if optional_text(session, "mode") == "setup":
        return _of_set_up(session, asked)
    paid, intent = text(session, "payment_status"), part(session, "payment_intent")
    if intent is None:
        raise Garbled("a session that is complete has no intent")
    outcome = _of_intent(intent, now, waits=paid == "unpaid", asked=asked)
    if (paid == "paid") != isinstance(outcome, Approved):
        raise Garbled("a session and its intent say different things")
    return outcome


def _of_set_up(session: Fields, asked: LookRequest) -> Outcome:
    """What became of a session by which nothing is paid: the method that was kept, with its token."""
    intent = part(session, "setup_intent")
    if intent is None or asked.amount:
        raise Garbled("a session that keeps a method is not what was asked for")
    if text(intent, "status") in ("processing", "requires_action"):
        return Pending(verdicts.PENDING_SECONDS)  # the bank takes its time, or sends two deposits
    found = verdicts.of_set_up(intent)
    if not isinstance(found, Approved):
        return found if isinstance(found, Declined) else Pending(verdicts.PENDING_SECONDS)
    method = part(intent, "payment_method")
    if method is None:
        raise Garbled("a set-up has no method")
    return Approved(
        reference=own_id(intent), method=method_of(method), token=own_id(method), mandate=id_of(intent, "mandate")
    )


def _of_intent(intent: Fields, now: int, *, asked: LookRequest, waits: bool = False) -> Outcome:
    if asked.amount and text(intent, "status") == "succeeded":
        verdicts.insist_on_sum(intent, asked.amount, asked.currency)
    if waits and text(intent, "status") == "requires_action":
        return Pending(
            verdicts.PENDING_SECONDS
        )  # the payer has a voucher or the number of an account, and may still pay
    if text(intent, "status") == "requires_payment_method":
        return verdicts.declined(intent, may_ask=False)  # they were asked, on Stripe's own page
    # A dispute of it is told by `follow`, with its own amount.
    return verdicts.of_intent(intent, now)


async def cancel(client: StripeClient, key: str, request: CancelRequest, now: int) -> Released | Outcome:
    """Withdraw a session, or tell what became of it. Raises ProcessorSilent and Refusal."""
    is_session = request.reference.startswith("cs_")
    kind, verb = (SESSIONS, "/expire") if is_session else ("payment_intents", "/cancel")
    try:
        await client.post(at(kind, request.reference, verb), {}, key)
    except Refusal as refusal:
        asked = LookRequest(request.reference, request.begun, request.amount, request.currency)
        found = await look(client, asked, now)
        if isinstance(found, Waiting):
            raise ProcessorSilent(f"a session is open and cannot be withdrawn: {refusal}") from None
        return Released() if isinstance(found, Expired) or _is_canceled(refusal) else found
    return Released()


def _is_canceled(refusal: Refusal) -> bool:
    return refusal.intent is not None and refusal.intent.get("status") == "canceled"


async def intent_of(client: StripeClient, reference: str) -> str:
    """The intent of a session or of itself. Raises ProcessorSilent and Refusal."""
    if not reference.startswith("cs_"):
        return reference
    intent = id_of(await client.get(at(SESSIONS, reference)), "payment_intent")
    if intent is None:
        raise Garbled("a session has no intent")
    return intent
