"""Every statement on discounts, and the counting of redemptions that goes with a new one."""

from collections.abc import Sequence

import asyncpg

from billhook.db.tx import Reader, Tx
from billhook.discounts.objects import REFERENCES, Discount
from billhook.kernel.stored import Json

_SELECT = (
    "SELECT d.id, d.coupon, d.promotion_code, d.customer, d.invoice, d.invoice_item, d.origin, "
    'd.starts_at AS start, d.ends_at AS "end", d.subscription, d.subscription_item, d.frozen FROM discounts d'
)
_INSERT = """
    INSERT INTO discounts (
        tenant, id, coupon, promotion_code, customer, invoice, invoice_item, origin, starts_at, ends_at,
        subscription, subscription_item, frozen)
    SELECT $1, d.id, d.coupon, d.promotion_code, d.customer, d.invoice, d.invoice_item, d.origin, d.start, d."end",
           d.subscription, d.subscription_item, d.frozen
    FROM jsonb_to_recordset($2) AS d (
        id text, coupon text, promotion_code text, customer text, invoice text, invoice_item text, origin text,
        start bigint, "end" bigint, subscription text, subscription_item text, frozen jsonb)"""
# One statement counts and writes. The rows that it counts on are locked, and a CHECK stands behind the rules.
_REDEEM = f"""
    WITH coupons_counted AS (
        UPDATE coupons SET times_redeemed = times_redeemed + 1 WHERE tenant = $1 AND id = ANY($3)
    ), codes_counted AS (
        UPDATE promotion_codes SET times_redeemed = times_redeemed + 1 WHERE tenant = $1 AND id = ANY($4)
    ){_INSERT}"""


async def insert_redeemed(tx: Tx, discounts: Sequence[Discount]) -> None:
    """Store discounts that were just redeemed, of different coupons, and count their redemptions.

    The coupons and the promotion codes must be locked.
    """
    coupons = [d.coupon for d in discounts]
    codes = [d.promotion_code for d in discounts if d.promotion_code is not None]
    await tx.execute(_REDEEM, tx.tenant.id, _rows(discounts), coupons, codes)


async def insert_inherited(tx: Tx, discount: Discount) -> None:
    """Store what an invoice inherited, which is no redemption."""
    await tx.execute(_INSERT, tx.tenant.id, _rows([discount]))


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Discount]:
    """Discounts by their ids, removed ones too."""
    rows = await reader.fetch(f"{_SELECT} WHERE d.tenant = $1 AND d.id = ANY($2)", reader.tenant.id, list(ids))
    return [_of(row) for row in rows]


async def lock(tx: Tx, ids: Sequence[str]) -> dict[str, Discount]:
    """Discounts that nobody else removes or inherits from until this transaction ends, without removed ones."""
    rows = await tx.fetch(
        f"{_SELECT} WHERE d.tenant = $1 AND d.id = ANY($2) AND d.deleted_at IS NULL ORDER BY d.id FOR NO KEY UPDATE",
        tx.tenant.id,
        list(ids),
    )
    return {row["id"]: _of(row) for row in rows}


async def is_inherited(reader: Reader, discount_id: str) -> bool:
    """Whether an invoice that was not deleted inherited from this discount."""
    sql = "SELECT EXISTS (SELECT FROM discounts WHERE tenant = $1 AND origin = $2 AND deleted_at IS NULL)"
    return bool(await reader.fetchval(sql, reader.tenant.id, discount_id))


async def remove(tx: Tx, ids: Sequence[str]) -> None:
    """Mark discounts as removed from what they were on."""
    await tx.execute(
        "UPDATE discounts SET deleted_at = $3 WHERE tenant = $1 AND id = ANY($2) AND deleted_at IS NULL",
        tx.tenant.id,
        list(ids),
        tx.now,
    )


def _rows(discounts: Sequence[Discount]) -> list[Json]:
    rows: list[Json] = []
    for discount in discounts:
        frozen = {**discount.to_stored()}
        row = {name: frozen.pop(name) for name in REFERENCES}
        rows.append({**row, "frozen": frozen})
    return rows


def _of(row: asyncpg.Record) -> Discount:
    return Discount.from_stored({**{name: row[name] for name in REFERENCES}, **row["frozen"]})
