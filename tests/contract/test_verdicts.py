"""What each answer of Stripe means, by the table of live-money.md §2.4; what is not in it is silence."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.processors.declines import refusal as said
from billhook.processors.http import BaseUnusable, NotConfigured, checked_base
from billhook.processors.interface import (
    ActionRequired,
    Approved,
    Authorized,
    BeginRequest,
    Decline,
    Declined,
    DisputeDecided,
    DisputeNotice,
    Outcome,
    Pending,
    ProcessorSilent,
    Refunded,
    RefundFailed,
    RefundOutcome,
    RefundPending,
    Settled,
    UnderReview,
    Verdict,
)
from billhook.processors.reading import Garbled
from billhook.processors.stripe import requests, verdicts
from billhook.processors.stripe.client import Refusal, understood
from billhook.processors.stripe.methods import method_of

NOW, DAY = 1_900_000_000, 86_400


def intent(status: str, **more: Any) -> dict[str, Any]:
    return {"id": "pi_1", "status": status, "currency": "usd", "latest_charge": None, **more}


def charge(**more: Any) -> dict[str, Any]:
    return {
        "id": "ch_1", "outcome": {"risk_level": "elevated", "type": "authorized"},
        "payment_method_details": {"type": "card", "card": {"last4": "4242"}}, "balance_transaction": None, **more,
    }  # fmt: skip


def failed(code: str | None, reason: str | None = None, type: str = "card_error") -> dict[str, Any]:
    error = {"type": type, "code": code, "decline_code": reason}
    return intent("requires_payment_method", last_payment_error=error)


@pytest.mark.parametrize(
    ("given", "may_ask", "outcome"),
    [
        (intent("processing"), True, Pending(6 * 3_600, "not_assessed")),
        (intent("requires_action"), True, ActionRequired()),
        (intent("requires_action"), False, Declined(Decline("authentication_required", "authentication_required"))),
        (intent("canceled"), True, Declined(Decline("processing_error"))),
        (intent("requires_capture", latest_charge=charge()), True, Authorized(7 * DAY, False, "elevated")),
        (
            intent("requires_capture", latest_charge=charge(payment_method_details={"type": "card", "card": {
                "capture_before": NOW + 60, "incremental_authorization": {"status": "available"},
            }})), True, Authorized(60, True, "elevated"),
        ),
        (failed("card_declined", "insufficient_funds"), True,
         Declined(Decline("card_declined", "insufficient_funds"), "not_assessed")),
        (failed("card_declined"), True, Declined(Decline("card_declined", "generic_decline"), "not_assessed")),
        (failed("expired_card"), True, Declined(Decline("expired_card"), "not_assessed")),
        (failed("authentication_required", "authentication_required"), True, ActionRequired()),
        (failed("authentication_required", "authentication_required"), False,
         Declined(Decline("authentication_required", "authentication_required"), "not_assessed")),
        (failed("payment_intent_authentication_failure", type="invalid_request_error"), True,
         Declined(Decline("authentication_required", "authentication_required"), "not_assessed")),
        (failed("incorrect_number"), True, Declined(Decline("card_declined", "generic_decline"), "not_assessed")),
        (failed("a_code_of_tomorrow", "a_reason"), True,
         Declined(Decline("card_declined", "a_reason"), "not_assessed")),
        (failed("payment_method_provider_decline", type="invalid_request_error"), True,
         Declined(Decline("processing_error"), "not_assessed")),
        (failed("debit_not_authorized", type="invalid_request_error"), True,
         Declined(Decline("debit_not_authorized"), "not_assessed")),
    ],
)  # fmt: skip
def test_what_became_of_an_intent(given: dict[str, Any], may_ask: bool, outcome: Outcome):
    assert verdicts.of_intent(given, NOW, may_ask=may_ask) == outcome


def test_what_stripe_blocked_never_reached_the_bank():
    blocked = failed("card_declined", "fraudulent") | {
        "latest_charge": charge(outcome={"type": "blocked", "risk_level": "highest"})
    }
    assert verdicts.of_intent(blocked, NOW) == Declined(Decline("card_declined", "fraudulent", True), "highest")


@pytest.mark.parametrize(
    ("currency", "fee", "settled"),
    [("usd", 59, None), ("eur", 59, Settled(920, "eur", "0.92"))],
)
def test_paid_with_what_it_cost(currency: str, fee: int, settled: Settled | None):
    entry = {"fee": 59, "amount": 920, "currency": currency, "available_on": NOW + DAY, "exchange_rate": 0.92}
    paid = verdicts.of_intent(intent("succeeded", latest_charge=charge(balance_transaction=entry)), NOW)
    assert isinstance(paid, Approved)
    assert (paid.fee, paid.fee_in, paid.available_in, paid.settled) == (fee, 0, DAY, settled)


def test_a_fee_that_is_not_known_yet_is_not_zero():
    paid = verdicts.of_intent(intent("succeeded", latest_charge=charge()), NOW)
    assert isinstance(paid, Approved)
    assert (paid.fee, paid.fee_in) == (None, 60)


@pytest.mark.parametrize(
    "given",
    [
        intent("requires_confirmation"), intent("a_status_of_tomorrow"), intent("succeeded"), {}, {"status": 1},
        intent("requires_payment_method"), intent("succeeded", latest_charge="ch_1"),
        intent("succeeded", latest_charge=charge(balance_transaction={"fee": "59"})),
        intent("succeeded", latest_charge=charge(payment_method_details={"type": "<b>"})),
        intent("succeeded", id="pi_1/../x", latest_charge=charge()),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_silence(given: dict[str, Any]):
    with pytest.raises(ProcessorSilent):
        verdicts.of_intent(given, NOW)


WORDS = st.one_of(st.none(), st.text(max_size=20), st.sampled_from(sorted(verdicts._CODES)))


@given(WORDS, WORDS, st.sampled_from(["card_error", "invalid_request_error", None]))
def test_each_decline_has_words_for_the_caller(code: str | None, reason: str | None, type: str | None):
    assert said(verdicts.decline(code, reason, type)).status == 402


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"status": "succeeded", "created": NOW}, Refunded(DAY)),
        ({"status": "succeeded", "created": NOW - 30 * DAY}, Refunded()),
        ({"status": "pending"}, RefundPending(6 * 3_600)),
        ({"status": "requires_action"}, RefundPending(6 * 3_600)),
        ({"status": "failed", "failure_reason": "lost_or_stolen_card"}, RefundFailed("lost_or_stolen_card")),
        ({"status": "failed", "failure_reason": "a_reason_of_tomorrow"}, RefundFailed("unknown")),
        ({"status": "canceled"}, RefundFailed("unknown")),
    ],
)
def test_what_became_of_a_refund(given: dict[str, Any], outcome: RefundOutcome):
    assert verdicts.of_refund(given, NOW) == outcome


@pytest.mark.parametrize(
    ("status", "was_inquiry", "verdict"),
    [
        ("won", False, DisputeDecided("won")),
        ("lost", False, DisputeDecided("lost")),
        ("lost", True, DisputeDecided("lost")),
        ("warning_closed", True, DisputeDecided("won")),
        ("under_review", False, UnderReview(DAY)),
        ("warning_under_review", True, UnderReview(DAY)),
        ("needs_response", True, DisputeDecided("escalated")),
        ("under_review", True, DisputeDecided("escalated")),
    ],
)
def test_what_the_bank_says_of_a_dispute(status: str, was_inquiry: bool, verdict: Verdict):
    assert verdicts.of_dispute({"status": status}, was_inquiry=was_inquiry) == verdict


def test_a_debit_without_a_mandate_is_lost_at_once():
    dispute = {
        "id": "dp_1", "status": "lost", "reason": "debit_not_authorized", "network_reason_code": None,
        "balance_transactions": [{"fee": 750}], "evidence_details": {"submission_count": 0},
    }  # fmt: skip
    assert verdicts.notice_of(dispute) == DisputeNotice("chargeback", "debit_not_authorized", None, True, 750, "dp_1")


@given(st.integers(min_value=100, max_value=599), st.binary(max_size=60))
def test_whatever_comes_is_an_object_or_silence_or_a_no(status: int, body: bytes):
    with contextlib.suppress(ProcessorSilent, Refusal):
        assert isinstance(understood(status, body), dict)


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_is_a_matter_of_the_configuration(status: int):
    with pytest.raises(NotConfigured):
        understood(status, b'{"error": {"type": "invalid_request_error", "message": "rk_live_1"}}')


@pytest.mark.parametrize("code", ["idempotency_key_in_use", "lock_timeout", "rate_limit"])
def test_what_passes_is_silence_whatever_its_status(code: str):
    with pytest.raises(ProcessorSilent):
        understood(400, f'{{"error": {{"type": "invalid_request_error", "code": "{code}"}}}}'.encode())


def test_a_no_repeats_no_words_of_a_stranger():
    with pytest.raises(Refusal) as no:
        understood(402, b'{"error": {"type": "card_error", "code": "4242 4242", "message": "4242424242424242"}}')
    assert str(no.value) == "402 card_error"


@pytest.mark.parametrize(
    "url",
    [
        "http://api.stripe.com", "ftp://127.0.0.1", "https://", "https://u:p@api.stripe.com", "http://localhost.evil.example",
        "https://api.stripe.com?x=1", "http://10.0.0.1", "http://[::1", "https://api.stripe.com:99999",
    ],
)  # fmt: skip
def test_a_key_is_sent_over_no_open_line(url: str):
    with pytest.raises(BaseUnusable):
        checked_base(url)


@pytest.mark.parametrize(
    "url", ["https://api.stripe.com", "http://127.0.0.1:1/", "http://[::1]:1", "http://localhost:1"]
)
def test_https_or_this_machine(url: str):
    assert checked_base(url) == url.rstrip("/")


def test_only_public_details_of_a_method_are_taken():
    card = {
        "brand": "visa", "last4": "4242", "exp_month": 8, "number": "4242424242424242", "cvc": "123",
        "country": "4242 4242 4242 4242", "funding": True, "network": {"x": 1}, "checks": {}, "wallet": {"type": "<b>"},
    }  # fmt: skip
    method = method_of({"type": "card", "card": card})
    assert method is not None
    assert method.details == {"brand": "visa", "last4": "4242", "exp_month": 8}


@pytest.mark.parametrize(
    ("params", "fields"),
    [
        ({"a": 1, "b": None, "c": True, "d": False}, [("a", "1"), ("c", "true"), ("d", "false")]),
        ({"a": [{"b": {"c": "ä"}}, 2]}, [("a[0][b][c]", "ä"), ("a[1]", "2")]),
        ({"a": {}}, []),
    ],
)
def test_the_form_of_a_request(params: requests.Params, fields: list[tuple[str, str]]):
    assert requests.form(params) == fields


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("en", "en"), ("de", "de"), ("de-AT", "de"), ("pt-BR", "pt-BR"), ("no", "nb"), ("uk", "auto"), ("", "auto")],
)
def test_the_language_of_the_page(ours: str, theirs: str):
    assert requests.locale(ours) == theirs


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 200_000))
def test_within_a_turn_a_session_is_asked_for_in_the_same_words(first: int, second: int, lives_for: int):
    """The same key with other parameters is an error at Stripe; and what is asked must expire in the time it allows."""
    request = BeginRequest(1_000, "usd", "Invoice", "https://bill.example", made_at=NOW, lives_for=lives_for)
    asked = [requests.session("call_1", request, customer=None, now=NOW + later) for later in (first, second)]
    keys = [requests.turn_key("call_1", requests.turn(request, NOW + later)) for later in (first, second)]
    assert (keys[0] == keys[1]) == (asked[0] == asked[1])
    for later, one in zip((first, second), asked, strict=True):
        expires_at = one["expires_at"]
        assert isinstance(expires_at, int)
        assert 1_800 <= expires_at - NOW - later <= DAY


def test_garbled_is_silence():
    assert issubclass(Garbled, ProcessorSilent)
