"""Take an event of a meter (recurring.md §7.1)."""

from billhook.db.clocks import live_in_time_of
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.meters import store
from billhook.meters.objects import Meter, MeterEvent
from billhook.meters.params import CreateMeterEvent
from billhook.meters.rules import payloads
from billhook.meters.rules.payloads import Fault, Usage, usage_of
from billhook.meters.rules.windows import TOO_OLD, fault_of_moment, holds

_FAULTS = {
    payloads.NO_CUSTOMER: errors.METER_EVENT_NO_CUSTOMER,
    payloads.NO_VALUE: errors.METER_EVENT_VALUE_MISSING,
    payloads.INVALID_VALUE: errors.METER_EVENT_VALUE_INVALID,
    payloads.TOO_MANY_DIGITS: errors.METER_EVENT_VALUE_TOO_LONG,
}


async def take_event(tx: Tx, params: CreateMeterEvent) -> MeterEvent:
    """The event, which counts from now on. Usually one look and one statement, without a lock.

    When it was received is by the wall; its own moment is measured in the time of its customer.

    Raises NO_ACTIVE_METER, METER_EVENT_EXISTS, METER_EVENT_CUSTOMER_UNKNOWN, those of payloads and of moments.
    """
    identifier = params.identifier or new_id("mtrevt")
    found = await store.sender(tx, params.event_name, params.payload, identifier)
    if found is None:
        raise errors.NO_ACTIVE_METER(param="event_name", event_name=params.event_name)
    used = _used(found.meter, params.payload)
    if not found.is_known:
        key = found.meter.customer_key
        raise errors.METER_EVENT_CUSTOMER_UNKNOWN(param=f"payload[{key}]", id=used.customer)
    await live_in_time_of(tx, found.test_clock)
    at = params.timestamp if params.timestamp is not None else tx.now
    if (fault := fault_of_moment(at, now=tx.now)) is not None:
        raise (errors.METER_EVENT_TOO_OLD if fault == TOO_OLD else errors.METER_EVENT_TOO_NEW)(param="timestamp")
    if found.held_since is not None:
        if holds(found.held_since, now=tx.wall_now):
            raise errors.METER_EVENT_EXISTS(param="identifier", id=identifier)
        await store.free(tx, found.meter.id, identifier)
    event = MeterEvent(
        meter=found.meter.id, event_name=params.event_name, identifier=identifier, customer=used.customer, at=at,
        value=used.value, received_at=tx.wall_now, payload=params.payload,
    )  # fmt: skip
    await store.insert_event(tx, event)
    return event


def _used(meter: Meter, payload: dict[str, str]) -> Usage:
    used = usage_of(payload, customer_key=meter.customer_key, value_key=meter.value_key, counts=meter.counts)
    if isinstance(used, Fault):
        raise _FAULTS[used.reason](param=f"payload[{used.key}]", key=used.key)
    return used
