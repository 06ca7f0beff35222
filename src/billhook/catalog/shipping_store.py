"""Every statement on shipping rates."""

from collections.abc import Sequence

from billhook.catalog.rules.shipping_rate import ShippingRate
from billhook.catalog.shipping_params import ListShippingRates
from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
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
    await tx.write_later(rate.id, _INSERT, tx.tenant.id, *(getattr(rate, name) for name in _COLUMNS))


async def save(tx: Tx, rate: ShippingRate) -> None:
    """Write what may change of a rate that `lock` gave."""
    await tx.write_later(
        rate.id, _UPDATE, tx.tenant.id, rate.id, rate.active, rate.currency_options, rate.tax_behavior, rate.metadata
    )


async def find(reader: Reader, rate_id: str) -> ShippingRate | None:
    """A rate."""
    row = await reader.fetchrow(f"{_SELECT} WHERE s.tenant = $1 AND s.id = $2", reader.tenant.id, rate_id)
    return ShippingRate(*row) if row is not None else None


async def lock(tx: Tx, rate_id: str) -> ShippingRate | None:
    """A rate that nobody else changes until this transaction ends."""
    row = await tx.fetchrow(f"{_SELECT} WHERE s.tenant = $1 AND s.id = $2 FOR UPDATE", tx.tenant.id, rate_id)
    return ShippingRate(*row) if row is not None else None


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[ShippingRate]:
    """Rates by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE s.tenant = $1 AND s.id = ANY($2)", reader.tenant.id, list(ids))
    return [ShippingRate(*row) for row in rows]


async def page(reader: Reader, wanted: ListShippingRates) -> tuple[list[ShippingRate], bool]:
    """A page of rates, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.same("s.active", wanted.active)
    by.same("s.currency", wanted.currency)
    by.within("s.created", wanted.created)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted, table="shipping_rates", noun="shipping rate", alias="s"
    )
    return [ShippingRate(*row) for row in rows], has_more
