"""Delete a test clock and its customers. Their invoices can still be read, and nothing happens to them any more."""

from billhook.customers import store as customers
from billhook.customers.actions.delete import delete_with_cash
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.test_clocks import store, view
from billhook.test_clocks.rules.lifecycle import ADVANCING
from billhook.wire.deleted import Deleted


async def delete(tx: Tx, clock_id: str) -> Deleted:
    """What remains to be seen of the clock. Raises NO_SUCH_PATH, CLOCK_ADVANCING.

    Customers are locked before their clock, as everywhere.
    """
    for customer in await customers.ids_on_clock(tx, clock_id):
        await delete_with_cash(tx, customer)
    clock = await store.lock(tx, clock_id)
    if clock is None or clock.deleted_at is not None:
        raise errors.NO_SUCH_PATH(noun="test clock", id=clock_id)
    if clock.status == ADVANCING:
        raise errors.CLOCK_ADVANCING(clock=clock.id)
    for customer in await customers.ids_on_clock(tx, clock_id):
        await delete_with_cash(tx, customer)  # who came meanwhile
    await store.save(tx, replace(clock, deleted_at=tx.wall_now))
    tx.emit("test_helpers.test_clock.deleted", tx.render(view.test_clock, clock))
    return Deleted(clock.id, "test_helpers.test_clock")


async def expire(tx: Tx, clock_id: str) -> None:
    """Delete a clock whose life is over, unless it is being advanced."""
    clock = await store.find(tx, clock_id)
    if clock is not None and clock.deletes_after <= tx.wall_now and clock.status != ADVANCING:
        await delete(tx, clock_id)
