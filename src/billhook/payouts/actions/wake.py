"""A processor told of a payout: have it asked."""

from billhook.db.tx import Tx
from billhook.processor_accounts import store as processor_accounts
from billhook.processor_accounts.facts import PayoutsTold

LOOK_JOB = "payouts.look"


async def wake(tx: Tx, told: PayoutsTold) -> None:
    """Ask at once. News that come twice ask twice, which changes nothing."""
    if await processor_accounts.ask_for_payouts(tx, told.processor):
        tx.enqueue(LOOK_JOB, f"{tx.tenant.id}/{told.processor}")
