"""How an account for bank transfers is told: what a payer types into the form of their bank, in its order."""

from stdnum import iban as ibans

from billhook.documents.labels import labels_for
from billhook.documents.statement import TransferAccount

# The fields of a financial address in the order in which banks ask for them. IBAN, BIC and CLABE are called so
# everywhere; the holder stands first and needs no name on paper.
_ORDER = (
    "account_holder_name", "iban", "bic", "bank_name", "bank_code", "branch_name", "branch_code", "sort_code",
    "routing_number", "swift_code", "clabe", "account_number",
)  # fmt: skip
_SAME_EVERYWHERE = {"iban": "IBAN", "bic": "BIC", "clabe": "CLABE"}

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "account_holder_name": "Account holder", "bank_name": "Bank", "bank_code": "Bank code",
        "branch_name": "Branch", "branch_code": "Branch code", "sort_code": "Sort code",
        "routing_number": "Routing number", "swift_code": "SWIFT code", "account_number": "Account number",
    },
    "de": {
        "account_holder_name": "Kontoinhaber", "bank_name": "Bank", "bank_code": "Bankleitzahl",
        "branch_name": "Filiale", "branch_code": "Filialnummer", "sort_code": "Sort Code",
        "routing_number": "Routing Number", "swift_code": "SWIFT-Code", "account_number": "Kontonummer",
    },
    "fr": {
        "account_holder_name": "Titulaire du compte", "bank_name": "Banque", "bank_code": "Code banque",
        "branch_name": "Agence", "branch_code": "Code agence", "sort_code": "Sort code",
        "routing_number": "Routing number", "swift_code": "Code SWIFT", "account_number": "Numéro de compte",
    },
    "es": {
        "account_holder_name": "Titular de la cuenta", "bank_name": "Banco", "bank_code": "Código del banco",
        "branch_name": "Sucursal", "branch_code": "Código de sucursal", "sort_code": "Sort code",
        "routing_number": "Routing number", "swift_code": "Código SWIFT", "account_number": "Número de cuenta",
    },
    "it": {
        "account_holder_name": "Intestatario del conto", "bank_name": "Banca", "bank_code": "Codice banca",
        "branch_name": "Filiale", "branch_code": "Codice filiale", "sort_code": "Sort code",
        "routing_number": "Routing number", "swift_code": "Codice SWIFT", "account_number": "Numero di conto",
    },
    "nl": {
        "account_holder_name": "Rekeninghouder", "bank_name": "Bank", "bank_code": "Bankcode",
        "branch_name": "Filiaal", "branch_code": "Filiaalcode", "sort_code": "Sort code",
        "routing_number": "Routing number", "swift_code": "SWIFT-code", "account_number": "Rekeningnummer",
    },
    "pt": {
        "account_holder_name": "Titular da conta", "bank_name": "Banco", "bank_code": "Código do banco",
        "branch_name": "Agência", "branch_code": "Código da agência", "sort_code": "Sort code",
        "routing_number": "Routing number", "swift_code": "Código SWIFT", "account_number": "Número da conta",
    },
}  # fmt: skip


def account_entries(account: TransferAccount, locale: str) -> tuple[tuple[str | None, str], ...]:
    """Labels and values of an account, an IBAN in groups of four. The holder comes without a label."""
    return tuple(
        (None if name == "account_holder_name" else label, value) for name, label, value in _fields(account, locale)
    )


def labelled_entries(account: TransferAccount, locale: str) -> tuple[tuple[str, str], ...]:
    """The same, the holder with a label too."""
    return tuple((label, value) for _, label, value in _fields(account, locale))


def _fields(account: TransferAccount, locale: str) -> list[tuple[str, str, str]]:
    words = _WORDS[labels_for(locale)[1][:2]] | _SAME_EVERYWHERE
    shown = {**account.details}
    if "iban" in shown:
        shown["iban"] = ibans.format(shown["iban"])
    return [(name, words[name], shown[name]) for name in _ORDER if shown.get(name)]
