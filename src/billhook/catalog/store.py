"""Every statement on products and prices.

Locks are taken in one order, so that writers wait for each other but never in a circle: a product, then a
lookup key, then prices by their ids.
"""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, TypedDict

import asyncpg

from billhook.catalog.objects import (
    CurrencyOption,
    CustomUnitAmount,
    Price,
    Product,
    Recurring,
    Tier,
    TransformQuantity,
)
from billhook.catalog.params import ListPrices, ListProducts
from billhook.catalog.plans_params import ListPlans
from billhook.db.statements import insert_into, insert_over_deleted, update_of
from billhook.db.tx import Reader, Tx
from billhook.kernel.money import decimal_text
from billhook.wire import lists

_PRODUCT_COLUMNS = tuple(Product.__dataclass_fields__)
_PRODUCTS = f"SELECT {', '.join('p.' + name for name in _PRODUCT_COLUMNS)} FROM products p"
_INSERT_PRODUCT = insert_over_deleted("products", _PRODUCT_COLUMNS)
_UPDATE_PRODUCT = update_of("products", _PRODUCT_COLUMNS)

_PRICE_COLUMNS = (
    "id", "created", "active", "inline", "product", "currency", "billing_scheme", "nickname", "lookup_key",
    "metadata", "tax_behavior", "unit_amount", "custom_unit_amount", "tiers_mode", "tiers",
    "currency_options", "transform_divide_by", "transform_round", "recurring_interval",
    "recurring_interval_count", "recurring_usage_type", "recurring_trial_period_days", "recurring_meter",
)  # fmt: skip
_PRICES = f"SELECT {', '.join('p.' + name for name in _PRICE_COLUMNS)} FROM prices p"
_INSERT_PRICE = f"{insert_into('prices', _PRICE_COLUMNS)} ON CONFLICT (tenant, id) DO NOTHING RETURNING id"


# ── Products ────────────────────────────────────────────────────────────────────────────────────


async def insert_product(tx: Tx, product: Product) -> bool:
    """Store a new product; False when another has its id."""
    return await tx.fetchval(_INSERT_PRODUCT, tx.tenant.id, *_product_values(product)) is not None


async def save_product(tx: Tx, product: Product) -> None:
    """Write a product that `lock_product` gave."""
    await tx.execute(_UPDATE_PRODUCT, tx.tenant.id, *_product_values(product))


async def find_product(reader: Reader, product_id: str) -> Product | None:
    """A product; None for a deleted one."""
    return await _product(reader, product_id, "")


async def lock_product(tx: Tx, product_id: str, *, to_delete: bool = False) -> Product | None:
    """A product that nobody else changes until this transaction ends.

    To delete it takes the stronger lock: then it gets no further price either.
    """
    return await _product(tx, product_id, " FOR UPDATE" if to_delete else " FOR NO KEY UPDATE")


async def hold_product(tx: Tx, product_id: str) -> Product | None:
    """A product that is not deleted until this transaction ends, so that a price can be made for it."""
    return await _product(tx, product_id, " FOR KEY SHARE")


async def products_of_ids(reader: Reader, ids: Sequence[str]) -> list[Product]:
    """Products by their ids, deleted ones too."""
    rows = await reader.fetch(f"{_PRODUCTS} WHERE p.tenant = $1 AND p.id = ANY($2)", reader.tenant.id, list(ids))
    return [_product_of(row) for row in rows]


async def page_of_products(reader: Reader, wanted: ListProducts) -> tuple[list[Product], bool]:
    """A page of the products that were created by somebody and not deleted."""
    by = lists.Filter(reader.tenant.id)
    by.conditions += ["NOT p.inline", "p.deleted_at IS NULL"]
    by.same("p.active", wanted.active)
    by.same("p.shippable", wanted.shippable)
    by.same("p.type", wanted.type)
    by.same("p.url", wanted.url)
    by.within("p.created", wanted.created)
    if wanted.ids is not None:
        by.where("p.id = ANY({})", wanted.ids)
    rows, has_more = await lists.page(
        reader, _PRODUCTS, by, wanted, table="products", noun="product", alias="p", key="sort_id"
    )
    return [_product_of(row) for row in rows], has_more


