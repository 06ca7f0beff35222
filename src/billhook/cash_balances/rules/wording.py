"""How an account is told to people: what they type into the form of their bank, in the order in which it asks."""

from collections.abc import Mapping
from typing import Any

from stdnum import iban as ibans

_NAMES = {
    "account_holder_name": "Account holder", "iban": "IBAN", "bic": "BIC", "bank_name": "Bank",
    "bank_code": "Bank code", "branch_name": "Branch", "branch_code": "Branch code", "sort_code": "Sort code",
    "routing_number": "Routing number", "swift_code": "SWIFT code", "clabe": "CLABE",
    "account_number": "Account number",
}  # fmt: skip


def entries(address: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The labels and values of one of `financial_addresses`, an IBAN in groups of four."""
    details = address[address["type"]]
    shown = details | ({"iban": ibans.format(details["iban"])} if "iban" in details else {})
    return tuple((label, shown[name]) for name, label in _NAMES.items() if shown.get(name))
