"""Create a draft (invoicing.md §3.4)."""

from collections.abc import Collection, Sequence

from billhook.account_settings.settings import AccountSettings
from billhook.customers import store as customers
from billhook.customers.bill_to import BillTo
from billhook.customers.currency import lock_currency
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.invoices import exemptions_store, items_store, store, view
from billhook.invoices.actions import fields, given, revise
from billhook.invoices.actions.lines import with_lines
from billhook.invoices.actions.templates import with_template
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.invoices.origin import Origin
from billhook.invoices.params import CreateInvoice
from billhook.invoices.rules.inheriting import INHERITED, inheriting
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace


async def create(
    tx: Tx, params: CreateInvoice, *, lines: Sequence[Item] = (), origin: Origin | None = None
) -> InvoiceDetails:  # fmt: skip
    """A new draft, with the customer's pending items if `include` was asked for, with what it revises, or with `lines`,
    which are new or pending. `origin` is what it bills, if not just its lines.

    With nothing pending, `include` gives an empty draft as well (invoicing.md §3.4). Raises NO_SUCH_PARAM,
    MISSING_PARAMETER, MISSING_EMAIL, NUMBER_TAKEN and those of the due date and of what is named: discounts, tax rates,
    shipping.
    """
    if params.from_invoice is not None or params.pending_invoice_items_behavior == "include":
        tx.need_locks()
    original = await revise.original_of(tx, params)
    customer, today = await _customer(tx, params, original)
    account = tx.tenant.settings
    if original is None:
        currency = params.currency or customer.currency or account.default_currency
        draft = blank(tx, customer, currency, account)
        draft = draft if origin is None else _of_origin(draft, origin)
    else:
        draft = revise.copied(tx, original.invoice)
    invoice = fields.apply(draft, params, now=tx.now, account=account)
    # The draft of a subscription is made in any case: what it lacks is said when it is finalized.
    if origin is None and invoice.collection_method == "send_invoice" and not customer.email:
        raise errors.MISSING_EMAIL()
    invoice = await given.invoice_with_given(tx, invoice, params)
    invoice = await with_template(tx, invoice, params, customer if original is None else None)
    items = original.lines if original is not None else await _pending(tx, params, invoice)
    invoice = await _with_discounts(tx, invoice, params, customer, items, origin)
    balance = customer.balance_in(invoice.currency)
    details = InvoiceDetails(invoice, (), today, balance)
    if original is not None:
        return await _revision(tx, details, original)
    if lines:
        await lock_currency(tx, customer, invoice.currency)
        placed = [
            replace(line, invoice=invoice.id, line=line.line or new_id("il"), position=place)
            for place, line in enumerate(lines)
        ]
        return await _of_lines(tx, details, placed, pending={line.id for line in lines if line.line is None})
    return await _new(tx, details, items, customer)


def _of_origin(draft: Invoice, origin: Origin) -> Invoice:
    start = draft.period_start if origin.period_start is None else origin.period_start
    end = draft.period_end if origin.period_end is None else origin.period_end
    return replace(
        draft, subscription=origin.subscription, subscription_metadata=origin.metadata,
        billing_reason=origin.billing_reason, period_start=start, period_end=end,
        default_tax_rates=origin.default_tax_rates, default_payment_method=origin.default_payment_method,
        payment_method_types=origin.payment_method_types,
        account_tax_ids=list(origin.account_tax_ids) if origin.account_tax_ids is not None else draft.account_tax_ids,
    )  # fmt: skip


async def _customer(tx: Tx, params: CreateInvoice, original: InvoiceDetails | None) -> tuple[Customer, BillTo]:
    named = params.customer or (original.invoice.customer if original is not None else None)
    if named is None:
        raise errors.MISSING_PARAMETER(param="customer", name="customer")
    found = await customers.find_to_bill(tx, named)
    if found is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=named)
    return found


async def _new(tx: Tx, details: InvoiceDetails, pending: Sequence[Item], customer: Customer) -> InvoiceDetails:
    invoice = details.invoice
    lines = [replace(item, invoice=invoice.id, line=new_id("il"), position=n) for n, item in enumerate(pending)]
    details = await with_lines(tx, details, lines)
    await lock_currency(tx, customer, invoice.currency)
    await store.insert(tx, details.invoice)
    if lines:
        await items_store.attach(tx, details.lines)
    return reported(tx, details)


