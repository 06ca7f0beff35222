"""Automatic tax: ask the account's tax provider, and keep with each line what it found (invoicing.md §1.4, §2.4)."""

from collections.abc import Sequence

from billhook.catalog import store as catalog
from billhook.catalog.rules.pricing import tax_behavior_of
from billhook.db.tx import Tx
from billhook.invoices.applied import AutomaticTax, FoundRate
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.tax.actions.mint_rate import rate_for_data
from billhook.tax.objects import TaxRate, TaxRateData
from billhook.tax.provider import TaxQuestion, provider_of
from billhook.tax.rules.automatic import LineTax, TaxedLine

Rates = tuple[FoundRate, ...]

COMPLETE, LOCATION_MISSING = "complete", "requires_location_inputs"


async def with_automatic_tax(
    tx: Tx, details: InvoiceDetails, lines: Sequence[Item], *, final: bool = False
) -> tuple[InvoiceDetails, Sequence[Item]]:
    """The draft and its lines with the rates that the provider finds now, or without any where nobody asked.

    A draft whose customer has no country waits for one; when it is `final` that is refused. Raises TAX_INACTIVE,
    TAX_LOCATION_INVALID.
    """
    if details.invoice.automatic_tax is None:
        return replace(details, invoice=_shipping_with_rates(details.invoice, ())), [_with_rates(i, ()) for i in lines]
    provider = provider_of(tx.tenant)
    try:
        found = await provider.taxes(await _question(tx, details, lines))
    except ApiError as refused:
        if refused.kind is not errors.TAX_LOCATION_INVALID or final:
            raise
        return _found(details, LOCATION_MISSING, ()), [_with_rates(item, ()) for item in lines]
    frozen = await _frozen(tx, found)
    rated = [_with_rates(item, frozen[place]) for place, item in enumerate(lines)]
    return _found(details, COMPLETE, frozen[-1] if details.invoice.shipping_cost is not None else ()), rated


async def _question(tx: Tx, details: InvoiceDetails, lines: Sequence[Item]) -> TaxQuestion:
    invoice, bill_to = details.invoice, details.bill_to
    shipping = invoice.shipping_details or bill_to.shipping
    return TaxQuestion(
        currency=invoice.currency,
        shipping=shipping.address if shipping is not None else None,
        billing=bill_to.address,
        tax_exempt=bill_to.tax_exempt,
        tax_ids=bill_to.tax_ids,
        lines=[*await _taxed_lines(tx, invoice, lines), *_taxed_shipping(invoice)],
    )


async def _taxed_lines(tx: Tx, invoice: Invoice, lines: Sequence[Item]) -> list[TaxedLine]:
    """What is sold on each line: the tax code is the product's, the behavior that of the price."""
    if not lines:
        return []
    prices = {p.id: p for p in await catalog.prices_of_ids(tx, [item.price for item in lines])}
    products = {p.id: p for p in await catalog.products_of_ids(tx, [item.product for item in lines])}
    return [
        TaxedLine(item.amount, products[item.product].tax_code, tax_behavior_of(prices[item.price], invoice.currency))
        for item in lines
    ]


def _taxed_shipping(invoice: Invoice) -> list[TaxedLine]:
    cost = invoice.shipping_cost
    return [TaxedLine(cost.amount_subtotal, cost.tax_code, cost.tax_behavior)] if cost is not None else []


async def _frozen(tx: Tx, found: Sequence[Sequence[LineTax]]) -> list[Rates]:
    """The rates as they are frozen on each line; one is found or made for each thing that the provider says."""
    known: dict[TaxRateData, TaxRate] = {}
    for tax in (tax for taxes in found for tax in taxes):
        if tax.rate not in known:
            known[tax.rate] = await rate_for_data(tx, tax.rate)
    return [tuple(FoundRate(known[tax.rate], tax.reason) for tax in taxes) for taxes in found]


def _with_rates(item: Item, rates: Rates) -> Item:
    return item if item.automatic_rates == rates else replace(item, automatic_rates=rates)


def _found(details: InvoiceDetails, status: str, shipping_rates: Rates) -> InvoiceDetails:
    invoice = replace(details.invoice, automatic_tax=AutomaticTax(status))
    return replace(details, invoice=_shipping_with_rates(invoice, shipping_rates))


def _shipping_with_rates(invoice: Invoice, rates: Rates) -> Invoice:
    cost = invoice.shipping_cost
    if cost is None or cost.automatic_rates == rates:
        return invoice
    return replace(invoice, shipping_cost=replace(cost, automatic_rates=rates))
