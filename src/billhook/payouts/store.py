"""Every statement on payouts, and on the sums of what they pay."""

from collections.abc import Sequence

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.payouts.objects import Payout, PayoutPart
from billhook.payouts.params import ListPayouts
from billhook.wire import lists

_ROWS = Rows("payouts", "p", Payout)
insert = _ROWS.insert
save = _ROWS.save
of_ids = _ROWS.of_ids
find = _ROWS.find
# Hold the account of its processor first, or change nothing of it.
lock = _ROWS.lock


async def of_references(reader: Reader, processor: str, references: Sequence[str]) -> dict[str, Payout]:
    """Payouts by what their processor calls them."""
    rows = await reader.fetch(
        f"{_ROWS.select} WHERE p.tenant = $1 AND p.processor = $2 AND p.reference = ANY($3)",
        reader.tenant.id, processor, list(references),
    )  # fmt: skip
    return {one.reference: one for one in _ROWS.of(rows)}


async def to_read(reader: Reader, processor: str, limit: int) -> list[Payout]:
    """Payouts whose list is not read to its end: first those that were not tried for the longest time."""
    rows = await reader.fetch(
        f"{_ROWS.select} WHERE p.tenant = $1 AND p.processor = $2 AND p.is_listed "
        "AND p.reconciliation_status = 'in_progress' ORDER BY p.tried_at, p.id LIMIT $3",
        reader.tenant.id, processor, limit,
    )  # fmt: skip
    return _ROWS.of(rows)


async def note_tried(tx: Tx, payouts: Sequence[str]) -> None:
    """The lists of some payouts were asked for now, so that others come first in the next look."""
    await tx.execute(
        "UPDATE payouts SET tried_at = $3 WHERE tenant = $1 AND id = ANY($2)", tx.tenant.id, list(payouts), tx.wall_now
    )


async def lock_of_amounts(tx: Tx, amounts: Sequence[tuple[str, int]]) -> list[Payout]:
    """The payouts that come to one of these amounts, each with its currency, the oldest first. Nobody else says by
    which movement they arrived until this transaction ends."""
    rows = await tx.fetch(
        f"{_ROWS.select} JOIN unnest($2::text[], $3::bigint[]) AS w(currency, amount) "
        "ON p.currency = w.currency AND p.amount = w.amount WHERE p.tenant = $1 ORDER BY p.id FOR NO KEY UPDATE OF p",
        tx.tenant.id, [currency for currency, _ in amounts], [amount for _, amount in amounts],
    )  # fmt: skip
    return _ROWS.of(rows)


async def first_created(reader: Reader, processor: str) -> int | None:
    """When the oldest payout of a processor was made that is known."""
    sql = "SELECT min(created) FROM payouts WHERE tenant = $1 AND processor = $2"
    found: int | None = await reader.fetchval(sql, reader.tenant.id, processor)
    return found


async def page(reader: Reader, wanted: ListPayouts) -> tuple[list[Payout], bool]:
    """A page of payouts, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("p.status", wanted.status)
    by.within("p.arrival_date", wanted.arrival_date)
    by.made("p.created", "po", wanted.created, otherwise=True)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="payout")


async def add_parts(tx: Tx, payout: str, parts: Sequence[PayoutPart]) -> None:
    """Add to the sums of what a payout pays."""
    for part in parts:
        await tx.execute(
            "INSERT INTO payout_parts (tenant, payout, category, is_ours, number, amount, fee, net) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, payout, category, is_ours) DO UPDATE SET "
            "number = payout_parts.number + excluded.number, amount = payout_parts.amount + excluded.amount, "
            "fee = payout_parts.fee + excluded.fee, net = payout_parts.net + excluded.net",
            tx.tenant.id, payout, part.category, part.is_ours, part.number, part.amount, part.fee, part.net,
        )  # fmt: skip


async def parts_of(reader: Reader, payout: str) -> list[PayoutPart]:
    """The sums of what a payout pays: first what went through Billhook, by category."""
    rows = await reader.fetch(
        "SELECT category, is_ours, number, amount, fee, net FROM payout_parts WHERE tenant = $1 AND payout = $2 "
        "ORDER BY NOT is_ours, category",
        reader.tenant.id, payout,
    )  # fmt: skip
    return [PayoutPart(*row) for row in rows]
