"""What callers may send about invoices (invoicing.md §3.4–3.13). Items and lines are in `items_params.py`."""

from typing import Annotated

from billhook.cash_balances.params import EuBankTransfer, TransferType
from billhook.catalog.shipping_params import ShippingRateData
from billhook.customers.params import Address, CustomField
from billhook.discounts.params import GivenDiscount
from billhook.invoices.rules.mailing import MAIL_STATES
from billhook.payment_methods.objects import TYPES
from billhook.payment_methods.params import OTHER_TYPES
from billhook.wire.params import (
    Boolean,
    Currency,
    Email,
    Expand,
    Hash,
    HashUnset,
    Id,
    IdUnset,
    Metadata,
    Page,
    Params,
    RangeOrMoment,
    TextUnset,
    Timestamp,
    TimestampUnset,
    array_unset,
    choice,
    choice_unset,
    integer,
    integer_unset,
    text,
    text_unset,
)  # fmt: skip

# invoicing.md §2.3, §2.7.
ACCOUNT_TAX_IDS_MAX = 20
DEFAULT_TAX_RATES_MAX = 5
DISCOUNTS_MAX = 20
COLLECTION_METHODS = ("charge_automatically", "send_invoice")
PAYMENT_STATUSES = ("canceled", "open", "paid")
LISTED_STATUSES = ("draft", "open", "void", "paid", "uncollectible")


class ShippingDetails(Params):
    """Where goods of this invoice go."""

    address: Annotated[Address, Hash]
    name: Annotated[str, text(500)]
    phone: Annotated[str | None, text_unset(100)] = None


class Pdf(Params):
    page_size: Annotated[str | None, choice("a4", "auto", "letter")] = None


class Rendering(Params):
    amount_tax_display: Annotated[str | None, choice_unset("exclude_tax", "include_inclusive_tax")] = None
    pdf: Annotated[Pdf | None, Hash] = None
    template: IdUnset = None
    template_version: Annotated[int | None, integer_unset(1)] = None


class Issuer(Params):
    """Who issues the invoice. Only the account itself does: others are a matter of Connect."""

    not_offered = frozenset({"account"})
    type: Annotated[str, choice("self")]


class AutomaticTax(Params):
    """Whether taxes are worked out by the account's tax provider."""

    not_offered = frozenset({"liability"})
    enabled: Boolean


class ShippingCost(Params):
    """What shipping costs: a rate of the catalogue, or one that is made for this invoice."""

    shipping_rate: Id | None = None
    shipping_rate_data: Annotated[ShippingRateData | None, Hash] = None


class FromInvoice(Params):
    """Which invoice this one revises."""

    action: Annotated[str, choice("revision")]
    invoice: Id


class TransferOfInvoice(Params):
    """Which kind of bank transfer."""

    eu_bank_transfer: Annotated[EuBankTransfer | None, Hash] = None
    type: TransferType | None = None


class CashOptions(Params):
    """How the customer sends what cash does not cover."""

    bank_transfer: Annotated[TransferOfInvoice | None, Hash] = None
    funding_type: Annotated[str | None, choice("bank_transfer")] = None


class CardOfInvoice(Params):
    """Whether its holder is asked."""

    not_offered = frozenset({"installments"})
    request_three_d_secure: Annotated[str | None, choice("any", "automatic", "challenge")] = None


class UsBankAccountOfInvoice(Params):
    """How an account in the United States is verified."""

    not_offered = frozenset({"financial_connections"})
    verification_method: Annotated[str | None, choice("automatic", "instant", "microdeposits")] = None


class MethodOptions(Params):
    """Options by type of payment method; the others have none here."""

    not_offered = OTHER_TYPES | {"sepa_debit"}
    card: Annotated[CardOfInvoice | None, HashUnset] = None
    customer_balance: Annotated[CashOptions | None, HashUnset] = None
    us_bank_account: Annotated[UsBankAccountOfInvoice | None, HashUnset] = None


