"""Money back. It moves in one step, and Mollie forgets a key after one hour: before asking it is looked for."""

import structlog

from billhook.processors.interface import ProcessorSilent, RefundFailed, RefundOutcome, RefundRequest
from billhook.processors.mollie import requests, verdicts
from billhook.processors.mollie.client import MollieClient, Refusal, at
from billhook.processors.reading import Fields, own_id
from billhook.processors.references import References

log = structlog.get_logger(__name__)

_REFUNDS = "refunds"
MARK = ":"
"""Stands between the ids of a payment and of its refund in what is written down: news of Mollie name the payment."""


async def refund(
    client: MollieClient, kept: References, key: str, request: RefundRequest, payment: str, now: int
) -> RefundOutcome:
    """Give money back once for this key. Raises ProcessorSilent and Refusal."""
    known = await kept.of(key)
    if known is not None:
        of, _, id = known.partition(MARK)
        return _checked(await client.get(at("payments", of, _REFUNDS, id)), key, request, now)
    path = at("payments", payment, _REFUNDS)
    try:
        before = await client.all_of(path, _REFUNDS)
        found = next((one for one in before if verdicts.call_of(one) == key), None)
        if found is None:
            found = await client.post(path, requests.refund(key, request), key)
    except Refusal as refusal:
        log.error("mollie refuses a refund", field=refusal.field, http=refusal.status)
        if refusal.is_missing:
            # Another account is connected: whether the one before gave it back, nobody knows.
            raise ProcessorSilent("the payment is not of this account") from None
        return RefundFailed("unknown")
    await kept.keep(key, f"{payment}{MARK}{own_id(found)}")
    return _checked(found, key, request, now)


def _checked(refund: Fields, key: str, request: RefundRequest, now: int) -> RefundOutcome:
    verdicts.insist_on(refund, key, request.amount, request.currency)
    return verdicts.of_refund(refund, now)
