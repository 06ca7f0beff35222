"""What a finalized invoice says: the one reader of what was frozen, for PDF, mail and hosted page.

Nothing here asks a clock or the settings of today: a finalized invoice says the same for ever.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from billhook.customers.bill_to import BillTo
from billhook.discounts.objects import Discount
from billhook.documents.look import USUAL
from billhook.documents.statement import (
    AmountsDue,
    Deduction,
    Exemption,
    InvoiceStatement,
    Party,
    PaymentMeans,
    ShippingCharge,
    StatementLine,
    Status,
    Sums,
    Tax,
    TaxAmount,
    TransferAccount,
)
from billhook.invoices.applied import AppliedDiscount, AppliedTax
from billhook.invoices.issuer import Issuer
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.invoices.rules.paper import paper
from billhook.invoices.rules.supply import with_supply
from billhook.invoices.rules.tax_categories import category_of
from billhook.invoices.rules.terms import Tax as LineTax
from billhook.kernel.stored import Json
from billhook.kernel.tax_number import TaxNumber
from billhook.tax.objects import TaxRate


def statement_of(details: InvoiceDetails, *, is_test: bool, replaced_by: str | None = None) -> InvoiceStatement:
    """The statement of an invoice; with all its lines. Raises ValueError for a draft.

    `replaced_by` is the number of the invoice that replaced it.
    """
    invoice, issuer, customer = details.invoice, issuer_of(details), details.bill_to
    assert invoice.number is not None
    assert invoice.effective_at is not None
    rates = rates_of(invoice)
    lines, supply = with_supply(
        [_line(item, rates) for item in details.lines], issuer.supply_date, issued_at=invoice.effective_at,
        time_zone=issuer.time_zone,
    )  # fmt: skip
    return InvoiceStatement(
        issuer=issuing_party(issuer),
        customer=customer_party(customer),
        ship_to=_ship_to(invoice, customer),
        number=invoice.number,
        status=cast(Status, invoice.status),
        issued_at=invoice.effective_at,
        currency=invoice.currency,
        lines=lines,
        sums=_sums(invoice),
        locales=customer.locales,
        issuer_locale=issuer.locale,
        time_zone=issuer.time_zone,
        page_size=paper(invoice.page_size, issuer.country),
        is_test=is_test,
        amounts=_amounts_due(invoice),
        means=_means(details, issuer, is_test=is_test),
        due_at=invoice.due_date,
        paid_at=invoice.paid_at,
        voided_at=invoice.voided_at,
        marked_uncollectible_at=invoice.marked_uncollectible_at,
        replaced_by=replaced_by,
        adds_tax=invoice.amount_tax_display == "exclude_tax",
        exemption=exemption_of(customer, issuer),
        custom_fields=tuple((field["name"], field["value"]) for field in invoice.custom_fields or ()),
        memo=invoice.description,
        footer=invoice.footer,
        brand=issuer.brand,
        look=invoice.look or USUAL,
        groups=invoice.line_groups,
        supply=supply,
    )


def issuer_of(details: InvoiceDetails) -> Issuer:
    """What was frozen of the issuer. Raises ValueError for a draft."""
    issuer = details.invoice.issuer
    if issuer is None:
        raise ValueError("a draft has no document")
    return issuer


def issuing_party(issuer: Issuer) -> Party:
    """The issuer. The tax id of its settings is a text; those of the account that it holds already are left out."""
    text = issuer.tax_id or ""
    of_settings = [TaxNumber("", text)] if text else []
    return Party(
        name=issuer.name,
        address=issuer.address,
        email=issuer.email,
        phone=issuer.phone,
        tax_ids=(*of_settings, *(one for one in issuer.tax_ids or () if _bare(one.value) not in _bare(text))),
    )


def customer_party(customer: BillTo) -> Party:
    """The customer. Without a billing address the shipping address stands in for it (invoicing.md §10.3)."""
    shipping = customer.shipping.address if customer.shipping is not None else None
    return Party(
        name=customer.name or customer.email or "",
        address=customer.address or shipping,
        email=customer.email if customer.name else None,
        phone=customer.phone,
        tax_ids=customer.tax_ids,
    )


def exemption_of(customer: BillTo, issuer: Issuer) -> Exemption:
    """Why the customer pays no tax. Invoices from before the account had tax ids go on saying nothing of it."""
    return cast(Exemption, customer.tax_exempt) if issuer.tax_ids is not None else "none"


def _bare(text: str) -> str:
    return "".join(text.split())


def _ship_to(invoice: Invoice, customer: BillTo) -> Party | None:
    """Where the goods go, unless it stands in for the billing address. The invoice's own beats the customer's."""
    shipping = invoice.shipping_details or customer.shipping
    if shipping is None or (invoice.shipping_details is None and customer.address is None):
        return None
    return Party(name=shipping.name or "", address=shipping.address, phone=shipping.phone)


def rates_of(invoice: Invoice) -> dict[str, TaxRate]:
    """The frozen tax rates of an invoice and its lines by id."""
    return {tax.rate.id: tax.rate for tax in invoice.total_taxes}


def _line(item: Item, rates: Mapping[str, TaxRate]) -> StatementLine:
    return StatementLine(
        description=item.description,
        amount=item.amount,
        quantity=item.quantity,
        unit_amount=item.unit_amount,
        period=(item.period_start, item.period_end),
        discounts=own_deductions(item.discounts, item.discount_amounts),
        taxes=line_taxes(item.taxes, rates),
        is_dated=(item.period_start, item.period_end) != (item.date, item.date),  # what a line has unless it is given
    )


def own_deductions(discounts: Sequence[Discount], amounts: Sequence[AppliedDiscount]) -> tuple[Deduction, ...]:
    """What the discounts of a line took; `amounts` has theirs first, and then those of the invoice."""
    return deductions(discounts, (one.amount for one in amounts[: len(discounts)]))


def deductions_by_discount(discounts: Sequence[Discount], amounts: Sequence[AppliedDiscount]) -> tuple[Deduction, ...]:
    """What each discount of an invoice took; those of lines alone are off the subtotal already."""
    taken = {one.discount: one.amount for one in amounts}
    return deductions(discounts, (taken.get(discount.id, 0) for discount in discounts))


def deductions(discounts: Sequence[Discount], amounts: Iterable[int]) -> tuple[Deduction, ...]:
    """Frozen discounts with what each took."""
    return tuple(
        Deduction(discount.label, discount.percent_off, amount)
        for discount, amount in zip(discounts, amounts, strict=False)
    )


def line_taxes(taxes: Sequence[LineTax], rates: Mapping[str, TaxRate]) -> tuple[Tax, ...]:
    """The taxes of a line, which name their rate by its id."""
    return tuple(_tax(tax, rates[tax.rate]) for tax in taxes)


def tax_breakdown(taxes: Sequence[AppliedTax]) -> tuple[TaxAmount, ...]:
    """The taxes of an invoice, each with its whole rate."""
    return tuple(TaxAmount(_tax(one.tax, one.rate), one.taxable_amount, one.amount) for one in taxes)


def _tax(tax: LineTax, rate: TaxRate) -> Tax:
    return Tax(
        name=rate.display_name,
        jurisdiction=rate.jurisdiction,
        percentage=rate.percentage,
        category=category_of(tax.reason, rate.percentage),
        reason=tax.reason,
        inclusive=tax.inclusive,
    )


def _sums(invoice: Invoice) -> Sums:
    cost = invoice.shipping_cost
    return Sums(
        subtotal=invoice.subtotal,
        discounts=deductions_by_discount(invoice.discounts, invoice.total_discount_amounts),
        shipping=ShippingCharge(cost.name, cost.amount_subtotal) if cost is not None else None,
        removed_tax=invoice.removed_tax,
        taxes=tax_breakdown(invoice.total_taxes),
        total_excluding_tax=invoice.total_excluding_tax,
        total=invoice.total,
    )


def _amounts_due(invoice: Invoice) -> AmountsDue:
    return AmountsDue(
        starting_balance=invoice.starting_balance or 0,
        ending_balance=invoice.ending_balance or 0,
        credited_before=invoice.pre_payment_credit_notes_amount,
        amount_due=invoice.amount_due,
        amount_paid=invoice.amount_paid,
        amount_remaining=invoice.amount_remaining,
        overpaid=invoice.amount_overpaid,
        credited_after=invoice.post_payment_credit_notes_amount,
    )


def _means(details: InvoiceDetails, issuer: Issuer, *, is_test: bool) -> PaymentMeans:
    """The accounts for bank transfers are those of finalization. The accounts of test mode are invented, so they are
    left out if the issuer has payment instructions. The account of a Swiss bill is the only one, and so is that of a
    payment scheme of the country."""
    instructions, swiss, domestic = issuer.payment_instructions, issuer.swiss_account, issuer.domestic_account
    offered = () if is_test and instructions else issuer.transfer or ()
    accounts = tuple(transfer_account(one) for one in offered)
    if swiss is not None:
        accounts = (_of_iban(issuer, swiss),)
    elif domestic is not None:
        accounts = (domestic,)
    return PaymentMeans(
        instructions=instructions,
        accounts=accounts,
        page=f"{issuer.page}{details.invoice.hosted_token}",
        swiss_account=swiss,
        domestic_account=domestic,
        pays_online=issuer.pays_online,
    )


def _of_iban(issuer: Issuer, iban: str) -> TransferAccount:
    return TransferAccount("iban", {"account_holder_name": issuer.name, "iban": iban, "bic": ""})


def transfer_account(address: Json) -> TransferAccount:
    """An account for bank transfers, from one of the wire's `financial_addresses`."""
    return TransferAccount(address["type"], address[address["type"]])
