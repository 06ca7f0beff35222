"""How an account for bank transfers is told: what a payer types into the form of their bank, in its order."""

from collections.abc import Mapping

from stdnum import iban as ibans

from billhook.documents.statement import TransferAccount
from billhook.kernel.languages import language_of
from billhook.kernel.translations import Words

# The fields of a financial address in the order in which banks ask for them. IBAN, BIC, CLABE and the schemes of
# countries are called so everywhere; the holder stands first and needs no name on paper.
_ORDER = (
    "account_holder_name", "iban", "bic", "bank_name", "bank_code", "branch_name", "branch_code", "sort_code",
    "routing_number", "swift_code", "clabe", "account_number", "pix", "paynow", "upi",
)  # fmt: skip
_SAME_EVERYWHERE = {"iban": "IBAN", "bic": "BIC", "clabe": "CLABE", "pix": "Pix", "paynow": "PayNow", "upi": "UPI"}
ACCOUNT_LABELS = frozenset(_SAME_EVERYWHERE[name] for name in ("iban", "pix", "paynow", "upi"))
"""What stands before the account itself, in every language."""

_WORDS: Words[Mapping[str, str]] = Words(
    "account",
    {
        "account_holder_name": "Account holder", "bank_name": "Bank", "bank_code": "Bank code",
        "branch_name": "Branch", "branch_code": "Branch code", "sort_code": "Sort code",
        "routing_number": "Routing number", "swift_code": "SWIFT code", "account_number": "Account number",
    },
)  # fmt: skip


def account_entries(account: TransferAccount, locale: str) -> tuple[tuple[str | None, str], ...]:
    """Labels and values of an account, an IBAN in groups of four. The holder comes without a label."""
    return tuple(
        (None if name == "account_holder_name" else label, value) for name, label, value in _fields(account, locale)
    )


def labelled_entries(account: TransferAccount, locale: str) -> tuple[tuple[str, str], ...]:
    """The same, the holder with a label too."""
    return tuple((label, value) for _, label, value in _fields(account, locale))


def _fields(account: TransferAccount, locale: str) -> list[tuple[str, str, str]]:
    words = {**_WORDS.in_language(language_of(locale)), **_SAME_EVERYWHERE}
    shown = {**account.details}
    if "iban" in shown:
        shown["iban"] = ibans.format(shown["iban"])
    return [(name, words[name], shown[name]) for name in _ORDER if shown.get(name)]
