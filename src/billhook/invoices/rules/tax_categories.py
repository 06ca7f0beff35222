"""The VAT category of a tax (EN 16931, codes of UNCL 5305), from why it is what it is (einvoicing.md §4.5)."""

from decimal import Decimal

from billhook.documents.statement import TaxCategory

_BY_REASON = {
    "reverse_charge": TaxCategory.REVERSE_CHARGE,
    "customer_exempt": TaxCategory.EXEMPT,
    "product_exempt": TaxCategory.EXEMPT,
    "product_exempt_holiday": TaxCategory.EXEMPT,
    "zero_rated": TaxCategory.ZERO,
    "not_subject_to_tax": TaxCategory.OUTSIDE_SCOPE,
    "not_collecting": TaxCategory.OUTSIDE_SCOPE,
    "not_supported": TaxCategory.OUTSIDE_SCOPE,
}


def category_of(reason: str, percentage: Decimal) -> TaxCategory:
    """The category for a `taxability_reason`. Rates set by hand have no reason: then the percentage decides."""
    return _BY_REASON.get(reason) or (TaxCategory.STANDARD if percentage else TaxCategory.ZERO)
