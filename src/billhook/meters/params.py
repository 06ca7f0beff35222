"""What callers may send about meters and their events (recurring.md §2.5)."""

from typing import Annotated, Any

from pydantic_core import PydanticCustomError

from billhook.wire.params import Expand, Hash, Id, Page, Params, Timestamp, choice, text
from billhook.wire.reading import Reads

_KEYS_MAX, _KEY_MAX, _VALUE_MAX = 50, 100, 500


def _payload(value: Any) -> dict[str, str]:
    """A map of texts."""
    if not isinstance(value, dict) or not value:
        raise _refused("INVALID_OBJECT")
    if len(value) > _KEYS_MAX:
        raise _refused("INVALID_VALUE", reason=f"must have at most {_KEYS_MAX} keys")
    for key, each in value.items():
        if not isinstance(each, str):
            raise _refused("INVALID_VALUE", reason="must have texts as its values")
        if len(key) > _KEY_MAX or len(each) > _VALUE_MAX:
            reason = f"must have keys of at most {_KEY_MAX} and values of at most {_VALUE_MAX} characters"
            raise _refused("INVALID_VALUE", reason=reason)
    return value


def _refused(kind: str, **fields: Any) -> PydanticCustomError:
    return PydanticCustomError(kind, "{reason}", {"reason": kind, **fields})


_PAYLOAD = {
    "type": "object",
    "additionalProperties": {"type": "string", "maxLength": _VALUE_MAX},
    "propertyNames": {"type": "string", "maxLength": _KEY_MAX},
    "minProperties": 1,
    "maxProperties": _KEYS_MAX,
}
Payload = Annotated[dict[str, str], Reads(_payload, schema=_PAYLOAD)]
Key = Annotated[str, text(_KEY_MAX)]
EventName = Annotated[str, text(100)]
Identifier = Annotated[str, text(100)]


class Aggregation(Params):
    formula: Annotated[str, choice("sum", "count", "last")]


class CustomerMapping(Params):
    event_payload_key: Key
    type: Annotated[str, choice("by_id")]


class ValueSettings(Params):
    event_payload_key: Key


class CreateMeter(Params):
    customer_mapping: Annotated[CustomerMapping | None, Hash] = None
    default_aggregation: Annotated[Aggregation, Hash]
    display_name: Annotated[str, text(250)]
    event_name: EventName
    event_time_window: Annotated[str | None, choice("day", "hour")] = None
    expand: Expand = []
    value_settings: Annotated[ValueSettings | None, Hash] = None


class UpdateMeter(Params):
    display_name: Annotated[str | None, text(250)] = None
    expand: Expand = []


class ListMeters(Page):
    status: Annotated[str | None, choice("active", "inactive")] = None


class CreateMeterEvent(Params):
    event_name: EventName
    expand: Expand = []
    identifier: Identifier | None = None
    payload: Payload
    timestamp: Timestamp | None = None


class CancelGiven(Params):
    identifier: Identifier | None = None


class CreateAdjustment(Params):
    cancel: Annotated[CancelGiven | None, Hash] = None
    event_name: EventName
    expand: Expand = []
    type: Annotated[str, choice("cancel")]


class ListSummaries(Page):
    customer: Id
    end_time: Timestamp
    start_time: Timestamp
    value_grouping_window: Annotated[str | None, choice("day", "hour")] = None
