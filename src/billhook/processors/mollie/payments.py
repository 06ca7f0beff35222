"""Payments: on Mollie's page, and by a mandate that an earlier one left there."""

from collections.abc import Mapping

import structlog

from billhook.processors.connecting import Surroundings
from billhook.processors.http import checked_page
from billhook.processors.interface import (
    BeginRequest,
    Begun,
    CancelRequest,
    ChargeRequest,
    Decline,
    Declined,
    DisputeNotice,
    Expired,
    LookOutcome,
    LookRequest,
    Outcome,
    ProcessorSilent,
    Released,
    Waiting,
)  # fmt: skip
from billhook.processors.mollie import requests, verdicts
from billhook.processors.mollie.client import MollieClient, Refusal, at
from billhook.processors.reading import Fields, own_id, part, text

log = structlog.get_logger(__name__)

PAYMENTS = "payments"


async def begin(
    client: MollieClient, around: Surroundings, key: str, request: BeginRequest, now: int
) -> Begun | Declined:
    """The page on which the payer pays; the same for the same key. Raises ProcessorSilent and Refusal.

    A payment that was made and not written down has an address that nobody got: nobody pays it.
    """
    known = await around.kept.of(key)
    if known is not None:
        return _begun(client, await client.get(at(PAYMENTS, known)), request, now)
    try:
        payment = await _made(client, around, key, request)
    except KeyError:
        log.error("mollie has none of the types that are allowed", types=list(request.types))
        return Declined(Decline("processing_error"))
    except Refusal as refusal:
        log.error("mollie refuses a payment", field=refusal.field, http=refusal.status)
        return Declined(verdicts.refused(refusal))
    await around.kept.keep(key, own_id(payment))
    return _begun(client, payment, request, now)


async def _made(client: MollieClient, around: Surroundings, key: str, request: BeginRequest) -> Fields:
    """A payment that keeps its method if Mollie allows that, else one that does not."""
    customer = await _customer(client, around, key, request)
    if customer is not None:
        try:
            return await _posted(client, around, key, key, request, customer)
        except Refusal as refusal:
            log.warning("mollie keeps no method", field=refusal.field, http=refusal.status)
            if refusal.is_missing or refusal.field == "customerId":
                # The merchant deleted the customer there: another takes its place.
                customer = await _new_customer(client, around, f"{key}:anew", request)
                if customer is not None:
                    return await _posted(client, around, key, f"{key}:anew", request, customer)
        return await _posted(client, around, key, f"{key}:plain", request, None)
    return await _posted(client, around, key, key, request, None)


async def _posted(
    client: MollieClient, around: Surroundings, call: str, key: str, request: BeginRequest, customer: str | None
) -> Fields:
    asked = requests.page(call, request, customer=customer, news_url=around.news_url)
    return await client.post(at(PAYMENTS), asked, key)


async def _customer(client: MollieClient, around: Surroundings, key: str, request: BeginRequest) -> str | None:
    if request.customer is None or not request.save:
        return None
    known = await around.kept.of(request.customer)
    return known if known is not None else await _new_customer(client, around, key, request)


async def _new_customer(client: MollieClient, around: Surroundings, key: str, request: BeginRequest) -> str | None:
    assert request.customer is not None
    try:
        made = own_id(await client.post(at("customers"), requests.customer(request), f"{key}:customer"))
    except Refusal as refusal:
        # An address that Mollie does not like: the payer can pay all the same.
        log.warning("mollie refuses a customer", field=refusal.field, http=refusal.status)
        return None
    await around.kept.keep(request.customer, made)
    return made


def _begun(client: MollieClient, payment: Fields, request: BeginRequest, now: int) -> Begun:
    verdicts.insist_on_sum(payment, request.amount, request.currency)
    checkout = part(part(payment, "_links") or {}, "checkout")
    # One that is over has no page any more: the page that the payer comes back to says what became of it.
    url = request.return_url if checkout is None else checked_page(client.base, text(checkout, "href"))
    expires_at = verdicts.moment(payment, "expiresAt") or now + request.lives_for
    return Begun(own_id(payment), url, expires_at)


async def look(client: MollieClient, request: LookRequest) -> LookOutcome:
    """What became of a payment on the page. Raises ProcessorSilent and Refusal."""
    payment = await client.get(at(PAYMENTS, request.reference))
    return await _seen(client, payment, request)


async def _seen(client: MollieClient, payment: Fields, asked: LookRequest | CancelRequest) -> LookOutcome:
    verdicts.insist_on(payment, asked.begun, asked.amount, asked.currency)
    return verdicts.of_page(payment, await notice(client, payment))


async def notice(client: MollieClient, payment: Fields) -> DisputeNotice | None:
    """The chargeback of a payment that has one. Raises ProcessorSilent and Refusal."""
    back = part(payment, "amountChargedBack")
    if back is None or requests.minor_units(back)[0] == 0:
        return None
    return verdicts.notice_of(await client.all_of(at(PAYMENTS, own_id(payment), "chargebacks"), "chargebacks"))


async def cancel(client: MollieClient, request: CancelRequest) -> Released | Outcome:
    """Withdraw a payment, or tell what became of it. Raises ProcessorSilent and Refusal.

    While Mollie does not let go of one that is open, it can be paid, so nobody says that it is withdrawn.
    """
    payment = await client.get(at(PAYMENTS, request.reference))
    found = await _seen(client, payment, request)
    if isinstance(found, Waiting) and payment.get("isCancelable") is True:
        try:
            await client.delete(at(PAYMENTS, request.reference))
        except Refusal as refusal:
            log.warning("mollie does not withdraw a payment", http=refusal.status)
        found = await _seen(client, await client.get(at(PAYMENTS, request.reference)), request)
    if isinstance(found, Waiting):
        raise ProcessorSilent("a payment is open and cannot be withdrawn before it expires")
    return Released() if isinstance(found, Expired) else found


async def charge(client: MollieClient, around: Surroundings, key: str, request: ChargeRequest) -> Outcome:
    """Take money by a mandate once for this key. Raises ProcessorSilent, and Refusal if what was written down cannot be
    read.

    It moves money in one step, and Mollie forgets a key after one hour, so it is looked for before it is asked for.
    """
    known = await around.kept.of(key)
    if known is not None:
        return await _charged(client, await client.get(at(PAYMENTS, known)), key, request)
    customer, _, mandate = request.token.partition(":")
    if request.authorize_only or not mandate:
        log.error("mollie was asked for what it does not offer", authorizes=request.authorize_only)
        return Declined(Decline("processing_error"))
    try:
        made = await client.all_of(at("customers", customer, PAYMENTS), PAYMENTS)
        payment: Mapping[str, object] | None = next((one for one in made if verdicts.call_of(one) == key), None)
        if payment is None:
            asked = requests.recurring(
                key, request, customer=customer, mandate=mandate, text=around.name or "Invoice",
                news_url=around.news_url,
            )  # fmt: skip
            payment = await client.post(at(PAYMENTS), asked, key)
    except Refusal as refusal:
        log.error("mollie refuses a payment by mandate", field=refusal.field, http=refusal.status)
        return Declined(verdicts.refused(refusal))
    await around.kept.keep(key, own_id(payment))
    return await _charged(client, payment, key, request)


async def _charged(client: MollieClient, payment: Fields, key: str, request: ChargeRequest) -> Outcome:
    verdicts.insist_on(payment, key, request.amount, request.currency)
    return verdicts.of_payment(payment, may_ask=request.may_ask, notice=await notice(client, payment))
