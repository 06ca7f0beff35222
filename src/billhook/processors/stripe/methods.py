"""What a payer paid with, as Stripe tells it: the public details alone."""

import re

from billhook.processors.interface import Method
from billhook.processors.reading import Fields, Garbled, id_of, optional_text, part, text

# What Stripe documents as public of cards, accounts and wallets. Anything else is left out, so that nothing new there
# comes to be stored here by itself.
_PUBLIC = frozenset(
    "account_holder_type account_type bank_code bank_name bank bic branch_code brand country exp_month exp_year "
    "fingerprint funding iban_last4 institution_number last4 mandate network payer_email preferred_language "
    "sort_code transit_number verified_name".split()
)
_LONG_NUMBER = re.compile(r"(?:[0-9][ -]?){12,}", re.ASCII)
_TYPE = re.compile("[a-z][a-z0-9_]{1,49}", re.ASCII)
_TEXT_MAX = 200


def method_of(details: Fields | None) -> Method | None:
    """The method in `payment_method_details` of a charge. Raises Garbled."""
    if details is None:
        return None
    type = text(details, "type")
    if not _TYPE.fullmatch(type):
        raise Garbled("type of a method is no word")
    inside = part(details, type) or {}
    shown: dict[str, object] = {name: value for name, value in inside.items() if _may_show(name, value)}
    wallet = part(inside, "wallet")
    if wallet is not None and _TYPE.fullmatch(optional_text(wallet, "type") or ""):
        shown["wallet"] = {"type": text(wallet, "type")}
    return Method(type, shown)


def _may_show(name: str, value: object) -> bool:
    if name not in _PUBLIC:
        return False
    if isinstance(value, str):
        return len(value) <= _TEXT_MAX and (name == "fingerprint" or not _LONG_NUMBER.search(value))
    return isinstance(value, int) and not isinstance(value, bool) and value < 10_000


def saved_of(intent: Fields, details: Fields | None) -> tuple[str | None, str | None]:
    """The token of the method that was saved for later, and its mandate; None if none was. Raises Garbled.

    Some redirects cannot be used again, and leave a mandate to debit the account behind them.
    """
    if optional_text(intent, "setup_future_usage") != "off_session":
        return None, None
    inside = (part(details, text(details, "type")) if details is not None else None) or {}
    generated = id_of(inside, "generated_sepa_debit")
    if generated is not None:
        return generated, id_of(inside, "generated_sepa_debit_mandate")
    return id_of(intent, "payment_method"), id_of(inside, "mandate")
