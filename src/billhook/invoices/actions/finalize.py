"""Finalize a draft: number it, freeze it, apply the customer's balance (invoicing.md §3.2, §3.8)."""

import structlog

from billhook.account_settings.settings import missing_of_issuer
from billhook.customers.balance import move_balance
from billhook.db.tx import Tx
from billhook.invoices import sequences_store, store
from billhook.invoices.actions.default_payment import open_payment, take_payment
from billhook.invoices.actions.lines import save_sums, with_lines
from billhook.invoices.actions.payment_settings import transfer_accounts
from billhook.invoices.actions.reconcile import pay_by_what_is_there
from billhook.invoices.actions.replace_original import void_original, withdraw_original
from billhook.invoices.actions.reporting import emit_change, newest
from billhook.invoices.actions.spend_discounts import spend_discounts
from billhook.invoices.actions.templates import finally_formatted, groups_of
from billhook.invoices.facts import InvoiceFinalizing
from billhook.invoices.issuer import Issuer
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.params import FinalizeInvoice
from billhook.invoices.rules.applying_balance import CARRIED, AppliedBalance
from billhook.invoices.rules.domestic_account import domestic_account
from billhook.invoices.rules.due_steps import planned_steps
from billhook.invoices.rules.finalizing import finalized, printed_tax_ids, with_balance_applied
from billhook.invoices.rules.inheriting import branded
from billhook.invoices.rules.lifecycle import OPEN, PAID
from billhook.invoices.rules.numbering import INVOICES, count_of
from billhook.invoices.rules.refusing import refusal_of_finalize
from billhook.invoices.rules.swiss_account import swiss_account
from billhook.kernel import errors
from billhook.kernel.ids import new_token
from billhook.kernel.replacing import replace
from billhook.payments.objects import PaymentIntent
from billhook.processors.known import offers_of
from billhook.rendering_templates import store as templates
from billhook.rendering_templates.objects import Design
from billhook.wire import addresses

log = structlog.get_logger(__name__)


async def finalize(tx: Tx, params: FinalizeInvoice, invoice_id: str) -> InvoiceDetails:
    """The open invoice, or the paid one when nothing is due.

    Raises NO_SUCH_PATH, ALREADY_FINALIZED, MISSING_EMAIL, NOTHING_CARRIED, NO_BANK_ACCOUNT.
    """
    if tx.tenant.settings.numbering == "account":
        tx.need_locks()  # Those who finalize at once would all look at the same next number.
    return await finalize_locked(tx, await store.lock_to_finalize(tx, invoice_id), auto_advance=params.auto_advance)