class PaymentSettings(Params):
    """How the invoice may be paid."""

    not_offered = frozenset({"default_mandate"})
    payment_method_options: Annotated[MethodOptions | None, HashUnset] = None
    payment_method_types: Annotated[list[Annotated[str, choice(*TYPES)]] | None, array_unset(20)] = None


class InvoiceFields(Params):
    """What create and update share."""

    not_offered = frozenset(
        {
            "application_fee_amount", "default_source", "on_behalf_of", "transfer_data",
        }
    )  # fmt: skip
    account_tax_ids: Annotated[list[Id] | None, array_unset(ACCOUNT_TAX_IDS_MAX)] = None
    auto_advance: Boolean | None = None
    automatic_tax: Annotated[AutomaticTax | None, Hash] = None
    automatically_finalizes_at: Timestamp | None = None
    collection_method: Annotated[str | None, choice(*COLLECTION_METHODS)] = None
    custom_fields: Annotated[list[CustomField] | None, array_unset(4)] = None
    default_payment_method: IdUnset = None
    days_until_due: Annotated[int | None, integer(0, 36_500)] = None
    default_tax_rates: Annotated[list[Id] | None, array_unset(DEFAULT_TAX_RATES_MAX)] = None
    description: TextUnset = None
    discounts: Annotated[list[GivenDiscount] | None, array_unset(DISCOUNTS_MAX)] = None
    due_date: Timestamp | None = None
    effective_at: TimestampUnset = None
    expand: Expand = []
    footer: TextUnset = None
    issuer: Annotated[Issuer | None, Hash] = None
    metadata: Metadata = {}
    number: Annotated[str | None, text_unset(26)] = None
    payment_settings: Annotated[PaymentSettings | None, Hash] = None
    rendering: Annotated[Rendering | None, Hash] = None
    shipping_cost: Annotated[ShippingCost | None, HashUnset] = None
    shipping_details: Annotated[ShippingDetails | None, HashUnset] = None
    statement_descriptor: Annotated[str | None, text_unset(22)] = None


class CreateInvoice(InvoiceFields):
    not_offered = InvoiceFields.not_offered | {"customer_account", "subscription"}
    customer: Id | None = None
    currency: Currency | None = None
    from_invoice: Annotated[FromInvoice | None, Hash] = None
    pending_invoice_items_behavior: Annotated[str, choice("include", "exclude")] = "exclude"


class UpdateInvoice(InvoiceFields):
    pass


class ListInvoices(Page):
    not_offered = frozenset({"customer_account"})
    collection_method: Annotated[str | None, choice(*COLLECTION_METHODS)] = None
    created: RangeOrMoment | None = None
    customer: Id | None = None
    due_date: RangeOrMoment | None = None
    status: Annotated[str | None, choice(*LISTED_STATUSES)] = None
    subscription: Id | None = None


class ListMails(Page):
    """The log of mails. `recipient` is a whole address."""

    recipient: Annotated[str | None, text(500)] = None
    state: Annotated[str | None, choice(*MAIL_STATES)] = None


class SendReceipt(Params):
    """To whom the receipt of a payment is mailed."""

    email: Email


class FinalizeInvoice(Params):
    auto_advance: Boolean | None = None
    expand: Expand = []


class PayInvoice(Params):
    """`forgive` is taken and has no effect: there are no pre-funded sources."""

    not_offered = frozenset({"source"})
    expand: Expand = []
    forgive: Boolean = False
    mandate: Id | None = None
    off_session: Boolean = True
    paid_out_of_band: Boolean = False
    payment_method: Id | None = None


class AttachPayment(Params):
    not_offered = frozenset({"payment_record"})
    expand: Expand = []
    payment_intent: Id


class PaymentFilter(Params):
    """The payment itself."""

    type: Annotated[str, choice("payment_intent", "payment_record")]
    payment_intent: Id | None = None
    payment_record: Id | None = None


class ListPayments(Page):
    created: RangeOrMoment | None = None
    invoice: Id | None = None
    payment: Annotated[PaymentFilter | None, Hash] = None
    status: Annotated[str | None, choice(*PAYMENT_STATUSES)] = None
