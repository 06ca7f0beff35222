"""The lines of a session: what they cost and what they come to, by the very sum of invoices (decision 15)."""

from collections.abc import Sequence
from typing import cast

from billhook.checkout.objects import SessionLine
from billhook.checkout.params import SessionLineItem
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.invoices.actions.charging import charge
from billhook.invoices.items_params import TAX_RATES_MAX, LineFields, LinePriceData, Pricing
from billhook.invoices.rules.terms import Exemption, LineTerms, Terms
from billhook.invoices.rules.totals import Totals, totals
from billhook.invoices.summing import rates
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.tax.actions.resolve import resolve_rates
from billhook.wire.params import merged_metadata


async def priced(
    tx: Tx, given: Sequence[SessionLineItem], currency: str | None, customer: Customer | None
) -> tuple[str, tuple[SessionLine, ...], Totals]:
    """The currency of the lines, the lines with their taxes, and the sum of all.

    Raises ONE_OF_REQUIRED, EXCLUSIVE_PARAMETERS, MISSING_PARAMETER, NO_SUCH_PARAM, RECURRING_PRICE, PRICE_INACTIVE,
    PRICE_CURRENCY, CUSTOM_PRICE, AMOUNT_TOO_LARGE.
    """
    lines: list[SessionLine] = []
    for place, item in enumerate(given):
        currency, line = await _line(tx, item, currency, f"line_items[{place}]")
        lines.append(line)
    assert currency is not None
    exemption = cast(Exemption, customer.tax_exempt) if customer is not None else "none"
    sums = totals(
        Terms(
            lines=tuple(_terms(line) for line in lines), discounts=(), default_rates=(), exemption=exemption,
            rounding=tx.tenant.settings.tax_rounding, shipping=None,
        )
    )  # fmt: skip
    taxed = tuple(replace(line, taxes=sum_.taxes) for line, sum_ in zip(lines, sums.lines, strict=True))
    return currency, taxed, sums


def _terms(line: SessionLine) -> LineTerms:
    return LineTerms(
        amount=line.amount, discountable=True, product=line.product, discounts=(), rates=rates(line.rates), taxes=None
    )


async def _line(tx: Tx, item: SessionLineItem, currency: str | None, place: str) -> tuple[str, SessionLine]:
    if (item.price is None) == (item.price_data is None):
        if item.price is not None:
            raise errors.EXCLUSIVE_PARAMETERS(param=f"{place}[price]", names="price, price_data")
        raise errors.ONE_OF_REQUIRED(param=f"{place}[price]", names="price, price_data")
    if item.quantity is None:
        raise errors.MISSING_PARAMETER(param=f"{place}[quantity]", name=f"{place}[quantity]")
    data = item.price_data
    fields = LineFields.of(
        pricing=Pricing.of(price=item.price) if item.price is not None else None,
        price_data=LinePriceData.of(**{name: getattr(data, name) for name in LinePriceData.model_fields})
        if data is not None
        else None,
        quantity=item.quantity,
    )
    try:
        charged = await charge(tx, fields, currency=currency, description=None, prefix=place)
    except ApiError as error:
        raise error.naming(f"{place}[pricing][price]", f"{place}[price]") from None
    if charged.amount < 0:
        param = f"{place}[price_data][unit_amount]"
        raise errors.INTEGER_TOO_SMALL(param=param, name=param, minimum=0)
    given_rates = await resolve_rates(
        tx, item.tax_rates or [], param=f"{place}[tax_rates]", limit=TAX_RATES_MAX
    )  # fmt: skip
    return charged.currency, SessionLine(
        id=new_id("li"), price=charged.price, product=charged.product, description=charged.name,
        quantity=item.quantity, unit_amount=charged.unit_amount, amount=charged.amount, rates=tuple(given_rates),
        metadata=merged_metadata({}, item.metadata),
    )  # fmt: skip
