"""What can be asked of meters."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.meters import queries, store, view
from billhook.meters.actions.cancel_event import cancel_event
from billhook.meters.actions.change_meter import deactivate_meter, reactivate_meter, update_meter
from billhook.meters.actions.create_meter import create_meter
from billhook.meters.actions.take_event import take_event
from billhook.meters.params import (
    CreateAdjustment,
    CreateMeter,
    CreateMeterEvent,
    ListMeters,
    ListSummaries,
    UpdateMeter,
)

_READ, _WRITE, _REPORT = "catalog:read", "catalog:write", "subscriptions:write"
_meter = partial(Verb, returns="billing.meter", shows=view.meter)

CREATE = _meter("meter.create", create_meter, CreateMeter, needs=_WRITE)
UPDATE = _meter("meter.update", update_meter, UpdateMeter, needs=_WRITE)
DEACTIVATE = _meter("meter.deactivate", deactivate_meter, None, needs=_WRITE)
REACTIVATE = _meter("meter.reactivate", reactivate_meter, None, needs=_WRITE)
RETRIEVE = _meter("meter.retrieve", queries.meter, None, needs=_READ, mode=Mode.READ)
LIST = _meter("meter.list", store.page, ListMeters, needs=_READ, mode=Mode.READ)

TAKE_EVENT = Verb(
    "meter_event.create", take_event, CreateMeterEvent, "billing.meter_event", view.meter_event, _REPORT,
    looks_first=True,
)  # fmt: skip
CANCEL_EVENT = Verb(
    "meter_event_adjustment.create", cancel_event, CreateAdjustment, "billing.meter_event_adjustment",
    view.adjustment, _REPORT,
)  # fmt: skip
LIST_SUMMARIES = Verb(
    "meter_event_summary.list", queries.summaries, ListSummaries, "billing.meter_event_summary", view.summary, _READ,
    mode=Mode.READ,
)  # fmt: skip
