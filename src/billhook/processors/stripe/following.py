"""What followed of a payment at Stripe, and news that are asked for because none come, or because some are lost."""

from billhook.processors.following import Followed, FollowRequest, Missed
from billhook.processors.http import NotConfigured
from billhook.processors.reading import Fields, Garbled, own_id, rows, text
from billhook.processors.stripe import aftermath, requests, verdicts
from billhook.processors.stripe.checking import EVENTS
from billhook.processors.stripe.client import Refusal, StripeClient, at
from billhook.processors.stripe.news import heard

_PAGE = 100
_PAGES_MAX = 50


async def follow(client: StripeClient, request: FollowRequest, now: int) -> Followed:
    """What followed of an intent that succeeded. Raises ProcessorSilent and Refusal."""
    intent = await client.get(at("payment_intents", request.reference), {"expand": requests.EXPAND_INTENT})
    if text(intent, "status") != "succeeded":
        raise Garbled("a payment that was settled has not succeeded")
    verdicts.insist_on_sum(intent, request.amount, request.currency)
    about = {"payment_intent": own_id(intent), "limit": _PAGE}
    refunds = rows(await client.get("/v1/refunds", about), "data")
    disputes = rows(await client.get("/v1/disputes", about), "data")
    return aftermath.followed(
        intent, refunds, disputes, await _warnings(client, about), now=now, age=max(0, now - request.made_at)
    )


async def _warnings(client: StripeClient, about: requests.Params) -> list[Fields]:
    try:
        return [*rows(await client.get("/v1/radar/early_fraud_warnings", about), "data")]
    except NotConfigured:
        return []  # the key has no right to read them, and needs none to take money


async def missed(client: StripeClient, after: str | None, since: int) -> Missed:
    """News after one, or of a time. Raises ProcessorSilent and Refusal."""
    if after is not None:
        try:
            return await _after(client, after)
        except Refusal as refusal:
            if refusal.code != "resource_missing":
                raise
    return await _since(client, since)


async def _after(client: StripeClient, after: str) -> Missed:
    """Page by page towards the present: a page holds the oldest that are newer than the last one seen."""
    seen: list[Fields] = []
    last = after
    for _ in range(_PAGES_MAX):
        answer = await client.get("/v1/events", {"types": EVENTS, "limit": _PAGE, "ending_before": last})
        page = rows(answer, "data")
        if page:
            seen += page
            last = own_id(page[0])
        if not page or answer.get("has_more") is not True:
            break
    return _of(seen, last)


async def _since(client: StripeClient, since: int) -> Missed:
    """Page by page towards the past. If there are more pages than are read, the oldest news are lost."""
    seen: list[Fields] = []
    after: str | None = None
    for _ in range(_PAGES_MAX):
        asked = {"types": EVENTS, "limit": _PAGE, "created": {"gte": since}, "starting_after": after}
        answer = await client.get("/v1/events", asked)
        page = rows(answer, "data")
        seen += page
        if not page or answer.get("has_more") is not True:
            break
        after = own_id(page[-1])
    return _of(seen, own_id(seen[0]) if seen else None)


def _of(events: list[Fields], last: str | None) -> Missed:
    told = [one for event in events for one in heard(event)]
    about = dict.fromkeys(id for one in told for id in one.references)
    followed = dict.fromkeys(id for one in told if one.follows for id in one.references)
    return Missed(tuple(about), tuple(followed), last)
