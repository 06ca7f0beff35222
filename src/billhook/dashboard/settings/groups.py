"""Every setting of the account as a field of a form: its words, in the groups in which people look for it.

Names, types and limits are those of `account_settings/settings.py`; a test compares.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from billhook.dashboard.settings import choices
from billhook.dashboard.settings.choices import Choices
from billhook.files.rules.purposes import BUSINESS_ICON, BUSINESS_LOGO


class Kind(Enum):
    """How a setting is asked for."""

    TEXT = "text"
    AREA = "area"
    NUMBER = "number"
    CHECK = "check"
    SELECT = "select"


@dataclass(frozen=True, slots=True)
class Field:
    """A setting on a page. `choices` gives the pairs of a select; `input` is the type of a text field.

    Two fields with `is_half` that follow each other share a row.
    """

    name: str
    label: str
    help: str = ""
    kind: Kind = Kind.TEXT
    choices: Callable[[], Choices] | None = None
    input: str = "text"
    autocomplete: str = "off"
    is_half: bool = False


@dataclass(frozen=True, slots=True)
class PictureField:
    """A setting that names a picture. `purpose` is that of its file."""

    name: str
    slug: str
    label: str
    help: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Group:
    """A page of settings. `takes` says from when on a change counts; `sample` is what the page shows of it.

    `pictures` are settings that name a file: each has a form of its own, and its slug is that of its address.
    """

    slug: str
    title: str
    intro: str
    takes: str
    fields: tuple[Field, ...]
    sample: str = ""
    pictures: tuple["PictureField", ...] = ()


def _select(name: str, label: str, help: str, *pairs: tuple[str, str]) -> Field:
    return Field(name, label, help, Kind.SELECT, lambda: pairs)


def _number(name: str, label: str, help: str) -> Field:
    return Field(name, label, help, Kind.NUMBER)


_NEXT = "A change counts from the next invoice that is finalized. Earlier ones stay as they are."

NAME = Field("business_name", "Business name", "Stands on every invoice, mail and page.", autocomplete="organization")
COUNTRY = Field("business_country", "Country", "", Kind.SELECT, choices.countries)
LINE1 = Field("business_line1", "Street and number", autocomplete="address-line1")
POSTAL_CODE = Field("business_postal_code", "Postal code", autocomplete="postal-code", is_half=True)
CITY = Field("business_city", "City", autocomplete="address-level2", is_half=True)
EMAIL = Field(
    "business_email",
    "E-mail for questions",
    "Answers to your mails go there.",
    input="email",
    autocomplete="email",
    is_half=True,
)
TAX_ID = Field("business_tax_id", "Tax ID", "Stands below your address.", is_half=True)

BUSINESS = Group(
    "business", "Business", "Who sends the invoices.", _NEXT,
    (
        NAME, COUNTRY, LINE1,
        Field("business_line2", "Further line of the address", autocomplete="address-line2"),
        POSTAL_CODE, CITY,
        Field("business_state", "State, province or county", autocomplete="address-level1"),
        EMAIL,
        Field("business_phone", "Phone", "Where customers can call.", input="tel", autocomplete="tel", is_half=True),
        Field("business_url", "Web site", "Begins with https://", input="url", autocomplete="url", is_half=True),
        TAX_ID,
    ),
    sample="address",
)  # fmt: skip

LOGO = PictureField(
    "branding_logo", "logo", "Logo", "Stands on invoices, mails and pages. PNG or JPEG, at most 512 KB.", BUSINESS_LOGO
)
ICON = PictureField(
    "branding_icon", "icon", "Icon",
    "Stands beside your name if there is no logo. A square PNG or JPEG, at most 512 KB.",
    BUSINESS_ICON,
)  # fmt: skip
BRANDING = Group(
    "branding", "Branding", "How your invoices, mails and pages look.", _NEXT,
    (
        Field(
            "branding_primary_color", "Brand colour",
            "The line on paper and the tile with your initial have it. Such as #1d5fae; empty for dark grey.",
        ),
        Field(
            "branding_secondary_color", "Accent colour", "Links and buttons have it. Empty for the brand colour.",
        ),
    ),
    pictures=(LOGO, ICON),
)  # fmt: skip

NUMBERING = Group(
    "numbering", "Numbering", "How invoices get their numbers.",
    "A change counts from the next invoice that gets a number. A number that was given stays.",
    (
        _select(
            "numbering", "Sequence", "Some countries ask for one sequence without gaps.",
            ("customer", "One for each customer"), ("account", "One for the whole account, without gaps"),
        ),
        Field("number_prefix", "Prefix", "Capital letters and digits. Stands for {prefix} in the patterns."),
        Field(
            "number_pattern", "Pattern",
            "Of the sequence of the account: {prefix}, {year}, {yy}, {month}, and {sequence:4} at the end. With {year} "
            "the sequence starts anew each year.",
        ),
        _select(
            "credit_note_numbering", "Credit notes", "How they get their numbers.",
            ("invoice", "Counted with their invoice"), ("series", "One sequence for the account, without gaps"),
        ),
        Field("credit_note_pattern", "Pattern of credit notes", "Of their own sequence, with the same words."),
    ),
    sample="number",
)  # fmt: skip

CURRENCY = Field(
    "default_currency", "Default currency", "Invoices have it if their customer has no currency yet.", Kind.SELECT,
    choices.currencies,
)  # fmt: skip
FOOTER = Field("default_footer", "Footer", "Stands at the end of invoices that have none of their own.", Kind.AREA)
PAGE_SIZE = _select(
    "page_size", "Paper", "Automatic takes Letter where that is usual, and A4 elsewhere.",
    ("auto", "Automatic"), ("a4", "A4"), ("letter", "Letter"),
)  # fmt: skip
LANGUAGE = Field(
    "locale", "Language", "Documents and mails are in it if the customer has no language of their own.", Kind.SELECT,
    choices.languages,
)  # fmt: skip
TIME_ZONE = Field(
    "time_zone", "Time zone", "Days on documents and on these pages are those of this time zone.", Kind.SELECT,
    choices.time_zones,
)  # fmt: skip

INVOICES = Group(
    "invoices", "Invoices", "What invoices say, and in which form, unless an invoice says otherwise.", _NEXT,
    (
        CURRENCY,
        Field("default_memo", "Memo", "Stands on invoices that have none of their own.", Kind.AREA),
        FOOTER,
        _select(
            "supply_date", "Date of supply", "Many countries want it on invoices if it is not the date of issue.",
            ("lines", "Periods of days beside their lines"), ("head", "Once above the lines if all share it"),
            ("invoice_date", "The same, else the date of the invoice"),
        ),
        PAGE_SIZE, LANGUAGE, TIME_ZONE,
        _number(
            "finalization_hours", "Hours that an automatic draft waits",
            "From 0 to 72. Time to change a draft that finalizes by itself.",
        ),
    ),
    sample="texts",
)  # fmt: skip

TAX = Group(
    "tax", "Tax", "How tax is rounded, and where automatic tax is collected.",
    "A change counts from the next time that an invoice is summed up.",
    (
        _select(
            "tax_rounding", "Rounding", "The two can differ by some cents.",
            ("line", "On each line"), ("invoice", "Once for each rate on the invoice"),
        ),
        Field(
            "tax_registrations", "Registrations",
            "Countries or states with their rate in percent: DE=19, AT=20, US-NY=8.875", Kind.AREA,
        ),
    ),
)  # fmt: skip

MAILS = Group(
    "mails", "Mails", "Whether Billhook sends mails.", "A change counts from the next mail.",
    (
        Field("mail_enabled", "Send mails", "If this is off, mails are recorded and not sent.", Kind.CHECK),
        Field(
            "mail_finalized", "Mail invoices that finalize by themselves, and credit notes",
            "An invoice that you send yourself is always mailed.", Kind.CHECK,
        ),
        Field(
            "mail_bcc", "Blind copies to",
            "Such as the address of an archive. Each mail to customers goes there too; customers do not see it. "
            "Up to 10 addresses with commas between them.",
        ),
        Field(
            "mail_subjects", "Subjects in your own words",
            "One a line, with the mail or its language before a colon: invoice de: Ihre Rechnung {number}. {business} "
            "is your name. Mails without a line have the usual subject.", Kind.AREA,
        ),
        Field(
            "mail_greetings", "Greetings",
            "One a line: de: Guten Tag {customer}, or *: Dear {customer}, for all languages that have none. A mail "
            "to a customer without a name has no greeting that names them.", Kind.AREA,
        ),
        Field(
            "email_payment_failed", "Mail customers whose automatic charge fails",
            "With the bank's reason, and a link to pay in another way.", Kind.CHECK,
        ),
        Field(
            "email_action_required", "Mail customers whose bank asks them to confirm an automatic charge",
            "With a link to confirm it.", Kind.CHECK,
        ),
        Field(
            "email_receipts", "Mail customers a receipt of each payment",
            "With the receipt as a PDF, and the invoice's if it was charged automatically. "
            "Without it, receipts go to a receipt_email alone.", Kind.CHECK,
        ),
        Field(
            "email_refunds", "Mail customers whose payment is refunded",
            "With a link to the receipt. The mail brings the receipt anew if one was mailed before.", Kind.CHECK,
        ),
        _select(
            "statement_mails", "Statements of account",
            "A mail on the first day of the month, if anything is open or happened in the month before. "
            "The page of a customer stops it for them.",
            ("off", "None"), ("monthly", "Each month"),
        ),
        Field(
            "keep_sent_papers", "Keep PDFs as they were first sent",
            "The page of an invoice shows them, each with its SHA-256.", Kind.CHECK,
        ),
        Field(
            "hosted_link_days", "Days on which a link to an invoice works",
            "After the due date, or after finalization without one. 0 for always.", Kind.NUMBER,
        ),
    ),
)  # fmt: skip

COLLECTION = Group(
    "collection", "Collection", "What happens around the due date and after a payment that failed.",
    "A change counts for invoices that are finalized from now on, and for open ones from their next step on.",
    (
        _number("will_be_due_days", "Days before the due date to tell of it", "Up to 365; 0 for never."),
        _number("overdue_days", "Days after the due date to tell of it", "Up to 365; 0 for never."),
        _number(
            "overdue_uncollectible_days", "Days after the due date to mark as uncollectible", "Up to 365; 0 for never."
        ),
        Field(
            "reminder_days", "Days of reminders",
            "Such as -3, 0, 7: three days before the due date, on it, and a week after. Customers get a mail with the "
            "invoice as long as it is not paid. Empty for none.",
        ),
        Field(
            "retry_days", "Days between attempts to charge",
            "Such as 3, 5, 7: an invoice that is charged automatically is tried three more times. Empty for once.",
        ),
        _select(
            "retries_exhausted", "After the last attempt", "",
            ("leave_open", "Leave the invoice open"), ("mark_uncollectible", "Mark it as uncollectible"),
            ("void", "Void the invoice"),
        ),
        _select(
            "subscriptions_exhausted", "After the last attempt, the subscription", "",
            ("cancel", "is canceled"), ("unpaid", "is unpaid: its invoices stay drafts"),
            ("past_due", "stays past due: its invoices are tried as before"),
        ),
        _number("invoice_upcoming_days", "Days before a renewal to tell of it", "Up to 60; 0 for never."),
        Field(
            "late_fee_percent", "Late fee in percent of what is owed",
            "On an invoice of its own, for invoices that you send. 0 for none.",
        ),
        Field(
            "late_fee_amount", "Fixed late fee",
            "Instead of the percentage, such as 5.00 EUR, 4.00 GBP. Other currencies follow the percentage.",
        ),
        _number("late_fee_days", "Days after the due date to charge the first late fee", "From 1 to 365."),
        _number(
            "late_fee_times", "Most late fees for an invoice", "1 for a single one; with more, one follows each month."
        ),
        Field("late_fee_tax", "Tax on late fees", "Its name and percentage, such as VAT 19. Empty for none."),
    ),
)  # fmt: skip

INSTRUCTIONS = Field(
    "payment_instructions", "How to pay", "Stands on documents, mails and the page of the invoice.", Kind.AREA
)
IBAN = Field(
    "bank_iban",
    "IBAN",
    "Your own account, for bank transfers in Euro. A Swiss one puts the QR-bill on invoices in francs and Euro, "
    "a Czech one the code of Czech banking apps on those in koruna. Test mode shows invented accounts.",
)
BIC = Field("bank_bic", "BIC", "The bank of that account.")
PIX = Field(
    "pix_key", "Pix key",
    "Of a business in Brazil: CPF, CNPJ, phone, mail address or random key. Invoices in Brazilian real have its code.",
)  # fmt: skip
PAYNOW = Field(
    "paynow_uen", "UEN with PayNow", "Of a business in Singapore. Invoices in Singapore dollars have its code."
)
UPI = Field("upi_id", "UPI ID", "Of a business in India, such as name@bank. Invoices in rupees have its code.")

PAYMENT_METHODS = Group(
    "payment-methods", "Payment methods", "How customers pay you.",
    "A change counts from the next invoice. Invoices that are open keep the bank account that they name.",
    (
        INSTRUCTIONS, IBAN, BIC, PIX, PAYNOW, UPI,
        _select(
            "reconciliation_mode", "Money that arrives", "",
            ("automatic", "Pays what waits for it"), ("manual", "Waits until somebody uses it"),
        ),
        Field(
            "underpayment_tolerance", "Tolerated shortfall in percent",
            "By so much a transfer may fall short and still pay an invoice; a credit note is made for the rest. "
            "Up to 10; 0 for nothing.",
        ),
        _select(
            "hosted_payment_method_save", "Keep what paid on the invoice's page", "For later payments of the customer.",
            ("always", "Always"), ("offer", "If the payer ticks a box"), ("never", "Never"),
        ),
    ),
    sample="paying",
)  # fmt: skip

HISTORY = Group(
    "history", "History", "How long it can be seen what happened.",
    "A change counts within the hour. What was deleted does not come back; invoices, payments and the audit log stay.",
    (
        _number(
            "events_kept_days_test", "Days for which test mode keeps events",
            "With their deliveries to webhooks. 0 for always.",
        ),
        _number("events_kept_days_live", "Days for which live mode keeps events", "0 for always."),
        _number(
            "mails_kept_days_test", "Days for which test mode keeps mails",
            "Those about invoices that are paid or void, with the PDFs that left with them. 0 for always.",
        ),
        _number("mails_kept_days_live", "Days for which live mode keeps mails", "0 for always."),
        _number(
            "requests_kept_days_test", "Days for which test mode keeps requests",
            "Those to the API, in the request log. 0 for always.",
        ),
        _number("requests_kept_days_live", "Days for which live mode keeps requests", "0 for always."),
        Field(
            "requests_keep_responses_test", "Keep the responses of requests that succeeded in test mode",
            "The request log always has the responses of those that failed.", Kind.CHECK,
        ),
        Field(
            "requests_keep_responses_live", "Keep the responses of requests that succeeded in live mode",
            "They take most of the room and of the work that the request log costs.", Kind.CHECK,
        ),
    ),
)  # fmt: skip

API = Group(
    "api", "API", "How programs see this account, unless they say otherwise.",
    "A change counts from the next request and the next event, in test mode and in live mode.",
    (
        Field(
            "default_api_version", "API version",
            "Requests without a Stripe-Version use it, and so do webhook endpoints without a version of their own. "
            "Most SDKs send the version that they were made for.",
            Kind.SELECT, choices.api_versions,
        ),
    ),
)  # fmt: skip

LIMITS = Group(
    "limits", "Limits", "How often programs may ask the API. Each key is counted alone.",
    "A change counts within a second. The Dashboard, the pages for payers and webhooks have no limits.",
    (
        _number(
            "requests_per_second_test", "Requests a second of a test mode key",
            "A key that asks faster gets the status 429 from the API. 0 for no limit.",
        ),
        _number("requests_per_second_live", "Requests a second of a live mode key", "0 for no limit."),
        _number(
            "requests_per_second_route_test", "Requests a second on one route, of a test mode key",
            "A route is a method and a path, such as GET /v1/invoices/{id}. 0 for no limit.",
        ),
        _number(
            "requests_per_second_route_live", "Requests a second on one route, of a live mode key",
            "0 for no limit.",
        ),
        _number(
            "requests_at_once_test", "Requests of a test mode key at the same time",
            "A request beyond them gets the status 429. 0 for no limit.",
        ),
        _number("requests_at_once_live", "Requests of a live mode key at the same time", "0 for no limit."),
    ),
)  # fmt: skip

GROUPS = {
    group.slug: group
    for group in (
        BUSINESS,
        BRANDING,
        NUMBERING,
        INVOICES,
        TAX,
        MAILS,
        COLLECTION,
        PAYMENT_METHODS,
        HISTORY,
        API,
        LIMITS,
    )
}
"""The pages of settings by the last part of their address, in the order of their menu."""

STEPS = {
    step.slug: step
    for step in (
        Group(
            "business", "Your business", "Your customers see this on every invoice.", "",
            (NAME, COUNTRY, LINE1, POSTAL_CODE, CITY, EMAIL, TAX_ID), sample="address",
        ),
        Group(
            "look", "How invoices look", "You can change all of this later, under Settings.", "",
            (LANGUAGE, TIME_ZONE, PAGE_SIZE, CURRENCY, FOOTER), sample="texts",
        ),
        Group(
            "paid", "How you get paid", "Cards work in test mode at once. For transfers, say where the money goes.", "",
            (INSTRUCTIONS, IBAN, BIC), sample="paying",
        ),
    )
}  # fmt: skip
"""The first steps of a new owner, in their order."""
