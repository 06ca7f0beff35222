"""The words for what stands between the lines and the amount due, in each language of `labels.py`.

Amounts and percentages come in as plain values and are written here in the language of the document, so that a
discount or a tax reads the same on an invoice, on a credit note and in a mail. What has to be said of a tax that the
recipient owes is the wording of Article 226(11a) of Directive 2006/112/EC in its language versions.
"""

from dataclasses import dataclass

from billhook.documents.labels import labels_for
from billhook.kernel import display
from billhook.kernel.foreign_text import printable


@dataclass(frozen=True, slots=True)
class SumWords:
    """Words and sentences; `{name}`, `{rate}`, `{base}` and `{tax}` stand for values.

    `removed_tax` is tax that prices contain and an exempt customer does not pay, `taken_out` tax that is shown on top
    and therefore first taken out of the prices. `reverse_charge` and `exempt` stand in the place of a percentage.
    """

    shipping: str
    total_excluding_tax: str
    tax_on: str
    rate_included: str
    includes: str
    taken_out: str
    removed_tax: str
    reverse_charge: str
    exempt: str
    reverse_charge_remark: str
    exempt_remark: str
    credit_notes: str
    credited_after_payment: str


_WORDS = {
    "en": SumWords(
        shipping="Shipping",
        total_excluding_tax="Total excluding tax",
        tax_on="{name} ({rate} on {base})",
        rate_included="{rate} incl.",
        includes="Includes {tax}",
        taken_out="Included in prices: {tax}",
        removed_tax="Included tax that is not charged",
        reverse_charge="reverse charge",
        exempt="exempt",
        reverse_charge_remark="Reverse charge: the recipient accounts for the tax.",
        exempt_remark="Tax exempt: no tax is charged to this customer.",
        credit_notes="Credit notes",
        credited_after_payment="Credited after payment",
    ),
    "de": SumWords(
        shipping="Versand",
        total_excluding_tax="Gesamtbetrag ohne Steuer",
        tax_on="{name} ({rate} auf {base})",
        rate_included="{rate} inkl.",
        includes="Enthält {tax}",
        taken_out="In den Preisen enthalten: {tax}",
        removed_tax="Enthaltene Steuer, die nicht berechnet wird",
        reverse_charge="Reverse Charge",
        exempt="steuerfrei",
        reverse_charge_remark="Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
        exempt_remark="Steuerbefreit: Diesem Kunden wird keine Steuer berechnet.",
        credit_notes="Gutschriften",
        credited_after_payment="Nach der Zahlung gutgeschrieben",
    ),
    "fr": SumWords(
        shipping="Livraison",
        total_excluding_tax="Total hors taxes",
        tax_on="{name} ({rate} sur {base})",
        rate_included="{rate} incl.",
        includes="Dont {tax}",
        taken_out="Inclus dans les prix : {tax}",
        removed_tax="Taxe incluse non facturée",
        reverse_charge="autoliquidation",
        exempt="exonéré",
        reverse_charge_remark="Autoliquidation : la taxe est due par le preneur.",
        exempt_remark="Exonération : aucune taxe n’est facturée à ce client.",
        credit_notes="Avoirs",
        credited_after_payment="Crédité après paiement",
    ),
    "es": SumWords(
        shipping="Envío",
        total_excluding_tax="Total sin impuestos",
        tax_on="{name} ({rate} sobre {base})",
        rate_included="{rate} incl.",
        includes="Incluye {tax}",
        taken_out="Incluido en los precios: {tax}",
        removed_tax="Impuesto incluido que no se cobra",
        reverse_charge="inversión del sujeto pasivo",
        exempt="exento",
        reverse_charge_remark="Inversión del sujeto pasivo: el destinatario liquida el impuesto.",
        exempt_remark="Exento: a este cliente no se le cobran impuestos.",
        credit_notes="Notas de crédito",
        credited_after_payment="Abonado después del pago",
    ),
    "it": SumWords(
        shipping="Spedizione",
        total_excluding_tax="Totale imposte escluse",
        tax_on="{name} ({rate} su {base})",
        rate_included="{rate} incl.",
        includes="Include {tax}",
        taken_out="Incluso nei prezzi: {tax}",
        removed_tax="Imposta inclusa non addebitata",
        reverse_charge="inversione contabile",
        exempt="esente",
        reverse_charge_remark="Inversione contabile: l’imposta è dovuta dal destinatario.",
        exempt_remark="Esente: a questo cliente non è addebitata alcuna imposta.",
        credit_notes="Note di credito",
        credited_after_payment="Accreditato dopo il pagamento",
    ),
    "nl": SumWords(
        shipping="Verzending",
        total_excluding_tax="Totaal exclusief btw",
        tax_on="{name} ({rate} over {base})",
        rate_included="{rate} incl.",
        includes="Inclusief {tax}",
        taken_out="In de prijzen inbegrepen: {tax}",
        removed_tax="Inbegrepen btw die niet wordt berekend",
        reverse_charge="verlegd",
        exempt="vrijgesteld",
        reverse_charge_remark="Btw verlegd: de afnemer draagt de btw af.",
        exempt_remark="Vrijgesteld: aan deze klant wordt geen btw berekend.",
        credit_notes="Creditnota’s",
        credited_after_payment="Gecrediteerd na betaling",
    ),
    "pt": SumWords(
        shipping="Envio",
        total_excluding_tax="Total sem impostos",
        tax_on="{name} ({rate} sobre {base})",
        rate_included="{rate} incl.",
        includes="Inclui {tax}",
        taken_out="Incluído nos preços: {tax}",
        removed_tax="Imposto incluído que não é cobrado",
        reverse_charge="autoliquidação",
        exempt="isento",
        reverse_charge_remark="IVA – autoliquidação: o imposto é devido pelo adquirente.",
        exempt_remark="Isento: não é cobrado imposto a este cliente.",
        credit_notes="Notas de crédito",
        credited_after_payment="Creditado após o pagamento",
    ),
}