async def finalize_locked(
    tx: Tx, before: InvoiceDetails, *, auto_advance: bool | None = None, paid_by: PaymentIntent | None = None
) -> InvoiceDetails:  # fmt: skip
    """Finalize an invoice that is locked already, for the verbs that do so on their way.

    `paid_by` is an intent that has brought the whole: the caller collects it, and nothing else is asked for.
    """
    draft = before.invoice
    if (refusal := refusal_of_finalize(before)) is not None:
        raise refusal
    # The customer may have become exempt since the draft was last summed up.
    last = await _last_draft(tx, before)
    details = await with_lines(tx, last, last.lines, final=True)
    await save_sums(tx, last.lines, details.lines)
    formatted, design = await finally_formatted(tx, details.invoice)
    formatted = replace(formatted, line_groups=await groups_of(tx, details.lines, design))
    details = replace(details, invoice=formatted)
    await spend_discounts(tx, draft)
    replaced = await withdraw_original(tx, draft) if draft.from_invoice is not None else None
    applied = with_balance_applied(details)
    if replaced is not None or applied.movement is not None or details.balance != 0:
        # The balance was read without a lock; now that it matters, it is locked and read again.
        details, applied = await _with_locked_balance(tx, details)
    account = tx.tenant.settings
    number = draft.number or await _next_number(tx, draft)
    invoice = finalized(
        details, applied, number=number, hosted_token=new_token(addresses.TOKEN_LENGTH),
        issuer=_issuer(tx, before, design),
        now=tx.now, auto_advance=auto_advance, collects=offers_of(tx.tenant).takes_tokens,
    )  # fmt: skip
    if invoice.status == OPEN and paid_by is not None:
        invoice = await take_payment(tx, invoice, paid_by)
    elif invoice.status == OPEN:
        invoice = await open_payment(tx, invoice, receipt_email=details.bill_to.email)
        invoice = planned_steps(invoice, account, now=tx.now)
    if invoice.next_payment_attempt is not None:
        tx.enqueue("invoices.collect", f"{tx.tenant.id}/{invoice.id}")
    await store.save(tx, draft, invoice)
    details = replace(details, invoice=invoice)
    paid = ("invoice.paid",) if invoice.status == PAID else ()
    await emit_change(tx, before, details, "invoice.finalized", *paid)
    if replaced is not None:
        await void_original(tx, replaced, invoice.id)
    if paid_by is None:
        await pay_by_what_is_there(tx, invoice)
    if tx.tenant.livemode and (missing := missing_of_issuer(account)):
        log.warning("a live invoice does not say who issued it", invoice=draft.id, settings_to_set=missing)
    return newest(tx, invoice.id) or details


async def _last_draft(tx: Tx, before: InvoiceDetails) -> InvoiceDetails:
    """The draft as it is frozen: that of a subscription may bill what is counted until now, and lose what is spent.

    A revision bills what its original billed: its usage was read, and its discounts were spent, with that.
    """
    if before.invoice.subscription is None or before.invoice.from_invoice is not None:
        return before
    tx.need_locks()
    tx.newest[before.invoice.id] = before
    await tx.announce(InvoiceFinalizing(before.invoice.id))
    return newest(tx, before.invoice.id) or before


def _issuer(tx: Tx, before: InvoiceDetails, design: Design | None) -> Issuer:
    """The account as it is now, in the colours of the template if that has some."""
    issuer = Issuer.of(
        tx.tenant.settings, page=addresses.hosted(tx.tenant, ""), tax_ids=printed_tax_ids(before),
        transfer=transfer_accounts(tx, before.invoice),
        swiss_account=swiss_account(tx.tenant.settings, before.invoice, livemode=tx.tenant.livemode),
        domestic_account=domestic_account(tx.tenant.settings, before.invoice, livemode=tx.tenant.livemode),
        pays_online=_pays_online(tx, before.invoice),
    )  # fmt: skip
    return replace(issuer, brand=branded(issuer.brand, design))


def _pays_online(tx: Tx, invoice: Invoice) -> bool:
    """Whether the page of a live invoice takes a payment now: a mail and a PDF say so for ever (decision 96)."""
    return tx.tenant.livemode and bool(offers_of(tx.tenant).ways(invoice.payment_method_types))


async def _next_number(tx: Tx, draft: Invoice) -> str:
    """The number of the sequence of the business unit whose template it has, of the account's, or of the customer's."""
    unit = await templates.unit(tx, tx.tenant.id, draft.template) if draft.template is not None else None
    count = count_of(tx.tenant.settings, INVOICES, tx.now, unit)
    return await sequences_store.next_number(tx, count) if count is not None else await store.next_number(tx, draft)


async def _with_locked_balance(tx: Tx, before: InvoiceDetails) -> tuple[InvoiceDetails, AppliedBalance]:
    balance = await move_balance(tx, before.invoice.customer, before.invoice.currency)
    before = replace(before, balance=balance.amount)
    applied = with_balance_applied(before)
    if applied.movement in CARRIED and any(balance.customer.cash.values()):
        raise errors.NOTHING_CARRIED()
    if applied.movement is not None:
        await balance.to(applied.ending_balance, applied.movement, invoice=before.invoice.id)
    return before, applied