async def has_prices(reader: Reader, product_id: str) -> bool:
    """Whether somebody created a price for the product; prices minted for invoice items do not count."""
    sql = "SELECT EXISTS (SELECT FROM prices WHERE tenant = $1 AND product = $2 AND NOT inline)"
    return bool(await reader.fetchval(sql, reader.tenant.id, product_id))


async def set_default_price(tx: Tx, product_id: str, price_id: str) -> None:
    """Make a price that was just created the default of a product that was just created."""
    await tx.execute(
        "UPDATE products SET default_price = $3 WHERE tenant = $1 AND id = $2",
        tx.tenant.id,
        product_id,
        price_id,
    )


async def hold_product_of_price(tx: Tx, price_id: str) -> str | None:
    """The default price of the product that a price belongs to, which stays so until this transaction ends."""
    return await tx.fetchval(  # type: ignore[no-any-return]
        "SELECT default_price FROM products WHERE tenant = $1 AND id = "
        "(SELECT product FROM prices WHERE tenant = $1 AND id = $2) FOR SHARE",
        tx.tenant.id,
        price_id,
    )


async def _product(reader: Reader, product_id: str, lock: str) -> Product | None:
    sql = f"{_PRODUCTS} WHERE p.tenant = $1 AND p.id = $2 AND p.deleted_at IS NULL{lock}"
    row = await reader.fetchrow(sql, reader.tenant.id, product_id)
    return _product_of(row) if row is not None else None


def _product_of(row: asyncpg.Record) -> Product:
    return Product(*row)


def _product_values(product: Product) -> list[Any]:
    return [getattr(product, name) for name in _PRODUCT_COLUMNS]


# ── Prices ──────────────────────────────────────────────────────────────────────────────────────


async def insert_price(tx: Tx, price: Price) -> bool:
    """Store a new price; False when another has its id. Its lookup key must have been claimed."""
    return await tx.fetchval(_INSERT_PRICE, tx.tenant.id, *_price_values(price)) is not None


async def hide_price(tx: Tx, price_id: str) -> None:
    """Take an inactive price that `lock_price` gave out of every list."""
    await tx.execute("UPDATE prices SET inline = true WHERE tenant = $1 AND id = $2", tx.tenant.id, price_id)


async def save_price(tx: Tx, price: Price) -> None:
    """Write what may change of a price that `lock_price` gave; its lookup key must have been claimed."""
    await tx.execute(
        "UPDATE prices SET active = $3, currency_options = $4, lookup_key = $5, metadata = $6, "
        "nickname = $7, tax_behavior = $8 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, price.id, price.active, _options_json(price.currency_options), price.lookup_key,
        price.metadata, price.nickname, price.tax_behavior,
    )  # fmt: skip


async def find_price(reader: Reader, price_id: str) -> Price | None:
    """A price, also an inactive one or one minted for an invoice item."""
    row = await reader.fetchrow(f"{_PRICES} WHERE p.tenant = $1 AND p.id = $2", reader.tenant.id, price_id)
    return price_of(row) if row is not None else None


async def lock_price(tx: Tx, price_id: str, lookup_key: str | None = None) -> Price | None:
    """A price that nobody else changes until this transaction ends.

    With the lookup key that it is to get, the price that has the key now is locked too: both in the order of
    their ids, so that two prices which take each other's keys do not wait for one another for ever.
    """
    if lookup_key is not None:
        await _lock_lookup_key(tx, lookup_key)
    rows = await tx.fetch(
        f"{_PRICES} WHERE p.tenant = $1 AND (p.id = $2 OR p.lookup_key = $3 AND p.active) "
        "ORDER BY p.id FOR NO KEY UPDATE",
        tx.tenant.id,
        price_id,
        lookup_key,
    )
    return next((price_of(row) for row in rows if row["id"] == price_id), None)


async def prices_of_ids(reader: Reader, ids: Sequence[str]) -> list[Price]:
    """Prices by their ids."""
    rows = await reader.fetch(f"{_PRICES} WHERE p.tenant = $1 AND p.id = ANY($2)", reader.tenant.id, list(ids))
    return [price_of(row) for row in rows]


