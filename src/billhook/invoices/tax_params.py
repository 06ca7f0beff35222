"""Amounts of tax that the caller has worked out, taken as they are (invoicing.md §2.4)."""

from typing import Annotated

from billhook.tax.objects import TaxRateData
from billhook.tax.params import Country, Percentage, TaxType
from billhook.wire.params import Amount, Boolean, Hash, Params, Text, choice, text

TAX_AMOUNTS_MAX = 20
JURISDICTION_LEVELS = ("city", "country", "county", "district", "multiple", "state")
TAXABILITY_REASONS = (
    "customer_exempt", "not_collecting", "not_subject_to_tax", "not_supported", "portion_product_exempt",
    "portion_reduced_rated", "portion_standard_rated", "product_exempt", "product_exempt_holiday",
    "proportionally_rated", "reduced_rated", "reverse_charge", "standard_rated", "taxable_basis_reduced", "zero_rated",
)  # fmt: skip


class GivenRate(Params):
    """The tax rate behind the amount; one is found or made that says exactly this."""

    country: Country | None = None
    description: Text | None = None
    display_name: Annotated[str, text(50)]
    inclusive: Boolean
    jurisdiction: Annotated[str | None, text(200)] = None
    jurisdiction_level: Annotated[str | None, choice(*JURISDICTION_LEVELS)] = None
    percentage: Percentage
    state: Annotated[str | None, text(50)] = None
    tax_type: TaxType | None = None

    @property
    def data(self) -> TaxRateData:
        return TaxRateData(**{name: getattr(self, name) for name in type(self).model_fields})


class TaxAmount(Params):
    """One amount of tax on a line, in minor units."""

    amount: Amount
    tax_rate_data: Annotated[GivenRate, Hash]
    taxability_reason: Annotated[str | None, choice(*TAXABILITY_REASONS)] = None
    taxable_amount: Amount
