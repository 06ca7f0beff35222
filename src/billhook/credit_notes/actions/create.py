"""Create a credit note: take back a part of an invoice, all or nothing (invoicing.md §7, §3.17)."""

from billhook.credit_notes import store, view
from billhook.credit_notes.actions.compose import Composed, compose
from billhook.credit_notes.actions.give_back import resolve_given_back
from billhook.credit_notes.objects import CreditNote, CreditNoteDetails, RefundedPart
from billhook.credit_notes.params import CreateCreditNote
from billhook.credit_notes.rules.lifecycle import CREDIT_NOTE
from billhook.credit_notes.rules.mailing import is_mailed
from billhook.credit_notes.rules.splitting import Split, require_creditable, split_of
from billhook.customers.balance import move_balance
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.actions.default_payment import lock_idle_payment, sync_payment
from billhook.invoices.actions.mailing import ask_for_letter
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.objects import Invoice
from billhook.invoices.rules import letters
from billhook.invoices.rules.ending import ended
from billhook.invoices.rules.letters import Said
from billhook.invoices.rules.lifecycle import PAID
from billhook.invoices.rules.numbering import CREDIT_NOTES, count_of, note_of
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.payments.actions.refund import claim_refund, settle_refund
from billhook.payments.objects import Charge
from billhook.processors.interface import RefundOutcome
from billhook.rendering_templates import store as templates
from billhook.wire.addresses import TOKEN_LENGTH
from billhook.wire.params import merged_metadata

VERB = "credit_note.create"


async def create(tx: Tx, params: CreateCreditNote) -> CreditNoteDetails | Call:
    """The new credit note, or the call for a refund that it makes.

    Raises what `issue` raises.
    """
    details, call = await issue(tx, params)
    return call if call is not None else details


async def settle(tx: Tx, call: Call, outcome: RefundOutcome | None) -> CreditNoteDetails:
    """The credit note after the processor's answer about its refund, which tells for itself what came of it."""
    note = await store.find(tx, call.subject)
    assert note is not None
    await settle_refund(tx, note.refunds[0].refund, outcome)
    return await store.details_of(tx, note)


async def issue(tx: Tx, params: CreateCreditNote) -> tuple[CreditNoteDetails, Call | None]:
    """The new credit note, with `invoice.updated`, `invoice.paid` if nothing remains, and `credit_note.created`; and
    the call for a refund that it makes. A mail brings it to the customer, if that is wanted.

    Raises NO_SUCH_PARAM, NOT_CREDITABLE, PAYMENT_IN_FLIGHT and those of `compose`,
    `resolve_given_back` and `split_of`.
    """
    before = await invoices.lock(tx, params.invoice, param="invoice")
    require_creditable(before.invoice.status)
    intent = await lock_idle_payment(tx, before.invoice)
    composed = await compose(tx, before, params)
    back = await resolve_given_back(tx, params.invoice, params)
    split = split_of(
        composed.sums.amount, remaining=before.invoice.amount_remaining, charged=back.linked_amount + back.left,
        currency=before.invoice.currency, credit=params.credit_amount,
        refund=(params.refund_amount or 0) + back.linked_amount, out_of_band=params.out_of_band_amount,
    )  # fmt: skip
    note = replace(_note(tx, before.invoice, params, composed, split), refunds=back.linked)
    call = None
    if params.refund_amount and back.charge is not None:
        note, call = await _claim_refund(tx, note, back.charge, params.refund_amount)
    invoice = _credited(before.invoice, split, now=tx.now)
    await invoices.save(tx, before.invoice, invoice)
    if split.credit:
        note = replace(note, customer_balance_transaction=await _credit(tx, note))
    paid = ("invoice.paid",) if invoice.status == PAID != before.invoice.status else ()
    await emit_change(tx, before, replace(before, invoice=invoice), *paid)
    await sync_payment(tx, invoice, intent)
    note = replace(note, number=await _number(tx, before.invoice))
    await store.insert(tx, note, composed.lines)
    details = CreditNoteDetails(note, composed.lines)
    tx.emit("credit_note.created", tx.render(view.credit_note, details))
    if is_mailed(params.email_type, by_itself=tx.tenant.settings.mail_finalized):
        await ask_for_letter(tx, before, letters.CREDIT_NOTE, note.id, Said(note.amount, note.number))
    return details, call


async def _claim_refund(tx: Tx, note: CreditNote, charge: Charge, amount: int) -> tuple[CreditNote, Call | None]:
    reason = note.reason if note.reason in ("duplicate", "fraudulent") else None
    refund, call = await claim_refund(tx, charge, amount, reason=reason, metadata={}, verb=VERB, subject=note.id)
    return replace(note, refunds=(RefundedPart(refund.id, amount), *note.refunds)), call


def _note(tx: Tx, invoice: Invoice, params: CreateCreditNote, composed: Composed, split: Split) -> CreditNote:
    sums = composed.sums
    return CreditNote(
        id=new_id("cn"), created=tx.now, invoice=invoice.id, customer=invoice.customer, currency=invoice.currency,
        number="", status=CREDIT_NOTE.starts["create"],
        reason=params.reason, memo=params.memo, metadata=merged_metadata({}, params.metadata),
        effective_at=params.effective_at if params.effective_at is not None else tx.now,
        amount=sums.amount, subtotal=sums.subtotal,
        subtotal_excluding_tax=sums.subtotal_excluding_tax, total_excluding_tax=sums.total_excluding_tax,
        removed_tax=sums.removed_tax, discount_amounts=sums.discount_amounts, total_taxes=sums.total_taxes,
        amount_shipping=sums.amount_shipping, shipping_cost=invoice.shipping_cost if composed.shipping else None,
        pre_payment_amount=split.before, post_payment_amount=split.after, credit_amount=split.credit,
        refund_amount=split.refund, out_of_band_amount=split.out_of_band, customer_balance_transaction=None,
        voided_at=None, pdf_token=new_token(TOKEN_LENGTH), taxes_of_amount=composed.taxes_of_amount,
    )  # fmt: skip


async def _number(tx: Tx, invoice: Invoice) -> str:
    """The next number: of the sequence of the invoice's business unit or of the account, or of the invoice.

    A sequence stays locked, and so is asked last.
    """
    unit = await templates.unit(tx, tx.tenant.id, invoice.template) if invoice.template is not None else None
    count = count_of(tx.tenant.settings, CREDIT_NOTES, tx.now, unit)
    if count is not None:
        return await store.next_number(tx, count)
    return note_of(str(invoice.number), invoice.credit_note_count + 1)


def _credited(invoice: Invoice, split: Split, *, now: int) -> Invoice:
    """The invoice with less to pay; with nothing left it is paid."""
    credited = replace(
        invoice,
        amount_due=invoice.amount_due - split.before,
        pre_payment_credit_notes_amount=invoice.pre_payment_credit_notes_amount + split.before,
        post_payment_credit_notes_amount=invoice.post_payment_credit_notes_amount + split.after,
        credit_note_count=invoice.credit_note_count + 1,
    )
    if split.before and credited.amount_remaining == 0:
        return ended(credited, "mark_paid", paid_at=now)
    return credited


async def _credit(tx: Tx, note: CreditNote) -> str:
    """Give the amount to the customer's balance; the id of the movement."""
    balance = await move_balance(tx, note.customer, note.currency)
    ending = balance.amount - note.credit_amount
    return (await balance.to(ending, "credit_note", invoice=note.invoice, credit_note=note.id)).id
