"""The invoices of one customer as an account needs them: few columns of all that were ever finalized."""

from billhook.db.tx import Reader
from billhook.invoices.finalized import Finalized


async def finalized_of(reader: Reader, customer: str, *, limit: int) -> list[Finalized]:
    """At most `limit` finalized invoices of a customer, the newest."""
    rows = await reader.fetch(
        "SELECT i.id, i.number, i.currency, i.status, i.total, i.amount_due - i.amount_paid AS rest, i.finalized_at, "
        "i.voided_at, i.marked_uncollectible_at FROM invoices i WHERE i.tenant = $1 AND i.customer = $2 "
        "AND i.finalized_at IS NOT NULL ORDER BY i.id USING ~>~ LIMIT $3",
        reader.tenant.id, customer, limit,
    )  # fmt: skip
    return [Finalized(*row) for row in rows]


async def finalized_before(reader: Reader, customer: str, before: str | None, *, limit: int) -> list[str]:
    """The ids of at most `limit` finalized invoices of a customer, the newest first; with `before`, of those that are
    older than this id."""
    older = "AND i.id ~<~ $4 " if before is not None else ""
    rows = await reader.fetch(
        "SELECT i.id FROM invoices i WHERE i.tenant = $1 AND i.customer = $2 AND i.finalized_at IS NOT NULL "
        f"{older}ORDER BY i.id USING ~>~ LIMIT $3",
        reader.tenant.id, customer, limit, *([before] if before is not None else []),
    )  # fmt: skip
    return [row["id"] for row in rows]
