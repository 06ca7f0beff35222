"""Charge a late fee: an invoice of its own, which finalizes and leaves as the account's invoices do."""

from billhook.customers import store as customers
from billhook.customers.bill_to import BillTo
from billhook.customers.currency import lock_currency
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.documents.late_fee_words import late_fee_line
from billhook.invoices import exemptions_store, items_store, store, view
from billhook.invoices.actions import fields
from billhook.invoices.actions.charging import charge
from billhook.invoices.actions.create import blank, reported
from billhook.invoices.actions.items import make_item
from billhook.invoices.actions.lines import with_lines
from billhook.invoices.actions.templates import with_template
from billhook.invoices.items_params import ChargeFields
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.invoices.params import CreateInvoice
from billhook.invoices.rules.exemptions import LATE_FEES
from billhook.invoices.rules.late_fees import fee_of, term_days
from billhook.kernel.languages import first_supported
from billhook.kernel.replacing import replace
from billhook.tax.actions.mint_rate import rate_for_data
from billhook.tax.objects import TaxRate, TaxRateData


async def charge_late_fee(tx: Tx, late: Invoice) -> None:
    """A draft with the fee for a locked invoice that is late, which finalizes by itself.

    There is none if the fee comes to 0, if the invoice or its customer is exempt, or if the customer was deleted or
    has no address for mails.
    """
    fee = fee_of(late, tx.tenant.settings)
    found = await customers.find_to_bill(tx, late.customer) if fee else None
    if found is None or not found[0].email or await _is_exempt(tx, late):
        return
    customer, today = found
    draft = await _draft(tx, late, customer)
    item = await _line(tx, late, draft, fee, today)
    details = InvoiceDetails(draft, (), today, customer.balance_in(draft.currency))
    details = await with_lines(tx, details, [item])
    await lock_currency(tx, customer, draft.currency)
    await store.insert(tx, details.invoice)
    for line in details.lines:
        await items_store.insert(tx, line)
        tx.emit("invoiceitem.created", tx.render(view.item, line))
    reported(tx, details)


async def _is_exempt(tx: Tx, late: Invoice) -> bool:
    return bool(await exemptions_store.exempt_among(tx, LATE_FEES, [late.id, late.customer]))


async def _draft(tx: Tx, late: Invoice, customer: Customer) -> Invoice:
    """The draft without its line. The metadata tell of the late invoice to callers, who may change them."""
    account = tx.tenant.settings
    params = CreateInvoice.of(
        auto_advance=True, collection_method="send_invoice", days_until_due=term_days(late),
        metadata={"late_fee_for": late.id},
    )  # fmt: skip
    draft = fields.apply(blank(tx, customer, late.currency, account), params, now=tx.now, account=account)
    return await with_template(tx, replace(draft, late_fee_for=late.id), params, customer)


async def _line(tx: Tx, late: Invoice, draft: Invoice, fee: int, today: BillTo) -> Item:
    account = tx.tenant.settings
    locale = first_supported([*today.locales, account.locale])
    assert late.number is not None
    assert late.due_date is not None
    text = late_fee_line(late.number, late.due_date, account.time_zone, locale)
    params = ChargeFields.of(amount=fee, description=text, discountable=False)
    charged = await charge(tx, params, currency=draft.currency, description=text)
    item = await make_item(tx, params, charged, customer=draft.customer, invoice=draft.id, position=0)
    return replace(item, tax_rates=await _rates(tx))


async def _rates(tx: Tx) -> tuple[TaxRate, ...]:
    """The rate of the account's setting, which says the same in both modes."""
    tax = tx.tenant.settings.late_fee_taxed
    if tax is None:
        return ()
    return (await rate_for_data(tx, TaxRateData(display_name=tax.name, inclusive=False, percentage=tax.percent)),)
