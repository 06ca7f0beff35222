"""The paper of the PDF, decided at finalization where the invoice leaves it open (platform.md §6.2)."""

from typing import Literal

# Where Letter is the common paper; everywhere else it is A4.
_LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE"})


def paper(page_size: str, country: str) -> Literal["a4", "letter"]:
    """`a4` or `letter` as chosen, or for `auto` what is common in the issuer's country."""
    if page_size == "auto":
        return "letter" if country in _LETTER_COUNTRIES else "a4"
    return "letter" if page_size == "letter" else "a4"
