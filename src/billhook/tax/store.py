"""Every statement on tax rates."""

import hashlib
from collections.abc import Sequence
from typing import Any

import asyncpg
import orjson

from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.kernel.money import decimal_text
from billhook.tax.objects import DATA_NAMES, FlatAmount, TaxRate, TaxRateData
from billhook.tax.params import ListTaxRates
from billhook.wire import lists

_COLUMNS = (
    "id", "created", "active", "display_name", "inclusive", "percentage", "effective_percentage", "flat_amount",
    "flat_amount_currency", "country", "state", "jurisdiction", "jurisdiction_level", "tax_type", "rate_type",
    "description", "metadata", "data_hash",
)  # fmt: skip
_SELECT = f"SELECT {', '.join('r.' + name for name in _COLUMNS)} FROM tax_rates r"
_INSERT = insert_into("tax_rates", _COLUMNS)


async def insert(tx: Tx, rate: TaxRate) -> None:
    """Store a new rate that somebody created."""
    await tx.execute(_INSERT, tx.tenant.id, *_values(rate, None))


async def insert_minted(tx: Tx, rate: TaxRate) -> bool:
    """Store a minted rate; False when one of the same data is there, also if it was stored just now."""
    sql = f"{_INSERT} ON CONFLICT (tenant, data_hash) WHERE data_hash IS NOT NULL DO NOTHING RETURNING id"
    return await tx.fetchval(sql, tx.tenant.id, *_values(rate, data_hash(rate))) is not None


async def save(tx: Tx, rate: TaxRate) -> None:
    """Write what may change of a rate that `lock` gave."""
    await tx.execute(
        "UPDATE tax_rates SET active = $3, display_name = $4, country = $5, state = $6, jurisdiction = $7, "
        "tax_type = $8, description = $9, metadata = $10 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, rate.id, rate.active, rate.display_name, rate.country, rate.state, rate.jurisdiction,
        rate.tax_type, rate.description, rate.metadata,
    )  # fmt: skip


async def find(reader: Reader, rate_id: str) -> TaxRate | None:
    """A rate, also an archived one."""
    return await _one(reader, "r.id = $2", rate_id)


async def lock(tx: Tx, rate_id: str) -> TaxRate | None:
    """A rate that nobody else changes until this transaction ends."""
    return await _one(tx, "r.id = $2", rate_id, " FOR NO KEY UPDATE")


async def find_minted(reader: Reader, data: TaxRateData) -> TaxRate | None:
    """The minted rate that says exactly this."""
    return await _one(reader, "r.data_hash = $2", data_hash(data))


async def rates_of_ids(reader: Reader, ids: Sequence[str]) -> dict[str, TaxRate]:
    """Rates by their ids, archived ones too. Ids that nothing has are missing from the answer."""
    rows = await reader.fetch(f"{_SELECT} WHERE r.tenant = $1 AND r.id = ANY($2)", reader.tenant.id, list(ids))
    return {row["id"]: _rate_of(row) for row in rows}


async def page(reader: Reader, wanted: ListTaxRates) -> tuple[list[TaxRate], bool]:
    """A page of the rates, archived ones too unless asked otherwise."""
    by = lists.Filter(reader.tenant.id)
    by.same("r.active", wanted.active)
    by.same("r.inclusive", wanted.inclusive)
    by.within("r.created", wanted.created)
    rows, has_more = await lists.page(reader, _SELECT, by, wanted, table="tax_rates", noun="tax rate", alias="r")
    return [_rate_of(row) for row in rows], has_more


def data_hash(data: TaxRateData) -> bytes:
    """SHA-256 of what a rate says. Percentages count by their value: 19 and 19.00 are one."""
    values: dict[str, object] = {}
    for name in DATA_NAMES:
        value = getattr(data, name)
        if isinstance(value, FlatAmount):
            value = [value.amount, value.currency]
        elif name in ("percentage", "effective_percentage") and value is not None:
            value = decimal_text(value)
        values[name] = value
    return hashlib.sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).digest()


async def _one(reader: Reader, condition: str, argument: Any, lock: str = "") -> TaxRate | None:
    row = await reader.fetchrow(f"{_SELECT} WHERE r.tenant = $1 AND {condition}{lock}", reader.tenant.id, argument)
    return _rate_of(row) if row is not None else None


def _rate_of(row: asyncpg.Record) -> TaxRate:
    values = dict(row.items())
    minted = values.pop("data_hash") is not None
    amount, currency = values.pop("flat_amount"), values.pop("flat_amount_currency")
    return TaxRate(**values, minted=minted, flat_amount=FlatAmount(amount, currency) if amount is not None else None)


def _values(rate: TaxRate, data_hash: bytes | None) -> list[Any]:
    flat = rate.flat_amount
    given = {
        "flat_amount": flat.amount if flat is not None else None,
        "flat_amount_currency": flat.currency if flat is not None else None,
        "data_hash": data_hash,
    }
    return [given[name] if name in given else getattr(rate, name) for name in _COLUMNS]
