"""What is wrong with the sums of an invoice: against its lines, its payments and its credit notes.

Only what holds for ever is compared: rates and settings may have changed since, sums of stored amounts may not.
Source: invoicing.md §2.5, §2.6, §6.2, §7. Amounts are minor units.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from billhook.credit_notes.objects import VOID as NOTE_VOID
from billhook.credit_notes.objects import CreditNote
from billhook.credit_notes.rules.shares import shares_of
from billhook.invoices.applied import AppliedDiscount
from billhook.invoices.objects import PAYMENT_PAID, Invoice, InvoicePayment, Item
from billhook.invoices.rules.lifecycle import OPEN, PAID, UNCOLLECTIBLE, VOID
from billhook.invoices.rules.terms import Tax


def faults_of_lines(invoice: Invoice, lines: Sequence[Item]) -> Iterator[str]:
    """What of an invoice is not the sum of its lines and of its shipping."""
    shares = [shares_of(line) for line in lines]
    counted = {
        "number of lines": (invoice.line_count, len(lines)),
        "subtotal": (invoice.subtotal, sum(one.subtotal for one in shares)),
        "removed tax": (invoice.removed_tax, sum(one.removed_tax for one in shares)),
        "total": (invoice.total, sum(one.total for one in shares) + invoice.amount_shipping),
        "total without tax": (invoice.total_excluding_tax, invoice.total - sum(t.amount for t in invoice.total_taxes)),
    }
    for name, (stored, sum_) in counted.items():
        if stored != sum_:
            yield f"its {name} is {stored}, and its lines come to {sum_}"
    if _by_discount(invoice.total_discount_amounts) != _by_discount(d for line in lines for d in line.discount_amounts):
        yield "its discounts are not those of its lines"
    shipping = invoice.shipping_cost.taxes if invoice.shipping_cost is not None else ()
    of_lines = [*(tax for line in lines for tax in line.taxes), *shipping]
    if _by_rate(tax.tax for tax in invoice.total_taxes) != _by_rate(of_lines):
        yield "its taxes are not those of its lines"


def faults_of_status(invoice: Invoice) -> Iterator[str]:
    """What of a finalized invoice its status contradicts, and what is due that its total does not explain."""
    if invoice.is_draft:
        return
    before = (invoice.starting_balance or 0) - (invoice.ending_balance or 0)
    due = invoice.total + before - invoice.pre_payment_credit_notes_amount
    if invoice.amount_due != due:
        yield f"its amount due is {invoice.amount_due}, and total, balance and credit notes come to {due}"
    remaining = invoice.amount_remaining
    if invoice.status in (OPEN, UNCOLLECTIBLE) and remaining <= 0:
        yield f"it is {invoice.status}, and {remaining} remains to be paid"
    if invoice.status == PAID and remaining != 0:
        yield f"it is paid, and {remaining} remains to be paid"
    if invoice.status == VOID and invoice.amount_paid != 0:
        yield f"it is void, and {invoice.amount_paid} was paid"


def faults_of_payments(invoice: Invoice, payments: Sequence[InvoicePayment]) -> Iterator[str]:
    """What was paid by the invoice, and what its payments come to. The surplus went to the customer's balance."""
    came_in = sum(payment.amount_paid or 0 for payment in payments if payment.status == PAYMENT_PAID)
    counted = invoice.amount_paid + invoice.amount_overpaid
    if counted != came_in:
        yield f"its amount paid is {counted} with what is overpaid, and its payments come to {came_in}"


def faults_of_credit(invoice: Invoice, notes: Sequence[CreditNote]) -> Iterator[str]:
    """What was credited by the invoice, and what its credit notes come to."""
    issued = [note for note in notes if note.status != NOTE_VOID]
    counted = {
        "owed": (invoice.pre_payment_credit_notes_amount, sum(note.pre_payment_amount for note in issued)),
        "paid": (invoice.post_payment_credit_notes_amount, sum(note.post_payment_amount for note in issued)),
    }
    for name, (stored, sum_) in counted.items():
        if stored != sum_:
            yield f"{stored} was credited of what was {name}, and its credit notes come to {sum_}"
    if (whole := sum(note.amount for note in issued)) > max(invoice.total, 0):
        yield f"its credit notes come to {whole}, which is more than its total of {invoice.total}"
    if invoice.credit_note_count < len(notes):
        yield f"it counts {invoice.credit_note_count} credit notes and has {len(notes)}"


def _by_discount(amounts: Iterable[AppliedDiscount]) -> Counter[str]:
    """The sum of each discount that took anything."""
    found: Counter[str] = Counter()
    for one in amounts:
        found[one.discount] += one.amount
    return +found


def _by_rate(taxes: Iterable[Tax]) -> dict[tuple[str, bool, str], int]:
    """The sum of each tax."""
    found: dict[tuple[str, bool, str], int] = {}
    for tax in taxes:
        key = (tax.rate, tax.inclusive, tax.reason)
        found[key] = found.get(key, 0) + tax.amount
    return found