def sum_words_for(locale: str) -> SumWords:
    """The words for a locale, in the language that `labels_for` chooses for the whole document."""
    _, chosen = labels_for(locale)
    return _WORDS[display.locale_of(chosen).language]


def discount_words(name: str, percent_off: str | None, locale: str) -> str:
    """`Spring sale (10%)`: what a discount is called, and its percentage unless the name says it already."""
    if percent_off is None:
        return name
    _, chosen = labels_for(locale)
    percent = display.percent(percent_off, chosen)
    return name if _bare(percent) in _bare(name) else f"{name} ({percent})"


def shipping_words(name: str | None, locale: str) -> str:
    """`Shipping (Express)`: with the name of the shipping rate where it has one."""
    word = sum_words_for(locale).shipping
    return f"{word} ({name})" if name else word


def rate_words(percentage: str, reason: str | None, locale: str) -> str:
    """`19%`, or why none is charged: `reverse charge`, `exempt`. `reason` is the wire's `taxability_reason`."""
    words, (_, chosen) = sum_words_for(locale), labels_for(locale)
    instead = {"reverse_charge": words.reverse_charge, "customer_exempt": words.exempt}
    return instead.get(reason or "") or display.percent(percentage, chosen)


def tax_words(name: str, rate: str, taxable_amount: int, currency: str, locale: str) -> str:
    """`VAT Germany (19% on €100.00)`; `rate` as `rate_words` gives it, `taxable_amount` in minor units."""
    _, chosen = labels_for(locale)
    base = display.money(taxable_amount, currency, chosen)
    return sum_words_for(locale).tax_on.format(name=name, rate=rate, base=base)


def exemption_remarks(exemption: str, locale: str) -> tuple[str, ...]:
    """What the law wants said of a customer who is charged no tax; `exemption` is the wire's `tax_exempt`."""
    words = sum_words_for(locale)
    found = {"reverse": words.reverse_charge_remark, "exempt": words.exempt_remark}.get(exemption)
    return (found,) if found else ()


def _bare(text: str) -> str:
    return "".join(printable(text).split())
