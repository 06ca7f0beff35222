"""The fixed words of an invoice mail in each language it can be written in.

A mail is in one language throughout; a language without words here gets the whole mail in English.
`{number}`, `{business}`, `{amount}`, `{date}`, `{count}` and `{address}` stand for values.
"""

from dataclasses import dataclass

from billhook.kernel.display import DEFAULT_LOCALE, locale_of


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language."""

    subject: str
    due_by: str
    due_now: str
    number: str
    pay: str
    view: str
    more_lines: str
    how_to_pay: str
    attached: str
    questions: str
    test: str


_WORDINGS = {
    "en": Wording(
        subject="Invoice {number} from {business}",
        due_by="{amount} due {date}",
        due_now="{amount} due",
        number="Invoice {number}",
        pay="Pay this invoice",
        view="View invoice",
        more_lines="and {count} more",
        how_to_pay="How to pay",
        attached="The invoice is attached as a PDF.",
        questions="Questions? Write to {address}.",
        test="This is a test without real money.",
    ),
    "de": Wording(
        subject="Rechnung {number} von {business}",
        due_by="{amount} fällig am {date}",
        due_now="{amount} fällig",
        number="Rechnung {number}",
        pay="Rechnung bezahlen",
        view="Rechnung ansehen",
        more_lines="und {count} weitere",
        how_to_pay="Zahlungshinweise",
        attached="Die Rechnung ist als PDF angehängt.",
        questions="Fragen? Schreiben Sie an {address}.",
        test="Dies ist ein Test ohne echtes Geld.",
    ),
    "fr": Wording(
        subject="Facture {number} de {business}",
        due_by="{amount} à régler au plus tard le {date}",
        due_now="{amount} à régler",
        number="Facture {number}",
        pay="Payer cette facture",
        view="Voir la facture",
        more_lines="et {count} de plus",
        how_to_pay="Modalités de paiement",
        attached="La facture est jointe au format PDF.",
        questions="Des questions ? Écrivez à {address}.",
        test="Ceci est un test, sans argent réel.",
    ),
    "es": Wording(
        subject="Factura {number} de {business}",
        due_by="{amount} con vencimiento el {date}",
        due_now="{amount} a pagar",
        number="Factura {number}",
        pay="Pagar esta factura",
        view="Ver la factura",
        more_lines="y {count} más",
        how_to_pay="Cómo pagar",
        attached="La factura se adjunta en PDF.",
        questions="¿Tiene preguntas? Escriba a {address}.",
        test="Esto es una prueba sin dinero real.",
    ),
    "it": Wording(
        subject="Fattura {number} da {business}",
        due_by="{amount} in scadenza il {date}",
        due_now="{amount} da pagare",
        number="Fattura {number}",
        pay="Paga questa fattura",
        view="Visualizza la fattura",
        more_lines="e altre {count}",
        how_to_pay="Come pagare",
        attached="La fattura è allegata in PDF.",
        questions="Domande? Scriva a {address}.",
        test="Questa è una prova, senza denaro reale.",
    ),
    "nl": Wording(
        subject="Factuur {number} van {business}",
        due_by="{amount} uiterlijk {date} te betalen",
        due_now="{amount} te betalen",
        number="Factuur {number}",
        pay="Deze factuur betalen",
        view="Factuur bekijken",
        more_lines="en nog {count}",
        how_to_pay="Betaalinformatie",
        attached="De factuur is als pdf bijgevoegd.",
        questions="Vragen? Schrijf naar {address}.",
        test="Dit is een test zonder echt geld.",
    ),
    "pt": Wording(
        subject="Fatura {number} de {business}",
        due_by="{amount} com vencimento em {date}",
        due_now="{amount} a pagar",
        number="Fatura {number}",
        pay="Pagar esta fatura",
        view="Ver a fatura",
        more_lines="e mais {count}",
        how_to_pay="Como pagar",
        attached="A fatura segue anexa em PDF.",
        questions="Dúvidas? Escreva para {address}.",
        test="Isto é um teste, sem dinheiro real.",
    ),
}

LANGUAGES = tuple(_WORDINGS)


def wording_for(locale: str) -> tuple[Wording, str]:
    """The words for a locale, and the locale in which the whole mail is then written."""
    language = locale_of(locale).language
    if language in _WORDINGS:
        return _WORDINGS[language], str(locale_of(locale))
    return _WORDINGS["en"], DEFAULT_LOCALE
