"""Every statement on sandboxes."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.sandboxes.objects import Sandbox
from billhook.sandboxes.params import ListSandboxes
from billhook.wire import lists

_ROWS = Rows("sandboxes", "s", Sandbox)
insert = _ROWS.insert
save = _ROWS.save
find = _ROWS.find
lock = _ROWS.lock


async def page(reader: Reader, wanted: ListSandboxes) -> tuple[list[Sandbox], bool]:
    """A page of the sandboxes that have not ended, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.conditions.append("s.ended_at IS NULL")
    return await lists.page_of(reader, _ROWS, by, wanted, noun="sandbox")


async def count(reader: Reader) -> int:
    """How many have not ended."""
    return await reader.fetchval(  # type: ignore[no-any-return]
        "SELECT count(*) FROM sandboxes WHERE tenant = $1 AND ended_at IS NULL", reader.tenant.id
    )


async def forget(tx: Tx, id: str) -> None:
    """Delete the row of a sandbox of which nothing is left."""
    await tx.execute("DELETE FROM sandboxes WHERE tenant = $1 AND id = $2", tx.tenant.id, id)
