"""Every statement on events that are to be heard again."""

from collections.abc import Collection

from billhook.db.tx import Reader, Tx


async def insert(tx: Tx, id: str, event_id: str) -> None:
    """Let everybody who listens hear an event again."""
    await tx.execute("INSERT INTO cli_resends (tenant, id, event) VALUES ($1, $2, $3)", tx.tenant.id, id, event_id)


async def after(reader: Reader, floor: str, *, but: Collection[str], limit: int) -> dict[str, str]:
    """The first ids beyond `floor` that are not among `but`, in order, each with its event."""
    rows = await reader.fetch(
        "SELECT r.id, r.event FROM cli_resends r WHERE r.tenant = $1 AND r.id > $2 AND r.id <> ALL($3) "
        "ORDER BY r.id LIMIT $4",
        reader.tenant.id, floor, list(but), limit,
    )  # fmt: skip
    return {row["id"]: row["event"] for row in rows}
