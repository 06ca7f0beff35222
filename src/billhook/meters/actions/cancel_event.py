"""Cancel an event that should not have been sent (recurring.md §7.5)."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.meters import store
from billhook.meters.objects import Adjustment
from billhook.meters.params import CreateAdjustment
from billhook.meters.rules.windows import holds


async def cancel_event(tx: Tx, params: CreateAdjustment) -> Adjustment:
    """The event counts no more, unless an invoice is finalized with it. Canceling it again changes nothing.

    Raises MISSING_PARAMETER, NO_SUCH_PARAM, METER_EVENT_FINAL.
    """
    identifier = params.cancel.identifier if params.cancel is not None else None
    if identifier is None:
        raise errors.MISSING_PARAMETER(param="cancel[identifier]", name="cancel[identifier]")
    found = await store.received_at(tx, params.event_name, identifier)
    if found is None:
        raise errors.NO_SUCH_PARAM(param="cancel[identifier]", noun="meter event", id=identifier)
    meter, received_at = found
    if not holds(received_at, now=tx.wall_now):
        raise errors.METER_EVENT_FINAL(param="cancel[identifier]", id=identifier)
    await store.cancel_event(tx, meter, identifier, tx.wall_now)
    return Adjustment(params.event_name, identifier)
