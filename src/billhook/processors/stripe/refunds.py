"""Money back. A refund moves money in one step, so it is looked for before it is asked for with a key that is old."""

import structlog

from billhook.processors.interface import ProcessorSilent, RefundOutcome, RefundRequest
from billhook.processors.reading import Fields, own_id, part, rows
from billhook.processors.references import References
from billhook.processors.stripe import requests, verdicts
from billhook.processors.stripe.client import Refusal, StripeClient, at

log = structlog.get_logger(__name__)

KEY_HOLDS_SECONDS = 20 * 3_600
"""Stripe keeps the first answer to a key for at least 24 hours; from then on the same key would refund once more."""
_PAGE = 100


async def refund(
    client: StripeClient, kept: References, key: str, request: RefundRequest, intent: str, now: int
) -> RefundOutcome:
    """Give money back once for this key. Raises ProcessorSilent and Refusal."""
    known = await kept.of(key)
    if known is not None:
        return verdicts.of_refund(await client.get(at("refunds", known)), now)
    # On a test clock it may have been asked for in a time that is still to come: nobody knows how old the key is.
    is_young = 0 <= now - request.made_at < KEY_HOLDS_SECONDS
    found = None if is_young else await _found(client, key, intent)
    if found is None:
        try:
            found = await client.post("/v1/refunds", requests.refund(key, request, intent=intent), key)
        except Refusal as refusal:
            log.error("stripe refuses a refund", code=refusal.code, param=refusal.param, http=refusal.status)
            if refusal.code == "resource_missing":
                # Another account is connected: whether the one before gave it back, nobody knows.
                raise ProcessorSilent("the payment is not of this account") from None
            return verdicts.refund_refused(refusal)
    await kept.keep(key, own_id(found))
    return verdicts.of_refund(found, now)


async def _found(client: StripeClient, key: str, intent: str) -> Fields | None:
    """The refund that this key made, by what its metadata say."""
    after: str | None = None
    while True:
        answer = await client.get("/v1/refunds", {"payment_intent": intent, "limit": _PAGE, "starting_after": after})
        page = rows(answer, "data")
        for one in page:
            if (part(one, "metadata") or {}).get(requests.CALL) == key:
                return one
        if not page or answer.get("has_more") is not True:
            return None
        after = own_id(page[-1])