async def page_of_prices(reader: Reader, wanted: ListPrices) -> tuple[list[Price], bool]:
    """A page of the prices that somebody created; active ones unless asked otherwise (invoicing.md §1.2)."""
    by = lists.Filter(reader.tenant.id)
    # Spelled out, not as arguments: only so the partial indexes of lists and lookup keys can serve.
    by.conditions += ["NOT p.inline", "NOT p.active" if wanted.active is False else "p.active"]
    by.same("p.currency", wanted.currency)
    by.equal("p.product", wanted.product)
    by.within("p.created", wanted.created)
    if wanted.lookup_keys is not None:
        by.where("p.lookup_key = ANY({})", wanted.lookup_keys)
    if wanted.type is not None:
        by.conditions.append(f"p.recurring_interval IS {'NOT ' if wanted.type == 'recurring' else ''}NULL")
    if (recurring := wanted.recurring) is not None:
        by.same("p.recurring_interval", recurring.interval)
        by.same("p.recurring_usage_type", recurring.usage_type)
        by.same("p.recurring_meter", recurring.meter)
    rows, has_more = await lists.page(reader, _PRICES, by, wanted, table="prices", noun="price", alias="p")
    return [price_of(row) for row in rows], has_more


async def find_plan(reader: Reader, plan_id: str) -> Price | None:
    """The price of a plan that is not deleted."""
    price = await find_price(reader, plan_id)
    return price if price is not None and price.is_plan else None


async def page_of_plans(reader: Reader, wanted: ListPlans) -> tuple[list[Price], bool]:
    """A page of the prices that have plans, active or not."""
    by = lists.Filter(reader.tenant.id)
    by.conditions += ["NOT p.inline", "p.recurring_interval IS NOT NULL"]
    by.same("p.active", wanted.active)
    by.equal("p.product", wanted.product)
    by.within("p.created", wanted.created)
    rows, has_more = await lists.page(reader, _PRICES, by, wanted, table="prices", noun="plan", alias="p")
    return [price_of(row) for row in rows], has_more


async def claim_lookup_key(tx: Tx, lookup_key: str) -> Price | None:
    """Wait until nobody else is giving this key away, then the active price that has it, locked, if any.

    Until this transaction ends no other can give the key to a price.
    """
    await _lock_lookup_key(tx, lookup_key)
    sql = f"{_PRICES} WHERE p.tenant = $1 AND p.lookup_key = $2 AND p.active FOR NO KEY UPDATE"
    row = await tx.fetchrow(sql, tx.tenant.id, lookup_key)
    return price_of(row) if row is not None else None


async def _lock_lookup_key(tx: Tx, lookup_key: str) -> None:
    sql = "SELECT pg_advisory_xact_lock(hashtextextended('lookup_key:' || $1, $2))"
    await tx.execute(sql, lookup_key, tx.tenant.id)


_MINT = """
    INSERT INTO prices (tenant, id, created, active, inline, product, currency, unit_amount, tax_behavior)
    VALUES ($1, $2, $3, false, true, $4, $5, $6, $7)"""
_MINT_PRODUCT = """
    INSERT INTO products (
        tenant, id, sort_id, created, updated, active, inline, name, description, images, metadata, tax_code, unit_label
    ) VALUES ($1, $2, $2, $3, $3, false, true, $4, $5, $6, $7, $8, $9)"""
_MINT_OF_PRODUCT = """
    INSERT INTO prices (tenant, id, created, active, inline, product, currency, unit_amount, tax_behavior)
    SELECT $1::bigint, $2::text, $3::bigint, false, true, p.id, $5::text, $6::numeric, $7::text
    FROM products p WHERE p.tenant = $1 AND p.id = $4 AND p.active AND p.deleted_at IS NULL
    FOR KEY SHARE RETURNING id"""


async def mint_with_product(tx: Tx, price: Price, product: Product) -> None:
    """Store a hidden one-off price and its hidden product, together with what they are minted for."""
    await tx.write_later(
        product.id, _MINT_PRODUCT, tx.tenant.id, product.id, product.created, product.name, product.description,
        product.images, product.metadata, product.tax_code, product.unit_label,
    )  # fmt: skip
    await tx.write_later(price.id, _MINT, *_minted_values(tx, price))


async def mint_of_product(tx: Tx, price: Price) -> bool:
    """Store a hidden one-off price of an existing product in one statement.

    False, and nothing stored, when the product is missing, deleted or inactive.
    """
    return await tx.fetchval(_MINT_OF_PRODUCT, *_minted_values(tx, price)) is not None


def _minted_values(tx: Tx, price: Price) -> tuple[Any, ...]:
    return (
        tx.tenant.id, price.id, price.created, price.product, price.currency, price.unit_amount,
        price.tax_behavior,
    )  # fmt: skip


