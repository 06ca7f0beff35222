"""What a credit note says: the same statement as that of its invoice, of stored values alone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from billhook.credit_notes.objects import VOID, CreditNote, CreditNoteDetails, CreditNoteLine
from billhook.documents.look import USUAL
from billhook.documents.statement import Correction, InvoiceStatement, ShippingCharge, StatementLine, Sums
from billhook.invoices import statement as invoices
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.rules.paper import paper
from billhook.tax.objects import TaxRate


def statement_of(details: CreditNoteDetails, invoice_details: InvoiceDetails, *, is_test: bool) -> InvoiceStatement:
    """The statement of a credit note; `invoice_details` is its invoice with all its lines."""
    note, issuer, customer = details.note, invoices.issuer_of(invoice_details), invoice_details.bill_to
    items = {item.line: item for item in invoice_details.lines}
    rates = _rates(details, invoice_details)
    status: Literal["open", "void"] = "void" if note.status == VOID else "open"
    return InvoiceStatement(
        issuer=invoices.issuing_party(issuer),
        customer=invoices.customer_party(customer),
        ship_to=None,
        number=note.number,
        status=status,
        issued_at=note.effective_at,
        currency=note.currency,
        lines=tuple(
            _line(line, items.get(line.invoice_line), rates, number=invoice_details.invoice.number)
            for line in details.lines
        ),
        sums=_sums(note, invoice_details),
        locales=customer.locales,
        issuer_locale=issuer.locale,
        time_zone=issuer.time_zone,
        page_size=paper(invoice_details.invoice.page_size, issuer.country),
        is_test=is_test,
        correction=Correction(
            invoice_number=invoice_details.invoice.number,
            reason=note.reason,
            off_amount_due=note.pre_payment_amount,
            to_balance=note.credit_amount,
            given_back=note.refund_amount + (note.out_of_band_amount or 0),
        ),
        voided_at=note.voided_at,
        exemption=invoices.exemption_of(customer, issuer),
        memo=note.memo,
        brand=issuer.brand,
        look=invoice_details.invoice.look or USUAL,
    )


def _rates(details: CreditNoteDetails, invoice_details: InvoiceDetails) -> dict[str, TaxRate]:
    """Every tax rate that the credit note or its invoice names, by id."""
    found = [
        *(tax.rate for tax in details.note.total_taxes),
        *(rate for line in details.lines for rate in line.tax_rates),
    ]
    return invoices.rates_of(invoice_details.invoice) | {rate.id: rate for rate in found}


def _line(
    line: CreditNoteLine, item: Item | None, rates: Mapping[str, TaxRate], *, number: str | None
) -> StatementLine:
    return StatementLine(
        description=line.description,
        amount=line.amount,
        quantity=Decimal(line.quantity) if line.quantity is not None else None,
        unit_amount=line.unit_amount,
        discounts=invoices.own_deductions(item.discounts, line.discount_amounts) if item is not None else (),
        taxes=invoices.line_taxes(line.taxes, rates),
        credits_all_of=number if line.credits_all_of(number) else None,
    )


def _sums(note: CreditNote, invoice_details: InvoiceDetails) -> Sums:
    cost = note.shipping_cost
    inside = note.taxes_of_amount
    return Sums(
        subtotal=note.subtotal,
        discounts=invoices.deductions_by_discount(invoice_details.invoice.discounts, note.discount_amounts),
        shipping=ShippingCharge(None, cost.amount_subtotal) if cost is not None else None,
        removed_tax=note.removed_tax,
        taxes=invoices.tax_breakdown((*note.total_taxes, *inside)),
        total_excluding_tax=note.total_excluding_tax - sum(tax.amount for tax in inside),
        total=note.amount,
    )
