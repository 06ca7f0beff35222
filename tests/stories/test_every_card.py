"""Every test card pays an invoice, through both official SDKs: what the caller sees, and what becomes of it.

The table is that of platform.md §7.5; `pay` collects in the holder's absence (invoicing.md §3.10).
"""

import json
import subprocess
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.examples.running import ROOT, environment, node

from billhook.processors.test_cards import CARDS

COUNTRIES = (
    "us ar br ca cl co cr ec mx pa py pe uy ae at be bg by hr cy cz dk ee fi fr de gi gr hu ie it lv li lt lu mt nl no "
    "pl pt ro sa si sk es se ch gb au cn hk in jp my nz sg tw"
).split()
PAYS = (
    "visa", "visa_debit", "mastercard", "mastercard_2_series", "mastercard_debit", "mastercard_prepaid", "amex",
    "amex_2", "discover", "discover_2", "discover_debit", "diners", "diners_14digits", "jcb", "jcb_jp", "unionpay",
    "unionpay_debit", "visa_cartesBancaires", "mastercard_cartesBancaires", "visa_debit_eftposAuCoBranded",
    "mastercard_debit_eftposAuCoBranded", "debit_visaFsaProductCode", "debit_visaHsaProductCode",
    "mastercard_debit_mastercardFsaProductCode", *COUNTRIES, "ae_mastercard", "gb_debit", "gb_mastercard", "th_credit",
    "th_debit", "bypassPending", "bypassPendingInternational", "domesticPricing", "pendingRefund", "refundFail",
    "riskLevelElevated", "cvcCheckFail", "cvcCheckFailElevatedRisk", "avsZipFail", "avsZipFailElevatedRisk",
    "avsLine1Fail", "avsFail", "avsUnchecked",
    # Nobody wrote a rule that blocks them.
    "highFraudDisputeScore", "highEfwScore", "radarDynamicRiskThreshold", "freeTrialAbuseBlock", "adaptive3dsChallenge",
    # Its holder agreed before; he would be asked only while he is there.
    "authenticationRequiredSetupForOffSession",
    # It could ask, and need not.
    "threeDSecureOptional", "threeDSecureOptionalProcessingError", "amex_threeDSecureNotSupported",
    "threeDSecure2Frictionless",
)  # fmt: skip
# It pays, and somebody objects at once.
OBJECTED = {
    "createDispute": ["charge.dispute.created", "charge.dispute.funds_withdrawn"],
    "createDisputeProductNotReceived": ["charge.dispute.created", "charge.dispute.funds_withdrawn"],
    "createDisputeInquiry": ["charge.dispute.created"],
    "createIssuerFraudRecord": ["radar.early_fraud_warning.created"],
}
DECLINES = {
    "visa_chargeDeclined": ("card_declined", "generic_decline"),
    "visa_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds"),
    "visa_chargeDeclinedLostCard": ("card_declined", "lost_card"),
    "visa_chargeDeclinedStolenCard": ("card_declined", "stolen_card"),
    "visa_chargeDeclinedVelocityLimitExceeded": ("card_declined", "card_velocity_exceeded"),
    "chargeDeclinedExpiredCard": ("expired_card", None),
    "chargeDeclinedIncorrectCvc": ("incorrect_cvc", None),
    "chargeDeclinedProcessingError": ("processing_error", None),
    "chargeCustomerFail": ("card_declined", "generic_decline"),
    "visa_chargeCustomerFailLostCard": ("card_declined", "lost_card"),
    "visa_chargeCustomerFailStolenCard": ("card_declined", "stolen_card"),
    "chargeDeclinedFraudulent": ("card_declined", "fraudulent"),
    "radarBlock": ("card_declined", "fraudulent"),
    "riskLevelHighest": ("card_declined", "fraudulent"),
    "threeDSecureRequiredProcessingError": ("card_declined", "generic_decline"),
}
ASKS_THE_HOLDER = (
    "authenticationRequiredOnSetup", "authenticationRequired",
    "authenticationRequiredChargeDeclinedInsufficientFunds", "threeDSecure2Required", "threeDSecureRequired",
    "threeDSecureRequiredChargeDeclined",
)  # fmt: skip

TAKEN = ["charge.succeeded", "payment_intent.succeeded", "invoice_payment.paid", "invoice.updated", "invoice.paid",
         "invoice.payment_succeeded"]  # fmt: skip
LOST = ["charge.failed", "payment_intent.payment_failed", "invoice.updated", "invoice.payment_failed"]
ASKED = ["payment_intent.requires_action", "invoice.updated", "invoice.payment_action_required"]


def expected(name: str) -> dict[str, Any]:
    """What both SDKs report of a card."""
    common = {"method": f"pm_card_{name}", "attempt_count": 1}
    if name in PAYS or name in OBJECTED:
        events = [TAKEN[0], *OBJECTED.get(name, []), *TAKEN[1:]]
        return common | {
            "error": None, "code": None, "decline_code": None, "http": 200, "status": "paid", "events": events,
        }  # fmt: skip
    refused = common | {"error": "CardError", "http": 402, "status": "open"}
    if name in ASKS_THE_HOLDER:
        return refused | {"code": "invoice_payment_intent_requires_action", "decline_code": None, "events": ASKED}
    code, decline_code = DECLINES[name]
    return refused | {"code": code, "decline_code": decline_code, "events": LOST}


NAMES = sorted(card.name for card in CARDS)


def test_the_table_is_whole() -> None:
    assert sorted([*PAYS, *OBJECTED, *DECLINES, *ASKS_THE_HOLDER]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_in_python(shop: Shop, name: str) -> None:
    wanted = expected(name)
    invoice = shop.invoice("open", collection_method="charge_automatically")
    seen: dict[str, Any] = {"error": None, "code": None, "decline_code": None, "http": 200}
    try:
        request = shop.v1.invoices.pay(invoice.id, {"payment_method": f"pm_card_{name}"}).last_response.request_id
    except stripe.StripeError as error:
        request = error.request_id
        told = error.json_body["error"]
        seen = {
            "error": type(error).__name__, "code": error.code, "decline_code": told.get("decline_code"),
            "http": error.http_status,
        }  # fmt: skip
    now = shop.v1.invoices.retrieve(invoice.id)
    events = [e.type for e in reversed(shop.v1.events.list({"limit": 40}).data) if e.request.id == request]
    seen |= {"status": now.status, "attempt_count": now.attempt_count, "events": events}
    assert {"method": f"pm_card_{name}", **seen} == wanted


def test_in_node(server: Server) -> None:
    script = ROOT / "tests" / "stories" / "every_card.mjs"
    done = subprocess.run(
        [node(), str(script), *(f"pm_card_{name}" for name in NAMES)], env=environment(server), capture_output=True,
        text=True, timeout=100, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    seen = [json.loads(line) for line in done.stdout.splitlines()]
    for each in seen:
        each["error"] = each["error"] and each["error"].removeprefix("Stripe")
    assert seen == [expected(name) for name in NAMES]
