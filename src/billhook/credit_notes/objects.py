"""Credit notes and their lines as stored: frozen, in minor units and Unix seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billhook.credit_notes.rules.lifecycle import VOID as VOID
from billhook.invoices.applied import AppliedDiscount, AppliedTax, ShippingCharge
from billhook.invoices.rules.terms import Tax
from billhook.kernel.stored import VERSION, Json
from billhook.tax.objects import TaxRate

INVOICE_LINE, CUSTOM_LINE = "invoice_line_item", "custom_line_item"


@dataclass(frozen=True, slots=True)
class CreditNoteLine:
    """A line: a part of a line of the invoice, or something of its own.

    `amount` is gross, before discounts and without taxes on top. `discount_amounts` and `taxes` stand in the order of
    the invoice's line; `tax_rates` are those of a custom line as they were.
    """

    id: str
    position: int
    type: str
    invoice_line: str | None
    description: str | None
    quantity: int | None
    amount: int
    unit_amount: Decimal | None
    discount_amounts: tuple[AppliedDiscount, ...]
    taxes: tuple[Tax, ...]
    tax_rates: tuple[TaxRate, ...]
    removed_tax: int
    metadata: dict[str, str]

    def credits_all_of(self, number: str | None) -> bool:
        """Whether this is the line of a credit note over a mere amount of the invoice with that number."""
        return self.type == CUSTOM_LINE and self.description == text_of_amount(number)


def text_of_amount(number: str | None) -> str:
    """What the line of a credit note over a mere amount says on the wire; paper says it in its own language."""
    return f"Invoice {number}"


@dataclass(frozen=True, slots=True)
class RefundedPart:
    """How much of a credit note a refund gives back; the refund may be larger."""

    refund: str
    amount_refunded: int

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, "refund": self.refund, "amount_refunded": self.amount_refunded}

    @classmethod
    def from_stored(cls, stored: Json) -> "RefundedPart":
        """The part in any form that was ever stored."""
        return cls(stored["refund"], stored["amount_refunded"])


@dataclass(frozen=True, slots=True)
class CreditNote:
    """A credit note without its lines. The order of the fields is that of the columns.

    `refunds` are those that give back a part of it, one that it made itself first. `taxes_of_amount` are the taxes
    inside a credit of a mere amount, which paper tells and the wire does not.
    """

    id: str
    created: int
    invoice: str
    customer: str
    currency: str
    number: str
    status: str
    reason: str | None
    memo: str | None
    effective_at: int
    metadata: dict[str, str]
    amount: int
    subtotal: int
    subtotal_excluding_tax: int
    total_excluding_tax: int
    removed_tax: int
    discount_amounts: tuple[AppliedDiscount, ...]
    total_taxes: tuple[AppliedTax, ...]
    amount_shipping: int
    shipping_cost: ShippingCharge | None
    pre_payment_amount: int
    post_payment_amount: int
    credit_amount: int
    refund_amount: int
    out_of_band_amount: int | None
    customer_balance_transaction: str | None
    voided_at: int | None
    pdf_token: str
    refunds: tuple[RefundedPart, ...] = ()
    taxes_of_amount: tuple[AppliedTax, ...] = ()

    @property
    def type(self) -> str:
        """`pre_payment`, `post_payment` or `mixed` (invoicing.md §1.8)."""
        if self.post_payment_amount == 0:
            return "pre_payment"
        return "post_payment" if self.pre_payment_amount == 0 else "mixed"


@dataclass(frozen=True, slots=True)
class CreditNoteDetails:
    """A credit note with all its lines, in their order."""

    note: CreditNote
    lines: Sequence[CreditNoteLine]
