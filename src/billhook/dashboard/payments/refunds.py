"""The list of refunds."""

from starlette.responses import Response

from billhook.dashboard.customers.naming import named
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.payments import words
from billhook.dashboard.payments.reading import customers_of
from billhook.dashboard.payments.sections import PAYMENTS, REFUNDS
from billhook.dashboard.visiting import Visit
from billhook.payments import verbs
from billhook.payments.params import ListRefunds


async def show_list(visit: Visit) -> Response:
    """The refunds of this mode, newest first."""
    refunds, has_more = await visit.look(verbs.LIST_REFUNDS, ListRefunds.of(**cursors(visit)))
    people = await customers_of(visit, [refund.customer for refund in refunds])
    rows = []
    for refund in refunds:
        payer = people.get(refund.customer or "")
        name = named(payer) if payer is not None else ""
        rows.append((refund, words.REFUND[refund.status], name, words.refund_reason(refund.reason)))
    return PAYMENTS.page(
        visit,
        "payments/refunds.html",
        REFUNDS,
        title="Refunds",
        rows=rows,
        pager=pager(visit, REFUNDS, [refund.id for refund in refunds], has_more=has_more),
    )
