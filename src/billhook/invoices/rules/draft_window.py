"""How long a draft that finalizes by itself waits for the webhooks that told of it (invoicing.md §4.2)."""

from billhook.invoices.objects import Invoice

HELD_SECONDS = 72 * 3_600
"""So long after its creation a draft finalizes, whoever has not answered."""


def held_until(invoice: Invoice, *, now: int) -> int | None:
    """Until when a draft that is due is held; None if it may go.

    It is held until every endpoint has heard of it, at most for 72 hours. One with a moment that a caller named is not.
    """
    if invoice.finalizes_as_given or invoice.webhooks_delivered_at is not None:
        return None
    last = invoice.created + HELD_SECONDS
    return last if now < last else None
