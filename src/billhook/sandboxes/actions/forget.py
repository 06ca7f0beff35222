"""Forget a sandbox whose rows were erased."""

from billhook.accounts import store as accounts
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.sandboxes import store
from billhook.sandboxes.rules.ending import next_look


async def forget(tx: Tx, sandbox_id: str) -> None:
    """Plan the next look at its rows, or delete what is left after the last: its tenant, its account and its row."""
    sandbox = await store.lock(tx, sandbox_id)
    if sandbox is None or sandbox.ended_at is None:
        return
    again = next_look(sandbox.ended_at, tx.wall_now)
    if again is not None:
        await store.save(tx, replace(sandbox, erase_at=again))
        return
    await accounts.forget_sandbox(tx, sandbox_id)
    await store.forget(tx, sandbox_id)
