"""Every statement on sessions of the portal."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.portal.objects import PortalSession

_ROWS = Rows("portal_sessions", "s", PortalSession)
insert = _ROWS.insert
save = _ROWS.save
lock = _ROWS.lock


async def find_by_digest(reader: Reader, digest: str) -> PortalSession | None:
    """The session that a secret opens, be it over or not; `digest` is that of the secret."""
    rows = await reader.fetch(f"{_ROWS.select} WHERE s.tenant = $1 AND s.digest = $2", reader.tenant.id, digest)
    return next(iter(_ROWS.of(rows)), None)


async def forget(tx: Tx, *, made_until: int, limit: int) -> int:
    """Delete the oldest sessions that were made until a moment; returns how many."""
    tag = await tx.execute(
        "DELETE FROM portal_sessions WHERE tenant = $1 AND id = ANY(ARRAY(SELECT s.id FROM portal_sessions s "
        "WHERE s.tenant = $1 AND s.created <= $2 ORDER BY s.created LIMIT $3))",
        tx.tenant.id, made_until, limit,
    )  # fmt: skip
    return int(tag.rpartition(" ")[2])
