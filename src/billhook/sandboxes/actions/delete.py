"""Throw a sandbox away."""

from billhook.accounts import store as accounts
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.sandboxes import store
from billhook.sandboxes.objects import Sandbox
from billhook.sandboxes.rules.parents import insist_on_parent
from billhook.sandboxes.view import TYPE
from billhook.wire.deleted import Deleted

ERASE_JOB = "sandboxes.erase"


async def delete(tx: Tx, sandbox_id: str) -> Deleted:
    """What remains of it: from this commit on nobody finds it. Raises as `retrieve` does."""
    insist_on_parent(livemode=tx.tenant.livemode, parent=tx.tenant.parent)
    sandbox = await store.lock(tx, sandbox_id)
    if sandbox is None or sandbox.has_ended:
        raise errors.NO_SUCH_PATH(noun="sandbox", id=sandbox_id)
    await _end(tx, sandbox)
    return Deleted(sandbox_id, TYPE)


async def expire(tx: Tx, sandbox_id: str) -> None:
    """Throw it away if its last moment is over. Safe to run twice."""
    sandbox = await store.lock(tx, sandbox_id)
    if sandbox is not None and not sandbox.has_ended and (sandbox.expires_at or tx.wall_now + 1) <= tx.wall_now:
        await _end(tx, sandbox)


async def _end(tx: Tx, sandbox: Sandbox) -> None:
    await accounts.end_sandbox(tx, sandbox.id, tx.wall_now)
    await store.save(tx, replace(sandbox, ended_at=tx.wall_now, erase_at=tx.wall_now))
    tx.enqueue(ERASE_JOB, f"{tx.tenant.id}/{sandbox.id}")
