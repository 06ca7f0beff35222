"""The types of events that a destination names, as they are stored: without the `v1.` of thin events."""

from billhook.events.rules.thin import THIN
from billhook.kernel import errors
from billhook.webhooks.actions.fields import checked_types


def stored_types(types: list[str], payload: str) -> list[str]:
    """The types in the order given. Raises INVALID_VALUE for those of the other payload."""
    is_thin = payload == "thin"
    wrong = next((name for name in types if name != "*" and name.startswith(THIN) is not is_thin), None)
    if wrong is not None:
        raise errors.INVALID_VALUE(
            param="enabled_events", name="enabled_events", reason=f"{wrong} is no type of {payload} events"
        )
    return checked_types([name.removeprefix(THIN) for name in types])
