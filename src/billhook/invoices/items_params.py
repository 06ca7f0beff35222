"""What callers may send about invoice items and lines (invoicing.md §3.13, §3.14)."""

from decimal import Decimal
from typing import Annotated

from billhook.discounts.params import GivenDiscount
from billhook.invoices.objects import LINES_MAX
from billhook.invoices.tax_params import TAX_AMOUNTS_MAX, TaxAmount
from billhook.wire.params import (
    Amount,
    Boolean,
    Currency,
    DecimalText,
    Expand,
    Hash,
    Id,
    Metadata,
    Page,
    Params,
    Quantity,
    RangeOrMoment,
    TextUnset,
    Timestamp,
    array,
    array_unset,
    choice,
    integer,
    text,
)  # fmt: skip

QUANTITY_MAX = 10**12
# invoicing.md §2.3, §2.4.
DISCOUNTS_MAX = 20
TAX_RATES_MAX = 10

TaxBehavior = Annotated[str, choice("exclusive", "inclusive", "unspecified")]


class Period(Params):
    """The service period of a line, both ends included."""

    start: Timestamp
    end: Timestamp


class Pricing(Params):
    price: Id | None = None


class ProductData(Params):
    """A product that exists for this line only: it is in no list."""

    not_offered = frozenset({"tax_details"})
    name: Annotated[str, text(250)]
    description: TextUnset = None
    images: Annotated[list[Annotated[str, text(2048)]], array(8)] = []
    metadata: Metadata = {}
    tax_code: Annotated[str | None, text(100)] = None
    unit_label: Annotated[str | None, text(12)] = None


class PriceData(Params):
    """An inline price of an existing product."""

    currency: Currency
    product: Id | None = None
    tax_behavior: TaxBehavior | None = None
    unit_amount: Amount | None = None
    unit_amount_decimal: DecimalText | None = None


class LinePriceData(PriceData):
    """An inline price of an existing product, or of a product described here."""

    product_data: Annotated[ProductData | None, Hash] = None


class ChargeFields(Params):
    """What an item or a line is charged: one of amount, pricing and price_data."""

    amount: Amount | None = None
    description: TextUnset = None
    discountable: Boolean | None = None
    discounts: Annotated[list[GivenDiscount] | None, array_unset(DISCOUNTS_MAX)] = None
    metadata: Metadata = {}
    period: Annotated[Period | None, Hash] = None
    price_data: Annotated[PriceData | None, Hash] = None
    pricing: Annotated[Pricing | None, Hash] = None
    quantity: Annotated[int | None, integer(0, QUANTITY_MAX)] = None
    quantity_decimal: Quantity | None = None
    tax_rates: Annotated[list[Id] | None, array_unset(TAX_RATES_MAX)] = None

    @property
    def unit(self) -> Decimal | None:
        """The amount of one unit, where the caller gives it."""
        return Decimal(self.amount) if self.amount is not None else None

    @property
    def price(self) -> str | None:
        """The id of a catalogue price."""
        return self.pricing.price if self.pricing is not None else None

    @property
    def units(self) -> Decimal | None:
        """The quantity, however it was spelled."""
        return Decimal(self.quantity) if self.quantity is not None else self.quantity_decimal


class ItemFields(ChargeFields):
    """Items can be charged by a unit amount too; lines use `price_data` for that."""

    tax_behavior: TaxBehavior | None = None
    tax_code: TextUnset = None
    unit_amount_decimal: DecimalText | None = None

    @property
    def unit(self) -> Decimal | None:
        return super().unit if self.unit_amount_decimal is None else self.unit_amount_decimal


class CreateItem(ItemFields):
    not_offered = frozenset({"customer_account", "subscription"})
    currency: Currency | None = None
    customer: Id | None = None
    expand: Expand = []
    invoice: Id | None = None


class UpdateItem(ItemFields):
    not_offered = frozenset({"invoicing_rules"})
    expand: Expand = []


class ListItems(Page):
    not_offered = frozenset({"customer_account"})
    created: RangeOrMoment | None = None
    customer: Id | None = None
    invoice: Id | None = None
    pending: Boolean | None = None


class LineFields(ChargeFields):
    price_data: Annotated[LinePriceData | None, Hash] = None
    tax_amounts: Annotated[list[TaxAmount] | None, array_unset(TAX_AMOUNTS_MAX)] = None


class AddedLine(LineFields):
    invoice_item: Id | None = None


class UpdatedLine(LineFields):
    id: Id


class RemovedLine(Params):
    id: Id
    behavior: Annotated[str, choice("delete", "unassign")]


class AddLines(Params):
    lines: Annotated[list[AddedLine], array(LINES_MAX)]
    invoice_metadata: Metadata = {}
    expand: Expand = []


class UpdateLines(Params):
    lines: Annotated[list[UpdatedLine], array(LINES_MAX)]
    invoice_metadata: Metadata = {}
    expand: Expand = []


class RemoveLines(Params):
    lines: Annotated[list[RemovedLine], array(LINES_MAX)]
    invoice_metadata: Metadata = {}
    expand: Expand = []


class UpdateLine(LineFields):
    expand: Expand = []
