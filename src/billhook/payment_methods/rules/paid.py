"""From what a processor tells of a payment method to what is shown of it. No number of a card is among that."""

import re
from collections.abc import Mapping

from billhook.kernel.stored import Json
from billhook.payment_methods.objects import CARD, SEPA_DEBIT, US_BANK_ACCOUNT

TYPE_UNKNOWN = "custom"
"""The type of a method of which the processor says nothing."""

_TYPE = re.compile(r"[a-z0-9_]{2,40}")
# More digits than these in one value may be the number of a card or of an account.
_DIGITS = re.compile(r"(?:\d[ -]?){12,}")
_EMPTY: Mapping[str, Json] = {
    CARD: {
        "brand": "unknown", "checks": {"address_line1_check": None, "address_postal_code_check": None,
        "cvc_check": None}, "country": None, "display_brand": None, "exp_month": 12, "exp_year": 2099,
        "fingerprint": None, "funding": "unknown", "generated_from": None, "last4": "", "networks": None,
        "regulated_status": None, "three_d_secure_usage": None, "wallet": None,
    },
    SEPA_DEBIT: {
        "bank_code": None, "branch_code": None, "country": None, "fingerprint": None, "generated_from": None,
        "last4": "",
    },
    US_BANK_ACCOUNT: {
        "account_holder_type": None, "account_type": None, "bank_name": None, "financial_connections_account": None,
        "fingerprint": None, "last4": "", "networks": None, "routing_number": None, "status_details": None,
    },
}  # fmt: skip


def shown_method(type: str, given: Mapping[str, object]) -> tuple[str, Json]:
    """The type, and the hash of it: what was given, and null for the rest that Stripe shows.

    Processors tell the details of a charge. Of those, a method has what its own hash names: `network`, for one, is of
    the charge alone.
    """
    if not _TYPE.fullmatch(type):
        return TYPE_UNKNOWN, {}
    known = _EMPTY.get(type)
    plain = {n: value for n, value in given.items() if _is_public(value) and (known is None or n in known)}
    details: dict[str, object] = {**(known or {}), **plain}
    if isinstance(wallet := details.get("wallet"), dict) and isinstance(name := wallet.get("type"), str):
        details["wallet"] = {"dynamic_last4": None, name: {}, **wallet}
    return type, details


def _is_public(value: object) -> bool:
    """A value that can be shown: short, and no number of a card or an account."""
    if isinstance(value, dict):
        return all(_is_public(each) for each in value.values())
    if isinstance(value, str):
        return len(value) <= 200 and _DIGITS.search(value) is None
    return value is None or (isinstance(value, bool | int) and abs(value) < 10**11)
