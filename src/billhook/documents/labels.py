"""The fixed words of a document.

A document is in one language throughout: if there are no words in a customer's language, the whole document
is English, its dates and amounts included, and not a mixture.
"""

from dataclasses import dataclass

from billhook.kernel.display import local_date
from billhook.kernel.languages import language_of, locale_of_words
from billhook.kernel.translations import Words


@dataclass(frozen=True, slots=True)
class Labels:
    """Words and sentences; `{amount}`, `{date}`, `{number}`, `{page}` and `{pages}` stand for values.

    `void_since` and `replaced_by` are about an invoice, `withdrawn_since` is about a credit note.
    """

    invoice: str
    number: str
    issued: str
    supply_date: str
    supply_period: str
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
    draft: str
    carried: str
    brought: str
    reference: str
    scan_to_transfer: str


def supply_label(labels: Labels, supply: tuple[int, int], time_zone: str) -> str:
    """What a supply is called: of one day, or of several."""
    first, last = (local_date(moment, time_zone) for moment in supply)
    return labels.supply_date if first == last else labels.supply_period


_WORDS = Words(
    "document",
    Labels(
        invoice="Invoice",
        number="Invoice number",
        issued="Date of issue",
        supply_date="Date of supply",
        supply_period="Period of supply",
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
        draft="Draft",
        carried="Carried forward",
        brought="Brought forward",
        reference="Payment reference",
        scan_to_transfer="Scan with your banking app",
    ),
)


def labels_for(locale: str) -> tuple[Labels, str]:
    """The words for a locale, and the locale in which the whole document is then written."""
    return _WORDS.in_language(language_of(locale)), locale_of_words(locale)
