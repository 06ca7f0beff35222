"""Every statement on coupons and promotion codes.

Locks are taken in one order, so that writers wait for each other but never in a circle: coupons by their ids,
then a code, then promotion codes by their ids.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg

from billhook.db.statements import insert_into, insert_over_deleted
from billhook.db.tx import Reader, Tx
from billhook.discounts.objects import Coupon, PromotionCode, PromotionCodeDetails
from billhook.discounts.params import ListCoupons, ListPromotionCodes
from billhook.kernel import errors
from billhook.wire import lists

_COUPON_COLUMNS = tuple(Coupon.__dataclass_fields__)
_COUPONS = f"SELECT {', '.join('k.' + name for name in _COUPON_COLUMNS)} FROM coupons k"
_INSERT_COUPON = insert_over_deleted("coupons", _COUPON_COLUMNS)

_CODE_COLUMNS = tuple(PromotionCode.__dataclass_fields__)
_CODES = (
    f"SELECT {', '.join('p.' + name for name in _CODE_COLUMNS)}, "
    f"{', '.join('k.' + name for name in _COUPON_COLUMNS)} "
    "FROM promotion_codes p JOIN coupons k ON k.tenant = p.tenant AND k.id = p.coupon"
)
_INSERT_CODE = insert_into("promotion_codes", _CODE_COLUMNS)

# `PromotionCode.is_active` as a list filters by it; {} is the moment.
_IS_ACTIVE = (
    "(p.active AND (p.expires_at IS NULL OR p.expires_at > {now}) "
    "AND (p.max_redemptions IS NULL OR p.times_redeemed < p.max_redemptions) "
    "AND k.sort_id = p.coupon_sort_id AND k.deleted_at IS NULL "
    "AND (k.redeem_by IS NULL OR k.redeem_by >= {now}) "
    "AND (k.max_redemptions IS NULL OR k.times_redeemed < k.max_redemptions))"
)


# ── Coupons ─────────────────────────────────────────────────────────────────────────────────────


async def insert_coupon(tx: Tx, coupon: Coupon) -> bool:
    """Store a new coupon; False when another has its id."""
    return await tx.fetchval(_INSERT_COUPON, tx.tenant.id, *_values(coupon, _COUPON_COLUMNS)) is not None


async def save_coupon(tx: Tx, coupon: Coupon) -> None:
    """Write what may change of a coupon that `lock_coupons` gave."""
    await tx.execute(
        "UPDATE coupons SET deleted_at = $3, name = $4, currency_options = $5, metadata = $6 "
        "WHERE tenant = $1 AND id = $2",
        tx.tenant.id, coupon.id, coupon.deleted_at, coupon.name, coupon.currency_options, coupon.metadata,
    )  # fmt: skip


async def find_coupon(reader: Reader, coupon_id: str) -> Coupon | None:
    """A coupon; None for a deleted one."""
    found = await coupons_of_ids(reader, [coupon_id])
    return found[0] if found and not found[0].is_deleted else None


async def coupons_of_ids(reader: Reader, ids: Sequence[str]) -> list[Coupon]:
    """Coupons by their ids, deleted ones too."""
    rows = await reader.fetch(f"{_COUPONS} WHERE k.tenant = $1 AND k.id = ANY($2)", reader.tenant.id, list(ids))
    return [Coupon(*row) for row in rows]


async def lock_coupons(tx: Tx, ids: Sequence[str]) -> dict[str, Coupon]:
    """Coupons that nobody else redeems or changes until this transaction ends, without deleted ones."""
    rows = await tx.fetch(
        f"{_COUPONS} WHERE k.tenant = $1 AND k.id = ANY($2) ORDER BY k.id FOR NO KEY UPDATE", tx.tenant.id, list(ids)
    )
    return {row["id"]: Coupon(*row) for row in rows if row["deleted_at"] is None}


async def page_of_coupons(reader: Reader, wanted: ListCoupons) -> tuple[list[Coupon], bool]:
    """A page of the coupons that are not deleted."""
    by = lists.Filter(reader.tenant.id)
    by.conditions.append("k.deleted_at IS NULL")
    by.within("k.created", wanted.created)
    rows, has_more = await lists.page(
        reader, _COUPONS, by, wanted, table="coupons", noun="coupon", alias="k", key="sort_id"
    )
    return [Coupon(*row) for row in rows], has_more


# ── Promotion codes ─────────────────────────────────────────────────────────────────────────────


async def insert_code(tx: Tx, code: PromotionCode) -> None:
    """Store a new promotion code, whose code must have been claimed. Raises NO_SUCH_PARAM for its customer."""
    try:
        await tx.execute(_INSERT_CODE, tx.tenant.id, *_values(code, _CODE_COLUMNS))
    except asyncpg.ForeignKeyViolationError as error:
        # Customers are of a room above this one; their table says whether there is such a customer.
        if error.constraint_name != "promotion_codes_customer":
            raise
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=code.customer) from None


async def save_code(tx: Tx, code: PromotionCode) -> None:
    """Write what may change of a promotion code that `lock_code` gave."""
    await tx.execute(
        "UPDATE promotion_codes SET active = $3, currency_options = $4, metadata = $5 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, code.id, code.active, code.currency_options, code.metadata,
    )  # fmt: skip


async def codes_of_ids(reader: Reader, ids: Sequence[str]) -> list[PromotionCodeDetails]:
    """Promotion codes by their ids, each with its coupon."""
    rows = await reader.fetch(f"{_CODES} WHERE p.tenant = $1 AND p.id = ANY($2)", reader.tenant.id, list(ids))
    return [_code_of(row) for row in rows]


async def find_code(reader: Reader, code_id: str) -> PromotionCodeDetails | None:
    """A promotion code with its coupon."""
    return next(iter(await codes_of_ids(reader, [code_id])), None)


async def lock_codes(tx: Tx, ids: Sequence[str]) -> dict[str, PromotionCode]:
    """Promotion codes that nobody else redeems or changes until this transaction ends; lock their coupons first."""
    rows = await tx.fetch(
        f"{_CODES} WHERE p.tenant = $1 AND p.id = ANY($2) ORDER BY p.id FOR NO KEY UPDATE OF p",
        tx.tenant.id,
        list(ids),
    )
    return {found.code.id: found.code for found in map(_code_of, rows)}


async def claim_code(tx: Tx, code: str, customer: str | None) -> list[PromotionCodeDetails]:
    """Wait until nobody else is giving this code away, then those that have it for the same customers, locked.

    Until this transaction ends no other can give the code away. Only what is said to be active counts; a code
    for all customers is also one for each of them.
    """
    sql = "SELECT pg_advisory_xact_lock(hashtextextended('promotion_code:' || lower($1), $2))"
    await tx.execute(sql, code, tx.tenant.id)
    rows = await tx.fetch(
        f"{_CODES} WHERE p.tenant = $1 AND lower(p.code) = lower($2) AND p.active "
        "AND ($3::text IS NULL OR p.customer IS NULL OR p.customer = $3) ORDER BY p.id FOR NO KEY UPDATE OF p",
        tx.tenant.id, code, customer,
    )  # fmt: skip
    return [_code_of(row) for row in rows]


async def page_of_codes(reader: Reader, wanted: ListPromotionCodes) -> tuple[list[PromotionCodeDetails], bool]:
    """A page of promotion codes."""
    by = lists.Filter(reader.tenant.id)
    by.equal("p.coupon", wanted.coupon)
    by.equal("p.customer", wanted.customer)
    by.within("p.created", wanted.created)
    if wanted.code is not None:
        by.indexed(f"lower(p.code) = lower({by.argument(wanted.code)})")
    if wanted.active is not None:
        active = _IS_ACTIVE.format(now=by.argument(reader.now))
        by.conditions.append(active if wanted.active else f"NOT {active}")
    rows, has_more = await lists.page(
        reader, _CODES, by, wanted, table="promotion_codes", noun="promotion code", alias="p"
    )
    return [_code_of(row) for row in rows], has_more


def _code_of(row: asyncpg.Record) -> PromotionCodeDetails:
    # Both have columns of the same names, so they are told apart by their places.
    values = tuple(row)
    code, coupon = PromotionCode(*values[: len(_CODE_COLUMNS)]), Coupon(*values[len(_CODE_COLUMNS) :])
    return PromotionCodeDetails(code, coupon)


def _values(o: Coupon | PromotionCode, names: Sequence[str]) -> list[Any]:
    return [getattr(o, name) for name in names]
