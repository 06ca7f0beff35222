"""What callers may send about payment intents and charges (platform.md §7.1, §7.8)."""

from typing import Annotated

from billhook.cash_balances.params import BankTransfer
from billhook.kernel import errors
from billhook.payment_methods.objects import TYPES
from billhook.payment_methods.params import OTHER_TYPES, MandateData, PaymentMethodData
from billhook.payments.objects import MANUAL
from billhook.wire.params import (
    Boolean,
    Currency,
    EmailUnset,
    Expand,
    Hash,
    HashUnset,
    Id,
    IdUnset,
    Metadata,
    Page,
    Params,
    RangeOrMoment,
    Text,
    TextUnset,
    array,
    choice,
    choice_unset,
    integer,
    text,
    text_unset,
)  # fmt: skip

# What needs something that Billhook does not have, or not yet.
_NOT_OFFERED = frozenset(
    {
        "amount_details", "application_fee_amount", "customer_account",
        "excluded_payment_method_types", "hooks", "on_behalf_of", "payment_details",
        "payment_method_configuration", "radar_options", "transfer_data", "transfer_group",
    }
)  # fmt: skip

RETIRED = {"payment_method_types": errors.METHOD_TYPES_RETIRED}
"""Since 2026-09-30.endive (platform.md §5); requests of older versions are lifted before they get here."""

ChargedAmount = Annotated[int, integer(1)]
MethodTypes = Annotated[list[Annotated[str, choice(*TYPES)]], array(20)]
SetupFutureUsage = Annotated[str | None, choice_unset("off_session", "on_session")]
Descriptor = Annotated[str | None, text_unset(22)]
ReturnUrl = Annotated[str, text(2_000)]


class IntentAddress(Params):
    """A postal address."""

    city: Annotated[str | None, text_unset(500)] = None
    country: Annotated[str | None, text_unset(500)] = None
    line1: Annotated[str | None, text_unset(500)] = None
    line2: Annotated[str | None, text_unset(500)] = None
    postal_code: Annotated[str | None, text_unset(500)] = None
    state: Annotated[str | None, text_unset(500)] = None


class IntentShipping(Params):
    """Where goods go."""

    address: Annotated[IntentAddress, Hash]
    carrier: Annotated[str | None, text_unset(500)] = None
    name: Annotated[str, text(500)]
    phone: Annotated[str | None, text_unset(100)] = None
    tracking_number: Annotated[str | None, text_unset(500)] = None


class AutomaticPaymentMethods(Params):
    """All method types that fit the currency; none of them needs a redirect of its own."""

    allow_redirects: Annotated[str, choice("always", "never")] = "always"
    enabled: Boolean


class CustomerBalanceOptions(Params):
    """How the customer sends what cash does not cover."""

    bank_transfer: Annotated[BankTransfer | None, Hash] = None
    funding_type: Annotated[str | None, choice("bank_transfer")] = None
    setup_future_usage: Annotated[str | None, choice("none")] = None


class CardOptions(Params):
    """How a payment by card is made."""

    not_offered = frozenset(
        {
            "cvc_token", "installments", "mandate_options", "moto", "network", "request_extended_authorization",
            "request_multicapture", "request_overcapture", "require_cvc_recollection", "setup_credential_usage",
            "setup_future_usage", "statement_descriptor_suffix_kana", "statement_descriptor_suffix_kanji",
            "stored_credential_usage", "three_d_secure",
        }
    )  # fmt: skip
    capture_method: Annotated[str | None, choice_unset("manual")] = None
    request_incremental_authorization: Annotated[str | None, choice("if_available", "never")] = None
    request_three_d_secure: Annotated[str | None, choice("any", "automatic", "challenge")] = None


class UsBankAccountOptions(Params):
    """How an account in the United States is verified; without a word it is, at once."""

    not_offered = frozenset(
        {
            "financial_connections", "mandate_options", "networks", "preferred_settlement_speed",
            "setup_future_usage", "target_date", "transaction_purpose",
        }
    )  # fmt: skip
    verification_method: Annotated[str | None, choice("automatic", "instant", "microdeposits")] = None


class PaymentMethodOptions(Params):
    """Options by type of payment method; the others have none here."""

    not_offered = OTHER_TYPES | {"card_present", "interac_present", "sepa_debit"}
    card: Annotated[CardOptions | None, HashUnset] = None
    customer_balance: Annotated[CustomerBalanceOptions | None, HashUnset] = None
    us_bank_account: Annotated[UsBankAccountOptions | None, HashUnset] = None


