"""The rows of pickers: an editor's field asks for them as somebody types, and shows them below itself.

Each row says what the field shall hold (`data-autocomplete-value`) and which object was meant (`data-id`).
"""

from starlette.responses import Response

from billhook.catalog import search_store as catalog
from billhook.catalog import store
from billhook.catalog.objects import Price
from billhook.customers import search_store
from billhook.dashboard import numbers
from billhook.dashboard.customers.naming import named
from billhook.dashboard.search.pages import TEXT_LENGTH_MAX
from billhook.dashboard.visiting import Visit

ROWS_MAX = 20


async def customers(visit: Visit) -> Response:
    """Customers who match; the newest where nothing was typed."""
    async with visit.reader() as reader:
        found = await search_store.search(reader, visit.asked("q")[:TEXT_LENGTH_MAX], ROWS_MAX, on_clocks=True)
    return visit.page("search/pick_customers.html", rows=[(customer, named(customer)) for customer in found])


async def products(visit: Visit) -> Response:
    """Active products that match, each with its default price; the newest where nothing was typed."""
    async with visit.reader() as reader:
        found = await catalog.search(reader, visit.asked("q")[:TEXT_LENGTH_MAX], ROWS_MAX)
        active = [product for product in found if product.active]
        prices = await store.prices_of_ids(reader, [p.default_price for p in active if p.default_price is not None])
    by_id = {price.id: price for price in prices if price.unit_amount is not None}
    offered = [(product, by_id.get(product.default_price or "")) for product in active]
    rows = [(product, price, _typed(price, visit)) for product, price in offered]
    return visit.page("search/pick_products.html", rows=rows)


def _typed(price: Price | None, visit: Visit) -> str:
    """The price as the person would type it."""
    if price is None or price.unit_amount is None:
        return ""
    return numbers.typed(price.unit_amount, price.currency, visit.formats.locale)
