"""Payments: agreed to on GoCardless' page, and by a mandate that was given there before."""

import re

import structlog

from billhook.kernel.replacing import replace
from billhook.processors.connecting import Surroundings
from billhook.processors.gocardless import requests, verdicts
from billhook.processors.gocardless.client import GoCardlessClient, Refusal
from billhook.processors.http import checked_page
from billhook.processors.interface import (
    Approved,
    BeginRequest,
    Begun,
    CancelRequest,
    ChargeRequest,
    Decline,
    Declined,
    Expired,
    LookOutcome,
    LookRequest,
    Outcome,
    Pending,
    ProcessorSilent,
    Released,
    Waiting,
)  # fmt: skip
from billhook.processors.reading import Fields, Garbled, optional_text, own_id, part, text
from billhook.processors.references import References

log = structlog.get_logger(__name__)

REQUESTS, PAYMENTS = "billing_requests", "payments"
MANDATE = re.compile("MD[A-Za-z0-9_]{1,100}", re.ASCII)
MARK = ":"
"""Stands between the ids of a payment and of its billing request in what is written down: news name either."""


async def begin(
    client: GoCardlessClient, around: Surroundings, key: str, request: BeginRequest, now: int
) -> Begun | Declined:
    """The page on which the payer agrees; the same for the same key. Raises ProcessorSilent and Refusal.

    A billing request that was made and not written down has no page, so nobody agrees to it.
    """
    known = await around.kept.of(key)
    if known is not None:
        made = await client.get(REQUESTS, known.rpartition(MARK)[2])
    else:
        try:
            made = await _requested(client, around, key, request)
        except requests.NoWay as no:
            log.error("gocardless has no way to pay this", lacks=str(no), types=list(request.types))
            return Declined(Decline("invalid_currency" if no.is_currency else "processing_error"))
        except Refusal as refusal:
            log.error("gocardless refuses a billing request", reason=refusal.reason, field=refusal.field)
            return Declined(Decline("processing_error"))
        await around.kept.keep(key, own_id(made))
    verdicts.insist_on_call(made, key)
    verdicts.insist_on_sum(requests.sum_of(part(made, "metadata") or {}), request.amount, request.currency)
    return await _begun(client, around.kept, key, made, request, now)


async def _requested(client: GoCardlessClient, around: Surroundings, key: str, request: BeginRequest) -> Fields:
    """A billing request, of the customer whom GoCardless knows if the mandate is kept for later."""
    ours = request.customer if request.save else None
    known = await around.kept.of(ours) if ours is not None else None
    try:
        made = await client.post(REQUESTS, requests.billing_request(key, request, customer=known), key)
    except Refusal as refusal:
        if known is None:
            raise
        # The merchant removed the customer there: another takes their place.
        log.warning("gocardless refuses a customer", reason=refusal.reason, field=refusal.field)
        made = await client.post(REQUESTS, requests.billing_request(key, request, customer=None), f"{key}:anew")
    customer = optional_text(part(made, "links") or {}, "customer")
    if ours is not None and customer is not None and customer != known:
        await around.kept.keep(ours, customer)
    return made


async def _begun(
    client: GoCardlessClient, kept: References, key: str, made: Fields, request: BeginRequest, now: int
) -> Begun:
    """A page is made once and cannot be read again, so its address is written down."""
    is_open = text(made, "status") in verdicts.OPEN
    page = await kept.of(_page_of(key))
    if page is None and is_open:
        flow = await _flow(client, key, made, request)
        url = checked_page(client.base, text(flow, "authorisation_url"))
        page = f"{verdicts.moment(flow, 'expires_at') or now + request.lives_for} {url}"
        await kept.keep(_page_of(key), page)
    expires_at, _, url = (page or f"{now + request.lives_for} ").partition(" ")
    # One that is over has no page any more: the page that the payer comes back to says what became of it.
    return Begun(own_id(made), url if is_open else request.return_url, int(expires_at))


async def _flow(client: GoCardlessClient, key: str, made: Fields, request: BeginRequest) -> Fields:
    flows, id = "billing_request_flows", own_id(made)
    if request.email is not None:
        try:
            return await client.post(flows, requests.flow(id, request, with_email=True), f"{key}:flow")
        except Refusal as refusal:
            # An address that GoCardless does not like: the payer can pay all the same.
            log.warning("gocardless refuses an address", reason=refusal.reason, field=refusal.field)
    return await client.post(flows, requests.flow(id, request, with_email=False), f"{key}:flow:plain")


def _page_of(key: str) -> str:
    return f"{key}:page"


async def look(client: GoCardlessClient, around: Surroundings, request: LookRequest, now: int) -> LookOutcome:
    """What became of a billing request. A mandate that was given for it is debited now, once.

    Raises ProcessorSilent and Refusal.
    """
    found = await _seen(client, around, request)
    page = await around.kept.of(_page_of(request.begun))
    if isinstance(found, Waiting) and page is not None and int(page.partition(" ")[0]) <= now:
        return await _withdrawn(client, around, request)
    return found


async def cancel(client: GoCardlessClient, around: Surroundings, request: CancelRequest) -> Released | Outcome:
    """Withdraw a billing request, or tell what became of it. Raises ProcessorSilent and Refusal."""
    found = await _seen(client, around, request)
    if isinstance(found, Waiting):
        found = await _withdrawn(client, around, request)
    if isinstance(found, Waiting):
        raise ProcessorSilent("a billing request is open and cannot be withdrawn")
    return Released() if isinstance(found, Expired) else found


