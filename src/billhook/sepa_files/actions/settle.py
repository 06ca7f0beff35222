"""An order that nobody has refused or sent back in time is settled."""

from datetime import UTC, date, datetime, time

from billhook.db.tx import Reader, Tx
from billhook.kernel.clock import DAY_SECONDS, as_datetime
from billhook.kernel.replacing import replace
from billhook.sepa_files import store
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.lifecycle import SENT, SEPA_ORDER
from billhook.sepa_files.rules.settling import last_day

_LOOK_SECONDS = 21_600


async def settles_at(reader: Reader, order: SepaOrder) -> int | None:
    """The moment from which a sent order counts as done, in Unix seconds. None while nobody has fetched its file."""
    batch = await store.find_batch(reader, order.batch) if order.batch is not None else None
    if batch is None or batch.fetched_at is None:
        return None
    last = last_day(date.fromisoformat(batch.execute_on), as_datetime(batch.fetched_at).date())
    return int(datetime.combine(last, time(), UTC).timestamp()) + DAY_SECONDS


async def settle_if_due(tx: Tx, order_id: str) -> tuple[SepaOrder, int]:
    """The order, settled if its time has come, and after how many seconds to look again."""
    order = await store.lock(tx, order_id)
    assert order is not None
    if order.status != SENT:
        return order, _LOOK_SECONDS
    moment = await settles_at(tx, order)
    if moment is None or moment > tx.wall_now:
        return order, min(_LOOK_SECONDS, (moment or _LOOK_SECONDS + tx.wall_now) - tx.wall_now)
    after = replace(order, status=SEPA_ORDER.after("settle", order.status), settled_at=tx.wall_now)
    await store.save(tx, after)
    return after, 0
