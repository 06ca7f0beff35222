"""The test processor: every documented card does what its number is documented to do (platform.md §7.5)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.processors import test_bank_accounts
from billhook.processors.interface import (
    ActionRequired,
    Approved,
    ChargeRequest,
    Declined,
    NotVerified,
    Pending,
    Refunded,
    RefundFailed,
    RefundOutcome,
    RefundPending,
    RefundRequest,
    again,
    from_stored,
    stored,
)
from billhook.processors.test_cards import CARDS, by_name, by_number, has_check_digit
from billhook.processors.test_deposits import ARRIVE_SECONDS, refuted
from billhook.processors.testing import LATER_SECONDS, outcome, refund_outcome

ASK = ActionRequired()


def asked(name: str, **how: bool) -> object:
    """What the processor says, in short."""
    card = by_name(name)
    assert card is not None, name
    answer = outcome(ChargeRequest(1_000, "usd", card.name, **how), 0)
    if isinstance(answer, Declined):
        return answer.decline.code, answer.decline.decline_code
    return answer if answer == ASK else answer.risk  # type: ignore[union-attr]


OK = "normal"
NEEDS_HOLDER = ("authentication_required", "authentication_required")
GENERIC = ("card_declined", "generic_decline")
POOR = ("card_declined", "insufficient_funds")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("visa", OK), ("visa_debit", OK), ("mastercard", OK), ("amex", OK), ("discover", OK), ("diners", OK),
        ("jcb", OK), ("unionpay", OK), ("de", OK), ("bypassPending", OK), ("cvcCheckFail", OK), ("avsZipFail", OK),
        ("riskLevelElevated", "elevated"), ("threeDSecureOptional", OK), ("threeDSecureOptionalProcessingError", OK),
        ("amex_threeDSecureNotSupported", OK), ("threeDSecure2Frictionless", OK),
        ("createDispute", OK), ("createDisputeProductNotReceived", OK), ("createDisputeInquiry", OK),
        ("createIssuerFraudRecord", OK),
        ("visa_chargeDeclined", GENERIC), ("chargeDeclined", GENERIC), ("chargeCustomerFail", GENERIC),
        ("chargeDeclinedInsufficientFunds", POOR), ("chargeDeclinedLostCard", ("card_declined", "lost_card")),
        ("chargeDeclinedStolenCard", ("card_declined", "stolen_card")),
        ("chargeDeclinedVelocityLimitExceeded", ("card_declined", "card_velocity_exceeded")),
        ("chargeDeclinedExpiredCard", ("expired_card", None)),
        ("chargeDeclinedIncorrectCvc", ("incorrect_cvc", None)),
        ("chargeDeclinedProcessingError", ("processing_error", None)),
        ("radarBlock", ("card_declined", "fraudulent")), ("riskLevelHighest", ("card_declined", "fraudulent")),
        ("threeDSecureRequiredProcessingError", GENERIC),
    ],
)  # fmt: skip
def test_a_card_that_nobody_is_asked_about(name: str, expected: object) -> None:
    for how in ({}, {"off_session": True, "may_ask": False}, {"authenticated": True}):
        assert asked(name, **how) == expected


@pytest.mark.parametrize(
    ("name", "there", "absent", "absent_and_set_up", "agreed"),
    [
        ("authenticationRequired", ASK, NEEDS_HOLDER, NEEDS_HOLDER, OK),
        ("threeDSecure2Required", ASK, NEEDS_HOLDER, NEEDS_HOLDER, OK),
        ("authenticationRequiredOnSetup", ASK, NEEDS_HOLDER, OK, OK),
        ("authenticationRequiredSetupForOffSession", ASK, OK, OK, OK),
        ("authenticationRequiredChargeDeclinedInsufficientFunds", ASK, NEEDS_HOLDER, NEEDS_HOLDER, POOR),
        ("threeDSecureRequiredChargeDeclined", ASK, NEEDS_HOLDER, NEEDS_HOLDER, GENERIC),
    ],
)
def test_a_card_whose_holder_is_asked(
    name: str, there: object, absent: object, absent_and_set_up: object, agreed: object
) -> None:
    assert asked(name) == there
    assert asked(name, off_session=True, may_ask=False) == absent
    assert asked(name, off_session=True, may_ask=False, set_up=True) == absent_and_set_up
    assert asked(name, authenticated=True) == agreed


def test_a_card_that_there_is_not() -> None:
    answer = outcome(ChargeRequest(1_000, "usd", "gold"), 0)
    assert isinstance(answer, Declined)
    assert (by_name("gold"), by_number("1"), by_number("")) == (None, None, None)


def test_the_cards() -> None:
    assert len({card.name for card in CARDS}) == len(CARDS)
    for card in CARDS:
        assert has_check_digit(card.number), card
        assert by_name(card.name) is card
        found = by_number(card.number)
        assert found is not None
        assert found.number == card.number
    assert by_number("378282246310005") is by_name("amex")


@pytest.mark.parametrize(
    ("number", "fits"), [("4242424242424242", True), ("4242424242424241", False), ("79927398713", True), ("0", True)]
)
def test_the_check_digit(number: str, fits: bool) -> None:
    assert has_check_digit(number) is fits


@given(st.text("0123456789", min_size=1, max_size=18))
def test_one_digit_fits_every_number(number: str) -> None:
    assert sum(has_check_digit(number + digit) for digit in "0123456789") == 1


@given(
    st.builds(
        ChargeRequest, st.integers(1, 10**9), st.sampled_from(["usd", "jpy"]), st.sampled_from([c.name for c in CARDS]),
        st.booleans(), st.booleans(), st.booleans(), st.booleans(),
    )
)  # fmt: skip
def test_asked_again_it_says_the_same(request: ChargeRequest) -> None:
    assert from_stored(stored(request)) == request
    answer = outcome(request, 0)
    assert outcome(request, 0) == answer
    if request.authenticated:
        assert answer != ASK
    if not request.may_ask:
        assert answer != ASK
    assert isinstance(answer, Approved | Declined | ActionRequired)


@pytest.mark.parametrize(
    ("name", "at_first", "later"),
    [
        ("visa", Refunded(), Refunded()),
        ("pendingRefund", RefundPending(again=LATER_SECONDS), Refunded()),
        ("refundFail", Refunded(again=LATER_SECONDS), RefundFailed("unknown")),
    ],
)
def test_what_becomes_of_refunds(name: str, at_first: RefundOutcome, later: RefundOutcome) -> None:
    request = RefundRequest(1_000, "usd", "call_1", token=name, made_at=100)
    assert refund_outcome(request, 100) == refund_outcome(request, 99 + LATER_SECONDS) == at_first
    assert refund_outcome(request, 100 + LATER_SECONDS) == refund_outcome(request, 10**10) == later
    # The last answer is the last: nobody asks once more.
    assert again(later) is None
    assert from_stored(stored(request)) == request


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"amounts": [32, 45]}, None), ({"amounts": [45, 32]}, None), ({"descriptor_code": " sm11aa "}, None),
        ({"amounts": [10, 11]}, "verification_attempts_exceeded"), ({"amounts": [40, 41]}, "verification_timeout"),
        ({"descriptor_code": "SM33CC"}, "verification_attempts_exceeded"),
        ({"descriptor_code": "SM44DD"}, "verification_timeout"),
        ({"amounts": [32, 32]}, "verification_amounts_mismatch"),
        ({"descriptor_code": "SM"}, "verification_descriptor_code_mismatch"), ({}, "verification_amounts_mismatch"),
    ],
)  # fmt: skip
def test_what_deposits_prove(told: dict[str, object], code: str | None) -> None:
    account = test_bank_accounts.by_name("usBankAccount_success")
    assert account is not None
    answer = refuted(account, told)
    assert (answer.code if answer is not None else None) == (f"payment_method_microdeposit_{code}" if code else None)
    request = ChargeRequest(1_000, "usd", account.name, by_deposits=True)
    assert outcome(request, 0) == ActionRequired(ARRIVE_SECONDS)
    paid = outcome(replace(request, deposits=told), 0)
    assert isinstance(paid, Pending if code is None else NotVerified)


def test_deposits_that_never_arrive_prove_nothing() -> None:
    account = test_bank_accounts.by_name("usBankAccount_failMicrodeposits")
    assert account is not None
    assert refuted(account, {"amounts": [32, 45]}) == NotVerified("payment_method_microdeposit_failed", is_final=True)


def test_a_call_that_an_earlier_program_stored_is_still_understood() -> None:
    """The word was `hold` once. Such a call may wait for its answer while the program is replaced."""
    before = stored(ChargeRequest(1_000, "usd", "visa", authorize_only=True))
    before["hold"] = before.pop("authorize_only")
    assert from_stored(before) == ChargeRequest(1_000, "usd", "visa", authorize_only=True)
