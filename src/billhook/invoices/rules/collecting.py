"""What an attempt to collect does to an invoice (invoicing.md §1.4, §4.5, §6.4, §6.5)."""

from collections.abc import Sequence

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.ending import ended
from billhook.invoices.rules.lifecycle import INVOICE, OPEN, PAID
from billhook.kernel.api_error import ShownError
from billhook.kernel.clock import DAY_SECONDS
from billhook.kernel.replacing import replace

AUTOMATIC = "invoice.collect"
"""The verb by which an invoice collects itself: only its attempts follow the schedule."""

# Banks that say so will say so again, whenever they are asked (invoicing.md §4.5).
_HARD = frozenset(
    {
        "authentication_required", "highest_risk_level", "incorrect_number", "lost_card", "pickup_card",
        "revocation_of_all_authorizations", "revocation_of_authorization", "stolen_card", "transaction_not_allowed",
    }
)  # fmt: skip


def planned(invoice: Invoice, *, now: int, collects: bool) -> Invoice:
    """An open invoice with its next attempt: now, where it advances and is charged automatically (invoicing.md §4.4).

    `collects` says whether this tenant collects by itself at all.
    """
    return replace(invoice, next_payment_attempt=now if collects and _collects_itself(invoice) else None)


def _collects_itself(invoice: Invoice) -> bool:
    return invoice.status == OPEN and invoice.auto_advance and invoice.collection_method == "charge_automatically"


def under_way(invoice: Invoice, *, automatic: bool) -> Invoice:
    """The invoice while a bank takes its time with an attempt: it counts now, and nothing is tried meanwhile."""
    counts = automatic or not invoice.attempt_count
    return replace(invoice, attempted=True, attempt_count=invoice.attempt_count + counts, next_payment_attempt=None)


def attempted(
    invoice: Invoice, *, now: int, retry_days: Sequence[int], automatic: bool, counted: bool = False
) -> Invoice:
    """The invoice after an attempt that brought nothing, with the moment of the next.

    The first attempt of any kind counts, then only the `automatic` ones; others leave the schedule alone. One that was
    `counted` while it was under way begins the wait for the next.
    """
    if invoice.attempt_count and not automatic and not counted:
        return replace(invoice, attempted=True)
    count = invoice.attempt_count + (not counted)
    again = _collects_itself(invoice) and count <= len(retry_days)
    return replace(
        invoice, attempted=True, attempt_count=count,
        next_payment_attempt=now + retry_days[count - 1] * DAY_SECONDS if again else None,
    )  # fmt: skip


def will_say_so_again(error: ShownError) -> bool:
    """Whether it is of no use to ask the same bank once more, by the error of the last attempt."""
    return error.get("advice_code") == "do_not_try_again" or not _HARD.isdisjoint(
        {error.get("code"), error.get("decline_code")}
    )


def collected(invoice: Invoice, amount: int, *, now: int, automatic: bool = False, counted: bool = False) -> Invoice:
    """The invoice after `amount` (minor units) came in: paid when nothing remains; too much is `amount_overpaid`.

    For an invoice that was paid meanwhile, all of it is too much. Raises NOT_OPEN.
    """
    if invoice.status == PAID:
        return replace(invoice, amount_overpaid=invoice.amount_overpaid + amount)
    taken = min(amount, invoice.amount_remaining)
    INVOICE.require("mark_paid", invoice.status)
    tried = replace(
        invoice,
        attempted=True,
        attempt_count=invoice.attempt_count + (automatic and not counted) or 1,
        amount_paid=invoice.amount_paid + taken,
        amount_overpaid=invoice.amount_overpaid + amount - taken,
    )
    if tried.amount_remaining > 0:
        return tried
    return ended(tried, "mark_paid", paid_at=now)
