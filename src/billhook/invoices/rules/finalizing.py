"""Finalization: a draft and its two parties become a numbered, frozen document (invoicing.md §3.2)."""

from billhook.invoices.issuer import Issuer
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.rules.applying_balance import AppliedBalance, apply_balance
from billhook.invoices.rules.collecting import planned
from billhook.invoices.rules.ending import ended
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.invoices.rules.paper import paper
from billhook.kernel.replacing import replace
from billhook.kernel.tax_number import TaxNumber


def with_balance_applied(details: InvoiceDetails) -> AppliedBalance:
    """What remains to be collected once the customer's balance is applied."""
    return apply_balance(details.invoice.total, details.balance, details.invoice.currency)


def printed_tax_ids(details: InvoiceDetails) -> tuple[TaxNumber, ...]:
    """The account's tax ids that the invoice prints for ever: those that the draft names, as far as they still exist,
    or all (invoicing.md §10.3)."""
    known, named = details.issuer_tax_ids, details.invoice.account_tax_ids
    return tuple(known[tax_id] for tax_id in (known if named is None else named) if tax_id in known)


def finalized(
    details: InvoiceDetails, applied: AppliedBalance, *, number: str, hosted_token: str, issuer: Issuer, now: int,
    auto_advance: bool | None, collects: bool,
) -> Invoice:  # fmt: skip
    """The finalized invoice: open, or paid at once when nothing is to be collected.

    Where this tenant `collects` by itself, an advancing invoice that is charged automatically is attempted right away.

    Raises ALREADY_FINALIZED for anything but a draft.
    """
    draft = details.invoice
    opened = replace(
        draft,
        status=INVOICE.after("finalize", draft.status),
        number=number,
        effective_at=draft.effective_at if draft.effective_at is not None else now,
        finalized_at=now,
        auto_advance=draft.auto_advance if auto_advance is None else auto_advance,
        automatically_finalizes_at=None,
        next_payment_attempt=None,
        last_finalization_error=None,
        amount_due=applied.amount_due,
        starting_balance=applied.starting_balance,
        ending_balance=applied.ending_balance,
        bill_to=details.bill_to,
        issuer=issuer,
        page_size=paper(draft.page_size, issuer.country),
        hosted_token=hosted_token,
    )
    if applied.amount_due > 0:
        return planned(opened, now=now, collects=collects)
    # Nothing to collect: paid without an attempt, and yet "attempted" (invoicing.md §2.6).
    return ended(opened, "mark_paid", paid_at=now, attempted=True)
