"""Money back. It moves in one step: what went back so far is read first, and confirmed with the request."""

import structlog

from billhook.processors.gocardless import requests, verdicts
from billhook.processors.gocardless.client import GoCardlessClient, Refusal
from billhook.processors.gocardless.payments import PAYMENTS
from billhook.processors.interface import ProcessorSilent, RefundFailed, RefundOutcome, RefundRequest
from billhook.processors.reading import Fields, optional_number, own_id
from billhook.processors.references import References

log = structlog.get_logger(__name__)

_REFUNDS = "refunds"
_OTHERS_CAME_FIRST = "total_amount_confirmation_invalid"
_POOR = "available_refund_amount_insufficient"


async def refund(
    client: GoCardlessClient, kept: References, key: str, request: RefundRequest, payment: str, now: int
) -> RefundOutcome:
    """Give money back once for this key. Raises ProcessorSilent and Refusal."""
    known = await kept.of(key)
    found = await client.get(_REFUNDS, known) if known is not None else None
    if found is None:
        # The sum before the list: a refund of ours that comes in between is then refused, and not made twice.
        before = optional_number(await client.get(PAYMENTS, payment), "amount_refunded") or 0
        made = await client.all_of(_REFUNDS, {"payment": payment})
        found = next((one for one in made if verdicts.call_of(one) == key), None)
        try:
            found = found or await _asked(client, key, request, payment, before)
        except Refusal as refusal:
            return _failed(refusal)
        await kept.keep(key, own_id(found))
    verdicts.insist_on_call(found, key)
    verdicts.insist_on_sum(verdicts.sum_taken(found), request.amount, request.currency)
    return verdicts.of_refund(found, now)


async def _asked(client: GoCardlessClient, key: str, request: RefundRequest, payment: str, before: int) -> Fields:
    return await client.post(_REFUNDS, requests.refund(key, request, payment=payment, before=before), f"{key}:refund")


def _failed(refusal: Refusal) -> RefundFailed:
    """What a no means. Raises ProcessorSilent if the same may be answered by yes later."""
    log.error("gocardless refuses a refund", reason=refusal.reason, field=refusal.field)
    if refusal.reason == _OTHERS_CAME_FIRST:
        raise ProcessorSilent("another refund of this payment came in between")
    if refusal.status in (404, 410):
        # Another account is connected: whether the one before gave it back, nobody knows.
        raise ProcessorSilent("the payment is not of this account")
    return RefundFailed("insufficient_funds" if refusal.reason == _POOR else "unknown")
