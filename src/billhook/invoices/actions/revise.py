"""Revise an invoice: a new draft that takes its place once it is finalized (invoicing.md §9)."""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.invoices.params import CreateInvoice
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.invoices.rules.revising import require_revisable
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace


async def original_of(tx: Tx, params: CreateInvoice) -> InvoiceDetails | None:
    """The invoice that a new one revises, locked. Raises NO_SUCH_PARAM, NOT_REVISABLE, EXCLUSIVE_PARAMETERS."""
    if params.from_invoice is None:
        return None
    if params.currency is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="currency", names="from_invoice, currency")
    if params.pending_invoice_items_behavior == "include":
        names = "from_invoice, pending_invoice_items_behavior"
        raise errors.EXCLUSIVE_PARAMETERS(param="pending_invoice_items_behavior", names=names)
    original = await store.lock(tx, params.from_invoice.invoice, param="from_invoice[invoice]")
    require_revisable(original.invoice)
    if params.customer is not None and params.customer != original.invoice.customer:
        raise errors.ITEM_OF_OTHER_CUSTOMER(param="customer")
    if await store.has_draft_revision(tx, original.invoice.id):
        raise errors.NOT_REVISABLE(param="from_invoice", reason="a draft that revises it exists already")
    return original


def copied(tx: Tx, original: Invoice) -> Invoice:
    """A draft that says what the original says, but for what finalization and payment made of that.

    Its number, its dates and what it says of both parties are new; credit notes are not copied.
    """
    awaited = any(s.wants("invoice.created") for s in tx.tenant.subscriptions)
    return replace(
        original, id=new_id("in"), created=tx.now, status=INVOICE.starts["revise"], auto_advance=False,
        automatically_finalizes_at=None, finalizes_as_given=False, number=None, effective_at=None, amount_due=0,
        amount_paid=0, amount_paid_off_stripe=0, starting_balance=None, ending_balance=None, attempted=False,
        attempt_count=0, next_payment_attempt=None, due_steps=(), next_due_step_at=None,
        webhooks_delivered_at=None if awaited else tx.now, uncollectible_reason=None, last_finalization_error=None,
        finalized_at=None, paid_at=None, voided_at=None, marked_uncollectible_at=None, bill_to=None,
        issuer=None, hosted_token=None, pre_payment_credit_notes_amount=0, post_payment_credit_notes_amount=0,
        credit_note_count=0, from_invoice=original.id, latest_revision=None, payment_intent=None, amount_overpaid=0,
        look=None, line_groups=(),
    )  # fmt: skip


def copied_lines(tx: Tx, lines: Sequence[Item], invoice: str) -> list[Item]:
    """The lines of the original as items of their own on the draft."""
    return [
        replace(item, id=new_id("ii"), line=new_id("il"), date=tx.now, invoice=invoice, position=position)
        for position, item in enumerate(lines)
    ]
