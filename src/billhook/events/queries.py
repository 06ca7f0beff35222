"""What can be looked at: events. They are made by the transactions that cause them, and nothing changes them."""

from billhook.db.tx import Reader
from billhook.events import store
from billhook.events.objects import Event
from billhook.events.params import ListEvents
from billhook.kernel import errors


async def event(reader: Reader, event_id: str) -> Event:
    """An event of the last 30 days. Raises NO_SUCH_PATH."""
    found = await store.find(reader, event_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="event", id=event_id)
    return found


async def events(reader: Reader, params: ListEvents) -> tuple[list[Event], bool]:
    """A page of events, newest first. Raises EXCLUSIVE_PARAMETERS."""
    if params.type and params.types:
        raise errors.EXCLUSIVE_PARAMETERS(param="types", names="type, types")
    return await store.page(reader, params)
