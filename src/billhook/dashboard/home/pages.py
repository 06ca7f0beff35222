"""Home: what needs attention, the figures of a period, and the newest invoices."""

from starlette.responses import Response

from billhook.dashboard.home.attention import attention
from billhook.dashboard.home.figures import figures
from billhook.dashboard.invoices.badges import badge, named
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.params import ListInvoices

_NEWEST = 6


async def show(visit: Visit) -> Response:
    """What waits for somebody, and a calm sentence if nothing does; then how business went."""
    newest, _ = await visit.look(verbs.LIST, ListInvoices.of(limit=_NEWEST))
    return visit.page(
        "home/home.html",
        title="Home",
        area="home",
        matters=await attention(visit),
        figures=await figures(visit) if newest else None,
        newest=[(row, badge(row.invoice, visit.formats.now), named(row.invoice)) for row in newest],
    )
