"""Every statement on mailboxes that are read for reports. They stand above tenants."""

from typing import Any

from billhook.mail_returns.objects import Bookmark, Looks

_UPDATE = "UPDATE return_mailboxes SET next_look_at = $2, "


async def claim(conn: Any, id: str, now: int, until: int) -> Bookmark | None:
    """Take the look that is due now, so that nobody else looks before `until`; None if no look is due."""
    row = await conn.fetchrow(
        "INSERT INTO return_mailboxes AS m (id, next_look_at) VALUES ($1, $3) ON CONFLICT (id) DO UPDATE "
        "SET next_look_at = excluded.next_look_at WHERE m.next_look_at <= $2 RETURNING m.uidvalidity, m.last_uid",
        id, now, until,
    )  # fmt: skip
    return Bookmark(*row) if row is not None else None


async def succeeded(conn: Any, id: str, now: int, next_at: int, reached: Bookmark, reports: int) -> None:
    """Write down how far a look got, and how many reports it found."""
    await conn.execute(
        f"{_UPDATE} looked_at = $3, uidvalidity = $4, last_uid = $5, reports = reports + $6, failed_at = NULL, "
        "failure = NULL WHERE id = $1",
        id, next_at, now, reached.uidvalidity, reached.uid, reports,
    )  # fmt: skip


async def failed(conn: Any, id: str, now: int, next_at: int, failure: str) -> None:
    """Write down why a look failed."""
    await conn.execute(f"{_UPDATE} failed_at = $3, failure = $4 WHERE id = $1", id, next_at, now, failure)


async def looks(conn: Any, id: str) -> Looks | None:
    """What is known of a mailbox; None if no worker ever looked."""
    row = await conn.fetchrow("SELECT looked_at, reports, failed_at, failure FROM return_mailboxes WHERE id = $1", id)
    return Looks(*row) if row is not None else None
