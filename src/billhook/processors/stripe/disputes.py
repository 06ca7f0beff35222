"""Answers to disputes. Evidence is handed in once; after that Stripe is only asked what the bank decided."""

import structlog

from billhook.processors.interface import DisputeRequest, ProcessorSilent, Verdict
from billhook.processors.reading import Fields, own_id, rows, text
from billhook.processors.references import References
from billhook.processors.stripe import requests, verdicts
from billhook.processors.stripe.client import Refusal, StripeClient, at

log = structlog.get_logger(__name__)

_OPEN = ("needs_response", "warning_needs_response")
# Behind the id of a dispute that took nothing when it was answered.
_INQUIRY = ":inquiry"


async def respond(client: StripeClient, kept: References, key: str, request: DisputeRequest, intent: str) -> Verdict:
    """Answer the dispute of an intent once for this key. Raises ProcessorSilent and Refusal."""
    known = await kept.of(key)
    if known is not None:
        id, _, mark = known.partition(":")
        return verdicts.of_dispute(await client.get(at("disputes", id)), was_inquiry=bool(mark))
    named = request.dispute
    dispute = await _of(client, intent) if named is None else await client.get(at("disputes", named))
    id, was_inquiry = own_id(dispute), text(dispute, "status") in verdicts.INQUIRIES
    if text(dispute, "status") in _OPEN:
        dispute = await _answered(client, key, id, request)
    await kept.keep(key, id + _INQUIRY if was_inquiry else id)
    return verdicts.of_dispute(dispute, was_inquiry=was_inquiry)


async def _of(client: StripeClient, intent: str) -> Fields:
    found = rows(await client.get("/v1/disputes", {"payment_intent": intent, "limit": 1}), "data")
    if not found:
        raise ProcessorSilent("Stripe knows no dispute of this payment")
    return found[0]


async def _answered(client: StripeClient, key: str, id: str, request: DisputeRequest) -> Fields:
    try:
        if request.accepts:
            return await client.post(at("disputes", id, "/close"), {}, key)
        return await client.post(at("disputes", id), requests.evidence(request), key)
    except Refusal as refusal:
        log.error("stripe refuses an answer to a dispute", code=refusal.code, param=refusal.param)
        dispute = await client.get(at("disputes", id))
        if text(dispute, "status") in _OPEN:
            raise ProcessorSilent(f"an answer to a dispute was refused: {refusal}") from None
        return dispute
