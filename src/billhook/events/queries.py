"""What can be looked at: events. They are made by the transactions that cause them, and nothing changes them."""

from billhook.db.tx import Reader
from billhook.events import store
from billhook.events.objects import Event
from billhook.events.params import ListEvents, ListV2Events
from billhook.events.rules.thin import THIN
from billhook.kernel import errors
from billhook.wire.lookups import existing

event = existing(store.find, "event")
"""An event that is not older than what the account keeps. Raises NO_SUCH_PATH."""


async def of_request(reader: Reader, request: str, since: int, until: int) -> list[Event]:
    """The events that a request caused between two moments, oldest first; the first of many."""
    return await store.of_request(reader, request, since, until)


async def events(reader: Reader, params: ListEvents) -> tuple[list[Event], bool]:
    """A page of events, newest first. Raises EXCLUSIVE_PARAMETERS."""
    if params.type and params.types:
        raise errors.EXCLUSIVE_PARAMETERS(param="types", names="type, types")
    return await store.page(reader, params)


async def v2_events(reader: Reader, params: ListV2Events) -> tuple[list[Event], bool]:
    """A page of events for the v2 API, newest first."""
    types = [name.removeprefix(THIN) for name in params.types]
    return await store.page(reader, ListEvents.of(limit=params.limit, starting_after=params.page, types=types))
