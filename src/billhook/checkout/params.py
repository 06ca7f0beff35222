"""What callers may send about Checkout Sessions (types of stripe-python 16.1)."""

from decimal import Decimal
from typing import Annotated

from billhook.checkout.objects import LINES_MAX, PAYMENT, SETUP
from billhook.customers.params import CustomField
from billhook.invoices.items_params import TAX_RATES_MAX, ProductData, TaxBehavior
from billhook.invoices.params import ACCOUNT_TAX_IDS_MAX, Issuer
from billhook.kernel import errors
from billhook.payments.objects import MANUAL
from billhook.payments.params import Descriptor, MethodTypes
from billhook.wire.params import (
    Amount,
    Boolean,
    Currency,
    DecimalText,
    Email,
    Expand,
    Hash,
    Id,
    Metadata,
    Page,
    Params,
    RangeOrMoment,
    Text,
    Timestamp,
    array,
    choice,
    integer,
    text,
)  # fmt: skip

QUANTITY_MAX = 999_999

LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk",
    "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip

Url = Annotated[str, text(5_000)]


class SessionPriceData(Params):
    """A price for this session only."""

    not_offered = frozenset({"recurring"})
    currency: Currency
    product: Id | None = None
    product_data: Annotated[ProductData | None, Hash] = None
    tax_behavior: TaxBehavior | None = None
    unit_amount: Amount | None = None
    unit_amount_decimal: DecimalText | None = None


class SessionLineItem(Params):
    """One thing that is paid for: a price of the catalogue, or one that is described here."""

    not_offered = frozenset({"adjustable_quantity", "dynamic_tax_rates"})
    metadata: Metadata = {}
    price: Id | None = None
    price_data: Annotated[SessionPriceData | None, Hash] = None
    quantity: Annotated[int | None, integer(1, QUANTITY_MAX)] = None
    tax_rates: Annotated[list[Id] | None, array(TAX_RATES_MAX)] = None

    @property
    def units(self) -> Decimal | None:
        return Decimal(self.quantity) if self.quantity is not None else None


class SessionIntentData(Params):
    """What the payment intent is made with when the payer pays."""

    not_offered = frozenset({"application_fee_amount", "on_behalf_of", "shipping", "transfer_data", "transfer_group"})
    capture_method: Annotated[str | None, choice("automatic", "automatic_async", MANUAL)] = None
    description: Text | None = None
    metadata: Metadata = {}
    receipt_email: Email | None = None
    setup_future_usage: Annotated[str | None, choice("off_session", "on_session")] = None
    statement_descriptor: Descriptor = None
    statement_descriptor_suffix: Descriptor = None


class SessionSetupData(Params):
    """What the setup intent is made with when the payer tells their method."""

    not_offered = frozenset({"on_behalf_of"})
    description: Text | None = None
    metadata: Metadata = {}


class InvoiceRendering(Params):
    """How the invoice is rendered."""

    amount_tax_display: Annotated[str | None, choice("exclude_tax", "include_inclusive_tax")] = None
    template: Id | None = None


class SessionInvoiceData(Params):
    """What the invoice says that is made once the session is paid."""

    account_tax_ids: Annotated[list[Id] | None, array(ACCOUNT_TAX_IDS_MAX)] = None
    custom_fields: Annotated[list[CustomField] | None, array(4)] = None
    description: Text | None = None
    footer: Text | None = None
    issuer: Annotated[Issuer | None, Hash] = None
    metadata: Metadata = {}
    rendering_options: Annotated[InvoiceRendering | None, Hash] = None


class InvoiceCreation(Params):
    """Whether an invoice is made once the session is paid."""

    enabled: Boolean
    invoice_data: Annotated[SessionInvoiceData | None, Hash] = None


_NOT_OFFERED = frozenset(
    {
        "adaptive_pricing", "after_expiration", "allow_promotion_codes", "automatic_tax", "billing_address_collection",
        "branding_settings", "consent_collection", "custom_fields", "custom_text", "customer_account",
        "customer_update", "discounts", "excluded_payment_method_types", "integration_identifier",
        "managed_payments", "name_collection", "optional_items", "origin_context", "payment_method_collection",
        "payment_method_configuration", "payment_method_data", "payment_method_options", "permissions",
        "phone_number_collection", "redirect_on_completion", "return_url", "saved_payment_method_options",
        "shipping_address_collection", "shipping_options", "subscription_data", "tax_id_collection", "wallet_options",
    }
)  # fmt: skip


class CreateSession(Params):
    not_offered = _NOT_OFFERED
    retired = {"payment_method_types": errors.METHOD_TYPES_RETIRED}
    allowed_payment_method_types: MethodTypes | None = None
    cancel_url: Url | None = None
    client_reference_id: Annotated[str | None, text(200)] = None
    currency: Currency | None = None
    customer: Id | None = None
    customer_creation: Annotated[str | None, choice("always", "if_required")] = None
    customer_email: Email | None = None
    expand: Expand = []
    expires_at: Timestamp | None = None
    invoice_creation: Annotated[InvoiceCreation | None, Hash] = None
    line_items: Annotated[list[SessionLineItem] | None, array(LINES_MAX)] = None
    locale: Annotated[str | None, choice(*LOCALES)] = None
    metadata: Metadata = {}
    mode: Annotated[str, choice(PAYMENT, SETUP, "subscription")]
    payment_intent_data: Annotated[SessionIntentData | None, Hash] = None
    setup_intent_data: Annotated[SessionSetupData | None, Hash] = None
    submit_type: Annotated[str | None, choice("auto", "book", "donate", "pay", "subscribe")] = None
    success_url: Url | None = None
    ui_mode: Annotated[str, choice("elements", "embedded_page", "form", "hosted_page")] = "hosted_page"


class UpdateSession(Params):
    not_offered = frozenset({"collected_information", "line_items", "payment_intent_data", "shipping_options"})
    expand: Expand = []
    metadata: Metadata = {}


class CustomerDetails(Params):
    """Whom a list is about."""

    email: Email


class ListSessions(Page):
    not_offered = frozenset({"customer_account", "payment_link", "subscription"})
    created: RangeOrMoment | None = None
    customer: Id | None = None
    customer_details: Annotated[CustomerDetails | None, Hash] = None
    payment_intent: Id | None = None
    status: Annotated[str | None, choice("open", "complete", "expired")] = None