async def _revision(tx: Tx, details: InvoiceDetails, original: InvoiceDetails) -> InvoiceDetails:
    copied = revise.copied_lines(tx, original.lines, details.invoice.id)
    return await _of_lines(tx, details, copied, exempt_as=original.invoice.id)


async def _of_lines(
    tx: Tx, details: InvoiceDetails, lines: Sequence[Item], *, exempt_as: str | None = None,
    pending: Collection[str] = (),
) -> InvoiceDetails:  # fmt: skip
    """The draft with lines whose items are new, each told by an event, but for those that were `pending`."""
    details = await with_lines(tx, details, lines)
    await store.insert(tx, details.invoice)
    if exempt_as is not None:
        await exemptions_store.inherit_exemptions(tx, exempt_as, details.invoice.id)
    if pending:
        await items_store.attach(tx, [item for item in details.lines if item.id in pending])
    for item in details.lines:
        if item.id in pending:
            continue
        await items_store.insert(tx, item)
        if not item.is_of_cycle:
            tx.emit("invoiceitem.created", tx.render(view.item, item))
    return reported(tx, details)


def reported(tx: Tx, details: InvoiceDetails) -> InvoiceDetails:
    """A new draft, of which an event tells, and which a job finalizes if it finalizes by itself."""
    tx.emit("invoice.created", tx.render(view.invoice, details))
    moment = details.invoice.automatically_finalizes_at
    if moment is not None:
        tx.enqueue("invoices.advance", f"{tx.tenant.id}/{details.invoice.id}", at=moment)
    return details


async def _with_discounts(
    tx: Tx, invoice: Invoice, params: CreateInvoice, customer: Customer, lines: Sequence[Item],
    origin: Origin | None,
) -> Invoice:  # fmt: skip
    """The discounts that were given, else those of the subscription or that of the customer; given empty, none."""
    if params.given("discounts"):
        return await given.with_given_discounts(tx, invoice, params, lines)
    if origin is not None and origin.discounts:
        return replace(invoice, discounts=origin.discounts)
    if invoice.from_invoice is not None:
        return invoice
    return await given.with_inherited_discount(tx, invoice, customer)


async def _pending(tx: Tx, params: CreateInvoice, invoice: Invoice) -> list[Item]:
    if params.pending_invoice_items_behavior == "exclude":
        return []
    return await items_store.lock_pending(tx, invoice.customer, invoice.currency)


def blank(tx: Tx, customer: Customer, currency: str, account: AccountSettings) -> Invoice:
    """A draft before any parameter, with what it inherits from customer and account (invoicing.md §10.3)."""
    # With nobody subscribed to `invoice.created` there is nothing to wait for (platform.md §6.5).
    awaited = any(s.wants("invoice.created") for s in tx.tenant.subscriptions)
    draft = Invoice(
        id=new_id("in"), created=tx.now, customer=customer.id, status=INVOICE.starts["create"], currency=currency,
        collection_method="charge_automatically", billing_reason="manual", auto_advance=False,
        automatically_finalizes_at=None, number=None, description=None, footer=None, custom_fields=None,
        metadata={}, statement_descriptor=None,
        shipping_details=None, amount_tax_display=customer.invoice_amount_tax_display,
        page_size=account.page_size, due_date=None, effective_at=None, period_start=tx.now, period_end=tx.now,
        subtotal=0, total=0, amount_due=0, amount_paid=0, amount_paid_off_stripe=0, starting_balance=None,
        ending_balance=None, line_count=0, attempted=False, attempt_count=0, next_payment_attempt=None,
        webhooks_delivered_at=None if awaited else tx.now, uncollectible_reason=None,
        last_finalization_error=None, finalized_at=None, paid_at=None, voided_at=None,
        marked_uncollectible_at=None, bill_to=None, issuer=None, hosted_token=None, template=customer.invoice_template,
        inherited=INHERITED, test_clock=customer.test_clock,
    )  # fmt: skip
    return inheriting(draft, None, None, customer, account)
