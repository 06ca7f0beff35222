"""The settings of an account: one table of names, types and defaults.

They are read and changed with `billhook settings`; the guide's page is printed from this table. A value is
kept as JSON; only values that differ from the default are stored.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from billhook.account_settings import (
    bank,
    branding,
    business,
    late_fees,
    mail_texts,
    number_pattern,
    registrations,
    reminder_days,
    retry_days,
    tolerance,
)
from billhook.account_settings.faults import sentence
from billhook.kernel import email_list
from billhook.kernel.address import Address
from billhook.kernel.api_versions import NEWEST, OFFERED
from billhook.kernel.languages import LANGUAGES
from billhook.kernel.money import is_currency


def _readable(parsed: Callable[[str], object]) -> Callable[[str], str]:
    """A check that keeps the text, if it can be read."""

    def check(text: str) -> str:
        parsed(text)
        return text

    return check


def _limit(description: str) -> Any:
    return Field(0, ge=0, le=10_000, description=description)


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "business_country": business.country,
    "business_email": business.email,
    "business_url": business.url,
    "branding_logo": branding.file,
    "branding_icon": branding.file,
    "branding_primary_color": branding.colour,
    "branding_secondary_color": branding.colour,
    "bank_iban": bank.iban,
    "bank_bic": bank.bic,
    "pix_key": bank.pix_key,
    "paynow_uen": bank.paynow_uen,
    "upi_id": bank.upi_id,
    "locale": business.locale,
    "number_pattern": _readable(number_pattern.parsed),
    "credit_note_pattern": _readable(number_pattern.parsed),
    "tax_registrations": _readable(registrations.parsed),
    "mail_bcc": email_list.checked,
    "mail_subjects": _readable(mail_texts.subjects),
    "mail_greetings": _readable(mail_texts.greetings),
    "reminder_days": _readable(reminder_days.parsed),
    "retry_days": _readable(retry_days.parsed),
    "underpayment_tolerance": _readable(tolerance.parsed),
    "late_fee_percent": _readable(late_fees.percent),
    "late_fee_amount": _readable(late_fees.amounts),
    "late_fee_tax": _readable(late_fees.tax),
}
"""What reads the text of a setting: each gives the value back, or raises ValueError with a sentence."""


SettingValue = str | int | bool
"""The value of a setting, as JSON keeps it."""


class AccountSettings(BaseModel):
    """Every setting with its default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    business_name: str = Field("Billhook account", min_length=1, max_length=150, description="The issuer's name.")
    business_country: str = Field("US", description="Two-letter country of the issuer, as in ISO 3166.")
    business_line1: str = Field("", max_length=200, description="Street and number.")
    business_line2: str = Field("", max_length=200, description="A further line of the address.")
    business_postal_code: str = Field("", max_length=20, description="Postal code.")
    business_city: str = Field("", max_length=100, description="City.")
    business_state: str = Field("", max_length=100, description="State, province or county.")
    business_email: str = Field("", max_length=200, description="Where payers can ask, and the mails' Reply-To.")
    business_phone: str = Field("", max_length=50, description="Where payers can call.")
    business_url: str = Field("", max_length=200, description="The issuer's web site.")
    business_tax_id: str = Field("", max_length=100, description="Printed under the issuer's address.")

    branding_logo: str = Field(
        "", max_length=255, description="The file of the logo, with the purpose `business_logo`: `file_…`."
    )
    branding_icon: str = Field(
        "", max_length=255, description="The file of the icon, with the purpose `business_icon`: `file_…`."
    )
    branding_primary_color: str = Field("", description="The brand colour, such as `#1d5fae`. Empty, a dark grey.")
    branding_secondary_color: str = Field(
        "", description="The accent colour, of links and buttons. Empty, the brand colour."
    )

    numbering: Literal["customer", "account"] = Field(
        "customer", description="One sequence for each customer, or one gapless sequence for the account."
    )
    number_prefix: str = Field("INV", description="What stands for `{prefix}` in the patterns of numbers.")
    number_pattern: str = Field(
        "{prefix}-{sequence:4}",
        max_length=60,
        description="How numbers look when numbering is `account`: text with `{prefix}`, `{year}`, `{yy}`, `{month}`, "
        "and `{sequence}` or `{sequence:4}` at its end. With a year the sequence starts anew each year, with a month "
        "each month.",
    )
    credit_note_numbering: Literal["invoice", "series"] = Field(
        "invoice",
        description="Credit notes are counted with their `invoice`, such as `INV-0001-CN-01`, or in one gapless "
        "`series`.",
    )
    credit_note_pattern: str = Field(
        "CN-{year}-{sequence:4}",
        max_length=60,
        description="How numbers of credit notes look when credit_note_numbering is `series`, as in `number_pattern`.",
    )
    default_currency: str = Field("usd", description="Currency of an invoice whose customer has none yet.")
    default_memo: str = Field("", max_length=5000, description="Memo of invoices that have none.")
    default_footer: str = Field("", max_length=5000, description="Footer of invoices that have none.")
    payment_instructions: str = Field(
        "", max_length=2000, description="How to pay: printed on documents, mails and the hosted page."
    )
    bank_iban: str = Field(
        "",
        max_length=42,
        description="Your own account, to which customers send bank transfers in Euro, in francs if it is Swiss, and "
        "in koruna if it is Czech. Test mode shows invented ones.",
    )
    bank_bic: str = Field("", description="The bank of that account.")
    pix_key: str = Field(
        "", max_length=100, description="Your Pix key, for payments in Brazilian real to a business in Brazil."
    )
    paynow_uen: str = Field(
        "", max_length=20, description="Your UEN with PayNow, for Singapore dollars to a business in Singapore."
    )
    upi_id: str = Field("", max_length=330, description="Your UPI ID, for Indian rupees to a business in India.")
    reconciliation_mode: Literal["automatic", "manual"] = Field(
        "automatic", description="Whether money that customers send pays by itself what waits for it."
    )
    underpayment_tolerance: str = Field(
        "0",
        max_length=10,
        description="Percent of what is owed by which a bank transfer may fall short and still pay an invoice; a "
        "credit note is made for the rest. `0`, nothing.",
    )
    supply_date: Literal["lines", "head", "invoice_date"] = Field(
        "lines",
        description="Where invoices say when something was supplied. `lines`: a period of days beside its line. "
        "`head`: once above the lines if all share it. `invoice_date`: as `head`, and what has no period was supplied "
        "on the date of the invoice.",
    )
    page_size: Literal["a4", "letter", "auto"] = Field("auto", description="Paper of the PDF.")
    locale: str = Field(
        "en-US",
        description=f"Language of the documents: {', '.join(f'`{language}`' for language in LANGUAGES)}, with or "
        "without a country, such as `de-AT`.",
    )
    time_zone: str = Field("UTC", description="Time zone in which days are written on documents.")
    tax_rounding: Literal["line", "invoice"] = Field(
        "line", description="Where tax is rounded: on each `line`, or once for each rate on the `invoice`."
    )
    tax_registrations: str = Field(
        "",
        max_length=4000,
        description="Where automatic tax is collected, in percent: `DE=19, AT=20, US-NY=8.875`.",
    )
    mail_enabled: bool = Field(True, description="Whether mails leave at all; off, they are only recorded.")
    mail_finalized: bool = Field(
        True,
        description="Whether invoices that finalize by themselves are mailed, and credit notes. An explicit send "
        "always is.",
    )
    mail_bcc: str = Field(
        "",
        max_length=4000,
        description="Addresses that get a blind copy of each mail to customers, such as an archive, with commas "
        "between them: at most 10.",
    )
    mail_subjects: str = Field(
        "",
        max_length=20_000,
        description="Subjects of mails in your own words, one a line: `invoice de: Ihre Rechnung {number}`. They may "
        "name `{number}` and `{business}`. Empty, the usual ones.",
    )
    mail_greetings: str = Field(
        "",
        max_length=20_000,
        description="Greetings of mails, one a line: `de: Guten Tag {customer},`. They may name `{customer}`, "
        "`{number}` and `{business}`. Empty, none.",
    )
    email_payment_failed: bool = Field(
        False,
        description="Whether a mail asks the customer to pay if an automatic charge fails.",
    )
    email_action_required: bool = Field(
        False,
        description="Whether a mail asks the customer to confirm an automatic charge, if their bank wants that.",
    )
    email_receipts: bool = Field(
        False, description="Whether a mail brings the customer the receipt of each payment of an invoice."
    )
    email_refunds: bool = Field(
        False,
        description="Whether a mail tells the customer that a payment is refunded, with the receipt if one was mailed.",
    )
    statement_mails: Literal["off", "monthly"] = Field(
        "off",
        description="Whether customers get their statement of account by mail: `monthly` is on the first day of each "
        "month, for the month before.",
    )
    keep_sent_papers: bool = Field(
        True, description="Whether the PDFs that leave by mail are kept as they first left, each with its SHA-256."
    )
    hosted_link_days: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days after the due date, or after finalization without one, on which the link to an invoice "
        "works. It works no longer than 120 days after finalization, or this many if they are more. 0, it never ends.",
    )
    will_be_due_days: int = Field(
        0, ge=0, le=365, description="Days before the due date at which `invoice.will_be_due` tells of it; 0, never."
    )
    overdue_days: int = Field(
        0, ge=0, le=365, description="Days after the due date at which `invoice.overdue` tells of it; 0, never."
    )
    overdue_uncollectible_days: int = Field(
        0, ge=0, le=365, description="Days after the due date at which an invoice is marked uncollectible; 0, never."
    )
    reminder_days: str = Field(
        "",
        max_length=100,
        description="Days on which a mail reminds the customer of an invoice that was sent and is not paid: `-3, 0, 7` "
        "is three days before the due date, on it, and a week after. At most 10. Empty, never.",
    )
    retry_days: str = Field(
        "3, 5, 7",
        max_length=100,
        description="When an invoice that is charged automatically is charged again: days after each attempt, "
        "`3, 5, 7`. Empty, it is charged once.",
    )
    retries_exhausted: Literal["leave_open", "mark_uncollectible", "void"] = Field(
        "leave_open", description="What becomes of such an invoice after the last attempt."
    )
    subscriptions_exhausted: Literal["cancel", "unpaid", "past_due"] = Field(
        "cancel", description="What becomes of a subscription after the last attempt to collect a renewal."
    )
    invoice_upcoming_days: int = Field(
        7, ge=0, le=60, description="Days before a renewal at which `invoice.upcoming` tells of it; 0, never."
    )
    late_fee_percent: str = Field(
        "0",
        max_length=10,
        description="Percent of the amount remaining that a customer owes as a late fee, on an invoice of its own. "
        "`0`, no fee.",
    )
    late_fee_amount: str = Field(
        "",
        max_length=500,
        description="A fixed late fee instead, for each currency that is named: `5.00 EUR, 4.00 GBP`. Other "
        "currencies follow `late_fee_percent`.",
    )
    late_fee_days: int = Field(14, ge=1, le=365, description="Days after the due date at which the first fee comes.")
    late_fee_times: int = Field(
        1,
        ge=1,
        le=60,
        description="How many fees an invoice can have: 1 for a single one; with more, one follows each month.",
    )
    late_fee_tax: str = Field(
        "",
        max_length=60,
        description="A tax on top of late fees, with its name and its percentage: `VAT 19`. Empty, none.",
    )
    hosted_payment_method_save: Literal["always", "offer", "never"] = Field(
        "always",
        description="Whether a card or bank account that paid on the hosted page is kept for the customer's later "
        "payments: `always`, where the payer ticks a box (`offer`), or `never`.",
    )
    finalization_hours: int = Field(1, ge=0, le=72, description="Hours that an automatic draft waits.")
    events_kept_days_test: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days for which test mode keeps an event, with its deliveries and their attempts. Then the API no "
        "longer knows it. 0, for ever.",
    )
    events_kept_days_live: int = Field(0, ge=0, le=3650, description="The same for live mode.")
    mails_kept_days_test: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days for which test mode keeps what became of a mail about an invoice that is paid or void, with "
        "the PDFs that left with it. 0, for ever.",
    )
    mails_kept_days_live: int = Field(0, ge=0, le=3650, description="The same for live mode.")
    requests_kept_days_test: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days for which test mode keeps a request to the API in the log of requests. 0, for ever.",
    )
    requests_kept_days_live: int = Field(30, ge=0, le=3650, description="The same for live mode.")
    requests_keep_responses_test: bool = Field(
        True, description="Whether the log of requests of test mode keeps the responses of requests that succeeded."
    )
    requests_keep_responses_live: bool = Field(False, description="The same for live mode.")
    requests_per_second_test: int = _limit(
        "Requests to the API that a key of test mode may make in a second. A request beyond them gets the status 429. "
        "0, no limit."
    )
    requests_per_second_live: int = _limit("The same for live mode.")
    requests_per_second_route_test: int = _limit(
        "Requests that a key of test mode may make in a second on one route, such as `GET /v1/invoices/{id}`. 0, no "
        "limit."
    )
    requests_per_second_route_live: int = _limit("The same for live mode.")
    requests_at_once_test: int = _limit(
        "Requests to the API that a key of test mode may have under way at the same time. 0, no limit."
    )
    requests_at_once_live: int = _limit("The same for live mode.")

    default_api_version: str = Field(
        "",
        description="The API version of requests without `Stripe-Version` and of webhook endpoints without an "
        "`api_version`. Empty, the newest version that the server knows.",
    )

    @field_validator(*_CHECKS)
    @classmethod
    def _checked(cls, value: str, info: ValidationInfo) -> str:
        assert info.field_name is not None
        return _CHECKS[info.field_name](value)

    @field_validator("number_prefix")
    @classmethod
    def _number_prefix(cls, value: str) -> str:
        if not re.fullmatch("[A-Z0-9]{1,12}", value, re.ASCII):
            raise ValueError("must be 1 to 12 capital letters or digits, such as INV")
        return value

    @field_validator("default_currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        if not is_currency(value.lower()):
            raise ValueError("must be a currency that invoices may use, such as eur")
        return value.lower()

    @field_validator("default_api_version")
    @classmethod
    def _default_api_version(cls, value: str) -> str:
        if value and value not in OFFERED:
            raise ValueError(f"must be a version from {OFFERED[0]} to {NEWEST}, such as 2024-06-20")
        return value

    @property
    def api_version(self) -> str:
        """The API version of everybody who names none."""
        return self.default_api_version or NEWEST

    @property
    def retry_schedule(self) -> tuple[int, ...]:
        """Days after each attempt at an invoice that is charged automatically."""
        return retry_days.parsed(self.retry_days)

    def mail_texts_of(self, kind: str) -> mail_texts.OwnTexts | None:
        """The account's own subjects and greetings of a kind of mail; None if it has none."""
        if not self.mail_subjects and not self.mail_greetings:
            return None
        subjects, greetings = mail_texts.subjects(self.mail_subjects), mail_texts.greetings(self.mail_greetings)
        return mail_texts.OwnTexts.of(kind, subjects, greetings)

    @property
    def reminder_schedule(self) -> tuple[int, ...]:
        """Days of reminders relative to the due date, in their order; negative ones are before it."""
        return reminder_days.parsed(self.reminder_days)

    @property
    def mails_statements(self) -> bool:
        """Whether customers get their statement of account by mail."""
        return self.statement_mails == "monthly"

    @property
    def late_fee_rule(self) -> late_fees.LateFees | None:
        """The rule for late fees; None if there is none."""
        percent, amounts = late_fees.percent(self.late_fee_percent), late_fees.amounts(self.late_fee_amount)
        if not percent and not any(amounts.values()):
            return None
        return late_fees.LateFees(percent, amounts, self.late_fee_days, self.late_fee_times)

    @property
    def late_fee_taxed(self) -> late_fees.FeeTax | None:
        """The tax on late fees; None for none."""
        return late_fees.tax(self.late_fee_tax)

    @property
    def business_address(self) -> Address:
        """The issuer's address."""
        return Address(
            line1=self.business_line1 or None,
            line2=self.business_line2 or None,
            city=self.business_city or None,
            state=self.business_state or None,
            postal_code=self.business_postal_code or None,
            country=self.business_country,
        )

    def tolerated(self, owed: int) -> int:
        """By how much a transfer for so much may fall short; whole minor units, never all of it."""
        return min(int(owed * tolerance.parsed(self.underpayment_tolerance) / 100), max(owed - 1, 0))

    @field_validator("time_zone")
    @classmethod
    def _time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("must be a time zone of the tz database, such as Europe/Berlin")
        return value


def from_stored(stored: Mapping[str, SettingValue]) -> AccountSettings:
    """Stored values over the defaults. A stored name that no longer exists is left out.

    An older program may have stored what is refused today. Such a value stays as it is, except for the address and
    the web site, which are left out: nothing can be sent to them.
    """
    known = {name: value for name, value in stored.items() if name in AccountSettings.model_fields}
    try:
        return AccountSettings(**known)
    except ValidationError as error:
        wrong = {str(fault["loc"][0]) for fault in error.errors()}
    sound = AccountSettings(**{name: value for name, value in known.items() if name not in wrong})
    return sound.model_copy(update={name: known[name] for name in wrong - {"business_email", "business_url"}})


def checked(name: str, text: str) -> SettingValue:
    """The value that `text` gives a setting. Raises ValueError with a sentence for the person who typed it."""
    insist_on_a_setting(name)
    try:
        value: SettingValue = getattr(AccountSettings(**{name: text}), name)
    except ValidationError as error:
        raise ValueError(_sentences(error)[0]) from None
    return value


def insist_on_a_setting(name: str) -> None:
    """Raise ValueError, with a sentence for the person who typed it, for a name that is no setting."""
    if name not in AccountSettings.model_fields:
        raise ValueError(f"there is no setting {name}; `billhook settings get` lists them")


def printed(value: SettingValue) -> str:
    """A value as `settings set` takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def faults(stored: Mapping[str, SettingValue]) -> list[str]:
    """What is wrong with stored values, a sentence each: `locale must be one of …`."""
    unknown = [f"{name} is unknown and does nothing" for name in stored if name not in AccountSettings.model_fields]
    try:
        AccountSettings(**{name: value for name, value in stored.items() if name in AccountSettings.model_fields})
    except ValidationError as error:
        return _sentences(error) + unknown
    return unknown


def _sentences(error: ValidationError) -> list[str]:
    found = []
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0])
        found.append(f"{name} {sentence(AccountSettings.model_fields[name], fault)}")
    return found


def missing_of_issuer(settings: AccountSettings) -> list[str]:
    """The settings without which a document names nobody: those that still have their default."""
    names = ("business_name", "business_line1", "business_city")
    return [name for name in names if getattr(settings, name) == AccountSettings.model_fields[name].default]