async def _withdrawn(client: GoCardlessClient, around: Surroundings, asked: LookRequest | CancelRequest) -> LookOutcome:
    """What is true after it was to be withdrawn: the payer may have been faster."""
    try:
        await client.act(REQUESTS, asked.reference, "cancel")
    except Refusal as refusal:
        log.warning("gocardless does not withdraw a billing request", reason=refusal.reason)
    return await _seen(client, around, asked)


async def _seen(client: GoCardlessClient, around: Surroundings, asked: LookRequest | CancelRequest) -> LookOutcome:
    made = await client.get(REQUESTS, asked.reference)
    verdicts.insist_on_call(made, asked.begun)
    wanted = requests.sum_of(part(made, "metadata") or {})
    verdicts.insist_on_sum(wanted, asked.amount, asked.currency)
    match text(made, "status"):
        case "pending" | "ready_to_fulfil":
            return Waiting(verdicts.LOOK_SECONDS)
        case "fulfilling":
            return Pending(verdicts.LOOK_SECONDS, verdicts.RISK)
        case "cancelled":
            return Expired()
        case "fulfilled":
            return await _fulfilled(client, around, asked.begun, made, wanted)
        case _:
            raise Garbled("a billing request has a status that is not expected here")


async def _fulfilled(
    client: GoCardlessClient, around: Surroundings, call: str, made: Fields, wanted: tuple[int, str]
) -> Outcome:
    """The payer agreed: what became of the payment, or of the mandate if nothing is to be paid now."""
    mandate = optional_text(part(made, "links") or {}, "mandate_request_mandate")
    payment: Fields | None = None
    outcome: Outcome = Approved(verdicts.RISK, reference=mandate)
    if wanted[0] > 0:
        found = await _payment_of(client, around, call, made, wanted)
        if found is None:
            return Pending(verdicts.LOOK_SECONDS, verdicts.RISK)
        if isinstance(found, Declined):
            return found
        payment = found
        verdicts.insist_on_sum(verdicts.sum_taken(payment), *wanted)
        await around.kept.keep(call, f"{own_id(payment)}{MARK}{own_id(made)}")
        outcome = await _outcome(client, payment)
    if not isinstance(outcome, Approved):
        return outcome
    is_kept = mandate is not None and requests.CUSTOMER in (part(made, "metadata") or {})
    method = verdicts.method_of(payment, made, wanted[1], is_kept=is_kept)
    saved = mandate if is_kept else None
    return replace(outcome, method=method, token=saved, mandate=saved)


async def _payment_of(
    client: GoCardlessClient, around: Surroundings, call: str, made: Fields, wanted: tuple[int, str]
) -> Fields | Declined | None:
    """The payment of a billing request, or why there is none; None while an instant one, which GoCardless makes, is not
    there yet."""
    links = part(made, "links") or {}
    known = (await around.kept.of(call) or "").partition(MARK)
    instant = known[0] if known[2] else optional_text(links, "payment_request_payment")
    if instant is not None:
        return await client.get(PAYMENTS, instant)
    if made.get("payment_request") is not None:
        return None
    mandate = text(links, "mandate_request_mandate")
    body = requests.payment(call, *wanted, mandate, around.name or "Invoice")
    return await _debited(client, call, mandate, body)


async def _debited(client: GoCardlessClient, call: str, mandate: str, body: requests.Body) -> Fields | Declined:
    """A debit once for this call, however late it is asked: nobody knows how long GoCardless keeps a key."""
    try:
        before = await client.all_of(PAYMENTS, {"mandate": mandate})
        found = next((one for one in before if verdicts.call_of(one) == call), None)
        made = found if found is not None else await client.post(PAYMENTS, body, f"{call}:payment")
    except Refusal as refusal:
        log.error("gocardless refuses a debit", reason=refusal.reason, field=refusal.field)
        return Declined(verdicts.refused(refusal))
    verdicts.insist_on_call(made, call)
    return made


async def charge(client: GoCardlessClient, around: Surroundings, key: str, request: ChargeRequest) -> Outcome:
    """Debit an account by a mandate, once for this key. Raises ProcessorSilent, and Refusal if what was written down
    cannot be read."""
    known = await around.kept.of(key)
    if known is not None:
        payment = await client.get(PAYMENTS, known)
    elif request.authorize_only or not MANDATE.fullmatch(request.token):
        log.error("gocardless was asked for what it does not offer", authorizes=request.authorize_only)
        return Declined(Decline("processing_error"))
    else:
        body = requests.charge(key, request, around.name or "Invoice")
        debited = await _debited(client, key, request.token, body)
        if isinstance(debited, Declined):
            return debited
        payment = debited
        await around.kept.keep(key, own_id(payment))
    verdicts.insist_on_call(payment, key)
    verdicts.insist_on_sum(verdicts.sum_taken(payment), request.amount, request.currency)
    return await _outcome(client, payment)


async def _outcome(client: GoCardlessClient, payment: Fields) -> Outcome:
    events = await client.all_of("events", {"payment": own_id(payment)}) if verdicts.needs_events(payment) else []
    return verdicts.of_payment(payment, events)


async def payment_of(client: GoCardlessClient, kept: References, charge: str) -> str:
    """The payment that a call made, or that GoCardless calls so. Raises ProcessorSilent and Refusal."""
    known = charge if charge.startswith("PM") else await kept.of(charge)
    if known is None:
        raise ProcessorSilent("nothing is written down of what took this money")
    if not known.startswith("BRQ"):
        return known.partition(MARK)[0]
    return text(part(await client.get(REQUESTS, known), "links") or {}, "payment_request_payment")
