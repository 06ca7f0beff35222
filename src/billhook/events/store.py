"""Every statement that reads events. They are written by the outbox of a transaction (`db/outbox.py`)."""

from collections.abc import Collection, Sequence

from billhook.db.tx import Reader
from billhook.events.objects import Event
from billhook.events.params import ListEvents
from billhook.events.types import DOCUMENTED_TYPES, EVENT_TYPES
from billhook.kernel.ids import first_id
from billhook.wire import lists

# A text that several events of a transaction have stands with the last of them (`db/outbox.py`).
TEXT = "coalesce(e.object, (SELECT t.object FROM events t WHERE t.tenant = e.tenant AND t.id = e.same_as))"
"""The object of the event `e`, as JSON text."""

_OF_REQUEST_MAX = 50

_SELECT = f"""
    SELECT e.id, e.created, e.type, e.api_version, {TEXT} AS object, e.previous, e.request, e.idempotency_key,
           (SELECT count(*) FROM webhook_deliveries d
            WHERE d.tenant = e.tenant AND d.event = e.id AND d.status <> 'delivered') AS pending_webhooks,
           e.actor, e.only_for
    FROM events e"""


async def find(reader: Reader, event_id: str) -> Event | None:
    """An event that is not older than what the account keeps, be it deleted yet or not."""
    row = await reader.fetchrow(
        f"{_SELECT} WHERE e.tenant = $1 AND e.id = $2 AND e.id >= $3",
        reader.tenant.id, event_id, _first_offered(reader) or "",
    )  # fmt: skip
    return Event(*row) if row is not None else None


def _first_offered(reader: Reader) -> str | None:
    """The id from which on events are offered; None if they are kept for ever.

    Ids say when an event was made, `created` of one on a test clock says when it happened there.
    """
    days = reader.tenant.events_kept_days
    return first_id("evt", reader.wall_now - days * 86_400) if days else None


async def page(reader: Reader, wanted: ListEvents) -> tuple[list[Event], bool]:
    """A page of events, newest first. Test events are none of them: a program that reads would believe them."""
    by = lists.Filter(reader.tenant.id)
    days = reader.tenant.events_kept_days
    by.conditions.append("e.only_for IS NULL")
    if (first := _first_offered(reader)) is not None:
        by.where("e.id >= {}", first)
        by.dated("e.created", "evt", lists.Span(since=reader.wall_now - days * 86_400))
    by.made("e.created", "evt", wanted.created)
    types = [wanted.type] if wanted.type else wanted.types
    if types and "*" not in types:
        named = _named(types)
        by.of_lanes.append(("e.type = ANY({}::text[])", named))
        by.fan_of("e.type", [(t, lists.Span()) for t in named], "text")
    if wanted.delivery_success is not None:
        undelivered = (
            "EXISTS (SELECT FROM webhook_deliveries d WHERE d.tenant = e.tenant AND d.event = e.id "
            "AND d.status <> 'delivered')"
        )
        by.conditions.append(f"NOT {undelivered}" if wanted.delivery_success else undelivered)
    rows, has_more = await lists.page(reader, _SELECT, by, wanted, table="events", noun="event", alias="e")
    return [Event(*row) for row in rows], has_more


def _named(types: Sequence[str]) -> list[str]:
    """The types that a filter means; `invoice.*` stands for all that begin so."""
    named = {t for t in types if not t.endswith("*")}
    stems = tuple(t[:-1] for t in types if t.endswith("*"))
    return sorted(named | {t for t in EVENT_TYPES.union(DOCUMENTED_TYPES) if t.startswith(stems)})


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Event]:
    """Events as they are delivered, oldest first.

    Their `pending_webhooks` is always 1, for the delivery itself: every attempt must carry the same bytes.
    """
    rows = await reader.fetch(
        f"SELECT e.id, e.created, e.type, e.api_version, {TEXT} AS object, e.previous, e.request, e.idempotency_key, "
        "1 AS pending_webhooks, e.actor, e.only_for FROM events e WHERE e.tenant = $1 AND e.id = ANY($2) ORDER BY e.id",
        reader.tenant.id, list(ids),
    )  # fmt: skip
    return [Event(*row) for row in rows]


async def of_request(reader: Reader, request: str, since: int, until: int) -> list[Event]:
    """The first events that a request caused, oldest first.

    They were written down from `since` on and before `until`, Unix seconds by the wall.
    """
    rows = await reader.fetch(
        "SELECT e.id FROM events e WHERE e.tenant = $1 AND e.id >= $2 AND e.id < $3 AND e.request = $4 "
        f"ORDER BY e.id LIMIT {_OF_REQUEST_MAX}",
        reader.tenant.id, first_id("evt", since), first_id("evt", until), request,
    )  # fmt: skip
    return await of_ids(reader, [row["id"] for row in rows])


async def ids_after(reader: Reader, floor: str, *, but: Collection[str], limit: int) -> list[str]:
    """The first ids beyond `floor` that are not among `but`, in order. Test events are none of them."""
    rows = await reader.fetch(
        "SELECT e.id FROM events e WHERE e.tenant = $1 AND e.id > $2 AND e.id <> ALL($3) AND e.only_for IS NULL "
        "ORDER BY e.id LIMIT $4",
        reader.tenant.id, floor, list(but), limit,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def objects(reader: Reader, ids: Sequence[str], event_type: str) -> dict[str, str]:
    """Of those events that have the type, the ids of the objects they speak of. Test events tell of nothing."""
    rows = await reader.fetch(
        f"SELECT e.id, {TEXT}::json ->> 'id' AS object FROM events e "
        "WHERE e.tenant = $1 AND e.id = ANY($2) AND e.type = $3 AND e.only_for IS NULL ORDER BY e.id",
        reader.tenant.id, list(ids), event_type,
    )  # fmt: skip
    return {row["id"]: row["object"] for row in rows}


async def heads(reader: Reader, ids: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """The types of events by their ids, and whether each is a test event."""
    rows = await reader.fetch(
        "SELECT e.id, e.type, e.only_for IS NOT NULL AS is_test FROM events e WHERE e.tenant = $1 AND e.id = ANY($2)",
        reader.tenant.id, list(ids),
    )  # fmt: skip
    return {row["id"]: (row["type"], row["is_test"]) for row in rows}


async def newest_like(reader: Reader, event_type: str, *, alike: Sequence[str]) -> tuple[str, str | None] | None:
    """Object and former values, as JSON text, of the newest event of a type, else of the newest of the types `alike`.

    Of another type the former values say nothing, and are None. None where nothing of the kind ever happened.
    """
    row = await reader.fetchrow(
        f"""
        SELECT n.type, n.object, n.previous FROM unnest($2::text[]) AS lane (type), LATERAL (
            SELECT e.id, e.type, {TEXT} AS object, e.previous FROM events e
            WHERE e.tenant = $1 AND e.type = lane.type AND e.only_for IS NULL ORDER BY e.id DESC LIMIT 1
        ) n ORDER BY n.type = $3 DESC, n.id DESC LIMIT 1""",
        reader.tenant.id, list({event_type, *alike}), event_type,
    )  # fmt: skip
    if row is None:
        return None
    return row["object"], row["previous"] if row["type"] == event_type else None
