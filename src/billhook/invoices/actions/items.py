"""Making and changing items, for the verbs on items and on lines alike."""

from billhook.db.tx import Tx
from billhook.invoices.actions.charging import Charge, charge, given_source, reprice
from billhook.invoices.actions.given import with_given
from billhook.invoices.items_params import ChargeFields, Period
from billhook.invoices.objects import Item
from billhook.invoices.rules.refusing import refusal_of_change
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def make_item(
    tx: Tx, params: ChargeFields, charged: Charge, *, customer: str, invoice: str | None, position: int | None,
    prefix: str = "",
) -> Item:  # fmt: skip
    """A new item; attached to an invoice it gets a line at once."""
    start, end = _period(params.period, prefix) or (tx.now, tx.now)
    item = Item(
        id=new_id("ii"),
        date=tx.now,
        customer=customer,
        invoice=invoice,
        line=new_id("il") if invoice is not None else None,
        position=position,
        currency=charged.currency,
        amount=charged.amount,
        # A priced item is described by its product unless the caller says otherwise (invoicing.md §1.5).
        description=params.description if params.given("description") else charged.name,
        discountable=params.discountable if params.discountable is not None else charged.amount >= 0,
        metadata=merged_metadata({}, params.metadata),
        period_start=start,
        period_end=end,
        price=charged.price,
        product=charged.product,
        unit_amount=charged.unit_amount,
        quantity=charged.quantity,
        test_clock=tx.moment.clock,
    )
    return await with_given(tx, item, params, prefix)


async def change_item(tx: Tx, item: Item, params: ChargeFields, prefix: str = "") -> Item:
    """The item with what was given changed; a new way of charging mints or names another price.

    Raises LINE_OF_SUBSCRIPTION and what charging raises.
    """
    new = item
    source = given_source(params, prefix)
    asked = (
        source, "units" if params.units is not None else None,
        # What a line of a subscription costs follows from its period.
        "period" if params.period is not None and item.is_of_cycle else None,
    )  # fmt: skip
    charging = [name for name in asked if name is not None]
    if (refusal := refusal_of_change(item, charging)) is not None:
        raise refusal
    if source is not None:
        description = params.description if params.given("description") else item.description
        charged = await charge(
            tx,
            params,
            currency=item.currency,
            description=description,
            prefix=prefix,
            standing=item.quantity,
        )
        new = replace(
            new, amount=charged.amount, unit_amount=charged.unit_amount, quantity=charged.quantity,
            price=charged.price, product=charged.product,
        )  # fmt: skip
    elif params.units is not None:
        amount, unit = await reprice(tx, item.price, params.units, item.currency)
        new = replace(new, amount=amount, unit_amount=unit, quantity=params.units)
    if params.given("description"):
        new = replace(new, description=params.description)
    if params.discountable is not None:
        new = replace(new, discountable=params.discountable)
    if params.given("metadata"):
        new = replace(new, metadata=merged_metadata(item.metadata, params.metadata))
    if (period := _period(params.period, prefix)) is not None:
        new = replace(new, period_start=period[0], period_end=period[1])
    return await with_given(tx, new, params, prefix)


def detached(item: Item) -> Item:
    """The item of a line, pending again. What the sum said of it and taxes given to the line are gone."""
    return replace(
        item,
        invoice=None,
        line=None,
        position=None,
        given_taxes=None,
        discount_amounts=(),
        taxes=(),
        automatic_rates=(),
    )


def _period(period: Period | None, prefix: str = "") -> tuple[int, int] | None:
    if period is None:
        return None
    if period.end < period.start:
        param = f"{prefix}[period][end]" if prefix else "period[end]"
        raise errors.INVALID_VALUE(param=param, name=param, reason="must not be before the start")
    return period.start, period.end
