"""Let every process read anew what a key opens."""

from billhook.accounts import store
from billhook.db.tx import Tx


async def touch_openings(tx: Tx) -> None:
    """Let no write that begins from now on act by a key as it was, in its account or for another one."""
    await tx.touch_tenant()
    if not tx.tenant.livemode:
        await store.touch_sandboxes(tx, tx.tenant.account)
    if tx.tenant.is_platform:
        await store.touch_others(tx)
