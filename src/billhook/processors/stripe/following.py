"""What followed of a payment at Stripe, and news that are asked for because none come, or because some are lost."""

from billhook.processors.following import Followed, FollowRequest, Missed, look_again
from billhook.processors.http import NotConfigured
from billhook.processors.interface import Forged, ProcessorSilent
from billhook.processors.reading import Fields, Garbled, own_id, rows, text
from billhook.processors.stripe import aftermath, requests, verdicts
from billhook.processors.stripe.checking import EVENTS
from billhook.processors.stripe.client import Refusal, StripeClient, at
from billhook.processors.stripe.news import heard

_PAGE = 100
_EVENTS_PAGE = 50
_PAGES_MAX = 10
"""So much is read in one look, which must end before whoever asks runs out of patience."""


async def follow(client: StripeClient, request: FollowRequest, now: int) -> Followed:
    """What followed of an intent that succeeded. Raises ProcessorSilent and Refusal."""
    age = max(0, now - request.made_at)
    try:
        intent = await client.get(at("payment_intents", request.reference), {"expand": requests.EXPAND_INTENT})
    except Refusal as refusal:
        if refusal.code != "resource_missing":
            raise
        # Another account is connected by now: its own may be connected again, and nobody asks for ever.
        return Followed(again=look_again(age))
    if text(intent, "status") != "succeeded":
        raise Garbled("a payment that was settled has not succeeded")
    verdicts.insist_on_sum(intent, request.amount, request.currency)
    about = {"payment_intent": own_id(intent), "limit": _PAGE}
    refunds = rows(await client.get("/v1/refunds", about), "data")
    disputes = rows(await client.get("/v1/disputes", about), "data")
    return aftermath.followed(intent, refunds, disputes, await _warnings(client, about), now=now, age=age)


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
    """Page by page towards the present: a page holds the oldest that are newer than the last one seen.

    What was read before Stripe fell silent is kept. Raises ProcessorSilent and Refusal if nothing was read.
    """
    seen: list[Fields] = []
    last, has_more = after, True
    for _ in range(_PAGES_MAX):
        try:
            answer = await client.get("/v1/events", {"types": EVENTS, "limit": _EVENTS_PAGE, "ending_before": last})
            page = rows(answer, "data")
            newest = own_id(page[0]) if page else last
        except ProcessorSilent:
            if not seen:
                raise
            break
        seen, last = [*seen, *page], newest
        has_more = bool(page) and answer.get("has_more") is True
        if not has_more:
            break
    return _of(seen, last, has_more=has_more)


async def _since(client: StripeClient, since: int) -> Missed:
    """Page by page towards the past. The newest 500 are read. Older news are lost: what they tell of a charge is seen
    when the next news name that charge, and payments that are under way are looked at anyway."""
    seen: list[Fields] = []
    after: str | None = None
    for _ in range(_PAGES_MAX):
        asked = {"types": EVENTS, "limit": _EVENTS_PAGE, "created": {"gte": since}, "starting_after": after}
        answer = await client.get("/v1/events", asked)
        page = rows(answer, "data")
        seen += page
        if not page or answer.get("has_more") is not True:
            break
        after = own_id(page[-1])
    return _of(seen, own_id(seen[0]) if seen else None)


def _of(events: list[Fields], last: str | None, *, has_more: bool = False) -> Missed:
    try:
        told = [one for event in events for one in heard(event)]
    except Forged as forged:
        raise Garbled(str(forged)) from None
    about = dict.fromkeys(id for one in told for id in one.references)
    followed = dict.fromkeys(id for one in told if one.follows for id in one.references)
    return Missed(tuple(about), tuple(followed), last, has_more)
