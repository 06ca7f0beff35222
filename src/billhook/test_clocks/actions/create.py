"""Create a test clock."""

from billhook.customers.actions.move_to_clock import move_to_clock
from billhook.db.tx import Tx
from billhook.disputes import store as disputes
from billhook.invoices import items_store
from billhook.invoices import store as invoices
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.payments import store as payments
from billhook.subscriptions import store as subscriptions
from billhook.test_clocks import store, view
from billhook.test_clocks.objects import TestClock
from billhook.test_clocks.params import CreateTestClock
from billhook.test_clocks.rules.advancing import LIFE_SECONDS
from billhook.test_clocks.rules.lifecycle import TEST_CLOCK


async def create(tx: Tx, params: CreateTestClock) -> TestClock:
    """A new clock, and on it the customer that was named, with what is theirs.

    Raises TEST_MODE_ONLY, NO_SUCH_PARAM, CLOCK_OF_CUSTOMER.
    """
    if tx.tenant.livemode:
        raise errors.TEST_MODE_ONLY()
    clock = TestClock(
        id=new_id("clock"), created=tx.wall_now, deletes_after=tx.wall_now + LIFE_SECONDS, deleted_at=None,
        name=params.name, status=TEST_CLOCK.starts["create"], frozen_time=params.frozen_time,
    )  # fmt: skip
    await store.insert(tx, clock)
    tx.emit("test_helpers.test_clock.created", tx.render(view.test_clock, clock))
    if params.customer is not None:
        await move_to_clock(tx, params.customer, clock.id, param="customer")
        await _move_what_is_theirs(tx, params.customer, clock.id)
    return clock


async def _move_what_is_theirs(tx: Tx, customer: str, clock: str) -> None:
    await invoices.move_to_clock(tx, customer, clock)
    await items_store.move_to_clock(tx, customer, clock)
    intents = await payments.move_to_clock(tx, customer, clock)
    await disputes.move_to_clock(tx, intents, clock)
    await subscriptions.move_to_clock(tx, customer, clock)
