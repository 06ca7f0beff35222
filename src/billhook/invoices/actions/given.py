"""What a caller names for an invoice or an item and what has to be looked up: discounts, tax rates, shipping.

An invoice keeps them as they were when they were named: a percentage or an amount off does not change under it.
"""

from collections.abc import Sequence

from billhook.catalog import shipping_store
from billhook.catalog.actions.create_shipping_rate import create_shipping_rate
from billhook.catalog.objects import ShippingRate
from billhook.customers.actions.attach import check_attached
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.discounts.actions.inherit import inherit
from billhook.discounts.actions.redeem import HasPaid, redeem
from billhook.discounts.actions.remove import release
from billhook.discounts.objects import Discount
from billhook.invoices import store
from billhook.invoices.applied import AppliedTax, AutomaticTax, ShippingCharge
from billhook.invoices.items_params import TAX_RATES_MAX, ChargeFields, LineFields
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.invoices.params import DEFAULT_TAX_RATES_MAX, InvoiceFields, ShippingCost
from billhook.invoices.params import AutomaticTax as AskedTax
from billhook.invoices.tax_params import TaxAmount
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.tax.actions.account_tax_ids import account_tax_ids
from billhook.tax.actions.mint_rate import rate_for_data
from billhook.tax.actions.resolve import resolve_rates
from billhook.tax.provider import provider_of


async def with_given(tx: Tx, item: Item, params: ChargeFields, prefix: str = "") -> Item:
    """The item with the discounts, tax rates and amounts of tax that were given; `prefix` such as `lines[0]`."""
    if params.given("discounts"):
        discounts = await redeem(
            tx, params.discounts or [], customer=item.customer, currency=item.currency,
            param=_place("discounts", prefix), invoice=item.invoice, invoice_item=item.id, amount=item.amount,
            has_paid=_has_paid(tx, item.customer),
        )  # fmt: skip
        item = replace(item, discounts=await _in_place_of(tx, item.discounts, discounts))
    if params.given("tax_rates"):
        rates = await resolve_rates(tx, params.tax_rates or [], param=_place("tax_rates", prefix), limit=TAX_RATES_MAX)
        item = replace(item, tax_rates=tuple(rates))
    if isinstance(params, LineFields) and params.given("tax_amounts"):
        given = params.tax_amounts
        item = replace(item, given_taxes=await given_taxes(tx, given) if given else None)
    return item


async def given_taxes(tx: Tx, amounts: Sequence[TaxAmount]) -> tuple[AppliedTax, ...]:
    """Amounts of tax as they are frozen on a line, each with the rate that is found or made for it."""
    taxes = [
        AppliedTax(
            rate=await rate_for_data(tx, given.tax_rate_data.data),
            amount=given.amount,
            taxable_amount=given.taxable_amount,
            inclusive=given.tax_rate_data.inclusive,
            reason=given.taxability_reason or "not_available",
        )
        for given in amounts
    ]
    return tuple(taxes)


async def invoice_with_given(tx: Tx, invoice: Invoice, params: InvoiceFields) -> Invoice:
    """The draft with the default tax rates, shipping cost, payment method and account tax ids that were given."""
    if params.automatic_tax is not None:
        invoice = _with_automatic_tax(tx, invoice, params.automatic_tax)
    if params.given("default_tax_rates"):
        rates = await resolve_rates(
            tx, params.default_tax_rates or [], param="default_tax_rates", limit=DEFAULT_TAX_RATES_MAX
        )
        invoice = replace(invoice, default_tax_rates=tuple(rates))
    if params.given("shipping_cost"):
        cost = await _shipping_cost(tx, params.shipping_cost, invoice.currency)
        invoice = replace(invoice, shipping_cost=cost)
    invoice = await with_default_method(tx, invoice, params)
    if params.given("account_tax_ids"):
        ids = params.account_tax_ids
        found = await account_tax_ids(tx, ids) if ids else []
        invoice = replace(invoice, account_tax_ids=[tax_id.id for tax_id in found] or None)
    return invoice


