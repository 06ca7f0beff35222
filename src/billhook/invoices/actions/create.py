"""Create a draft (invoicing.md §3.4)."""

from dataclasses import replace
from typing import Any

from billhook.accounts import settings
from billhook.accounts.settings import AccountSettings
from billhook.customers import store as customers
from billhook.customers.currency import lock_currency
from billhook.customers.store import Customer
from billhook.db.tx import Tx
from billhook.invoices import items_store, store, view
from billhook.invoices.actions import fields
from billhook.invoices.actions.lines import with_lines
from billhook.invoices.objects import Invoice, Item, Sheet
from billhook.invoices.params import CreateInvoice
from billhook.kernel import errors
from billhook.kernel.ids import new_id


async def create(tx: Tx, params: CreateInvoice) -> dict[str, Any]:
    """A new draft, with the customer's pending items if `include` was asked for.

    Raises NO_SUCH_PARAM, MISSING_EMAIL, NO_PENDING_ITEMS, NUMBER_TAKEN and those of the due date.
    """
    found = await customers.find_to_bill(tx, params.customer)
    if found is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    customer, customer_facts = found
    account = settings.of(tx.tenant)
    currency = params.currency or customer.currency or account.default_currency
    invoice = fields.apply(_blank(tx, customer, currency, account), params, now=tx.now, account=account)
    if invoice.collection_method == "send_invoice" and not customer.email:
        raise errors.MISSING_EMAIL()
    pending = await _pending(tx, params, currency)
    balance = await customers.balance_in(tx, customer, currency)
    sheet = Sheet(invoice, (), customer_facts, balance)
    lines = [replace(item, invoice=invoice.id, line=new_id("il"), position=n) for n, item in enumerate(pending)]
    sheet = with_lines(sheet, lines)
    await lock_currency(tx, customer, currency)
    await store.insert(tx, sheet.invoice)
    if lines:
        await items_store.attach(tx, lines)
    shown = view.invoice(tx, sheet)
    tx.emit("invoice.created", shown)
    if sheet.invoice.automatically_finalizes_at is not None:
        tx.enqueue("invoices.advance", f"{tx.tenant.id}/{invoice.id}", at=sheet.invoice.automatically_finalizes_at)
    return shown


async def _pending(tx: Tx, params: CreateInvoice, currency: str) -> list[Item]:
    if params.pending_invoice_items_behavior == "exclude":
        return []
    pending = await items_store.lock_pending(tx, params.customer, currency)
    if not pending:
        raise errors.NO_PENDING_ITEMS()
    return pending


def _blank(tx: Tx, customer: Customer, currency: str, account: AccountSettings) -> Invoice:
    """A draft before any parameter, with what it inherits from customer and account (invoicing.md §10.3)."""
    # With nobody subscribed to `invoice.created` there is nothing to wait for (platform.md §6.5).
    awaited = any(s.wants("invoice.created") for s in tx.tenant.subscriptions)
    return Invoice(
        id=new_id("in"), created=tx.now, customer=customer.id, status="draft", currency=currency,
        collection_method="charge_automatically", billing_reason="manual", auto_advance=False,
        automatically_finalizes_at=None, number=None, description=account.default_memo or None,
        footer=customer.invoice_footer or account.default_footer or None,
        custom_fields=customer.invoice_custom_fields, metadata={}, statement_descriptor=None,
        shipping_details=None, amount_tax_display=customer.invoice_amount_tax_display,
        page_size=account.page_size, due_date=None, effective_at=None, period_start=tx.now, period_end=tx.now,
        subtotal=0, total=0, amount_due=0, amount_paid=0, amount_paid_off_stripe=0, starting_balance=None,
        ending_balance=None, line_count=0, attempted=False, attempt_count=0, next_payment_attempt=None,
        webhooks_delivered_at=None if awaited else tx.now, uncollectible_reason=None,
        last_finalization_error=None, finalized_at=None, paid_at=None, voided_at=None,
        marked_uncollectible_at=None, customer_facts=None, account_facts=None, hosted_token=None,
    )  # fmt: skip
