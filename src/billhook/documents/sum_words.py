"""The words for what stands between the lines and the amount due.

Amounts and percentages come in as plain values and are written here in the language of the document, so that a
discount or a tax reads the same on an invoice, on a credit note and in a mail. What has to be said of a tax that the
recipient owes is the wording of Article 226(11a) of Directive 2006/112/EC in its language versions.
"""

from dataclasses import dataclass

from billhook.kernel import display
from billhook.kernel.foreign_text import printable
from billhook.kernel.languages import language_of, locale_of_words
from billhook.kernel.translations import Words


@dataclass(frozen=True, slots=True)
class SumWords:
    """Words and sentences; `{name}`, `{rate}`, `{base}` and `{tax}` stand for values.

    `removed_tax` is tax that prices contain and an exempt customer does not pay, `taken_out` tax that is shown on top
    and therefore first taken out of the prices. `other_lines` heads lines that belong to no group.
    `reverse_charge` and `exempt` stand in the place of a percentage.
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
    other_lines: str


_WORDS = Words(
    "sum",
    SumWords(
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
        other_lines="Other",
    ),
)


def sum_words_for(locale: str) -> SumWords:
    """The words for a locale."""
    return _WORDS.in_language(language_of(locale))


def discount_words(name: str, percent_off: str | None, locale: str) -> str:
    """`Spring sale (10%)`: what a discount is called, and its percentage unless the name says it already."""
    if percent_off is None:
        return name
    percent = display.percent(percent_off, locale_of_words(locale))
    return name if _bare(percent) in _bare(name) else f"{name} ({percent})"


def shipping_words(name: str | None, locale: str) -> str:
    """`Shipping (Express)`: with the name of the shipping rate where it has one."""
    word = sum_words_for(locale).shipping
    return f"{word} ({name})" if name else word


def rate_words(percentage: str, reason: str | None, locale: str) -> str:
    """`19%`, or why none is charged: `reverse charge`, `exempt`. `reason` is the wire's `taxability_reason`."""
    words = sum_words_for(locale)
    instead = {"reverse_charge": words.reverse_charge, "customer_exempt": words.exempt}
    return instead.get(reason or "") or display.percent(percentage, locale_of_words(locale))


def tax_words(name: str, rate: str, taxable_amount: int, currency: str, locale: str) -> str:
    """`VAT Germany (19% on €100.00)`; `rate` as `rate_words` gives it, `taxable_amount` in minor units."""
    base = display.money(taxable_amount, currency, locale_of_words(locale))
    return sum_words_for(locale).tax_on.format(name=name, rate=rate, base=base)


def exemption_remarks(exemption: str, locale: str) -> tuple[str, ...]:
    """What the law wants said of a customer who is charged no tax; `exemption` is the wire's `tax_exempt`."""
    words = sum_words_for(locale)
    found = {"reverse": words.reverse_charge_remark, "exempt": words.exempt_remark}.get(exemption)
    return (found,) if found else ()


def _bare(text: str) -> str:
    return "".join(printable(text).split())
