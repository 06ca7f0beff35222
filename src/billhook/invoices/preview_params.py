"""What callers may send about a preview (invoicing.md §3.15). Here a price is named plainly, without `pricing`."""

from typing import Annotated, Any

from pydantic import model_validator

from billhook.customers.params import Address
from billhook.discounts.params import GivenDiscount
from billhook.invoices.items_params import ItemFields
from billhook.invoices.objects import LINES_MAX
from billhook.invoices.params import DISCOUNTS_MAX, AutomaticTax, Issuer, ShippingDetails
from billhook.tax.params import TaxIdData
from billhook.wire.params import (
    Currency,
    Expand,
    Hash,
    HashUnset,
    Id,
    Params,
    array,
    array_unset,
    choice,
    choice_unset,
)  # fmt: skip

TAX_IDS_MAX = 5


class CustomerDetails(Params):
    """Who the customer would be, or what would be different about the one that is named."""

    not_offered = frozenset({"tax"})
    address: Annotated[Address | None, HashUnset] = None
    shipping: Annotated[ShippingDetails | None, HashUnset] = None
    tax_exempt: Annotated[str | None, choice_unset("exempt", "none", "reverse")] = None
    tax_ids: Annotated[list[TaxIdData], array(TAX_IDS_MAX)] = []


class PreviewItem(ItemFields):
    """An item that would be on the invoice, or `invoiceitem`, a pending one and what would be different about it."""

    currency: Currency | None = None
    invoiceitem: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _plainly(cls, given: Any) -> Any:
        """`price` and `unit_amount` are what items call `pricing[price]` and `unit_amount_decimal`."""
        if isinstance(given, dict):
            given = dict(given)
            if "price" in given and "pricing" not in given:
                given["pricing"] = {"price": given.pop("price")}
            if "unit_amount" in given and "unit_amount_decimal" not in given:
                given["unit_amount_decimal"] = given.pop("unit_amount")
        return given


class CreatePreview(Params):
    not_offered = frozenset(
        {
            "customer_account", "on_behalf_of", "schedule", "schedule_details", "subscription",
            "subscription_details",
        }
    )  # fmt: skip
    automatic_tax: Annotated[AutomaticTax | None, Hash] = None
    currency: Currency | None = None
    customer: Id | None = None
    customer_details: Annotated[CustomerDetails | None, Hash] = None
    discounts: Annotated[list[GivenDiscount] | None, array_unset(DISCOUNTS_MAX)] = None
    expand: Expand = []
    invoice_items: Annotated[list[PreviewItem], array(LINES_MAX)] = []
    issuer: Annotated[Issuer | None, Hash] = None
    preview_mode: Annotated[str, choice("next", "recurring")] = "next"
