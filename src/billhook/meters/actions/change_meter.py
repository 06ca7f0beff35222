"""Change a meter: its name, and whether it takes events (recurring.md §2.5)."""

from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.meters import store, view
from billhook.meters.objects import Meter
from billhook.meters.params import UpdateMeter
from billhook.meters.rules.lifecycle import METER


async def update_meter(tx: Tx, params: UpdateMeter, meter_id: str) -> Meter:
    """The meter with another name. Raises NO_SUCH_PATH."""
    meter = await _locked(tx, meter_id)
    if params.display_name is None or params.display_name == meter.display_name:
        return meter
    changed = replace(meter, display_name=params.display_name, updated=tx.wall_now)
    await store.save(tx, changed)
    emit_updated(tx, "billing.meter.updated", view.meter, meter, changed)
    return changed


async def deactivate_meter(tx: Tx, meter_id: str) -> Meter:
    """The meter, which takes no more events. What it took still counts. Raises NO_SUCH_PATH, METER_STATUS."""
    meter = await _locked(tx, meter_id)
    now = tx.wall_now
    changed = replace(
        meter, status=METER.after("deactivate", meter.status), deactivated_at=now, updated=now
    )  # fmt: skip
    await store.save(tx, changed)
    tx.emit("billing.meter.deactivated", tx.render(view.meter, changed))
    return changed


async def reactivate_meter(tx: Tx, meter_id: str) -> Meter:
    """The meter, which takes events again. Raises NO_SUCH_PATH, METER_STATUS, METER_EVENT_NAME_TAKEN."""
    meter = await _locked(tx, meter_id)
    changed = replace(
        meter, status=METER.after("reactivate", meter.status), deactivated_at=None, updated=tx.wall_now
    )  # fmt: skip
    await store.save(tx, changed)
    tx.emit("billing.meter.reactivated", tx.render(view.meter, changed))
    return changed


async def _locked(tx: Tx, meter_id: str) -> Meter:
    meter = await store.lock(tx, meter_id)
    if meter is None:
        raise errors.NO_SUCH_PATH(noun="meter", id=meter_id)
    return meter
