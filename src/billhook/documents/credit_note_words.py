"""The words of a credit note in each language of `labels.py`.

A correction has to name the invoice that it corrects (Article 219 of Directive 2006/112/EC).
"""

from dataclasses import dataclass

from billhook.documents.labels import labels_for


@dataclass(frozen=True, slots=True)
class CreditNoteWords:
    """Words and sentences; `{amount}` stands for a value. `reasons` are those of the wire."""

    credit_note: str
    number: str
    issued: str
    invoice: str
    reason: str
    reasons: dict[str, str]
    credited: str
    headline: str
    off_amount_due: str
    to_balance: str
    given_back: str


def _reasons(duplicate: str, fraudulent: str, order_change: str, product_unsatisfactory: str) -> dict[str, str]:
    return {
        "duplicate": duplicate,
        "fraudulent": fraudulent,
        "order_change": order_change,
        "product_unsatisfactory": product_unsatisfactory,
    }


_WORDS = {
    "en": CreditNoteWords(
        credit_note="Credit note",
        number="Credit note number",
        issued="Date of issue",
        invoice="Invoice number",
        reason="Reason",
        reasons=_reasons("Duplicate", "Fraudulent", "Order change", "Product unsatisfactory"),
        credited="Amount credited",
        headline="{amount} credited",
        off_amount_due="Taken off the amount due",
        to_balance="Credited to your balance",
        given_back="Paid back",
    ),
    "de": CreditNoteWords(
        credit_note="Rechnungskorrektur",
        number="Nummer der Korrektur",
        issued="Ausstellungsdatum",
        invoice="Rechnungsnummer",
        reason="Grund",
        reasons=_reasons("Doppelt berechnet", "Betrug", "Geänderte Bestellung", "Mangelhafte Leistung"),
        credited="Gutgeschriebener Betrag",
        headline="{amount} gutgeschrieben",
        off_amount_due="Vom offenen Betrag abgezogen",
        to_balance="Ihrem Guthaben gutgeschrieben",
        given_back="Zurückgezahlt",
    ),
    "fr": CreditNoteWords(
        credit_note="Avoir",
        number="Numéro de l’avoir",
        issued="Date d’émission",
        invoice="Numéro de facture",
        reason="Motif",
        reasons=_reasons("Doublon", "Fraude", "Modification de la commande", "Produit insatisfaisant"),
        credited="Montant de l’avoir",
        headline="Avoir de {amount}",
        off_amount_due="Déduit du montant dû",
        to_balance="Porté à votre solde",
        given_back="Remboursé",
    ),
    "es": CreditNoteWords(
        credit_note="Nota de crédito",
        number="Número de nota de crédito",
        issued="Fecha de emisión",
        invoice="Número de factura",
        reason="Motivo",
        reasons=_reasons("Duplicado", "Fraude", "Cambio en el pedido", "Producto insatisfactorio"),
        credited="Importe abonado",
        headline="{amount} abonados",
        off_amount_due="Descontado del importe pendiente",
        to_balance="Abonado a su saldo",
        given_back="Devuelto",
    ),
    "it": CreditNoteWords(
        credit_note="Nota di credito",
        number="Numero della nota di credito",
        issued="Data di emissione",
        invoice="Numero fattura",
        reason="Motivo",
        reasons=_reasons("Duplicato", "Frode", "Modifica dell’ordine", "Prodotto insoddisfacente"),
        credited="Importo accreditato",
        headline="{amount} accreditati",
        off_amount_due="Detratto dall’importo dovuto",
        to_balance="Accreditato sul suo saldo",
        given_back="Rimborsato",
    ),
    "nl": CreditNoteWords(
        credit_note="Creditnota",
        number="Creditnotanummer",
        issued="Datum",
        invoice="Factuurnummer",
        reason="Reden",
        reasons=_reasons("Dubbel", "Fraude", "Gewijzigde bestelling", "Product onbevredigend"),
        credited="Gecrediteerd bedrag",
        headline="{amount} gecrediteerd",
        off_amount_due="Afgetrokken van het verschuldigde bedrag",
        to_balance="Toegevoegd aan uw tegoed",
        given_back="Terugbetaald",
    ),
    "pt": CreditNoteWords(
        credit_note="Nota de crédito",
        number="Número da nota de crédito",
        issued="Data de emissão",
        invoice="Número da fatura",
        reason="Motivo",
        reasons=_reasons("Duplicado", "Fraude", "Alteração do pedido", "Produto insatisfatório"),
        credited="Valor creditado",
        headline="{amount} creditados",
        off_amount_due="Deduzido do valor a pagar",
        to_balance="Creditado no seu saldo",
        given_back="Devolvido",
    ),
}


def credit_note_words_for(locale: str) -> CreditNoteWords:
    """The words for a locale, in the language that the whole document is written in."""
    return _WORDS[labels_for(locale)[1][:2]]
