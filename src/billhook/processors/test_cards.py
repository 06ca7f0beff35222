"""The cards of test mode: each does what Stripe documents of its number (platform.md §7.5).

A card is named by its number, as `pm_card_<name>` or as `tok_<name>`. Nothing here can move money.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from billhook.processors.interface import Decline, DisputeNotice

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
    line1_check: str = "pass"
    risk: str = "normal"
    refund: RefundFate = "succeeds"
    notice: DisputeNotice | None = None
    bypasses_pending: bool = False
    lookup_fails: bool = False
    """3-D Secure fails: the bank of the holder cannot be reached."""
    beside: str | None = None
    """The network that stands on the card beside its brand."""

    @property
    def last4(self) -> str:
        return self.number[-4:]


def _declined(decline_code: str) -> Decline:
    return Decline("card_declined", decline_code)


# fmt: off
_BY_BEHAVIOR = (
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
    TestCard("unionpay_debit",              "6200000000000047", brand="unionpay", funding="debit", country="CN"),
    TestCard("discover_debit",              "6011981111111113", brand="discover", funding="debit"),
    TestCard("visa_cartesBancaires",        "4000002500001001", country="FR", beside="cartes_bancaires"),
    TestCard("mastercard_cartesBancaires",  "5555552500001001", brand="mastercard", country="FR",
             beside="cartes_bancaires"),
    TestCard("visa_debit_eftposAuCoBranded", "4000050360000001", funding="debit", country="AU", beside="eftpos_au"),
    TestCard("mastercard_debit_eftposAuCoBranded", "5555050360000080", brand="mastercard", funding="debit",
             country="AU", beside="eftpos_au"),
    TestCard("debit_visaFsaProductCode",    "4000051230000072", funding="debit"),
    TestCard("debit_visaHsaProductCode",    "4000051230000072", funding="debit"),
    TestCard("mastercard_debit_mastercardFsaProductCode", "5200828282828897", brand="mastercard", funding="debit"),
    TestCard("jcb_jp",                      "3530111333300000", brand="jcb", country="JP"),
    TestCard("ae_mastercard",               "5200007840000022", brand="mastercard", country="AE"),
    TestCard("gb_debit",                    "4000058260000005", funding="debit", country="GB"),
    TestCard("gb_mastercard",               "5555558265554449", brand="mastercard", country="GB"),
    TestCard("th_credit",                   "4000007640000003", country="TH"),
    TestCard("th_debit",                    "4000057640000008", funding="debit", country="TH"),
    TestCard("bypassPending",               "4000000000000077", bypasses_pending=True),
    TestCard("bypassPendingInternational",  "4000003720000278", country="IE", bypasses_pending=True),
    TestCard("domesticPricing",             "4000000000000093"),
    TestCard("pendingRefund",               "4000000000007726", refund="pending"),
    TestCard("refundFail",                  "4000000000005126", refund="fails_later"),
    TestCard("riskLevelElevated",           "4000000000009235", risk="elevated"),
    TestCard("cvcCheckFail",                "4000000000000101", cvc_check="fail"),
    TestCard("avsZipFail",                  "4000000000000036", postal_code_check="fail"),
    TestCard("avsLine1Fail",                "4000000000000028", line1_check="fail"),
    TestCard("avsFail",                     "4000000000000010", line1_check="fail", postal_code_check="fail"),
    TestCard("avsUnchecked",                "4000000000000044", line1_check="unavailable",
             postal_code_check="unavailable"),
    TestCard("cvcCheckFailElevatedRisk",    "4000058400307872", cvc_check="fail", risk="elevated"),
    TestCard("avsZipFailElevatedRisk",      "4000058400306072", postal_code_check="fail", risk="elevated"),

    # Only a rule of Radar would stop these, and an account has none here.
    TestCard("highFraudDisputeScore",       "4000008400000407"),
    TestCard("highEfwScore",                "4000008400000159"),
    TestCard("radarDynamicRiskThreshold",   "4000008400001017"),
    TestCard("freeTrialAbuseBlock",         "4001858821843804"),
    TestCard("adaptive3dsChallenge",        "4000008405600003", secure="optional"),

    TestCard("createDispute",                   "4000000000000259",
             notice=DisputeNotice("chargeback", "fraudulent", "10.4", fee=DISPUTE_FEE)),
    TestCard("createDisputeProductNotReceived", "4000000000002685",
             notice=DisputeNotice("chargeback", "product_not_received", "13.1", fee=DISPUTE_FEE)),
    TestCard("createDisputeInquiry",            "4000000000001976",
             notice=DisputeNotice("inquiry", "fraudulent", "10", fee=DISPUTE_FEE)),
    TestCard("createIssuerFraudRecord",         "4000000000005423",
             notice=DisputeNotice("fraud_warning", "misc")),

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
    TestCard("visa_chargeCustomerFailLostCard",          "4000000000000341", decline=_declined("lost_card")),
    TestCard("visa_chargeCustomerFailStolenCard",        "4000000000000341", decline=_declined("stolen_card")),
    TestCard("chargeDeclinedFraudulent",                 "4100000000000019", risk="highest", attaches=False,
             decline=Decline("card_declined", "fraudulent", blocked=True)),
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
    TestCard("threeDSecureRequired",                     "4000000000003063", secure="always"),
    TestCard("threeDSecureRequiredChargeDeclined",       "4000008400001629", secure="always",
             decline=_declined("generic_decline")),
    TestCard("threeDSecureRequiredProcessingError",      "4000008400001280", decline=_declined("generic_decline")),
    TestCard("threeDSecureOptional",                     "4000000000003055", secure="optional"),
    TestCard("threeDSecureOptionalProcessingError",      "4000000000003097", secure="optional", lookup_fails=True),
    TestCard("threeDSecure2Frictionless",                "4000000032200000", secure="optional"),
    TestCard("amex_threeDSecureNotSupported",            "378282246310005",  brand="amex"),
)
# fmt: on

# A Visa credit card of each country.
_COUNTRIES = """
us 4242424242424242 ar 4000000320000021 br 4000000760000002 ca 4000001240000000 cl 4000001520000001
co 4000001700000003 cr 4000001880000005 ec 4000002180000000 mx 4000004840008001 pa 4000005910000000
py 4000006000000066 pe 4000006040000068 uy 4000008580000003 ae 4000007840000001 at 4000000400000008
be 4000000560000004 bg 4000001000000000 by 4000001120000005 hr 4000001910000009 cy 4000001960000008
cz 4000002030000002 dk 4000002080000001 ee 4000002330000009 fi 4000002460000001 fr 4000002500000003
de 4000002760000016 gi 4000002920000005 gr 4000003000000030 hu 4000003480000005 ie 4000003720000005
it 4000003800000008 lv 4000004280000005 li 4000004380000004 lt 4000004400000000 lu 4000004420000006
mt 4000004700000007 nl 4000005280000002 no 4000005780000007 pl 4000006160000005 pt 4000006200000007
ro 4000006420000001 sa 4000006820000007 si 4000007050000006 sk 4000007030000001 es 4000007240000007
se 4000007520000008 ch 4000007560000009 gb 4000008260000000 au 4000000360000006 cn 4000001560000002
hk 4000003440000004 in 4000003560000008 jp 4000003920000003 my 4000004580000002 nz 4000005540000008
sg 4000007020000003 tw 4000001580000008
"""


def _by_country() -> Iterator[TestCard]:
    words = iter(_COUNTRIES.split())
    for country, number in zip(words, words, strict=True):
        yield TestCard(country, number, country=country.upper())


CARDS = (*_BY_BEHAVIOR, *_by_country())

NOT_OFFERED = frozenset(
    {
        "createAutoRepresentmentEligibleDispute", "createCe3EligibleDispute", "createComplianceDispute",
        "createDisputeAndFailToWithdraw", "createDisputeAndSucceedToWithdraw", "createDisputeInquiryNotReceived",
        "createMastercardComplianceDispute", "createMultipleDisputes",
    }
)  # fmt: skip
"""The names of Stripe's other test cards: they are refused by name."""

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
