"""Change an invoice: everything of a draft, very little of a finalized one (invoicing.md §3.3, §3.6)."""

from collections.abc import Mapping, Sequence

from billhook.cash_balances.rules.bank_transfers import Transfer
from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.actions import fields, given
from billhook.invoices.actions.default_payment import lock_idle_payment
from billhook.invoices.actions.lines import save_sums, with_lines
from billhook.invoices.actions.payment_settings import with_payment_settings, with_transfer_accounts
from billhook.invoices.actions.reconcile import pay_by_what_is_there
from billhook.invoices.actions.reporting import emit_change, newest
from billhook.invoices.actions.templates import with_template
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.invoices.params import UpdateInvoice
from billhook.invoices.rules.collecting import planned
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments.actions.for_invoice import sync_types
from billhook.processors.known import offers_of
from billhook.wire.params import merged_metadata

# By which types of payment method, by which bank transfer, and with which options of the types.
Ways = tuple[Sequence[str] | None, Transfer | None, Mapping[str, Mapping[str, str]]]

# What may change once an invoice is finalized; some of it while it is open only.
_WHILE_OPEN = ("auto_advance", "default_payment_method", "payment_settings")
_OPEN_FIELDS = frozenset(
    {"auto_advance", "default_payment_method", "expand", "metadata", "payment_settings", "rendering"}
)


async def update(tx: Tx, params: UpdateInvoice, invoice_id: str) -> InvoiceDetails:
    """The invoice with what was given changed. A change to nothing reports nothing.

    Raises NO_SUCH_PATH, FINALIZED_FROZEN with the first field that may not change, PAYMENT_IN_FLIGHT,
    NO_BANK_ACCOUNT and those of create.
    """
    before = await store.lock(tx, invoice_id)
    if before.invoice.is_draft:
        invoice = await changed_draft(tx, before, params, before.lines)
        after = await with_lines(tx, replace(before, invoice=invoice), before.lines)
        await save_sums(tx, before.lines, after.lines)
    else:
        _refuse_frozen(before, params)
        invoice = _unfrozen(before, params, now=tx.now, collects=offers_of(tx.tenant).takes_tokens)
        invoice = with_transfer_accounts(tx, before.invoice, invoice)
        after = replace(before, invoice=await given.with_default_method(tx, invoice, params))
    invoice = after.invoice
    if invoice == before.invoice and after.lines == before.lines:
        return await emit_change(tx, before, after)
    await store.save(tx, before.invoice, invoice)
    if invoice.status == OPEN and invoice.next_payment_attempt is not None:
        tx.enqueue("invoices.collect", f"{tx.tenant.id}/{invoice.id}")
    finalizes_at = invoice.automatically_finalizes_at
    if finalizes_at is not None and finalizes_at != before.invoice.automatically_finalizes_at:
        tx.enqueue("invoices.advance", f"{tx.tenant.id}/{invoice.id}", at=finalizes_at)
    await emit_change(tx, before, after)
    if invoice.status == OPEN and _ways(invoice) != _ways(before.invoice):
        return await _paid_in_other_ways(tx, after)
    return after


async def changed_draft(tx: Tx, before: InvoiceDetails, params: UpdateInvoice, lines: Sequence[Item]) -> Invoice:
    """The draft itself with what was given changed; its sums are those of before. `lines` are what it has by now."""
    invoice = fields.apply(before.invoice, params, now=tx.now, account=tx.tenant.settings)
    if invoice.collection_method == "send_invoice" and not before.bill_to.email:
        raise errors.MISSING_EMAIL()
    invoice = await given.invoice_with_given(tx, invoice, params)
    invoice = await with_template(tx, invoice, params)
    return await given.with_given_discounts(tx, invoice, params, lines)


def _ways(invoice: Invoice) -> Ways:
    return invoice.payment_method_types, invoice.bank_transfer, invoice.method_options


async def _paid_in_other_ways(tx: Tx, details: InvoiceDetails) -> InvoiceDetails:
    """The payment intent of an open invoice follows it, unless money is moving; cash may pay it by now."""
    invoice = details.invoice
    intent = await lock_idle_payment(tx, invoice)
    if intent is None:
        return details
    await sync_types(tx, intent, *_ways(invoice))
    await pay_by_what_is_there(tx, invoice)
    return newest(tx, invoice.id) or details


def _refuse_frozen(details: InvoiceDetails, params: UpdateInvoice) -> None:
    for name in sorted(params.model_fields_set):
        if name not in _OPEN_FIELDS:
            raise errors.FINALIZED_FROZEN(param=name)
    for name in _WHILE_OPEN:
        if params.given(name) and details.invoice.status != OPEN:
            raise errors.FINALIZED_FROZEN(param=name)
    if params.rendering is not None and params.rendering.model_fields_set - {"pdf"}:
        raise errors.FINALIZED_FROZEN(param="rendering")


def _unfrozen(details: InvoiceDetails, params: UpdateInvoice, *, now: int, collects: bool) -> Invoice:
    """The few fields that an open invoice lets go; the page size may change for ever (invoicing.md §10.3)."""
    invoice = details.invoice
    if params.given("metadata"):
        invoice = replace(invoice, metadata=merged_metadata(invoice.metadata, params.metadata))
    if params.auto_advance is not None:
        invoice = replace(invoice, auto_advance=params.auto_advance)
        if params.auto_advance != details.invoice.auto_advance:
            # Automatic collection begins anew, or ends.
            invoice = planned(invoice, now=now, collects=collects)
    invoice = with_payment_settings(invoice, params)
    if params.rendering is not None and params.rendering.pdf is not None and params.rendering.pdf.page_size:
        invoice = replace(invoice, page_size=params.rendering.pdf.page_size)
    return invoice
