"""What callers may send about setup intents (platform.md §7.4)."""

from typing import Annotated

from billhook.payment_methods.objects import REUSABLE
from billhook.payment_methods.params import OTHER_TYPES, MandateData, PaymentMethodData
from billhook.payments.params import RETIRED, AutomaticPaymentMethods, ReturnUrl, UsBankAccountOptions
from billhook.wire.params import (
    Boolean,
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
)  # fmt: skip

MethodTypes = Annotated[list[Annotated[str, choice(*REUSABLE)]], array(20)]

# What needs something that Billhook does not have, or not yet.
_NOT_OFFERED = frozenset(
    {
        "attach_to_self", "customer_account", "excluded_payment_method_types", "flow_directions",
        "payment_method_configuration",
    }
)  # fmt: skip


class SetupMethodOptions(Params):
    """Options by type of payment method; the others have none here."""

    not_offered = OTHER_TYPES | {"card", "card_present", "sepa_debit"}
    us_bank_account: Annotated[UsBankAccountOptions | None, HashUnset] = None


class CreateSetupIntent(Params):
    retired = RETIRED
    not_offered = _NOT_OFFERED | {"on_behalf_of", "single_use"}
    allowed_payment_method_types: MethodTypes | None = None
    automatic_payment_methods: Annotated[AutomaticPaymentMethods | None, Hash] = None
    confirm: Boolean = False
    confirmation_token: Id | None = None
    customer: Id | None = None
    description: Text | None = None
    expand: Expand = []
    mandate_data: Annotated[MandateData | None, HashUnset] = None
    metadata: Metadata = {}
    payment_method: Id | None = None
    payment_method_data: Annotated[PaymentMethodData | None, Hash] = None
    payment_method_options: Annotated[SetupMethodOptions | None, Hash] = None
    return_url: ReturnUrl | None = None
    usage: Annotated[str, choice("off_session", "on_session")] = "off_session"
    use_stripe_sdk: Boolean = False


class UpdateSetupIntent(Params):
    retired = RETIRED
    not_offered = _NOT_OFFERED | {"payment_method_options"}
    allowed_payment_method_types: MethodTypes | None = None
    customer: Id | None = None
    description: TextUnset = None
    expand: Expand = []
    metadata: Metadata = {}
    payment_method: IdUnset = None
    payment_method_data: Annotated[PaymentMethodData | None, Hash] = None


class ConfirmSetupIntent(Params):
    allowed_payment_method_types: MethodTypes | None = None
    client_secret: Id | None = None
    confirmation_token: Id | None = None
    expand: Expand = []
    mandate_data: Annotated[MandateData | None, HashUnset] = None
    payment_method: Id | None = None
    payment_method_data: Annotated[PaymentMethodData | None, Hash] = None
    payment_method_options: Annotated[SetupMethodOptions | None, Hash] = None
    return_url: ReturnUrl | None = None
    use_stripe_sdk: Boolean = False


class RetrieveSetupIntent(Params):
    """With the secret of the intent, whoever asks must know it."""

    client_secret: Id | None = None
    expand: Expand = []


class CancelSetupIntent(Params):
    cancellation_reason: Annotated[str | None, choice("abandoned", "duplicate", "requested_by_customer")] = None
    expand: Expand = []


class ListSetupAttempts(Page):
    """Of one setup intent."""

    created: RangeOrMoment | None = None
    setup_intent: Id


class ListSetupIntents(Page):
    not_offered = frozenset({"attach_to_self", "customer_account"})
    created: RangeOrMoment | None = None
    customer: Id | None = None
    payment_method: Id | None = None