# ── Rows and objects ────────────────────────────────────────────────────────────────────────────


def price_of(row: asyncpg.Record) -> Price:
    """A price from a row whose columns are named as the table's."""
    custom, tiers, interval = row["custom_unit_amount"], row["tiers"], row["recurring_interval"]
    divide_by = row["transform_divide_by"]
    return Price(
        id=row["id"],
        created=row["created"],
        active=row["active"],
        inline=row["inline"],
        product=row["product"],
        currency=row["currency"],
        nickname=row["nickname"],
        lookup_key=row["lookup_key"],
        metadata=row["metadata"],
        tax_behavior=row["tax_behavior"],
        unit_amount=row["unit_amount"],
        custom_unit_amount=CustomUnitAmount(**custom) if custom is not None else None,
        tiers_mode=row["tiers_mode"],
        tiers=_tiers_of(tiers),
        currency_options={c: _option_of(o) for c, o in row["currency_options"].items()},
        transform_quantity=(TransformQuantity(divide_by, row["transform_round"]) if divide_by is not None else None),
        recurring=(
            Recurring(
                interval,
                row["recurring_interval_count"],
                row["recurring_usage_type"],
                row["recurring_trial_period_days"],
                row["recurring_meter"],
            )
            if interval is not None
            else None
        ),
    )


def _price_values(price: Price) -> list[Any]:
    transform, recurring = price.transform_quantity, price.recurring
    return [
        price.id, price.created, price.active, price.inline, price.product, price.currency,
        price.billing_scheme, price.nickname, price.lookup_key, price.metadata, price.tax_behavior,
        price.unit_amount,
        asdict(price.custom_unit_amount) if price.custom_unit_amount is not None else None,
        price.tiers_mode, _tiers_json(price.tiers), _options_json(price.currency_options),
        transform.divide_by if transform is not None else None,
        transform.round if transform is not None else None,
        recurring.interval if recurring is not None else None,
        recurring.interval_count if recurring is not None else None,
        recurring.usage_type if recurring is not None else None,
        recurring.trial_period_days if recurring is not None else None,
        recurring.meter if recurring is not None else None,
    ]  # fmt: skip


class _StoredTier(TypedDict):
    up_to: int | None
    flat_amount: str | None
    unit_amount: str | None


class _StoredOption(TypedDict):
    unit_amount: str | None
    tiers: list[_StoredTier] | None
    custom_unit_amount: dict[str, int | None] | None
    tax_behavior: str


def _options_json(options: dict[str, CurrencyOption]) -> dict[str, _StoredOption]:
    return {
        currency: {
            "unit_amount": _decimal_json(option.unit_amount),
            "tiers": _tiers_json(option.tiers),
            "custom_unit_amount": asdict(option.custom_unit_amount) if option.custom_unit_amount else None,
            "tax_behavior": option.tax_behavior,
        }
        for currency, option in options.items()
    }


def _option_of(stored: _StoredOption) -> CurrencyOption:
    custom = stored["custom_unit_amount"]
    return CurrencyOption(
        unit_amount=_decimal_of(stored["unit_amount"]),
        tiers=_tiers_of(stored["tiers"]),
        custom_unit_amount=CustomUnitAmount(**custom) if custom is not None else None,
        tax_behavior=stored["tax_behavior"],
    )


def _tiers_json(tiers: tuple[Tier, ...] | None) -> list[_StoredTier] | None:
    if tiers is None:
        return None
    return [
        {
            "up_to": tier.up_to,
            "flat_amount": _decimal_json(tier.flat_amount),
            "unit_amount": _decimal_json(tier.unit_amount),
        }
        for tier in tiers
    ]


def _tiers_of(stored: list[_StoredTier] | None) -> tuple[Tier, ...] | None:
    if stored is None:
        return None
    return tuple(
        Tier(tier["up_to"], _decimal_of(tier["flat_amount"]), _decimal_of(tier["unit_amount"])) for tier in stored
    )


# JSON numbers would come back as floats, so amounts are kept as texts inside JSONB.
def _decimal_json(value: Decimal | None) -> str | None:
    return decimal_text(value) if value is not None else None


def _decimal_of(stored: str | None) -> Decimal | None:
    return Decimal(stored) if stored is not None else None
