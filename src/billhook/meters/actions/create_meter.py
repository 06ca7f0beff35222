"""Create a meter (recurring.md §2.5)."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.meters import store, view
from billhook.meters.objects import Meter
from billhook.meters.params import CreateMeter
from billhook.meters.rules.lifecycle import METER


async def create_meter(tx: Tx, params: CreateMeter) -> Meter:
    """The new meter, which takes events from now on. Raises METER_EVENT_NAME_TAKEN."""
    mapping, settings = params.customer_mapping, params.value_settings
    meter = Meter(
        id=new_id("mtr"), created=tx.wall_now, updated=tx.wall_now, display_name=params.display_name,
        event_name=params.event_name, formula=params.default_aggregation.formula,
        customer_key=mapping.event_payload_key if mapping is not None else "stripe_customer_id",
        value_key=settings.event_payload_key if settings is not None else "value",
        event_time_window=params.event_time_window, status=METER.starts["create"],
    )  # fmt: skip
    await store.insert(tx, meter)
    tx.emit("billing.meter.created", tx.render(view.meter, meter))
    return meter
