"""What callers may send about tax rates and tax ids (invoicing.md §1.10, §1.11)."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from billhook.kernel.money import EXACT
from billhook.tax.types import TAX_ID_TYPES, TAX_TYPES
from billhook.wire.params import (
    Boolean,
    Expand,
    Hash,
    Id,
    Metadata,
    Page,
    Params,
    Quantity,
    RangeOrMoment,
    Text,
    choice,
    text,
)  # fmt: skip

PERCENTAGE_PLACES = 4
_COUNTRY = re.compile(r"[A-Za-z]{2}\Z", re.ASCII)


def _percentage(value: Decimal) -> Decimal:
    scaled = EXACT.scaleb(value, PERCENTAGE_PLACES)
    if value > 100 or scaled != scaled.to_integral_value():
        reason = f"must be between 0 and 100, with at most {PERCENTAGE_PLACES} decimal places"
        raise PydanticCustomError("INVALID_VALUE", "{reason}", {"reason": reason})
    return value


def _country(value: str) -> str:
    if not _COUNTRY.match(value):
        raise PydanticCustomError("COUNTRY_INVALID", "{value}", {"value": value[:100]})
    return value.upper()


Percentage = Annotated[Quantity, AfterValidator(_percentage)]
Country = Annotated[Text, AfterValidator(_country)]
TaxType = Annotated[str, choice(*TAX_TYPES)]


class CreateTaxRate(Params):
    active: Boolean = True
    country: Country | None = None
    description: Text | None = None
    display_name: Annotated[str, text(50)]
    expand: Expand = []
    inclusive: Boolean
    jurisdiction: Annotated[str | None, text(200)] = None
    metadata: Metadata = {}
    percentage: Percentage
    state: Annotated[str | None, text(50)] = None
    tax_type: TaxType | None = None


class UpdateTaxRate(Params):
    active: Boolean | None = None
    country: Country | None = None
    description: Text | None = None
    display_name: Annotated[str | None, text(50)] = None
    expand: Expand = []
    jurisdiction: Annotated[str | None, text(200)] = None
    metadata: Metadata = {}
    state: Annotated[str | None, text(50)] = None
    tax_type: TaxType | None = None


class ListTaxRates(Page):
    active: Boolean | None = None
    created: RangeOrMoment | None = None
    inclusive: Boolean | None = None


class TaxIdData(Params):
    """A tax id, as it is added to whoever has it."""

    type: Annotated[str, choice(*TAX_ID_TYPES)]
    value: Annotated[str, text(100)]


class TaxIdOwner(Params):
    """Whose tax id it is. There are no accounts and applications beside the one that asks."""

    not_offered = frozenset({"account", "customer_account"})
    customer: Id | None = None
    type: Annotated[str, choice("account", "application", "customer", "self")]


class CreateTaxId(TaxIdData):
    expand: Expand = []
    owner: Annotated[TaxIdOwner | None, Hash] = None


class ListTaxIds(Page):
    owner: Annotated[TaxIdOwner | None, Hash] = None
