"""The overview: where programs are pointed, which endpoints fail, and what happened last."""

from starlette.responses import Response

from billhook.dashboard.developers.code import code_of
from billhook.dashboard.developers.sections import DEVELOPERS, OVERVIEW
from billhook.dashboard.headers import PAGE_HEADERS, SECRET_HEADERS
from billhook.dashboard.visiting import Visit
from billhook.events import verbs as events
from billhook.events.params import ListEvents
from billhook.webhooks import deliveries_store
from billhook.webhooks import verbs as webhooks
from billhook.webhooks.objects import Endpoint
from billhook.webhooks.params import ListEndpoints

_EVENTS_SHOWN = 5
_COUNTED_MAX = 10_000


async def show(visit: Visit) -> Response:
    """Addresses and versions, what fails, and the newest events."""
    newest = []
    if visit.may("events:read"):
        newest, _ = await visit.look(events.LIST, ListEvents.of(limit=_EVENTS_SHOWN))
    endpoints, _ = await visit.look(webhooks.LIST, ListEndpoints.of(limit=100))
    code = await code_of(visit)
    return DEVELOPERS.page(
        visit,
        "developers/overview.html",
        OVERVIEW,
        title="Developers",
        headers=SECRET_HEADERS if code.has_key else PAGE_HEADERS,
        code=code,
        address=visit.tenant.public_url,
        version=visit.tenant.api_version,
        account=visit.tenant.account,
        endpoints=endpoints,
        failing=await _failing(visit, endpoints),
        events=newest,
    )


async def _failing(visit: Visit, endpoints: list[Endpoint]) -> list[tuple[Endpoint, str]]:
    """The endpoints with failed deliveries, and how many these are."""
    async with visit.reader() as reader:
        counts = await deliveries_store.counts(reader, [e.id for e in endpoints], limit=_COUNTED_MAX)
    failed = [(endpoint, counts[endpoint.id, "failed"]) for endpoint in endpoints]
    return [
        (endpoint, visit.formats.number(count) + ("+" if count == _COUNTED_MAX else ""))
        for endpoint, count in failed
        if count
    ]
