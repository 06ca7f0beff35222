"""Payment intents and charges as stored: frozen, in minor units and Unix seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from billhook.cash_balances.rules.bank_transfers import Transfer
from billhook.kernel.address import ShownShipping
from billhook.kernel.api_error import ShownError
from billhook.kernel.stored import Json
from billhook.payment_methods.objects import CARD, Billing, PaymentMethod
from billhook.payments.rules.direct import shown_intent

AutomaticMethods = Mapping[str, str | bool]
"""What was said of types of payment methods that nobody named: `enabled` and `allow_redirects`."""

MANUAL = "manual"
"""The capture method of a payment that is authorized first."""


@dataclass(frozen=True, slots=True)
class PaymentIntent:
    """What is to be paid, and how far it has come. The order of the fields is that of the columns.

    `secret` is the unguessable part of the client secret. With an `invoice` the intent was made by that invoice,
    which alone decides its amount. `last_payment_error` is the error of the last attempt as the caller got it, without
    its objects. `amount_funded` is what was applied of the customer's cash; with `awaits_transfer` the rest is to come
    by a bank transfer of the kind `bank_transfer` (None: the one of the currency).
    `amount_capturable` is authorized until the moment `capture_before`; a larger authorization was asked for
    `increments` times.
    `method_options` are what was said by type of payment method. With `deposits_arrive_at` an account is to be verified
    by two small deposits, of which its holder tells.
    `is_direct`: it only carries a charge that was made without a payment intent, and the API does not show it.
    `session` is the call by which its payer was sent to the page of a processor, `session_url` that page until
    `session_expires_at`.
    """

    id: str
    created: int
    customer: str | None
    currency: str
    amount: int
    amount_received: int
    status: str
    capture_method: str
    payment_method: str | None
    allowed_payment_method_types: Sequence[str] | None
    automatic_payment_methods: AutomaticMethods | None
    setup_future_usage: str | None
    description: str | None
    metadata: dict[str, str]
    receipt_email: str | None
    shipping: ShownShipping | None
    statement_descriptor: str | None
    statement_descriptor_suffix: str | None
    last_payment_error: ShownError | None
    latest_charge: str | None
    return_url: str | None
    canceled_at: int | None
    cancellation_reason: str | None
    secret: str
    invoice: str | None
    amount_funded: int = 0
    bank_transfer: Transfer | None = None
    awaits_transfer: bool = False
    amount_capturable: int = 0
    capture_before: int | None = None
    increments: int = 0
    method_options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    deposits_arrive_at: int | None = None
    test_clock: str | None = None
    is_direct: bool = False
    session: str | None = None
    session_url: str | None = None
    session_expires_at: int | None = None

    def option(self, type: str, name: str) -> str | None:
        """What was said of payments by a type of method, under one name."""
        return self.method_options.get(type, {}).get(name)

    @property
    def awaits_deposits(self) -> bool:
        """Whether it waits for its payer to tell what arrived at their account."""
        return self.status == "requires_action" and not self.awaits_transfer and self.deposits_arrive_at is not None

    @property
    def asks_holder(self) -> bool:
        """Whether its payer is asked something on a page of ours."""
        return self.status == "requires_action" and not self.awaits_transfer and self.session is None

    @property
    def is_captured_by_hand(self) -> bool:
        """Whether a payment by card is only authorized, and captured when somebody says so."""
        return MANUAL in (self.capture_method, self.option(CARD, "capture_method"))

    @property
    def left_to_fund(self) -> int:
        """What has not been applied of its customer's cash yet."""
        return self.amount - self.amount_funded

    @property
    def client_secret(self) -> str:
        return f"{self.id}_secret_{self.secret}"


