"""`/v1/tax_rates`."""

from collections.abc import Sequence
from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.tax import store, view
from billhook.tax.actions.create_rate import create_rate
from billhook.tax.actions.update_rate import update_rate
from billhook.tax.params import CreateTaxRate, ListTaxRates, UpdateTaxRate
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing


async def retrieve_rate(reader: Reader, params: Nothing, rate_id: str) -> dict[str, Any]:
    rate = await store.find(reader, rate_id)
    if rate is None:
        raise errors.NO_SUCH_PATH(noun="tax rate", id=rate_id)
    return view.tax_rate(reader, rate)


async def list_rates(reader: Reader, params: ListTaxRates) -> dict[str, Any]:
    rates, has_more = await store.page(reader, params)
    return envelope("/v1/tax_rates", [view.tax_rate(reader, r) for r in rates], has_more)


async def load_rates(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Tax rates for expansion."""
    return {r.id: view.tax_rate(reader, r) for r in (await store.rates_of_ids(reader, ids)).values()}


ROUTES = [
    routing.post("/v1/tax_rates", create_rate, CreateTaxRate, "tax_rate"),
    routing.get("/v1/tax_rates", list_rates, ListTaxRates, "tax_rate", listing=True),
    routing.get("/v1/tax_rates/{tax_rate}", retrieve_rate, Nothing, "tax_rate"),
    routing.post("/v1/tax_rates/{tax_rate}", update_rate, UpdateTaxRate, "tax_rate"),
]
