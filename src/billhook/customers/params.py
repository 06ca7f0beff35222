"""What callers may send about customers (invoicing.md §1.3)."""

from typing import Annotated

from billhook.tax.params import TaxIdData
from billhook.wire.params import (
    Amount,
    Currency,
    Email,
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
    TextUnset,
    array,
    array_unset,
    choice,
    choice_unset,
    integer,
    text,
    text_unset,
)  # fmt: skip


class Address(Params):
    """A postal address; each line can be unset."""

    city: Annotated[str | None, text_unset(500)] = None
    country: Annotated[str | None, text_unset(500)] = None
    line1: Annotated[str | None, text_unset(500)] = None
    line2: Annotated[str | None, text_unset(500)] = None
    postal_code: Annotated[str | None, text_unset(500)] = None
    state: Annotated[str | None, text_unset(500)] = None


class Shipping(Params):
    """Where goods go."""

    address: Annotated[Address, Hash]
    name: Annotated[str, text(500)]
    phone: Annotated[str | None, text_unset(100)] = None
    carrier: Annotated[str | None, text_unset(500)] = None
    tracking_number: Annotated[str | None, text_unset(500)] = None


class CustomField(Params):
    """A labelled line in the head of an invoice."""

    name: Annotated[str, text(40)]
    value: Annotated[str, text(140)]


class RenderingOptions(Params):
    """How a customer's invoices are shown."""

    amount_tax_display: Annotated[str | None, choice_unset("exclude_tax", "include_inclusive_tax")] = None
    template: IdUnset = None


class InvoiceSettings(Params):
    """What a customer's invoices start with."""

    custom_fields: Annotated[list[CustomField] | None, array_unset(4)] = None
    default_payment_method: IdUnset = None
    footer: TextUnset = None
    rendering_options: Annotated[RenderingOptions | None, HashUnset] = None


class CashBalanceSettings(Params):
    """How the customer's cash finds what it is for; `merchant_default` is what the account has."""

    reconciliation_mode: Annotated[str | None, choice("automatic", "manual", "merchant_default")] = None


class CashBalance(Params):
    """The money that the customer sent by bank transfer."""

    settings: Annotated[CashBalanceSettings | None, Hash] = None


Locales = Annotated[list[Annotated[str, text(20)]] | None, array_unset(20)]
Prefix = Annotated[str, text(12)]


# The places of parameters that are looked up.
DEFAULT_METHOD = "invoice_settings[default_payment_method]"
TEMPLATE = "invoice_settings[rendering_options][template]"


class _Fields(Params):
    """What create and update share.

    `coupon` and `promotion_code` left the documentation with 2025-03-31.basil; since nothing else gives a customer a
    discount, they are taken in every version.
    """

    not_offered = frozenset(
        {
            "default_alipay_account", "default_bank_account", "default_card", "tax", "validate",
        }
    )  # fmt: skip
    address: Annotated[Address | None, HashUnset] = None
    balance: Amount | None = None
    business_name: Annotated[str | None, text_unset(150)] = None
    cash_balance: Annotated[CashBalance | None, Hash] = None
    coupon: IdUnset = None
    description: TextUnset = None
    email: EmailUnset = None
    individual_name: Annotated[str | None, text_unset(150)] = None
    invoice_prefix: Annotated[Prefix | None, text(12)] = None
    invoice_settings: Annotated[InvoiceSettings | None, Hash] = None
    metadata: Metadata = {}
    name: Annotated[str | None, text_unset(256)] = None
    next_invoice_sequence: Annotated[int | None, integer(1, 1_000_000_000)] = None
    phone: Annotated[str | None, text_unset(100)] = None
    preferred_locales: Locales = None
    promotion_code: IdUnset = None
    shipping: Annotated[Shipping | None, HashUnset] = None
    source: Id | None = None
    tax_exempt: Annotated[str | None, choice_unset("none", "exempt", "reverse")] = None
    expand: Expand = []


class CreateCustomer(_Fields):
    not_offered = _Fields.not_offered | {"default_source"}
    payment_method: Id | None = None
    tax_id_data: Annotated[list[TaxIdData], array(5)] = []
    test_clock: Id | None = None


class UpdateCustomer(_Fields):
    not_offered = _Fields.not_offered | {"payment_method"}
    default_source: Id | None = None


class ListCustomers(Page):
    created: RangeOrMoment | None = None
    email: Email | None = None
    test_clock: Id | None = None


class CreateSource(Params):
    """A card by its token, for a customer."""

    not_offered = frozenset({"validate"})
    expand: Expand = []
    metadata: Metadata = {}
    source: Id


class UpdateSource(Params):
    """What may be changed of a card: its holder, their address, until when it is good."""

    not_offered = frozenset({"account_holder_name", "account_holder_type", "owner"})
    address_city: Annotated[str | None, text_unset(500)] = None
    address_country: Annotated[str | None, text_unset(500)] = None
    address_line1: Annotated[str | None, text_unset(500)] = None
    address_line2: Annotated[str | None, text_unset(500)] = None
    address_state: Annotated[str | None, text_unset(500)] = None
    address_zip: Annotated[str | None, text_unset(500)] = None
    exp_month: Annotated[int | None, integer(-(10**9), 10**9)] = None
    exp_year: Annotated[int | None, integer(-(10**9), 10**9)] = None
    expand: Expand = []
    metadata: Metadata = {}
    name: Annotated[str | None, text_unset(5_000)] = None


class ListSources(Page):
    """The sources of the customer in the path; `object` names the only type that there is."""

    object: Annotated[str | None, choice("card")] = None


class SetMailCopies(Params):
    """Further addresses to which the mails of a customer go, with commas between them; nothing for none."""

    addresses: Annotated[str | None, text_unset(4_000)] = None


class CreateTaxIdOfCustomer(TaxIdData):
    expand: Expand = []


class CreateBalanceTransaction(Params):
    """An adjustment: negative amounts are credit."""

    amount: Amount
    currency: Currency
    description: Annotated[str | None, text_unset(350)] = None
    metadata: Metadata = {}
    expand: Expand = []


class UpdateBalanceTransaction(Params):
    description: Annotated[str | None, text_unset(350)] = None
    metadata: Metadata = {}
    expand: Expand = []


class ListBalanceTransactions(Page):
    created: RangeOrMoment | None = None
    invoice: Id | None = None