@dataclass(frozen=True, slots=True)
class ConfirmationToken:
    """Everything that a payment or a set-up is confirmed with, collected on a page, for one use before `expires_at`.

    `mandate_data` holds the parameters of the mandate that was given. `payment_intent` or `setup_intent` is what it was
    used for.
    """

    id: str
    created: int
    expires_at: int
    payment_method: str
    mandate_data: Json | None
    return_url: str | None
    setup_future_usage: str | None
    shipping: ShownShipping | None
    payment_intent: str | None = None
    setup_intent: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationTokenDetails:
    """A confirmation token with its payment method, which it shows."""

    token: ConfirmationToken
    method: PaymentMethod


@dataclass(frozen=True, slots=True)
class Charge:
    """One attempt to take money, successful or not, with what it was made from as it was then; `pending` while a bank
    takes its time.

    `call` is the call that made it, the name by which the processor knows it; None where it was made out of cash.
    `amount_captured` is what was taken of it: all, unless it is an authorization. `amount_refunded` counts refunds from
    the moment they are asked for, and the released part of an authorization. `receipt_token` opens the receipt.
    `receipt_number` is that of its receipt, None until one was mailed. `reference` is its name at the processor, if
    that has told one, and `processor` is who made it and is asked about it; None: the one of test mode, or nobody.
    `disputed`: there is a dispute; `charged_back`: a bank has taken the money back.
    """

    id: str
    created: int
    payment_intent: str
    customer: str | None
    currency: str
    amount: int
    amount_refunded: int
    status: str
    payment_method: str
    payment_method_details: Json
    billing_details: Billing
    description: str | None
    metadata: dict[str, str]
    failure_code: str | None
    failure_message: str | None
    outcome: Mapping[str, str | int | None]
    receipt_email: str | None
    shipping: ShownShipping | None
    statement_descriptor: str | None
    statement_descriptor_suffix: str | None
    call: str | None
    fraud_details: dict[str, str] = field(default_factory=dict)
    disputed: bool = False
    charged_back: bool = False
    balance_transaction: str | None = None
    amount_captured: int = 0
    receipt_token: str | None = None
    calculated_statement_descriptor: str | None = None
    receipt_number: str | None = None
    reference: str | None = None
    processor: str | None = None

    @property
    def shown_intent(self) -> str | None:
        """The payment intent that the API shows; None for a charge that was made without one."""
        return shown_intent(self.id, self.payment_intent)

    @property
    def is_direct(self) -> bool:
        """Whether it was made without a payment intent."""
        return self.shown_intent is None

    @property
    def amount_given_back(self) -> int:
        """What was refunded of what was taken: not what of an authorization was released."""
        return self.amount_refunded - (self.amount - self.amount_captured) if self.is_captured else 0

    @property
    def is_paid(self) -> bool:
        return self.status == "succeeded"

    @property
    def is_captured(self) -> bool:
        """Whether the money was asked for, be it there or under way."""
        return self.amount_captured > 0


@dataclass(frozen=True, slots=True)
class Refund:
    """What is given back of a charge: `pending` until the processor has answered for good.

    `announced` says that its creation was told, `method_type` what kind of payment method the money goes back to.
    `receipt_number` is None until a mail told of the refund. `reference` is what the processor calls it, if it was made
    there. `is_credited`: a credit note made it.
    """

    id: str
    created: int
    charge: str
    payment_intent: str
    amount: int
    currency: str
    status: str
    reason: str | None
    failure_reason: str | None
    metadata: dict[str, str]
    announced: bool = False
    method_type: str = CARD
    balance_transaction: str | None = None
    failure_balance_transaction: str | None = None
    customer: str | None = None
    payment_method: str | None = None
    receipt_number: str | None = None
    reference: str | None = None
    is_credited: bool = False

    @property
    def shown_intent(self) -> str | None:
        """The payment intent that the API shows; None for the refund of a charge that was made without one."""
        return shown_intent(self.charge, self.payment_intent)


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """A payment of `amount` minor units that was made outside Billhook, as the merchant reported it (invoicing.md
    §3.10). The order of the fields is that of the columns.
    """

    id: str
    created: int
    customer: str
    currency: str
    amount: int
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
