"""What callers may send about credit notes (invoicing.md §7)."""

from decimal import Decimal
from typing import Annotated

from billhook.credit_notes.objects import CUSTOM_LINE, INVOICE_LINE
from billhook.invoices.items_params import TAX_RATES_MAX
from billhook.invoices.objects import LINES_MAX
from billhook.invoices.tax_params import TAX_AMOUNTS_MAX
from billhook.kernel.money import LARGEST_AMOUNT
from billhook.wire.params import (
    Amount,
    DecimalText,
    Expand,
    Hash,
    Id,
    Metadata,
    Page,
    Params,
    RangeOrMoment,
    Text,
    TextUnset,
    Timestamp,
    array,
    array_unset,
    choice,
    integer,
)  # fmt: skip

REASONS = ("duplicate", "fraudulent", "order_change", "product_unsatisfactory")
QUANTITY_MAX = 10**12
REFUNDS_MAX = 20

Positive = Annotated[int, integer(1, LARGEST_AMOUNT)]
NotNegative = Annotated[int, integer(0, LARGEST_AMOUNT)]


class LineTaxAmount(Params):
    """An amount of tax on a custom line that the caller has worked out, with the tax rate behind it."""

    amount: Amount
    tax_rate: Id
    taxable_amount: Amount


class LineCredited(Params):
    """A part of a line of the invoice, or a line of its own."""

    amount: Amount | None = None
    description: Text | None = None
    invoice_line_item: Id | None = None
    metadata: Metadata = {}
    quantity: Annotated[int | None, integer(1, QUANTITY_MAX)] = None
    tax_amounts: Annotated[list[LineTaxAmount] | None, array_unset(TAX_AMOUNTS_MAX)] = None
    tax_rates: Annotated[list[Id] | None, array_unset(TAX_RATES_MAX)] = None
    type: Annotated[str, choice(CUSTOM_LINE, INVOICE_LINE)]
    unit_amount: Amount | None = None
    unit_amount_decimal: DecimalText | None = None

    @property
    def unit(self) -> Decimal | None:
        """What one unit of a custom line costs, however it was spelled."""
        return Decimal(self.unit_amount) if self.unit_amount is not None else self.unit_amount_decimal


class ShippingCredited(Params):
    """The cost of shipping, which is credited whole."""

    shipping_rate: Id | None = None


class LinkedRefund(Params):
    """A refund that was made already, and how much of it this credit note explains: all of it unless less is said."""

    not_offered = frozenset({"payment_record_refund"})
    amount_refunded: Positive | None = None
    refund: Id
    type: Annotated[str, choice("refund")] = "refund"


class CreateCreditNote(Params):
    """`email_type`: `credit_note` mails it whatever the account's setting says, `none` does not; left out, the setting
    decides."""

    amount: Positive | None = None
    credit_amount: NotNegative | None = None
    effective_at: Timestamp | None = None
    email_type: Annotated[str | None, choice("credit_note", "none")] = None
    expand: Expand = []
    invoice: Id
    lines: Annotated[list[LineCredited], array(LINES_MAX)] = []
    memo: TextUnset = None
    metadata: Metadata = {}
    out_of_band_amount: NotNegative | None = None
    reason: Annotated[str | None, choice(*REASONS)] = None
    refund_amount: NotNegative | None = None
    refunds: Annotated[list[LinkedRefund], array(REFUNDS_MAX)] = []
    shipping_cost: Annotated[ShippingCredited | None, Hash] = None


class PreviewLines(CreateCreditNote, Page):
    pass


class UpdateCreditNote(Params):
    expand: Expand = []
    memo: TextUnset = None
    metadata: Metadata = {}


class ListCreditNotes(Page):
    not_offered = frozenset({"customer_account"})
    created: RangeOrMoment | None = None
    customer: Id | None = None
    invoice: Id | None = None
