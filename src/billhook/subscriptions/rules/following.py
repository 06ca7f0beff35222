"""What an invoice does to its subscription (recurring.md §3.2, §3.5, §8)."""

from collections.abc import Sequence

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import DRAFT, OPEN, PAID, UNCOLLECTIBLE, VOID
from billhook.subscriptions.objects import Subscription
from billhook.subscriptions.rules.lifecycle import ACTIVE, INCOMPLETE, PAST_DUE, UNPAID

GIVE_UP = "give_up"


def matters(before: Invoice, after: Invoice, *, failed: bool) -> bool:
    """Whether a change may mean anything for the subscription: most changes do not, and nothing is locked for them."""
    if after.status != before.status:
        return (before.status, after.status) != (DRAFT, OPEN) and not _is_replaced(after)
    return after.status == OPEN and (failed or _is_under_way(before, after) or after.due_steps != before.due_steps)


def is_held_back(s: Subscription, after: Invoice) -> bool:
    """Whether a pause of collection did away with the newest invoice: the status stays (recurring.md §3.8)."""
    return s.pause_collection is not None and after.id == s.latest_invoice and after.status in (VOID, UNCOLLECTIBLE)


def is_to_be_void(s: Subscription, issued: Invoice) -> bool:
    """Whether a pause of collection voids the newest invoice, so that nothing was taken off."""
    pause = s.pause_collection
    return pause is not None and pause.behavior == "void" and issued.id == s.latest_invoice


def is_issued_with_discounts(before: Invoice, after: Invoice) -> bool:
    """Whether a draft was just finalized from which discounts take something."""
    is_issued = before.status == DRAFT and after.status in (OPEN, PAID)
    return is_issued and any(one.amount for one in after.total_discount_amounts)


def verb_after(
    s: Subscription, before: Invoice, after: Invoice, newest_first: Sequence[Invoice], *, failed: bool,
    attempts_max: int, now: int,
) -> str | None:  # fmt: skip
    """The verb of the table that a changed invoice means for its subscription; None if nothing follows.

    `newest_first` are its invoices that are no drafts, as they are now. `failed`: an attempt has brought nothing.
    `attempts_max` is how often an invoice is tried before nobody tries it any more: then the verb is `GIVE_UP`.
    """
    if s.status == INCOMPLETE:
        return None if failed else _of_first(s, before, after, now=now)
    if s.status not in (ACTIVE, PAST_DUE, UNPAID):
        return None
    if after.status in (VOID, UNCOLLECTIBLE) and before.status != after.status:
        return _walked(newest_first, attempts_max=attempts_max, now=now)
    if failed and _is_exhausted(after, attempts_max):
        return GIVE_UP
    # What was void or written off, as a pause does, says nothing of what is owed.
    newest = next((one for one in newest_first if one.status not in (VOID, UNCOLLECTIBLE)), None)
    if newest is None or newest.id != after.id:
        return None
    if after.status == PAID:
        return "become_paid" if s.status != ACTIVE else None
    if after.status == OPEN and s.status == ACTIVE and (failed or _is_overdue(after, now)):
        return "fall_behind"
    return None


def _of_first(s: Subscription, before: Invoice, after: Invoice, *, now: int) -> str | None:
    """A bank that takes its time is trusted (recurring.md §3.3). What waited for the customer's invoice can be paid
    within a trial: then the trial goes on."""
    if after.status in (PAID, UNCOLLECTIBLE) or _is_under_way(before, after):
        return "begin_trial" if s.trial_end is not None and s.trial_end > now else "become_paid"
    return "expire" if after.status == VOID and before.status != VOID else None


def _walked(newest_first: Sequence[Invoice], *, attempts_max: int, now: int) -> str | None:
    """The state after an invoice that is owed no more, by the newest one that says anything (recurring.md §3.5)."""
    for invoice in newest_first:
        if invoice.status in (PAID, UNCOLLECTIBLE):
            return "become_paid"
        if invoice.status == OPEN and _is_exhausted(invoice, attempts_max):
            return GIVE_UP
        if invoice.status == OPEN and _is_overdue(invoice, now):
            return "fall_behind"
    return "become_paid"


def _is_replaced(invoice: Invoice) -> bool:
    """Whether another invoice was issued in its place, which is owed now."""
    return invoice.status == VOID and invoice.latest_revision is not None


def _is_under_way(before: Invoice, after: Invoice) -> bool:
    """Whether a bank takes its time with an attempt that has just begun."""
    is_same = (after.status, after.amount_paid) == (before.status, before.amount_paid)
    return is_same and after.attempt_count > before.attempt_count and after.next_payment_attempt is None


def _is_exhausted(invoice: Invoice, attempts_max: int) -> bool:
    return (
        invoice.status == OPEN
        and invoice.collection_method == "charge_automatically"
        and invoice.auto_advance
        and invoice.attempt_count >= attempts_max
        and invoice.next_payment_attempt is None
    )


def _is_overdue(invoice: Invoice, now: int) -> bool:
    return invoice.collection_method == "send_invoice" and invoice.due_date is not None and invoice.due_date <= now
