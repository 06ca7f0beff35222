"""Every statement on sessions of the portal."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader
from billhook.portal.objects import PortalSession

_ROWS = Rows("portal_sessions", "s", PortalSession)
insert = _ROWS.insert
save = _ROWS.save
lock = _ROWS.lock


async def find_by_digest(reader: Reader, digest: str) -> PortalSession | None:
    """The session that a secret opens, be it over or not; `digest` is that of the secret."""
    rows = await reader.fetch(f"{_ROWS.select} WHERE s.tenant = $1 AND s.digest = $2", reader.tenant.id, digest)
    return next(iter(_ROWS.of(rows)), None)
