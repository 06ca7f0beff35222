"""The fixed words of a document in each language it can be written in.

A document is in one language throughout: where a customer's language has no words here, the whole document
is English, its dates and amounts included, and not a mixture.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from billhook.kernel.display import DEFAULT_LOCALE, locale_of


@dataclass(frozen=True, slots=True)
class Labels:
    """Words and sentences; `{amount}`, `{date}`, `{number}`, `{page}` and `{pages}` stand for values.

    `void_since` and `replaced_by` are about an invoice, `withdrawn_since` is about a credit note.
    """

    invoice: str
    number: str
    issued: str
    due: str
    issuer: str
    bill_to: str
    ship_to: str
    description: str
    quantity: str
    unit_price: str
    tax: str
    amount: str
    amount_due: str
    amount_paid: str
    amount_remaining: str
    due_by: str
    due_now: str
    pay_online: str
    view_online: str
    how_to_pay: str
    page: str
    subtotal: str
    total: str
    applied_balance: str
    carried_forward: str
    paid: str
    void: str
    uncollectible: str
    void_since: str
    replaced_by: str
    withdrawn_since: str
    test: str


_LABELS = {
    "en": Labels(
        invoice="Invoice",
        number="Invoice number",
        issued="Date of issue",
        due="Date due",
        issuer="From",
        bill_to="Bill to",
        ship_to="Ship to",
        description="Description",
        quantity="Qty",
        unit_price="Unit price",
        tax="Tax",
        amount="Amount",
        amount_due="Amount due",
        amount_paid="Amount paid",
        amount_remaining="Amount remaining",
        due_by="{amount} due {date}",
        due_now="{amount} due",
        pay_online="Pay online",
        view_online="View online",
        how_to_pay="How to pay",
        page="Page {page} of {pages}",
        subtotal="Subtotal",
        total="Total",
        applied_balance="Applied balance",
        carried_forward="Carried to the next invoice",
        paid="Paid",
        void="Void",
        uncollectible="Written off",
        void_since="Void since {date}. Please do not pay it.",
        replaced_by="Replaced by {number}.",
        withdrawn_since="Void since {date}.",
        test="Test without real money",
    ),
    "de": Labels(
        invoice="Rechnung",
        number="Rechnungsnummer",
        issued="Rechnungsdatum",
        due="Zahlbar bis",
        issuer="Von",
        bill_to="Rechnung an",
        ship_to="Lieferung an",
        description="Beschreibung",
        quantity="Menge",
        unit_price="Einzelpreis",
        tax="Steuer",
        amount="Betrag",
        amount_due="Fälliger Betrag",
        amount_paid="Bezahlt",
        amount_remaining="Offener Betrag",
        due_by="{amount} fällig am {date}",
        due_now="{amount} fällig",
        pay_online="Online bezahlen",
        view_online="Online ansehen",
        how_to_pay="Zahlungshinweise",
        page="Seite {page} von {pages}",
        subtotal="Zwischensumme",
        total="Gesamtbetrag",
        applied_balance="Verrechnetes Guthaben",
        carried_forward="Übertrag auf die nächste Rechnung",
        paid="Bezahlt",
        void="Storniert",
        uncollectible="Abgeschrieben",
        void_since="Storniert am {date}. Bitte nicht bezahlen.",
        replaced_by="Ersetzt durch {number}.",
        withdrawn_since="Storniert am {date}.",
        test="Test ohne echtes Geld",
    ),
    "fr": Labels(
        invoice="Facture",
        number="Numéro de facture",
        issued="Date d’émission",
        due="Date d’échéance",
        issuer="De",
        bill_to="Facturer à",
        ship_to="Livrer à",
        description="Description",
        quantity="Qté",
        unit_price="Prix unitaire",
        tax="Taxe",
        amount="Montant",
        amount_due="Montant dû",
        amount_paid="Montant payé",
        amount_remaining="Solde restant dû",
        due_by="{amount} à régler au plus tard le {date}",
        due_now="{amount} à régler",
        pay_online="Payer en ligne",
        view_online="Voir en ligne",
        how_to_pay="Modalités de paiement",
        page="Page {page} sur {pages}",
        subtotal="Sous-total",
        total="Total",
        applied_balance="Solde appliqué",
        carried_forward="Report sur la prochaine facture",
        paid="Payée",
        void="Annulée",
        uncollectible="Irrécouvrable",
        void_since="Annulée le {date}. Merci de ne pas la payer.",
        replaced_by="Remplacée par {number}.",
        withdrawn_since="Annulé le {date}.",
        test="Test, sans argent réel",
    ),
    "es": Labels(
        invoice="Factura",
        number="Número de factura",
        issued="Fecha de emisión",
        due="Fecha de vencimiento",
        issuer="De",
        bill_to="Facturar a",
        ship_to="Enviar a",
        description="Descripción",
        quantity="Cant.",
        unit_price="Precio unitario",
        tax="Impuesto",
        amount="Importe",
        amount_due="Importe a pagar",
        amount_paid="Importe pagado",
        amount_remaining="Importe pendiente",
        due_by="{amount} con vencimiento el {date}",
        due_now="{amount} a pagar",
        pay_online="Pagar en línea",
        view_online="Ver en línea",
        how_to_pay="Cómo pagar",
        page="Página {page} de {pages}",
        subtotal="Subtotal",
        total="Total",
        applied_balance="Saldo aplicado",
        carried_forward="Trasladado a la próxima factura",
        paid="Pagada",
        void="Anulada",
        uncollectible="Incobrable",
        void_since="Anulada el {date}. Por favor, no la pague.",
        replaced_by="Sustituida por {number}.",
        withdrawn_since="Anulada el {date}.",
        test="Prueba sin dinero real",
    ),
    "it": Labels(
        invoice="Fattura",
        number="Numero fattura",
        issued="Data di emissione",
        due="Data di scadenza",
        issuer="Da",
        bill_to="Fatturare a",
        ship_to="Spedire a",
        description="Descrizione",
        quantity="Qtà",
        unit_price="Prezzo unitario",
        tax="Imposta",
        amount="Importo",
        amount_due="Importo dovuto",
        amount_paid="Importo pagato",
        amount_remaining="Importo residuo",
        due_by="{amount} in scadenza il {date}",
        due_now="{amount} da pagare",
        pay_online="Paga online",
        view_online="Visualizza online",
        how_to_pay="Come pagare",
        page="Pagina {page} di {pages}",
        subtotal="Subtotale",
        total="Totale",
        applied_balance="Saldo applicato",
        carried_forward="Riportato alla prossima fattura",
        paid="Pagata",
        void="Annullata",
        uncollectible="Inesigibile",
        void_since="Annullata il {date}. Si prega di non pagarla.",
        replaced_by="Sostituita da {number}.",
        withdrawn_since="Annullata il {date}.",
        test="Prova, senza denaro reale",
    ),
    "nl": Labels(
        invoice="Factuur",
        number="Factuurnummer",
        issued="Factuurdatum",
        due="Vervaldatum",
        issuer="Van",
        bill_to="Factuur aan",
        ship_to="Leveren aan",
        description="Omschrijving",
        quantity="Aantal",
        unit_price="Stukprijs",
        tax="Btw",
        amount="Bedrag",
        amount_due="Te betalen",
        amount_paid="Betaald",
        amount_remaining="Openstaand bedrag",
        due_by="{amount} uiterlijk {date} te betalen",
        due_now="{amount} te betalen",
        pay_online="Online betalen",
        view_online="Online bekijken",
        how_to_pay="Betaalinformatie",
        page="Pagina {page} van {pages}",
        subtotal="Subtotaal",
        total="Totaal",
        applied_balance="Verrekend saldo",
        carried_forward="Overgedragen naar de volgende factuur",
        paid="Betaald",
        void="Geannuleerd",
        uncollectible="Oninbaar",
        void_since="Geannuleerd op {date}. Niet betalen.",
        replaced_by="Vervangen door {number}.",
        withdrawn_since="Geannuleerd op {date}.",
        test="Test zonder echt geld",
    ),
    "pt": Labels(
        invoice="Fatura",
        number="Número da fatura",
        issued="Data de emissão",
        due="Data de vencimento",
        issuer="De",
        bill_to="Cobrar de",
        ship_to="Enviar para",
        description="Descrição",
        quantity="Qtd.",
        unit_price="Preço unitário",
        tax="Imposto",
        amount="Valor",
        amount_due="Valor a pagar",
        amount_paid="Valor pago",
        amount_remaining="Valor restante",
        due_by="{amount} com vencimento em {date}",
        due_now="{amount} a pagar",
        pay_online="Pagar online",
        view_online="Ver online",
        how_to_pay="Como pagar",
        page="Página {page} de {pages}",
        subtotal="Subtotal",
        total="Total",
        applied_balance="Saldo aplicado",
        carried_forward="Transportado para a próxima fatura",
        paid="Paga",
        void="Anulada",
        uncollectible="Incobrável",
        void_since="Anulada em {date}. Não pague.",
        replaced_by="Substituída por {number}.",
        withdrawn_since="Anulada em {date}.",
        test="Teste, sem dinheiro real",
    ),
}

LANGUAGES = tuple(_LABELS)


def first_supported(locales: Iterable[str]) -> str:
    """The first locale that has words here, else `DEFAULT_LOCALE` (invoicing.md §10.4)."""
    return next((str(locale_of(one)) for one in locales if _language_in(one) in _LABELS), DEFAULT_LOCALE)


def _language_in(tag: str) -> str:
    """The language that a tag names itself: `locale_of` makes English of what CLDR does not know."""
    return tag.replace("-", "_").split("_")[0].lower()


def labels_for(locale: str) -> tuple[Labels, str]:
    """The words for a locale, and the locale in which the whole document is then written."""
    language = locale_of(locale).language
    if language in _LABELS:
        return _LABELS[language], str(locale_of(locale))
    return _LABELS["en"], DEFAULT_LOCALE
