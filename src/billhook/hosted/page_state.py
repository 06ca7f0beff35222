"""What the hosted page knows beyond the statement: how it is addressed, how attempts to pay stand, what came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from billhook.hosted.transfers import TransferDetails
from billhook.kernel.stored import Json


@dataclass(frozen=True, slots=True)
class PaymentProblem:
    """Why the last attempt failed: the codes of the API's error, and its message in English."""

    code: str | None
    decline_code: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """How the payment intent of an invoice stands.

    `confirm_url` is the page of the bank that wants to hear from the payer; it is empty if the bank asks them on the
    processor's page, to which the buttons lead. `methods` are the types of payment method
    that have a form here, `save` is the account's `hosted_payment_method_save`. `ways` are the types of methods that
    the processor's page takes, the preferred one first, where the empty one leaves the choice to that page. `away_url`
    is that page, if the payer was sent there.
    """

    status: str | None = None
    problem: PaymentProblem | None = None
    confirm_url: str | None = None
    methods: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    away_url: str | None = None
    transfer: TransferDetails | None = None
    save: Literal["always", "offer", "never"] = "always"


@dataclass(frozen=True, slots=True)
class IncomingPayment:
    """A payment that came in: `amount` in minor units, `method` the `payment_method_details` of its charge."""

    at: int
    amount: int
    method: Json | None = None
    receipt_url: str | None = None


@dataclass(frozen=True, slots=True)
class IssuedCreditNote:
    """A credit note of the invoice that is not void: `amount` in minor units, `pdf_url` its paper."""

    at: int
    number: str
    amount: int
    pdf_url: str


@dataclass(frozen=True, slots=True)
class PageState:
    """Everything of one request: the `locale` of the page, its addresses, and what the payer has `typed` into a form.

    `problems` name fields of that form, or the whole form by the empty name. `query` keeps the language that the payer
    chose and the last day of their link, as `?locale=de`, or is empty; `until` keeps the last day alone. `newest_url`
    is the page of what replaced the invoice; `logo` and `icon` are paths of pictures.
    """

    locale: str
    url: str
    pdf_url: str | None = None
    is_replaced: bool = False
    newest_url: str | None = None
    logo: str | None = None
    icon: str | None = None
    attempt: Attempt = Attempt()
    payments: tuple[IncomingPayment, ...] = ()
    credit_notes: tuple[IssuedCreditNote, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    until: str = ""
