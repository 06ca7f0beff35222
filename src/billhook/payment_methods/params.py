"""What callers may send about payment methods (platform.md §7.3)."""

from typing import Annotated

from billhook.wire.params import (
    EmailUnset,
    Expand,
    Hash,
    HashUnset,
    Id,
    Metadata,
    Page,
    Params,
    choice,
    integer,
    text,
    text_unset,
)  # fmt: skip

# Types that Stripe has and Billhook does not: each has parameters of its own name.
OTHER_TYPES = frozenset(
    {
        "acss_debit", "affirm", "afterpay_clearpay", "alipay", "alma", "amazon_pay", "au_becs_debit", "bacs_debit",
        "bancontact", "billie", "bizum", "blik", "boleto", "cashapp", "crypto", "custom", "customer_balance", "eps",
        "fpx", "giropay", "grabpay", "ideal", "interac_present", "kakao_pay", "klarna", "konbini", "kr_card", "link",
        "mb_way", "mobilepay", "multibanco", "naver_pay", "nz_bank_account", "oxxo", "p24", "pay_by_bank", "payco",
        "paynow", "paypal", "paypay", "payto", "pix", "promptpay", "revolut_pay", "samsung_pay", "satispay",
        "scalapay", "sepa_debit", "sequra", "sofort", "sunbit", "swish", "twint", "upi", "us_bank_account",
        "wechat_pay", "zip",
    }
)  # fmt: skip

AllowRedisplay = Annotated[str, choice("always", "limited", "unspecified")]
Type = Annotated[str, choice("card")]


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


class PaymentMethodData(Params):
    """A payment method, in a call of its own or inside a payment."""

    not_offered = OTHER_TYPES | {"radar_options"}
    allow_redisplay: AllowRedisplay = "unspecified"
    billing_details: Annotated[BillingDetails | None, Hash] = None
    card: Annotated[Card | None, Hash] = None
    metadata: Metadata = {}
    type: Type


class CreatePaymentMethod(PaymentMethodData):
    not_offered = PaymentMethodData.not_offered | {"customer", "customer_account", "payment_method"}
    expand: Expand = []


class ChangedCard(Params):
    not_offered = frozenset({"networks"})
    exp_month: Annotated[int | None, integer(-(10**9), 10**9)] = None
    exp_year: Annotated[int | None, integer(-(10**9), 10**9)] = None


class UpdatePaymentMethod(Params):
    not_offered = frozenset({"payto", "us_bank_account"})
    allow_redisplay: AllowRedisplay | None = None
    billing_details: Annotated[BillingDetails | None, Hash] = None
    card: Annotated[ChangedCard | None, Hash] = None
    expand: Expand = []
    metadata: Metadata = {}


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
