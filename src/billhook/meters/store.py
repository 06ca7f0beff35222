"""Every statement on meters and their events."""

from decimal import Decimal

from billhook.db.rows import Rows
from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.meters.objects import Meter, MeterEvent, Sender, Summary
from billhook.meters.params import ListMeters
from billhook.meters.rules.windows import WIDTHS
from billhook.wire import lists

_ROWS = Rows("meters", "m", Meter)
find = _ROWS.find
of_ids = _ROWS.of_ids
lock = _ROWS.lock


_INSERT, _UPDATE = insert_into("meters", _ROWS.columns), update_of("meters", _ROWS.columns)


async def insert(tx: Tx, meter: Meter) -> None:
    """Store a new meter. Raises METER_EVENT_NAME_TAKEN, perhaps not before the commit."""
    await _write(tx, _INSERT, meter)


async def save(tx: Tx, meter: Meter) -> None:
    """Write a meter that `lock` gave. Raises METER_EVENT_NAME_TAKEN, perhaps not before the commit."""
    await _write(tx, _UPDATE, meter)


async def _write(tx: Tx, sql: str, meter: Meter) -> None:
    taken = {
        "meters_active_event_name": errors.METER_EVENT_NAME_TAKEN(param="event_name", event_name=meter.event_name)
    }  # fmt: skip
    await tx.write_later(
        meter.id, sql, tx.tenant.id, *[getattr(meter, name) for name in _ROWS.columns], taken=taken
    )  # fmt: skip


async def page(reader: Reader, wanted: ListMeters) -> tuple[list[Meter], bool]:
    """A page of meters, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("m.status", wanted.status)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="meter")


# What is known of the customer and of the identifier, beside the meter, which says how the payload names the customer.
_SENDER = (
    f"SELECT {', '.join(f'm.{name}' for name in _ROWS.columns)}, c.is_deleted, c.test_clock, e.received_at "
    "FROM meters m LEFT JOIN LATERAL customer_of_usage($1, $3::jsonb ->> m.customer_key) c ON true "
    "LEFT JOIN meter_events e ON e.tenant = $1 AND e.meter = m.id AND e.identifier = $4 AND e.freed_at = 0 "
    "WHERE m.tenant = $1 AND m.event_name = $2 AND m.status = 'active'"
)


async def sender(reader: Reader, event_name: str, payload: dict[str, str], identifier: str) -> Sender | None:
    """The active meter that takes these events, with what is known of one; None if there is none."""
    rows = await reader.look(_SENDER, reader.tenant.id, event_name, payload, identifier)
    if not rows:
        return None
    *meter, is_deleted, test_clock, held_since = rows[0]
    return Sender(Meter(*meter), is_deleted is False, test_clock, held_since)


async def free(tx: Tx, meter: str, identifier: str) -> None:
    """Let an identifier that was held long enough be given again."""
    sql = (
        "UPDATE meter_events SET freed_at = received_at "
        "WHERE tenant = $1 AND meter = $2 AND identifier = $3 AND freed_at = 0"
    )
    await tx.execute(sql, tx.tenant.id, meter, identifier)


_INSERT_EVENT = (
    "INSERT INTO meter_events (tenant, meter, identifier, customer, at, value, received_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"
)


async def insert_event(tx: Tx, event: MeterEvent) -> None:
    """Store an event. Raises METER_EVENT_EXISTS, perhaps not before the commit: somebody else sent it meanwhile."""
    await tx.write_later(
        event.identifier, _INSERT_EVENT, tx.tenant.id, event.meter, event.identifier, event.customer, event.at,
        event.value, event.received_at,
        taken={"meter_events_pkey": errors.METER_EVENT_EXISTS(param="identifier", id=event.identifier)},
    )  # fmt: skip


async def received_at(tx: Tx, event_name: str, identifier: str) -> tuple[str, int] | None:
    """The meter of an event and when it was received; the event is locked. None if there is none."""
    sql = (
        "SELECT e.meter, e.received_at FROM meter_events e JOIN meters m ON m.tenant = e.tenant AND m.id = e.meter "
        "WHERE m.tenant = $1 AND m.event_name = $2 AND e.identifier = $3 AND e.freed_at = 0 "
        "ORDER BY e.received_at DESC, e.arrival DESC LIMIT 1 FOR UPDATE OF e"
    )
    row = await tx.fetchrow(sql, tx.tenant.id, event_name, identifier)
    return (row["meter"], row["received_at"]) if row is not None else None


async def cancel_event(tx: Tx, meter: str, identifier: str, at: int) -> None:
    """An event that `received_at` locked counts no more; once canceled it stays so."""
    sql = (
        "UPDATE meter_events SET canceled_at = $4 WHERE tenant = $1 AND meter = $2 AND identifier = $3 "
        "AND freed_at = 0 AND canceled_at IS NULL"
    )
    await tx.execute(sql, tx.tenant.id, meter, identifier, at)


async def has_customer(reader: Reader, customer: str) -> bool:
    """Whether somebody has the id, also if they are deleted."""
    rows = await reader.fetch("SELECT is_deleted FROM customer_of_usage($1, $2)", reader.tenant.id, customer)
    return bool(rows)


_FORMULAS = {
    "sum": "sum(value)",
    "count": "count(*)::numeric",
    "last": "(array_agg(value ORDER BY at DESC, arrival DESC))[1]",
}
_COUNTED = (
    "FROM meter_events WHERE tenant = $1 AND meter = $2 AND customer = $3 AND at >= $4 AND at < $5 "
    "AND canceled_at IS NULL"
)


def _counted(meter: Meter) -> str:
    """The events that count, as a table: all, or the latest of each of the meter's windows."""
    if meter.event_time_window is None:
        return f"(SELECT at, arrival, value {_COUNTED}) counted"
    window = f"at / {WIDTHS[meter.event_time_window]}"
    return (
        f"(SELECT DISTINCT ON ({window}) at, arrival, value {_COUNTED} "
        f"ORDER BY {window}, at DESC, arrival DESC) counted"
    )


async def usage(reader: Reader, meter: Meter, customer: str, start: int, end: int) -> Decimal:
    """What the events of a customer come to from `start` until before `end`; 0 if there are none."""
    sql = f"SELECT coalesce({_FORMULAS[meter.formula]}, 0) FROM {_counted(meter)}"
    found: Decimal = await reader.fetchval(sql, reader.tenant.id, meter.id, customer, start, end)
    return found


async def summaries(reader: Reader, meter: Meter, customer: str, start: int, end: int, width: int) -> list[Summary]:
    """The same for each window of `width` seconds that has events, newest first."""
    sql = (
        f"SELECT at / {width} * {width} AS since, {_FORMULAS[meter.formula]} FROM {_counted(meter)} "
        "GROUP BY since ORDER BY since DESC"
    )
    rows = await reader.fetch(sql, reader.tenant.id, meter.id, customer, start, end)
    return [Summary(meter.id, customer, since, since + width, value) for since, value in rows]
