"""Payment methods and mandates as stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from billhook.kernel.stored import Json
from billhook.kernel.wire_object import WireHash
from billhook.payment_methods.rules.lifecycle import ACTIVE

TYPES = CARD, CUSTOMER_BALANCE, SEPA_DEBIT, US_BANK_ACCOUNT = (
    "card", "customer_balance", "sepa_debit", "us_bank_account",
)  # fmt: skip
# Those that can be kept for later: cash is there, or it is not.
REUSABLE = (CARD, SEPA_DEBIT, US_BANK_ACCOUNT)

MULTI_USE, SINGLE_USE = "multi_use", "single_use"


class Billing(TypedDict):
    """Who pays, with all its entries; `address` has all six lines."""

    address: Mapping[str, str | None]
    email: str | None
    name: str | None
    phone: str | None
    tax_id: str | None


class CardChecks(TypedDict):
    """The bank's results of the checks of a card, or `unchecked`; None if there is nothing to check."""

    address_line1_check: str | None
    address_postal_code_check: str | None
    cvc_check: str | None


class CardDetails(TypedDict):
    """The hash `card` of a payment method."""

    brand: str
    checks: CardChecks
    country: str
    display_brand: str
    exp_month: int
    exp_year: int
    fingerprint: str
    funding: str
    generated_from: None
    last4: str
    networks: WireHash
    regulated_status: str
    three_d_secure_usage: dict[str, bool]
    wallet: None


class Acceptance(TypedDict):
    """How and when (Unix seconds) a mandate was given, as it is shown: `online` says from where."""

    accepted_at: int
    type: str
    offline: NotRequired[dict[str, str]]
    online: NotRequired[dict[str, str]]


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A payment method; `details` is what the hash of its type shows, `token` its name at the processor.

    `set_up` says that the holder agreed to off-session payments, `deposits_verified` that they named the deposits
    which arrived at their account, `spent` that it can never be used
    or attached again. `processor` is who knows the token; None: the one of test mode. Unix seconds.
    """

    id: str
    created: int
    customer: str | None
    type: str
    token: str
    details: Json
    billing_details: Billing
    allow_redisplay: str
    metadata: dict[str, str]
    set_up: bool = False
    spent: bool = False
    deposits_verified: bool = False
    processor: str | None = None

    @property
    def is_bank_account(self) -> bool:
        """Whether it is a bank account: debited by a mandate, and the bank takes its time."""
        return self.type in (SEPA_DEBIT, US_BANK_ACCOUNT)


@dataclass(frozen=True, slots=True)
class SealedAccount:
    """The number of a bank account, encrypted (`iban`). Unix seconds."""

    id: str
    created: int
    iban: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardToken:
    """A card for one use: `card` and `billing_details` as a payment method made of it shows them, `token` as above."""

    id: str
    created: int
    token: str
    card: CardDetails
    billing_details: Billing
    used: bool = False


@dataclass(frozen=True, slots=True)
class Mandate:
    """A permission to debit a payment method: for one payment of `amount` (minor units), or for any number of them.

    `customer_acceptance` says how it was given, `reference` is what the holder's statement says of it,
    `token` the unguessable part of the address where the holder can read it. Unix seconds.
    """

    id: str
    created: int
    payment_method: str
    type: str
    status: str
    amount: int | None
    currency: str | None
    customer_acceptance: Acceptance
    reference: str
    token: str

    @property
    def is_active(self) -> bool:
        return self.status == ACTIVE


@dataclass(frozen=True, slots=True)
class MandateDetails:
    """A mandate and the payment method that it is for."""

    mandate: Mandate
    method: PaymentMethod
