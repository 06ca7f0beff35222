"""The cards of test mode: each does what Stripe documents of its number (platform.md §7.5).

A card is named by its number, as `pm_card_<name>` or as `tok_<name>`. Nothing here can move money.
"""

from dataclasses import dataclass
from typing import Literal

from billhook.processors.interface import Decline, Objection

Secure = Literal["never", "optional", "always", "until_set_up", "on_session"]
"""When the bank asks for the holder: `until_set_up` until it was asked once, `on_session` only while the holder is
there to answer."""

DISPUTE_FEE = 1_500
"""What a chargeback costs in test mode, in minor units; seen on Stripe in US dollars."""

RefundFate = Literal["succeeds", "pending", "fails_later"]
"""Of a refund: `pending` first and succeeded later, or succeeded first and failed later."""


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card. With `secure`, the decline comes after the holder was asked."""

    name: str
    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: Decline | None = None
    secure: Secure = "never"
    attaches: bool = True
    cvc_check: str = "pass"
    postal_code_check: str = "pass"
    risk: str = "normal"
    refund: RefundFate = "succeeds"
    objection: Objection | None = None
    bypasses_pending: bool = False
    lookup_fails: bool = False
    """Where its holder is to be asked, his bank cannot be found."""

    @property
    def last4(self) -> str:
        return self.number[-4:]


def _declined(decline_code: str) -> Decline:
    return Decline("card_declined", decline_code)


# fmt: off
CARDS = (
    TestCard("visa",                        "4242424242424242"),
    TestCard("visa_debit",                  "4000056655665556", funding="debit"),
    TestCard("mastercard",                  "5555555555554444", brand="mastercard"),
    TestCard("mastercard_2_series",         "2223003122003222", brand="mastercard"),
    TestCard("mastercard_debit",            "5200828282828210", brand="mastercard", funding="debit"),
    TestCard("mastercard_prepaid",          "5105105105105100", brand="mastercard", funding="prepaid"),
    TestCard("amex",                        "378282246310005",  brand="amex"),
    TestCard("amex_2",                      "371449635398431",  brand="amex"),
    TestCard("discover",                    "6011111111111117", brand="discover"),
    TestCard("discover_2",                  "6011000990139424", brand="discover"),
    TestCard("diners",                      "3056930009020004", brand="diners"),
    TestCard("diners_14digits",             "36227206271667",   brand="diners"),
    TestCard("jcb",                         "3566002020360505", brand="jcb"),
    TestCard("unionpay",                    "6200000000000005", brand="unionpay", country="CN"),
    TestCard("ca",                          "4000001240000000", country="CA"),
    TestCard("de",                          "4000002760000016", country="DE"),
    TestCard("fr",                          "4000002500000003", country="FR"),
    TestCard("gb",                          "4000008260000000", country="GB"),
    TestCard("bypassPending",               "4000000000000077", bypasses_pending=True),
    TestCard("pendingRefund",               "4000000000007726", refund="pending"),
    TestCard("refundFail",                  "4000000000005126", refund="fails_later"),
    TestCard("riskLevelElevated",           "4000000000009235", risk="elevated"),
    TestCard("cvcCheckFail",                "4000000000000101", cvc_check="fail"),
    TestCard("avsZipFail",                  "4000000000000036", postal_code_check="fail"),

    TestCard("createDispute",                   "4000000000000259",
             objection=Objection("chargeback", "fraudulent", "10.4", fee=DISPUTE_FEE)),
    TestCard("createDisputeProductNotReceived", "4000000000002685",
             objection=Objection("chargeback", "product_not_received", "13.1", fee=DISPUTE_FEE)),
    TestCard("createDisputeInquiry",            "4000000000001976",
             objection=Objection("inquiry", "fraudulent", "10", fee=DISPUTE_FEE)),
    TestCard("createIssuerFraudRecord",         "4000000000005423",
             objection=Objection("fraud_warning", "misc")),

    TestCard("visa_chargeDeclined",                      "4000000000000002", decline=_declined("generic_decline"),
             attaches=False),
    TestCard("visa_chargeDeclinedInsufficientFunds",     "4000000000009995", decline=_declined("insufficient_funds"),
             attaches=False),
    TestCard("visa_chargeDeclinedLostCard",              "4000000000009987", decline=_declined("lost_card"),
             attaches=False),
    TestCard("visa_chargeDeclinedStolenCard",            "4000000000009979", decline=_declined("stolen_card"),
             attaches=False),
    TestCard("visa_chargeDeclinedVelocityLimitExceeded", "4000000000006975",
             decline=_declined("card_velocity_exceeded"), attaches=False),
    TestCard("chargeDeclinedExpiredCard",                "4000000000000069", decline=Decline("expired_card"),
             attaches=False),
    TestCard("chargeDeclinedIncorrectCvc",               "4000000000000127", decline=Decline("incorrect_cvc"),
             attaches=False, cvc_check="fail"),
    TestCard("chargeDeclinedProcessingError",            "4000000000000119", decline=Decline("processing_error"),
             attaches=False),
    TestCard("chargeCustomerFail",                       "4000000000000341", decline=_declined("generic_decline")),
    TestCard("radarBlock",                               "4100000000000019", risk="highest",
             decline=Decline("card_declined", "fraudulent", blocked=True)),
    TestCard("riskLevelHighest",                         "4000000000004954", risk="highest",
             decline=Decline("card_declined", "fraudulent", blocked=True)),

    TestCard("authenticationRequiredOnSetup",            "4000002500003155", secure="until_set_up", country="FR"),
    TestCard("authenticationRequired",                   "4000002760003184", secure="always", country="DE"),
    TestCard("authenticationRequiredSetupForOffSession", "4000003800000446", secure="on_session", country="IT"),
    TestCard("authenticationRequiredChargeDeclinedInsufficientFunds", "4000008260003178", secure="always",
             country="GB", decline=_declined("insufficient_funds")),
    TestCard("threeDSecure2Required",                    "4000000000003220", secure="always"),
    TestCard("threeDSecureRequiredChargeDeclined",       "4000008400001629", secure="always",
             decline=_declined("generic_decline")),
    TestCard("threeDSecureRequiredProcessingError",      "4000008400001280", decline=_declined("generic_decline")),
    TestCard("threeDSecureOptional",                     "4000000000003055", secure="optional"),
    TestCard("threeDSecureOptionalProcessingError",      "4000000000003097", secure="optional", lookup_fails=True),
    TestCard("threeDSecure2Frictionless",                "4000000032200000", secure="optional"),
    TestCard("amex_threeDSecureNotSupported",            "378282246310005",  brand="amex"),
)
# fmt: on

_BY_NAME = {card.name: card for card in CARDS}
_BY_NUMBER = {card.number: card for card in reversed(CARDS)}


def by_name(name: str) -> TestCard | None:
    """The card of `pm_card_<name>` or `tok_<name>`; the brand may be left out where Stripe's tokens do."""
    return _BY_NAME.get(name) or _BY_NAME.get(f"visa_{name}")


def by_number(number: str) -> TestCard | None:
    """The card of a number without blanks."""
    return _BY_NUMBER.get(number)


def has_check_digit(number: str) -> bool:
    """Whether the last digit fits the others, as it does on every card."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
