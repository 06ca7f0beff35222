"""Credit notes and their lines as the newest API version shows them (invoicing.md §1.8)."""

from billhook.credit_notes.objects import CreditNoteDetails, CreditNoteLine, RefundedPart
from billhook.db.tx import Reader
from billhook.invoices.objects import LINES_SHOWN
from billhook.invoices.view import discount_amounts, pretax_credits, rates, shipping_cost, tax
from billhook.kernel.money import decimal_text, whole
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.wire import addresses
from billhook.wire.lists import sublist


def credit_note(reader: Reader, details: CreditNoteDetails) -> WireObject:
    """The wire object with its first ten lines."""
    n, lines = details.note, details.lines
    shown = {
        "id": n.id,
        "object": "credit_note",
        "amount": n.amount,
        "amount_shipping": n.amount_shipping,
        "created": n.created,
        "currency": n.currency,
        "customer": n.customer,
        "customer_account": None,
        "customer_balance_transaction": n.customer_balance_transaction,
        "discount_amount": sum(one.amount for one in n.discount_amounts),
        "discount_amounts": discount_amounts(n.discount_amounts),
        "effective_at": n.effective_at,
        "invoice": n.invoice,
        "lines": sublist(f"/v1/credit_notes/{n.id}/lines", [line(reader, x) for x in lines[:LINES_SHOWN]], len(lines)),
        "livemode": reader.tenant.livemode,
        "memo": n.memo,
        "metadata": n.metadata,
        "number": n.number,
        "out_of_band_amount": n.out_of_band_amount,
        "pdf": addresses.credit_note_pdf(reader.tenant, n.pdf_token),
        "post_payment_amount": n.post_payment_amount,
        "pre_payment_amount": n.pre_payment_amount,
        "pretax_credit_amounts": pretax_credits(n.discount_amounts),
        "reason": n.reason,
        "refunds": [_refund(one) for one in n.refunds],
        "shipping_cost": shipping_cost(n.shipping_cost, n.amount_shipping),
        "status": n.status,
        "subtotal": n.subtotal,
        "subtotal_excluding_tax": n.subtotal_excluding_tax,
        "total": n.amount,
        "total_excluding_tax": n.total_excluding_tax,
        "total_taxes": [tax(one.tax) for one in n.total_taxes],
        "type": n.type,
        "voided_at": n.voided_at,
    }
    return WireObject(shown)


def _refund(part: RefundedPart) -> WireHash:
    return {
        "amount_refunded": part.amount_refunded, "payment_record_refund": None, "refund": part.refund,
        "type": "refund",
    }  # fmt: skip


def line(reader: Reader, x: CreditNoteLine) -> WireObject:
    """A line. Only one that credits a line of the invoice names it."""
    shown = {
        "id": x.id,
        "object": "credit_note_line_item",
        "amount": x.amount,
        "description": x.description,
        "discount_amount": sum(one.amount for one in x.discount_amounts),
        "discount_amounts": discount_amounts(x.discount_amounts),
        "livemode": reader.tenant.livemode,
        "metadata": x.metadata,
        "pretax_credit_amounts": pretax_credits(x.discount_amounts),
        "quantity": x.quantity,
        "tax_rates": rates(reader, x.tax_rates),
        "taxes": [tax(one) for one in x.taxes],
        "type": x.type,
        "unit_amount": whole(x.unit_amount),
        "unit_amount_decimal": decimal_text(x.unit_amount) if x.unit_amount is not None else None,
    }
    if x.invoice_line is not None:
        shown["invoice_line_item"] = x.invoice_line
    return WireObject(shown)
