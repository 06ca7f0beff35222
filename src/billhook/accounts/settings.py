"""The settings of an account: one table of names, types and defaults.

They are read and changed with `billhook settings`; the guide's page is printed from this table. A value is
kept as JSON; only values that differ from the default are stored.
"""

from collections.abc import Mapping
from typing import Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from stdnum import iban as ibans

from billhook.accounts import registrations, retry_days, tolerance
from billhook.db.tenants import Tenant
from billhook.kernel.money import is_currency


class AccountSettings(BaseModel):
    """Every setting with its default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    business_name: str = Field("Billhook account", min_length=1, max_length=150, description="The issuer's name.")
    business_country: str = Field("US", pattern="^[A-Z]{2}$", description="Two-letter country of the issuer.")
    business_line1: str = Field("", max_length=200, description="Street and number.")
    business_line2: str = Field("", max_length=200, description="A further line of the address.")
    business_postal_code: str = Field("", max_length=20, description="Postal code.")
    business_city: str = Field("", max_length=100, description="City.")
    business_state: str = Field("", max_length=100, description="State, province or county.")
    business_email: str = Field("", max_length=200, description="Where payers can ask, and the mails' Reply-To.")
    business_phone: str = Field("", max_length=50, description="Where payers can call.")
    business_url: str = Field("", max_length=200, description="The issuer's web site.")
    business_tax_id: str = Field("", max_length=100, description="Printed under the issuer's address.")

    numbering: Literal["customer", "account"] = Field(
        "customer", description="One sequence for each customer, or one gapless sequence for the account."
    )
    number_prefix: str = Field(
        "INV", pattern="^[A-Z0-9]{1,12}$", description="Prefix of the numbers when numbering is `account`."
    )
    default_currency: str = Field("usd", description="Currency of an invoice whose customer has none yet.")
    default_days_until_due: int = Field(
        30,
        ge=0,
        le=3650,
        description="Terms to propose. Nothing reads them yet: the API always names its own.",
    )
    default_memo: str = Field("", max_length=5000, description="Memo of invoices that have none.")
    default_footer: str = Field("", max_length=5000, description="Footer of invoices that have none.")
    payment_instructions: str = Field(
        "", max_length=2000, description="How to pay: printed on documents, mails and the hosted page."
    )
    bank_iban: str = Field(
        "",
        max_length=42,
        description="Your own account, to which customers send bank transfers in Euro. Test mode shows invented ones.",
    )
    bank_bic: str = Field("", pattern="^([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?$", description="The bank of that account.")
    reconciliation_mode: Literal["automatic", "manual"] = Field(
        "automatic", description="Whether money that customers send pays by itself what waits for it."
    )
    underpayment_tolerance: str = Field(
        "0",
        max_length=10,
        description="Percent of what is owed by which a bank transfer may fall short and still pay an invoice; a "
        "credit note is made for the rest. `0`, nothing.",
    )
    page_size: Literal["a4", "letter", "auto"] = Field("auto", description="Paper of the PDF.")
    locale: str = Field("en-US", pattern="^[a-z]{2}(-[A-Z]{2})?$", description="Language of the documents.")
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
        description="Whether invoices that finalize by themselves are mailed. An explicit send always is.",
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
    retry_days: str = Field(
        "",
        max_length=100,
        description="When an invoice that is charged automatically is charged again: days after each attempt, "
        "`3, 5, 7`. Empty, it is charged once.",
    )
    retries_exhausted: Literal["leave_open", "mark_uncollectible"] = Field(
        "leave_open", description="What becomes of such an invoice after the last attempt."
    )
    hosted_payment_method_save: Literal["always", "offer", "never"] = Field(
        "always",
        description="Whether a card or bank account that paid on the hosted page is kept for the customer's later "
        "payments: `always`, where the payer ticks a box (`offer`), or `never`.",
    )
    finalization_hours: int = Field(1, ge=0, le=72, description="Hours that an automatic draft waits.")

    @field_validator("default_currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        if not is_currency(value.lower()):
            raise ValueError("is no currency that invoices may use")
        return value.lower()

    @field_validator("bank_iban")
    @classmethod
    def _bank_iban(cls, value: str) -> str:
        if value and not ibans.is_valid(value):
            raise ValueError("is no valid IBAN")
        return ibans.compact(value)

    @field_validator("tax_registrations")
    @classmethod
    def _tax_registrations(cls, value: str) -> str:
        registrations.parsed(value)
        return value

    @field_validator("retry_days")
    @classmethod
    def _retry_days(cls, value: str) -> str:
        retry_days.parsed(value)
        return value

    @property
    def retry_schedule(self) -> tuple[int, ...]:
        """Days after each attempt at an invoice that is charged automatically."""
        return retry_days.parsed(self.retry_days)

    @field_validator("underpayment_tolerance")
    @classmethod
    def _underpayment_tolerance(cls, value: str) -> str:
        tolerance.parsed(value)
        return value

    def tolerated(self, owed: int) -> int:
        """By how much a transfer for so much may fall short; whole minor units, never all of it."""
        return min(int(owed * tolerance.parsed(self.underpayment_tolerance) / 100), max(owed - 1, 0))

    @field_validator("time_zone")
    @classmethod
    def _time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone of the tz database")
        return value


def of(tenant: Tenant) -> AccountSettings:
    """The settings of a tenant's account."""
    settings: AccountSettings = tenant.settings  # type: ignore[assignment]
    return settings


def from_stored(stored: Mapping[str, Any]) -> AccountSettings:
    """Stored values over the defaults. A stored name that no longer exists is left out."""
    return AccountSettings(**{name: value for name, value in stored.items() if name in AccountSettings.model_fields})


def checked(name: str, text: str) -> Any:
    """The value that `text` gives a setting. Raises ValueError with a sentence for the person who typed it."""
    if name not in AccountSettings.model_fields:
        raise ValueError(f"there is no setting {name}; `billhook settings get` lists them")
    try:
        return getattr(AccountSettings(**{name: text}), name)
    except ValidationError as error:
        raise ValueError(f"{name} {error.errors()[0]['msg']}") from None


def facts(settings: AccountSettings) -> dict[str, Any]:
    """What a document says of its issuer: plain JSON, ready to be frozen at finalization."""
    return {
        "name": settings.business_name,
        "country": settings.business_country,
        "address": {
            "city": settings.business_city or None,
            "country": settings.business_country,
            "line1": settings.business_line1 or None,
            "line2": settings.business_line2 or None,
            "postal_code": settings.business_postal_code or None,
            "state": settings.business_state or None,
        },
        "email": settings.business_email or None,
        "phone": settings.business_phone or None,
        "url": settings.business_url or None,
        "tax_id": settings.business_tax_id or None,
        "payment_instructions": settings.payment_instructions or None,
        "locale": settings.locale,
        "time_zone": settings.time_zone,
    }
