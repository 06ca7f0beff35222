"""What can be said about a tax id without asking an office (docs/decisions/0013-tax-ids-are-judged-here.md)."""

import re

from stdnum.au import abn
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat

from billhook.tax.rules.formats import EU_VAT

VERIFIABLE = frozenset({"au_abn", "eu_vat", "gb_vat"})

# The values that decide by themselves in test mode (platform.md §7.9).
_TEST_VALUES = {"000000000": "verified", "111111111": "unverified", "222222222": "pending"}
_TEST_VALUE = re.compile(rf"(?:[A-Z]{{2}}[A-Z]?|[0-9]{{2}})?({'|'.join(_TEST_VALUES)})", re.ASCII)


def first_status(kind: str) -> str:
    """The status with which a customer's tax id is created: where there are offices to ask, a verdict follows."""
    return "pending" if kind in VERIFIABLE else "unavailable"


def is_test_value(kind: str, value: str) -> bool:
    """Whether this is one of Stripe's test values, bare or behind the letters or digits that the type begins with."""
    return kind in VERIFIABLE and _TEST_VALUE.fullmatch(value) is not None


def verdict(kind: str, value: str, *, livemode: bool) -> str:
    """The status that follows the first one.

    In test mode the test values decide and all else stays `pending`. In live mode a wrong check digit means
    `unverified`, and a right one `unavailable`: only an office could say more, and none is asked.
    """
    if kind not in VERIFIABLE:
        return "unavailable"
    if not livemode:
        found = _TEST_VALUE.fullmatch(value)
        return _TEST_VALUES[found[1]] if found is not None else "pending"
    return "unavailable" if _is_sound(kind, value) else "unverified"


def _is_sound(kind: str, value: str) -> bool:
    """Whether the check digits are right."""
    if kind == "au_abn":
        return bool(abn.is_valid(value))
    if kind == "gb_vat" or value.startswith("XI"):
        return bool(gb_vat.is_valid(value))
    return value[:2] in EU_VAT and bool(eu_vat.is_valid(value))
