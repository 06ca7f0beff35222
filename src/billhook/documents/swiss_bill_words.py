"""The words on a Swiss QR-bill, as annex D of the guidelines gives them: four languages, and no others.

They are no texts of ours and are not translated: a bill in any other language has the English ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from billhook.kernel.languages import language_of


@dataclass(frozen=True, slots=True)
class SwissBillWords:
    """The headings. `language` is that of the words."""

    language: str
    payment_part: str
    receipt: str
    account: str
    reference: str
    additional_information: str
    currency: str
    amount: str
    acceptance_point: str
    payable_by: str
    payable_by_whom: str


_WORDS: Mapping[str, SwissBillWords] = MappingProxyType(
    {
        "en": SwissBillWords(
            "en", "Payment part", "Receipt", "Account / Payable to", "Reference", "Additional information", "Currency",
            "Amount", "Acceptance point", "Payable by", "Payable by (name/address)",
        ),
        "de": SwissBillWords(
            "de", "Zahlteil", "Empfangsschein", "Konto / Zahlbar an", "Referenz", "Zusätzliche Informationen",
            "Währung", "Betrag", "Annahmestelle", "Zahlbar durch", "Zahlbar durch (Name/Adresse)",
        ),
        "fr": SwissBillWords(
            "fr", "Section paiement", "Récépissé", "Compte / Payable à", "Référence", "Informations supplémentaires",
            "Monnaie", "Montant", "Point de dépôt", "Payable par", "Payable par (nom/adresse)",
        ),
        "it": SwissBillWords(
            "it", "Sezione pagamento", "Ricevuta", "Conto / Pagabile a", "Riferimento", "Informazioni supplementari",
            "Valuta", "Importo", "Punto di accettazione", "Pagabile da", "Pagabile da (nome/indirizzo)",
        ),
    }
)  # fmt: skip


def swiss_bill_words_for(locale: str) -> SwissBillWords:
    """The words for a locale, in English if it is none of the four languages."""
    return _WORDS.get(language_of(locale), _WORDS["en"])
