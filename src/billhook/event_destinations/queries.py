"""What can be looked at: event destinations."""

from billhook.db.tx import Reader
from billhook.event_destinations.objects import Destination
from billhook.event_destinations.params import ListDestinations, RetrieveDestination
from billhook.kernel import errors
from billhook.webhooks import store
from billhook.webhooks.params import ListEndpoints


async def destination(reader: Reader, params: RetrieveDestination, id: str) -> Destination:
    """A destination. Raises NO_SUCH_PATH."""
    endpoint = await store.find(reader, id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="event destination", id=id)
    return Destination(endpoint, params.include)


async def destinations(reader: Reader, params: ListDestinations) -> tuple[list[Destination], bool]:
    """A page of destinations: those that the v1 API made, then the others, each the newest first."""
    wanted = ListEndpoints.of(limit=params.limit, starting_after=params.page)
    endpoints, has_more = await store.page(reader, wanted)
    return [Destination(endpoint, params.include) for endpoint in endpoints], has_more