class _Confirming(Params):
    """What a payment is confirmed with."""

    confirmation_token: Id | None = None
    error_on_requires_action: Boolean = False
    expand: Expand = []
    mandate: Id | None = None
    mandate_data: Annotated[MandateData | None, HashUnset] = None
    off_session: Annotated[str, choice("true", "false", "one_off", "recurring")] = "false"
    payment_method: Id | None = None
    payment_method_data: Annotated[PaymentMethodData | None, Hash] = None
    payment_method_options: Annotated[PaymentMethodOptions | None, Hash] = None
    return_url: ReturnUrl | None = None


class CreatePaymentIntent(_Confirming):
    retired = RETIRED
    not_offered = _NOT_OFFERED
    allowed_payment_method_types: MethodTypes | None = None
    amount: ChargedAmount
    automatic_payment_methods: Annotated[AutomaticPaymentMethods | None, Hash] = None
    capture_method: Annotated[str, choice("automatic", "automatic_async", MANUAL)] = "automatic_async"
    confirm: Boolean = False
    confirmation_method: Annotated[str, choice("automatic")] = "automatic"
    currency: Currency
    customer: Id | None = None
    description: Text | None = None
    metadata: Metadata = {}
    receipt_email: EmailUnset = None
    setup_future_usage: SetupFutureUsage = None
    shipping: Annotated[IntentShipping | None, Hash] = None
    statement_descriptor: Descriptor = None
    statement_descriptor_suffix: Descriptor = None
    use_stripe_sdk: Boolean = False


class UpdatePaymentIntent(Params):
    retired = RETIRED
    not_offered = _NOT_OFFERED - {"on_behalf_of", "radar_options"}
    allowed_payment_method_types: MethodTypes | None = None
    amount: ChargedAmount | None = None
    capture_method: Annotated[str | None, choice("automatic", "automatic_async", MANUAL)] = None
    currency: Currency | None = None
    customer: Id | None = None
    description: TextUnset = None
    expand: Expand = []
    metadata: Metadata = {}
    payment_method: IdUnset = None
    payment_method_data: Annotated[PaymentMethodData | None, Hash] = None
    payment_method_options: Annotated[PaymentMethodOptions | None, Hash] = None
    receipt_email: EmailUnset = None
    setup_future_usage: SetupFutureUsage = None
    shipping: Annotated[IntentShipping | None, HashUnset] = None
    statement_descriptor: Descriptor = None
    statement_descriptor_suffix: Descriptor = None


class ConfirmPaymentIntent(_Confirming):
    """With the secret of the intent, whoever asks must know it."""

    retired = RETIRED
    not_offered = (_NOT_OFFERED - {
        "application_fee_amount", "customer_account", "on_behalf_of", "payment_method_configuration", "transfer_data",
        "transfer_group",
    }) | {"amount_to_confirm"}  # fmt: skip
    allowed_payment_method_types: MethodTypes | None = None
    capture_method: Annotated[str | None, choice("automatic", "automatic_async", MANUAL)] = None
    client_secret: Id | None = None
    receipt_email: EmailUnset = None
    setup_future_usage: SetupFutureUsage = None
    shipping: Annotated[IntentShipping | None, HashUnset] = None
    use_stripe_sdk: Boolean = False


class CreateConfirmationToken(Params):
    """What a page collects of a payer."""

    expand: Expand = []
    mandate_data: Annotated[MandateData | None, Hash] = None
    payment_method_data: Annotated[PaymentMethodData | None, Hash] = None
    return_url: ReturnUrl | None = None
    setup_future_usage: Annotated[str | None, choice("off_session", "on_session")] = None
    shipping: Annotated[IntentShipping | None, Hash] = None


class CreateTestConfirmationToken(Params):
    """The same for a test, also with a payment method that exists."""

    not_offered = frozenset({"payment_method_options"})
    expand: Expand = []
    payment_method: Id | None = None
    payment_method_data: Annotated[PaymentMethodData | None, Hash] = None
    return_url: ReturnUrl | None = None
    setup_future_usage: Annotated[str | None, choice("off_session", "on_session")] = None
    shipping: Annotated[IntentShipping | None, Hash] = None


