"""Every statement on shipping rates."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import asyncpg

from billhook.catalog.objects import DeliveryEstimate, DeliverySpan, ShippingCost, ShippingRate
from billhook.catalog.shipping_params import ListShippingRates
from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.kernel.stored import Json
from billhook.wire import lists

_COLUMNS = tuple(ShippingRate.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('s.' + name for name in _COLUMNS)} FROM shipping_rates s"
_INSERT = insert_into("shipping_rates", _COLUMNS)
_UPDATE = (
    "UPDATE shipping_rates SET active = $3, currency_options = $4, tax_behavior = $5, metadata = $6 "
    "WHERE tenant = $1 AND id = $2"
)


async def insert(tx: Tx, rate: ShippingRate) -> None:
    """Store a new rate."""
    await tx.write_later(rate.id, _INSERT, tx.tenant.id, *_values(rate))


async def save(tx: Tx, rate: ShippingRate) -> None:
    """Write what may change of a rate that `lock` gave."""
    options = _options_json(rate.currency_options)
    await tx.write_later(
        rate.id, _UPDATE, tx.tenant.id, rate.id, rate.active, options, rate.tax_behavior, rate.metadata
    )


async def find(reader: Reader, rate_id: str) -> ShippingRate | None:
    """A rate."""
    row = await reader.fetchrow(f"{_SELECT} WHERE s.tenant = $1 AND s.id = $2", reader.tenant.id, rate_id)
    return _rate_of(row) if row is not None else None


async def lock(tx: Tx, rate_id: str) -> ShippingRate | None:
    """A rate that nobody else changes until this transaction ends."""
    row = await tx.fetchrow(f"{_SELECT} WHERE s.tenant = $1 AND s.id = $2 FOR UPDATE", tx.tenant.id, rate_id)
    return _rate_of(row) if row is not None else None


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[ShippingRate]:
    """Rates by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE s.tenant = $1 AND s.id = ANY($2)", reader.tenant.id, list(ids))
    return [_rate_of(row) for row in rows]


async def page(reader: Reader, wanted: ListShippingRates) -> tuple[list[ShippingRate], bool]:
    """A page of rates, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.same("s.active", wanted.active)
    by.same("s.currency", wanted.currency)
    by.within("s.created", wanted.created)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted, table="shipping_rates", noun="shipping rate", alias="s"
    )
    return [_rate_of(row) for row in rows], has_more


def _values(rate: ShippingRate) -> list[Any]:
    estimate = rate.delivery_estimate
    stored = {
        "currency_options": _options_json(rate.currency_options),
        "delivery_estimate": asdict(estimate) if estimate is not None else None,
    }
    return [stored[name] if name in stored else getattr(rate, name) for name in _COLUMNS]


def _options_json(options: dict[str, ShippingCost]) -> dict[str, dict[str, int | str]]:
    return {currency: asdict(option) for currency, option in options.items()}


def _rate_of(row: asyncpg.Record) -> ShippingRate:
    values = dict(row)
    values["currency_options"] = {c: ShippingCost(**option) for c, option in row["currency_options"].items()}
    if (estimate := row["delivery_estimate"]) is not None:
        values["delivery_estimate"] = DeliveryEstimate(_span_of(estimate["maximum"]), _span_of(estimate["minimum"]))
    return ShippingRate(**values)


def _span_of(stored: Json | None) -> DeliverySpan | None:
    return DeliverySpan(**stored) if stored is not None else None
