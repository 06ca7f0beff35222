"""Meters, events, adjustments and summaries as the newest API version shows them (recurring.md §1.5)."""

from billhook.db.tx import Reader
from billhook.kernel.ids import stable_id
from billhook.kernel.wire_object import WireObject
from billhook.meters.objects import Adjustment, Meter, MeterEvent, Summary


def meter(reader: Reader, m: Meter) -> WireObject:
    """The wire object."""
    shown = {
        "id": m.id,
        "object": "billing.meter",
        "created": m.created,
        "customer_mapping": {"event_payload_key": m.customer_key, "type": "by_id"},
        "default_aggregation": {"formula": m.formula},
        "display_name": m.display_name,
        "event_name": m.event_name,
        "event_time_window": m.event_time_window,
        "livemode": reader.tenant.livemode,
        "status": m.status,
        "status_transitions": {"deactivated_at": m.deactivated_at},
        "updated": m.updated,
        "value_settings": {"event_payload_key": m.value_key},
    }
    return WireObject(shown)


def meter_event(reader: Reader, e: MeterEvent) -> WireObject:
    """The wire object, which has no id."""
    shown = {
        "object": "billing.meter_event",
        "created": e.received_at,
        "event_name": e.event_name,
        "identifier": e.identifier,
        "livemode": reader.tenant.livemode,
        "payload": e.payload,
        "timestamp": e.at,
    }
    return WireObject(shown)


def adjustment(reader: Reader, a: Adjustment) -> WireObject:
    """The wire object, which has no id. It is complete at once."""
    shown = {
        "object": "billing.meter_event_adjustment",
        "cancel": {"identifier": a.identifier},
        "event_name": a.event_name,
        "livemode": reader.tenant.livemode,
        "status": "complete",
        "type": "cancel",
    }
    return WireObject(shown)


def summary(reader: Reader, s: Summary) -> WireObject:
    """The wire object. Its value is a number of JSON, whole where it is whole."""
    whole = s.value == s.value.to_integral_value()
    shown = {
        "id": summary_id(s),
        "object": "billing.meter_event_summary",
        "aggregated_value": int(s.value) if whole else float(s.value),
        "end_time": s.end,
        "livemode": reader.tenant.livemode,
        "meter": s.meter,
        "start_time": s.start,
    }
    return WireObject(shown)


def summary_id(s: Summary) -> str:
    """The id of a summary, the same whenever somebody looks at it."""
    return stable_id("mtrusg", s.meter, s.customer, str(s.start), str(s.end))