async def with_default_method(tx: Tx, invoice: Invoice, params: InvoiceFields) -> Invoice:
    """The invoice, also an open one, with the method that was given to collect it with; it has to be its customer's."""
    if not params.given("default_payment_method"):
        return invoice
    method = params.default_payment_method
    if method is not None:
        await check_attached(tx, method, invoice.customer, "default_payment_method")
    return replace(invoice, default_payment_method=method)


def _with_automatic_tax(tx: Tx, invoice: Invoice, given: AskedTax) -> Invoice:
    """The draft for which the tax provider is asked from now on, or no more. Raises TAX_INACTIVE."""
    if not given.enabled:
        return replace(invoice, automatic_tax=None)
    provider_of(tx.tenant)
    return replace(invoice, automatic_tax=invoice.automatic_tax or AutomaticTax(None))


async def with_given_discounts(tx: Tx, invoice: Invoice, params: InvoiceFields, lines: Sequence[Item]) -> Invoice:
    """The draft with the discounts that were given in the place of those that it had.

    The minimum of a promotion code is asked of what the `lines` come to before discounts; a draft that has none yet
    is taken to reach it.
    """
    if not params.given("discounts"):
        return invoice
    discounts = await redeem(
        tx, params.discounts or [], customer=invoice.customer, currency=invoice.currency, invoice=invoice.id,
        subscription=invoice.subscription, amount=sum(item.amount for item in lines) if lines else None,
        has_paid=_has_paid(tx, invoice.customer),
    )  # fmt: skip
    return replace(invoice, discounts=await _in_place_of(tx, invoice.discounts, discounts))


async def release_discounts(tx: Tx, details: InvoiceDetails) -> None:
    """Release the discounts of a draft that is being deleted."""
    await release(
        tx, [*details.invoice.discounts, *(discount for item in details.lines for discount in item.discounts)]
    )


async def _in_place_of(tx: Tx, before: Sequence[Discount], discounts: Sequence[Discount]) -> tuple[Discount, ...]:
    """The discounts, once those that they replace are released."""
    kept = {discount.id for discount in discounts}
    await release(tx, [one for one in before if one.id not in kept])
    return tuple(discounts)


def _has_paid(tx: Tx, customer: str) -> HasPaid:
    async def answer() -> bool:
        return await store.has_paid(tx, customer)

    return answer


async def with_inherited_discount(tx: Tx, invoice: Invoice, customer: Customer) -> Invoice:
    """The new draft with the discount of its customer (invoicing.md §2.3)."""
    if customer.discount is None:
        return invoice
    discounts = await inherit(tx, customer.discount, currency=invoice.currency, invoice=invoice.id)
    return replace(invoice, discounts=tuple(discounts))


async def _shipping_cost(tx: Tx, given: ShippingCost | None, currency: str) -> ShippingCharge | None:
    """The cost as it is frozen; its tax follows from the sum."""
    if given is None:
        return None
    rate, param = await _shipping_rate(tx, given)
    amount = rate.amount_in(currency)
    if amount is None:
        raise errors.PRICE_CURRENCY(param=param, price_currency=rate.currency, currency=currency)
    return ShippingCharge(rate.id, rate.display_name, rate.tax_behavior, rate.tax_code, amount)


async def _shipping_rate(tx: Tx, given: ShippingCost) -> tuple[ShippingRate, str]:
    names = "shipping_cost[shipping_rate]", "shipping_cost[shipping_rate_data]"
    if given.shipping_rate is not None and given.shipping_rate_data is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param=names[0], names="shipping_rate, shipping_rate_data")
    if given.shipping_rate_data is not None:
        minted = await create_shipping_rate(tx, given.shipping_rate_data, active=False, place=names[1])
        return minted, names[1]
    if given.shipping_rate is None:
        raise errors.ONE_OF_REQUIRED(param=names[0], names="shipping_rate, shipping_rate_data")
    found = await shipping_store.find(tx, given.shipping_rate)
    if found is None:
        raise errors.NO_SUCH_PARAM(param=names[0], noun="shipping rate", id=given.shipping_rate)
    if not found.active:
        raise errors.SHIPPING_RATE_INACTIVE(param=names[0], id=found.id)
    return found, names[0]


def _place(name: str, prefix: str) -> str:
    return f"{prefix}[{name}]" if prefix else name
