"""Finding the events that speak of some objects: no index knows these, so the newest of all are looked through."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.events import store
from billhook.events.objects import Event
from billhook.kernel.ids import first_id

LOOKED_AT_MAX = 2_000
"""So many of the newest events are looked at."""

# An object begins with its id; the first customer or invoice that it names is its own.
_ABOUT = f"""
    SELECT n.id FROM (
        SELECT e.id, {store.TEXT} AS object FROM events e
        WHERE e.tenant = $1 AND e.id >= $2 AND e.only_for IS NULL ORDER BY e.id DESC LIMIT {LOOKED_AT_MAX}) n
    WHERE substring(n.object FROM '"id":"([^"]+)"') = ANY($3)
        OR substring(n.object FROM '"customer":"([^"]+)"') = ANY($3)
        OR substring(n.object FROM '"invoice":"([^"]+)"') = ANY($3)
    ORDER BY n.id DESC LIMIT $4"""


async def about(reader: Reader, ids: Sequence[str], *, since: int, limit: int) -> list[Event]:
    """At most `limit` events of objects with these ids, of these customers or of these invoices; the newest first.

    They were written down after `since`, Unix seconds by the wall.
    """
    rows = await reader.fetch(_ABOUT, reader.tenant.id, first_id("evt", since), list(ids), limit)
    found = await store.of_ids(reader, [row["id"] for row in rows])
    return found[::-1]
