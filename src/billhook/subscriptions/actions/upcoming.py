"""The next invoice, as versions before basil asked for it: the preview of today, by another URL."""

from billhook.db.tx import Tx
from billhook.invoices.objects import Item, Preview
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.subscriptions.actions.preview import preview as preview_invoice
from billhook.subscriptions.preview_params import Upcoming, UpcomingLines
from billhook.wire.lists import cut_out


async def upcoming(trial: Tx, params: Upcoming) -> Preview:
    """The invoice as it would be, with all its lines. Raises CUSTOMER_OR_SUBSCRIPTION and what `preview` raises.

    Each request makes the lines anew, so a line is known by its place: a cursor of one request fits the next.
    """
    if params.customer is None and params.customer_details is None and params.subscription is None:
        raise errors.CUSTOMER_OR_SUBSCRIPTION()
    preview = await preview_invoice(trial, params)
    lines = tuple(replace(line, line=f"il_tmp_{n}") for n, line in enumerate(preview.details.lines, 1))
    return replace(preview, details=replace(preview.details, lines=lines))


async def upcoming_lines(trial: Tx, params: UpcomingLines) -> tuple[list[Item], bool]:
    """A page of the lines that it would have. Raises what `upcoming` raises, and what a cursor raises."""
    preview = await upcoming(trial, params)
    trial.total = len(preview.details.lines)
    return cut_out(preview.details.lines, params, key=lambda line: line.line, noun="line_item")
