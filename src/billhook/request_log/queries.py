"""What can be looked at: requests that the account keeps."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.kernel.ids import first_id
from billhook.kernel.replacing import replace
from billhook.request_log import store
from billhook.request_log.objects import Request
from billhook.request_log.params import Wanted


async def request(reader: Reader, id: str) -> Request:
    """A request that is not older than what the account keeps. Raises NO_SUCH_PATH."""
    found = await store.find(reader.conn, reader.tenant.id, id)
    if found is None or found.id < _first(reader):
        raise errors.NO_SUCH_PATH(noun="request", id=id)
    return found


async def requests(reader: Reader, wanted: Wanted) -> tuple[list[Request], bool]:
    """A page of requests, the newest first, and whether more follow in the direction of the page."""
    first = max(wanted.first, _first(reader))
    found = await store.page(
        reader.conn, reader.tenant.id, replace(wanted, first=first, limit=wanted.limit + 1)
    )  # fmt: skip
    if len(found) <= wanted.limit:
        return found, False
    return (found[1:] if wanted.newer_than else found[:-1]), True


def _first(reader: Reader) -> str:
    """The id from which on requests are offered; empty if they are kept for ever."""
    days = reader.tenant.requests_kept_days
    return first_id("req", reader.wall_now - days * 86_400) if days else ""
