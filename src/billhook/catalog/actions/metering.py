"""The meter that counts the quantity of a metered price (recurring.md §7)."""

from billhook.catalog.params import RecurringOfPrice
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.meters import store
from billhook.meters.rules.lifecycle import ACTIVE

_METER = "recurring[meter]"


async def check_meter(tx: Tx, given: RecurringOfPrice | None) -> None:
    """Metered prices, and no others, name an active meter.

    Raises METER_REQUIRED, METER_NOT_METERED, NO_SUCH_PARAM and METER_INACTIVE.
    """
    if given is None:
        return
    if given.usage_type != "metered":
        if given.meter is not None:
            raise errors.METER_NOT_METERED(param=_METER)
        return
    if given.meter is None:
        raise errors.METER_REQUIRED(param=_METER)
    meter = await store.find(tx, given.meter)
    if meter is None:
        raise errors.NO_SUCH_PARAM(param=_METER, noun="meter", id=given.meter)
    if meter.status != ACTIVE:
        raise errors.METER_INACTIVE(param=_METER, id=meter.id)
