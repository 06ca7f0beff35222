"""What can be expanded of tax rates and tax ids."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.tax import store, tax_ids_store, view
from billhook.wire.expand import Registry


def register(r: Registry) -> None:
    """Tax ids, and tax rates wherever a tax names one."""
    r.loads_type("tax_id", load_tax_ids)
    r.refers("tax_id", "customer", "customer")
    r.refers("tax_id", "owner.customer", "customer")
    r.loads_type("tax_rate", load_rates)
    r.refers("tax", "tax_rate_details.tax_rate", "tax_rate")


async def load_tax_ids(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Tax ids for expansion."""
    return {t.id: view.tax_id(reader, t) for t in (await tax_ids_store.of_ids(reader, ids)).values()}


async def load_rates(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Tax rates for expansion."""
    return {r.id: view.tax_rate(reader, r) for r in (await store.rates_of_ids(reader, ids)).values()}
