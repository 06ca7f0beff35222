"""What callers may send about payment methods (platform.md §7.3)."""

from typing import Annotated

from billhook.payment_methods.objects import TYPES
from billhook.wire.params import (
    EmailUnset,
    Expand,
    Hash,
    HashUnset,
    Id,
    Metadata,
    Page,
    Params,
    Timestamp,
    choice,
    integer,
    text,
    text_unset,
)  # fmt: skip

# Types that Stripe has and Billhook does not: each has parameters of its own name.
OTHER_TYPES = frozenset(
    {
        "acss_debit", "affirm", "afterpay_clearpay", "alipay", "alma", "amazon_pay", "au_becs_debit", "bacs_debit",
        "bancontact", "billie", "bizum", "blik", "boleto", "cashapp", "crypto", "custom", "eps",
        "fpx", "giropay", "grabpay", "ideal", "interac_present", "kakao_pay", "klarna", "konbini", "kr_card", "link",
        "mb_way", "mobilepay", "multibanco", "naver_pay", "nz_bank_account", "oxxo", "p24", "pay_by_bank", "payco",
        "paynow", "paypal", "paypay", "payto", "pix", "promptpay", "revolut_pay", "samsung_pay", "satispay",
        "scalapay", "sequra", "sofort", "sunbit", "swish", "twint", "upi",
        "wechat_pay", "zip",
    }
)  # fmt: skip

AllowRedisplay = Annotated[str, choice("always", "limited", "unspecified")]
Type = Annotated[str, choice(*TYPES)]
Holder = Annotated[str | None, choice("company", "individual")]
AccountKind = Annotated[str | None, choice("checking", "savings")]


class BillingAddress(Params):
    """A postal address; each line can be unset."""

    city: Annotated[str | None, text_unset(500)] = None
    country: Annotated[str | None, text_unset(2)] = None
    line1: Annotated[str | None, text_unset(500)] = None
    line2: Annotated[str | None, text_unset(500)] = None
    postal_code: Annotated[str | None, text_unset(500)] = None
    state: Annotated[str | None, text_unset(500)] = None


class BillingDetails(Params):
    """Who pays."""

    address: Annotated[BillingAddress | None, HashUnset] = None
    email: EmailUnset = None
    name: Annotated[str | None, text_unset(5_000)] = None
    phone: Annotated[str | None, text_unset(100)] = None
    tax_id: Annotated[str | None, text(200)] = None


class Card(Params):
    """A test card by its number or by `tok_…`. In live mode a card never passes through here."""

    not_offered = frozenset({"networks"})
    cvc: Annotated[str | None, text(10)] = None
    exp_month: Annotated[int | None, integer(-(10**9), 10**9)] = None
    exp_year: Annotated[int | None, integer(-(10**9), 10**9)] = None
    number: Annotated[str | None, text(40)] = None
    token: Id | None = None


class TokenCard(Params):
    """A test card by its number, with its holder's name and address."""

    not_offered = frozenset({"currency", "networks"})
    address_city: Annotated[str | None, text(500)] = None
    address_country: Annotated[str | None, text(500)] = None
    address_line1: Annotated[str | None, text(500)] = None
    address_line2: Annotated[str | None, text(500)] = None
    address_state: Annotated[str | None, text(500)] = None
    address_zip: Annotated[str | None, text(500)] = None
    cvc: Annotated[str | None, text(10)] = None
    exp_month: Annotated[int | None, integer(-(10**9), 10**9)] = None
    exp_year: Annotated[int | None, integer(-(10**9), 10**9)] = None
    name: Annotated[str | None, text(5_000)] = None
    number: Annotated[str, text(40)]


class CreateToken(Params):
    not_offered = frozenset({"account", "bank_account", "customer", "cvc_update", "person", "pii"})
    card: Annotated[TokenCard, Hash]
    expand: Expand = []


class SepaDebit(Params):
    """A bank account in the area of the Euro, by its IBAN; a real one if debits go to the bank as files."""

    iban: Annotated[str, text(60)]


class UsBankAccount(Params):
    """A bank account in the United States, by its test number."""

    not_offered = frozenset({"financial_connections_account"})
    account_holder_type: Holder = None
    account_number: Annotated[str | None, text(40)] = None
    account_type: AccountKind = None
    routing_number: Annotated[str | None, text(40)] = None


class CustomerBalance(Params):
    """The customer's cash: nothing has to be said of it."""


class PaymentMethodData(Params):
    """A payment method, in a call of its own or inside a payment."""

    not_offered = OTHER_TYPES | {"radar_options"}
    allow_redisplay: AllowRedisplay = "unspecified"
    billing_details: Annotated[BillingDetails | None, Hash] = None
    card: Annotated[Card | None, Hash] = None
    customer_balance: Annotated[CustomerBalance | None, Hash] = None
    metadata: Metadata = {}
    sepa_debit: Annotated[SepaDebit | None, Hash] = None
    type: Type
    us_bank_account: Annotated[UsBankAccount | None, Hash] = None


class CreatePaymentMethod(PaymentMethodData):
    not_offered = PaymentMethodData.not_offered | {"customer", "customer_account", "payment_method"}
    expand: Expand = []


class ChangedCard(Params):
    not_offered = frozenset({"networks"})
    exp_month: Annotated[int | None, integer(-(10**9), 10**9)] = None
    exp_year: Annotated[int | None, integer(-(10**9), 10**9)] = None


class ChangedAccount(Params):
    account_holder_type: Holder = None
    account_type: AccountKind = None


class UpdatePaymentMethod(Params):
    # The newest version has `payto` of these, older ones the others.
    not_offered = frozenset({"link", "naver_pay", "pay_by_bank", "payto"})
    allow_redisplay: AllowRedisplay | None = None
    billing_details: Annotated[BillingDetails | None, Hash] = None
    card: Annotated[ChangedCard | None, Hash] = None
    expand: Expand = []
    metadata: Metadata = {}
    us_bank_account: Annotated[ChangedAccount | None, Hash] = None


class AttachPaymentMethod(Params):
    not_offered = frozenset({"customer_account"})
    customer: Id
    expand: Expand = []


class ListPaymentMethodsOf(Page):
    """The payment methods of the customer in the path."""

    allow_redisplay: AllowRedisplay | None = None
    type: Type | None = None


class ListPaymentMethods(ListPaymentMethodsOf):
    not_offered = frozenset({"customer_account"})
    customer: Id


class Offline(Params):
    """Given on paper, or by word of mouth: nothing more is said of it."""


class Online(Params):
    """Given on a page: from where."""

    ip_address: Annotated[str, text(100)]
    user_agent: Annotated[str, text(5_000)]


class CustomerAcceptance(Params):
    """How a mandate was given."""

    accepted_at: Timestamp | None = None
    offline: Annotated[Offline | None, Hash] = None
    online: Annotated[Online | None, Hash] = None
    type: Annotated[str, choice("offline", "online")]


class MandateData(Params):
    """A mandate that is given with a payment or a set-up."""

    customer_acceptance: Annotated[CustomerAcceptance, Hash]
