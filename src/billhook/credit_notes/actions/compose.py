"""What a caller asks to be credited, looked up and turned into lines (invoicing.md §7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billhook.credit_notes import store
from billhook.credit_notes.objects import INVOICE_LINE, CreditNote, CreditNoteLine, text_of_amount
from billhook.credit_notes.params import CreateCreditNote, LineCredited, LineTaxAmount
from billhook.credit_notes.rules import composing
from billhook.credit_notes.rules.composing import Sums
from billhook.credit_notes.rules.taxes_of_amount import taxes_of_amount
from billhook.db.tx import Tx
from billhook.invoices.applied import AppliedTax
from billhook.invoices.items_params import TAX_RATES_MAX
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.terms import Tax
from billhook.invoices.summing import rates as rate_terms
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.tax.actions.resolve import resolve_rates
from billhook.tax.objects import TaxRate
from billhook.tax.store import rates_of_ids

_WAYS = ("lines", "amount", "shipping_cost")
# What a line of each type cannot have.
_NOT_OF_INVOICE_LINE = ("unit_amount", "unit_amount_decimal", "tax_rates", "tax_amounts")
_NOT_OF_CUSTOM_LINE = ("invoice_line_item", "amount")


@dataclass(frozen=True, slots=True)
class Composed:
    """Lines and sums of a credit note, whether it credits the cost of shipping, and the taxes inside a mere amount."""

    lines: list[CreditNoteLine]
    sums: Sums
    shipping: bool
    taxes_of_amount: tuple[AppliedTax, ...] = ()


async def compose(tx: Tx, details: InvoiceDetails, params: CreateCreditNote) -> Composed:
    """What is credited of a locked invoice. Raises what the rules raise, and for parameters that exclude each other."""
    issued = await store.issued_of_invoice(tx, details.invoice.id)
    way = _way(params)
    rates = {tax.rate.id: tax.rate for tax in details.invoice.total_taxes}
    if way == "shipping_cost":
        _check_shipping(details, params, issued)
        lines = []
    elif way == "amount":
        lines = [_whole_amount(params.amount or 0, details)]
    else:
        before = await store.lines_of(tx, [note.id for note in issued])
        earlier = [line for lines in before.values() for line in lines]
        lines = await _lines(tx, details, params.lines, earlier, rates)
    items = {item.line or "": item for item in details.lines}
    shipping = way == "shipping_cost"
    sums = composing.sums_of(lines, items, details.invoice, rates=rates, shipping=shipping)
    credited = sum(note.amount for note in issued)
    composing.check_sum(sums.amount, details.invoice, credited)
    inside: tuple[AppliedTax, ...] = ()
    if way == "amount":
        inside = taxes_of_amount(
            sums.amount, details.invoice.total, details.invoice.total_taxes, credited=credited,
            earlier=[tax for note in issued for tax in (*note.total_taxes, *note.taxes_of_amount)],
        )  # fmt: skip
    return Composed(lines, sums, shipping, inside)


def _way(params: CreateCreditNote) -> str:
    ways = [name for name in _WAYS if params.given(name) and getattr(params, name) not in (None, [])]
    if not ways:
        raise errors.ONE_OF_REQUIRED(param="amount", names="amount, lines, shipping_cost")
    if len(ways) > 1:
        raise errors.EXCLUSIVE_PARAMETERS(param=ways[0], names=", ".join(ways))
    return ways[0]


def _check_shipping(details: InvoiceDetails, params: CreateCreditNote, issued: Sequence[CreditNote]) -> None:
    cost = details.invoice.shipping_cost
    param = "shipping_cost[shipping_rate]"
    if cost is None:
        raise errors.CREDIT_SHIPPING(param="shipping_cost", reason="it has none")
    named = params.shipping_cost.shipping_rate if params.shipping_cost is not None else None
    if named is None:
        raise errors.MISSING_PARAMETER(param=param, name=param)
    if named != cost.shipping_rate:
        raise errors.CREDIT_SHIPPING(param=param, reason="it has another shipping rate")
    if any(note.shipping_cost is not None for note in issued):
        raise errors.CREDIT_SHIPPING(param="shipping_cost", reason="it was credited before")


def _whole_amount(amount: int, details: InvoiceDetails) -> CreditNoteLine:
    """A credit of a mere amount: one line, which says nothing of discounts or taxes."""
    return composing.custom_line(
        new_id("cnli"), position=0, description=text_of_amount(details.invoice.number), quantity=1,
        unit_amount=Decimal(amount), rates=(), terms=(), taxes=None, metadata={},
    )  # fmt: skip


async def _lines(
    tx: Tx,
    details: InvoiceDetails,
    given: Sequence[LineCredited],
    before: Sequence[CreditNoteLine],
    rates: dict[str, TaxRate],
) -> list[CreditNoteLine]:
    lines: list[CreditNoteLine] = []
    seen: set[str] = set()
    for position, wanted in enumerate(given):
        param = f"lines[{position}]"
        if wanted.type == INVOICE_LINE:
            lines.append(_of_invoice(details, wanted, before, position, param, seen))
        else:
            lines.append(await _custom(tx, details, wanted, position, param, rates))
    return lines


def _of_invoice(
    details: InvoiceDetails,
    wanted: LineCredited,
    before: Sequence[CreditNoteLine],
    position: int,
    param: str,
    seen: set[str],
) -> CreditNoteLine:
    _refuse(wanted, _NOT_OF_INVOICE_LINE, param)
    named = wanted.invoice_line_item
    if named is None:
        name = f"{param}[invoice_line_item]"
        raise errors.MISSING_PARAMETER(param=name, name=name)
    item = next((item for item in details.lines if item.line == named), None)
    if item is None:
        raise errors.NO_SUCH_PARAM(param=f"{param}[invoice_line_item]", noun="invoice line item", id=named)
    if named in seen:
        raise errors.LINE_REPEATED(param=f"{param}[invoice_line_item]", id=named)
    seen.add(named)
    if (wanted.quantity is None) == (wanted.amount is None):
        kind = errors.ONE_OF_REQUIRED if wanted.quantity is None else errors.EXCLUSIVE_PARAMETERS
        raise kind(param=f"{param}[amount]", names="amount, quantity")
    return composing.of_invoice_line(
        new_id("cnli"), item, [part for part in before if part.invoice_line == named], position=position,
        quantity=wanted.quantity, amount=wanted.amount, description=wanted.description, metadata=wanted.metadata,
        param=param,
    )  # fmt: skip


async def _custom(
    tx: Tx, details: InvoiceDetails, wanted: LineCredited, position: int, param: str, rates: dict[str, TaxRate]
) -> CreditNoteLine:
    _refuse(wanted, _NOT_OF_CUSTOM_LINE, param)
    if details.invoice.automatic_tax is not None:
        raise errors.CREDIT_LINE_PARAMETER(
            param=f"{param}[type]", name="type", type=f"{wanted.type} on an invoice with automatic tax"
        )
    for name in ("description", "quantity"):
        if getattr(wanted, name) is None:
            raise errors.MISSING_PARAMETER(param=f"{param}[{name}]", name=f"{param}[{name}]")
    if (wanted.unit_amount is None) == (wanted.unit_amount_decimal is None):
        kind = errors.ONE_OF_REQUIRED if wanted.unit_amount is None else errors.EXCLUSIVE_PARAMETERS
        raise kind(param=f"{param}[unit_amount]", names="unit_amount, unit_amount_decimal")
    unit = wanted.unit
    assert unit is not None
    if unit < 0:
        raise errors.INTEGER_TOO_SMALL(param=f"{param}[unit_amount]", minimum=0)
    if wanted.tax_rates and wanted.tax_amounts:
        raise errors.EXCLUSIVE_PARAMETERS(param=f"{param}[tax_rates]", names="tax_rates, tax_amounts")
    named = await resolve_rates(tx, wanted.tax_rates or [], param=f"{param}[tax_rates]", limit=TAX_RATES_MAX)
    rates.update({rate.id: rate for rate in named})
    taxes = await _given_taxes(tx, wanted.tax_amounts, param, rates) if wanted.tax_amounts else None
    return composing.custom_line(
        new_id("cnli"), position=position, description=wanted.description or "", quantity=wanted.quantity or 0,
        unit_amount=unit, rates=tuple(named), terms=rate_terms(named), taxes=taxes, metadata=wanted.metadata,
    )  # fmt: skip


async def _given_taxes(
    tx: Tx, given: Sequence[LineTaxAmount], param: str, rates: dict[str, TaxRate]
) -> tuple[Tax, ...]:
    """Amounts of tax that the caller has worked out, of tax rates that exist, archived ones too."""
    found = await rates_of_ids(tx, [one.tax_rate for one in given])
    taxes: list[Tax] = []
    for n, one in enumerate(given):
        rate = found.get(one.tax_rate)
        if rate is None:
            place = f"{param}[tax_amounts][{n}][tax_rate]"
            raise errors.NO_SUCH_PARAM(param=place, noun="tax rate", id=one.tax_rate)
        rates[rate.id] = rate
        taxes.append(Tax(rate.id, one.amount, one.taxable_amount, rate.inclusive, "not_available"))
    return tuple(taxes)


def _refuse(wanted: LineCredited, names: Sequence[str], param: str) -> None:
    for name in names:
        if getattr(wanted, name) not in (None, []):
            raise errors.CREDIT_LINE_PARAMETER(param=f"{param}[{name}]", name=f"{param}[{name}]", type=wanted.type)
