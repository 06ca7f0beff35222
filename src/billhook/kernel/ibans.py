"""IBANs in the Single Euro Payments Area (EPC409-09)."""

from stdnum import iban as ibans

_COUNTRIES = frozenset(
    """AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE
    SI SK SM VA""".split()
)


def is_sepa(iban: str) -> bool:
    """Whether a compact IBAN is one of SEPA: its form, its check digits (mod 97) and its country.

    Check digits that some countries have of their own are not looked at.
    """
    return iban.isascii() and iban[:2] in _COUNTRIES and ibans.is_valid(iban, check_country=False)
