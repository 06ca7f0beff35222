"""Merging two customers: the page that says why it is not done, and what helps."""

from starlette.responses import Response

from billhook.dashboard.customers.naming import below, customer_of
from billhook.dashboard.visiting import Visit


async def show(visit: Visit) -> Response:
    """Why customers are not merged, and what to do."""
    customer = await customer_of(visit)
    return visit.page(
        "customers/merge.html", title="Merge", area="customers", place=below(visit, customer), customer=customer
    )