class CapturePaymentIntent(Params):
    """How much of an authorization is taken: without an amount, all of it."""

    not_offered = frozenset(
        {
            "amount_details", "application_fee_amount", "hooks", "payment_details", "statement_descriptor",
            "transfer_data",
        }
    )  # fmt: skip
    amount_to_capture: ChargedAmount | None = None
    expand: Expand = []
    final_capture: Boolean = True
    metadata: Metadata = {}
    statement_descriptor_suffix: Descriptor = None


class IncrementAuthorization(Params):
    """How much is to be authorized in all."""

    not_offered = frozenset(
        {
            "amount_details", "application_fee_amount", "description", "hooks", "metadata", "payment_details",
            "statement_descriptor", "transfer_data",
        }
    )  # fmt: skip
    amount: ChargedAmount
    expand: Expand = []


class VerifyMicrodeposits(Params):
    """What arrived at an account. With the secret of the intent, whoever asks must know it."""

    amounts: Annotated[list[Annotated[int, integer(-(10**9), 10**9)]] | None, array(20)] = None
    client_secret: Id | None = None
    descriptor_code: Annotated[str | None, text(30)] = None
    expand: Expand = []


class ApplyCustomerBalance(Params):
    """How much of the customer's cash: without an amount, as much as there is and is needed."""

    amount: ChargedAmount | None = None
    currency: Currency | None = None
    expand: Expand = []


class RetrievePaymentIntent(Params):
    """With the secret of the intent, whoever asks must know it."""

    client_secret: Id | None = None
    expand: Expand = []


class CancelPaymentIntent(Params):
    cancellation_reason: Annotated[
        str | None, choice("abandoned", "duplicate", "fraudulent", "requested_by_customer")
    ] = None
    expand: Expand = []


class ListPaymentIntents(Page):
    not_offered = frozenset({"customer_account"})
    created: RangeOrMoment | None = None
    customer: Id | None = None


class CreateRefund(Params):
    not_offered = frozenset(
        {"customer", "currency", "instructions_email", "origin", "refund_application_fee", "reverse_transfer"}
    )
    amount: ChargedAmount | None = None
    charge: Id | None = None
    expand: Expand = []
    metadata: Metadata = {}
    payment_intent: Id | None = None
    reason: Annotated[str | None, choice("duplicate", "fraudulent", "requested_by_customer")] = None


class UpdateRefund(Params):
    expand: Expand = []
    metadata: Metadata = {}


class ListRefunds(Page):
    charge: Id | None = None
    created: RangeOrMoment | None = None
    payment_intent: Id | None = None


# What needs other accounts (Connect) or rules against fraud.
_CHARGE_NOT_OFFERED = frozenset(
    {
        "application_fee", "application_fee_amount", "destination", "on_behalf_of", "radar_options", "transfer_data",
        "transfer_group",
    }
)  # fmt: skip


class CreateCharge(Params):
    """A charge without a payment intent: of `source`, or of the source that the customer has by default."""

    not_offered = _CHARGE_NOT_OFFERED
    amount: ChargedAmount
    capture: Boolean = True
    currency: Currency
    customer: Id | None = None
    description: Text | None = None
    expand: Expand = []
    metadata: Metadata = {}
    receipt_email: EmailUnset = None
    shipping: Annotated[IntentShipping | None, Hash] = None
    source: Id | None = None
    statement_descriptor: Descriptor = None
    statement_descriptor_suffix: Descriptor = None


class CaptureCharge(Params):
    """How much of an authorization is taken: without an amount, all of it."""

    not_offered = frozenset({"application_fee", "application_fee_amount", "transfer_data", "transfer_group"})
    amount: ChargedAmount | None = None
    expand: Expand = []
    receipt_email: EmailUnset = None
    statement_descriptor: Descriptor = None
    statement_descriptor_suffix: Descriptor = None


class FraudDetails(Params):
    user_report: Annotated[str | None, choice_unset("fraudulent", "safe")] = None


class UpdateCharge(Params):
    not_offered = frozenset({"transfer_group"})
    customer: Id | None = None
    description: TextUnset = None
    expand: Expand = []
    fraud_details: Annotated[FraudDetails | None, Hash] = None
    metadata: Metadata = {}
    receipt_email: EmailUnset = None
    shipping: Annotated[IntentShipping | None, HashUnset] = None


class ListCharges(Page):
    not_offered = frozenset({"transfer_group"})
    created: RangeOrMoment | None = None
    customer: Id | None = None
    payment_intent: Id | None = None
