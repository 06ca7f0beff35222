"""What each answer of GoCardless means, by the states of live-money.md §3.3; what is not among them is silence."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.processors.declines import refusal as said
from billhook.processors.gocardless import requests, verdicts
from billhook.processors.gocardless.client import MadeBefore, Refusal, host_of, understood
from billhook.processors.http import NotConfigured
from billhook.processors.interface import (
    Approved,
    BeginRequest,
    Decline,
    Declined,
    DisputeDecided,
    DisputeNotice,
    Method,
    Pending,
    ProcessorSilent,
    Refunded,
    RefundFailed,
    RefundPending,
    RefundRequest,
)
from billhook.processors.reading import Garbled

NOW, DAY = 1_900_000_000, 86_400
RISK = "not_assessed"


def payment(status: str, **more: Any) -> dict[str, Any]:
    return {"id": "PM1", "status": status, "amount": 1_000, "currency": "GBP", **more}


def event(action: str, cause: str = "other", code: str | None = "MD06") -> dict[str, Any]:
    return {"action": action, "details": {"cause": cause, "reason_code": code}}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("pending_customer_approval", Pending(6 * 3_600, RISK)), ("pending_submission", Pending(6 * 3_600, RISK)),
        ("submitted", Pending(6 * 3_600, RISK)), ("confirmed", Approved(RISK, reference="PM1")),
        ("paid_out", Approved(RISK, reference="PM1")), ("cancelled", Declined(Decline("processing_error"), RISK)),
        ("customer_approval_denied", Declined(Decline("debit_not_authorized"), RISK)),
        ("failed", Declined(Decline("generic_could_not_process"), RISK)),
        ("charged_back", Approved(RISK, DisputeNotice("chargeback", "general", None, is_final=True), reference="PM1")),
    ],
)  # fmt: skip
def test_each_state_means_one_thing(status: str, outcome: object):
    assert verdicts.of_payment(payment(status), []) == outcome
    assert verdicts.needs_events(payment(status)) == (status in ("failed", "charged_back"))


_CAUSES = [
    ("insufficient_funds", "insufficient_funds", "insufficient_funds"),
    ("refer_to_payer", "insufficient_funds", "insufficient_funds"),
    ("bank_account_closed", "account_closed", "bank_cannot_process"),
    ("bank_account_transferred", "account_closed", "bank_cannot_process"),
    ("invalid_bank_details", "no_account", "incorrect_account_details"),
    ("authorisation_disputed", "debit_not_authorized", "debit_not_authorized"),
    ("mandate_cancelled", "debit_not_authorized", "debit_not_authorized"),
    ("return_on_odfi_request", "debit_not_authorized", "debit_not_authorized"),
    ("refund_requested", "debit_not_authorized", "customer_initiated"),
    ("payment_stopped", "debit_not_authorized", "customer_initiated"),
    ("daily_payment_limit_reached", "generic_could_not_process", "general"),
    ("other", "generic_could_not_process", "general"), ("of_next_year", "generic_could_not_process", "general"),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "code", "reason"), _CAUSES)
def test_each_cause_is_said_in_words_that_are_there(cause: str, code: str, reason: str):
    """A debit that never arrived is declined; one that had arrived is a chargeback, which nobody can answer."""
    failed = event("failed", cause)
    assert verdicts.of_payment(payment("failed"), [failed, event("submitted")]) == Declined(Decline(code), RISK)
    assert said(Decline(code)).status == 402
    notice = DisputeNotice("chargeback", reason, "MD06", is_final=True)
    for events, status in (
        ([failed, event("confirmed")], "failed"), ([event("late_failure_settled"), failed], "failed"),
        ([failed, event("paid_out"), event("confirmed")], "failed"), ([event("charged_back", cause)], "charged_back"),
    ):  # fmt: skip
        assert verdicts.of_payment(payment(status), events) == Approved(RISK, notice, reference="PM1")


def test_the_newest_cause_counts():
    events = [event("charged_back", "refund_requested"), event("confirmed"), event("failed", "insufficient_funds")]
    assert verdicts.notice_of(events) == DisputeNotice("chargeback", "customer_initiated", "MD06", is_final=True)


@pytest.mark.parametrize("code", ["4242424242424242424242", "md06", "a b", "", 7, None])
def test_a_code_that_is_none_of_a_bank_is_not_kept(code: Any):
    assert verdicts.notice_of([event("charged_back", "other", code)]).network_reason_code is None


@pytest.mark.parametrize(
    ("status", "verdict"), [("confirmed", "won"), ("paid_out", "won"), ("charged_back", "lost"), ("failed", "lost")]
)
def test_only_money_that_is_there_again_is_won(status: str, verdict: Any):
    assert verdicts.of_chargeback(payment(status)) == DisputeDecided(verdict)


@pytest.mark.parametrize(
    ("status", "age", "outcome"),
    [
        ("created", 0, RefundPending(6 * 3_600)), ("pending_submission", 0, RefundPending(6 * 3_600)),
        ("submitted", 0, RefundPending(6 * 3_600)), ("paid", 0, Refunded(DAY)), ("paid", 30 * DAY - 1, Refunded(DAY)),
        ("paid", 30 * DAY, Refunded()), ("bounced", 0, RefundFailed("unknown")),
        ("failed", 0, RefundFailed("unknown")), ("funds_returned", 0, RefundFailed("unknown")),
        ("cancelled", 0, RefundFailed("merchant_request")),
    ],
)  # fmt: skip
def test_each_state_of_a_refund(status: str, age: int, outcome: object):
    # 1900000000 is 2030-03-17 17:46:40 UTC.
    made = {"id": "RF1", "status": status, "created_at": "2030-03-17T17:46:40.000Z"}
    assert verdicts.of_refund(made, NOW + age) == outcome


_STATES = (
    "pending_customer_approval pending_submission submitted confirmed paid_out cancelled customer_approval_denied "
    "failed charged_back created paid bounced funds_returned"
).split()


@given(st.text(max_size=20).filter(lambda word: word not in _STATES))
def test_a_state_that_is_unknown_is_silence(status: str):
    for ask in (lambda it: verdicts.of_payment(it, []), lambda it: verdicts.of_refund(it, NOW)):
        with pytest.raises(ProcessorSilent):
            ask(payment(status))


@given(st.sampled_from(_STATES), st.lists(st.sampled_from([event(one) for one in _STATES]), max_size=4))
def test_only_money_that_arrived_is_called_paid(status: str, events: list[dict[str, Any]]):
    with contextlib.suppress(Garbled):
        outcome = verdicts.of_payment(payment(status), events)
        if isinstance(outcome, Approved):
            assert status in ("confirmed", "paid_out", "failed", "charged_back")
            assert (outcome.notice is None) == (status in ("confirmed", "paid_out"))


@pytest.mark.parametrize(
    ("found", "asked"),
    [((999, "gbp"), (1_000, "gbp")), ((1_000, "eur"), (1_000, "gbp")), ((1_000, "GBP"), (1_000, "gbp"))],
)
def test_another_sum_is_silence(found: tuple[int, str], asked: tuple[int, str]):
    with pytest.raises(Garbled, match="another sum"):
        verdicts.insist_on_sum(found, *asked)
    verdicts.insist_on_sum(asked, *asked)
    verdicts.insist_on_sum(found, 0, "")


def asked(currency: str, *types: str, save: bool = False, amount: int = 1_000) -> BeginRequest:
    return BeginRequest(
        amount, currency, "Invoice", "https://bill.example/i/x", customer="cus_1", save=save, types=types
    )  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "pays", "mandates"),
    [
        (asked("gbp"), True, False), (asked("eur"), True, False), (asked("usd"), False, True),
        (asked("sek"), False, True), (asked("gbp", save=True), True, True), (asked("usd", save=True), False, True),
        (asked("gbp", "bacs_debit"), False, True), (asked("gbp", "pay_by_bank"), True, False),
        (asked("gbp", "pay_by_bank", save=True), True, False), (asked("eur", "card", "sepa_debit"), False, True),
        (asked("eur", "sepa_debit", "pay_by_bank", save=True), True, True), (asked("gbp", amount=0), False, True),
    ],
)  # fmt: skip
def test_instant_where_the_currency_has_it_else_a_mandate(request_: BeginRequest, pays: bool, mandates: bool):
    made = requests.billing_request("call_1", request_, customer=None)
    assert (made["payment_request"] is not None, made["mandate_request"] is not None) == (pays, mandates)
    metadata = made["metadata"]
    assert isinstance(metadata, dict)
    assert len(metadata) <= 3
    assert requests.sum_of(metadata) == (request_.amount, request_.currency)
    assert (requests.CUSTOMER in metadata) == request_.save


@pytest.mark.parametrize(
    ("request_", "is_currency"),
    [(asked("jpy"), True), (asked("chf", "sepa_debit"), True), (asked("usd", "card"), False),
     (asked("usd", "pay_by_bank"), False), (asked("gbp", "sepa_debit"), False), (asked("sek", "card"), False)],
)  # fmt: skip
def test_what_cannot_be_paid_so_is_no_way(request_: BeginRequest, is_currency: bool):
    with pytest.raises(requests.NoWay) as no:
        requests.billing_request("call_1", request_, customer=None)
    assert no.value.is_currency == is_currency


@given(st.text(max_size=20))
def test_no_other_writing_is_taken_for_a_sum(written: str):
    with contextlib.suppress(Garbled):
        amount, currency = requests.sum_of({requests.SUM: written})
        assert written.split(" ")[1] == currency
        assert int(written.split(" ")[0]) == amount


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_refund_confirms_what_went_back_in_all(before: int, amount: int):
    made = requests.refund("call_1", RefundRequest(amount, "gbp", "call_0"), payment="PM1", before=before)
    assert (made["amount"], made["total_amount_confirmation"]) == (amount, before + amount)


@pytest.mark.parametrize(
    ("scheme", "currency", "is_kept", "method"),
    [
        ("faster_payments", "gbp", False, Method("pay_by_bank", {})),
        ("sepa_credit_transfer", "eur", False, Method("pay_by_bank", {})),
        ("sepa_credit_transfer", "eur", True, Method("sepa_debit", {"last4": "11", "country": "DE"})),
        ("sepa_core", "eur", False, Method("sepa_debit", {"last4": "11", "country": "DE"})),
        ("bacs", "gbp", True, Method("bacs_debit", {"last4": "11", "country": "DE"})),
        ("ach", "usd", True, Method("us_bank_account", {"last4": "11", "bank_name": "BANK"})),
        ("autogiro", "sek", False, Method("custom", {"last4": "11", "country": "DE"})),
        (None, "cad", False, Method("acss_debit", {"last4": "11", "country": "DE"})),
    ],
)  # fmt: skip
def test_what_was_paid_with_is_told_without_names_of_people(
    scheme: str | None, currency: str, is_kept: bool, method: Method
):
    account = {
        "account_number_ending": "11", "bank_name": "BANK", "country_code": "DE", "account_holder_name": "Ada",
    }  # fmt: skip
    found = verdicts.method_of(
        {"scheme": scheme}, {"resources": {"customer_bank_account": account}}, currency, is_kept=is_kept
    )
    assert found == method


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (Refusal(422, "validation_failed", "mandate"), "no_account"),
        (Refusal(404, "resource_not_found"), "no_account"),
        (Refusal(422, "mandate_is_inactive"), "debit_not_authorized"),
        (Refusal(422, "validation_failed", "amount"), "processing_error"), (Refusal(400), "processing_error"),
    ],
)  # fmt: skip
def test_each_no_to_a_debit(refusal: Refusal, code: str):
    assert verdicts.refused(refusal) == Decline(code)


_SENSIBLE = b'{"error": {"code": 422, "type": "validation_failed", "errors": [{"field": "amount", "message": "No"}]}}'
_BEFORE = (
    b'{"error": {"code": 409, "type": "invalid_state", "errors": [{"reason": "idempotent_creation_conflict", '
    b'"links": {"conflicting_resource_id": "PM1"}}]}}'
)


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_no_in_the_shape_of_gocardless_is_a_no(status: int):
    with pytest.raises(Refusal) as no:
        understood(status, _SENSIBLE.replace(b"422", str(status).encode()))
    assert (no.value.reason, no.value.field) == ("validation_failed", "amount")


def test_what_a_key_made_before_is_named():
    with pytest.raises(MadeBefore) as before:
        understood(409, _BEFORE)
    assert before.value.id == "PM1"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *[(status, _SENSIBLE) for status in (100, 204, 301, 307, 402, 405, 418, 426, 429, 498, 500, 502, 503, 504)],
        (422, b"<html>"), (404, b"{}"), (404, _SENSIBLE), (200, b""), (200, b"[]"), (201, b"null"), (201, b"\xff"),
        (409, _SENSIBLE.replace(b"422", b"409")), (409, _BEFORE.replace(b"PM1", b"../x")), (409, b""),
        (422, b'{"error": {"code": 422, "errors": "no"}}'), (422, b'{"error": [422]}'),
    ],
)  # fmt: skip
def test_anything_else_is_silence(status: int, body: bytes):
    with pytest.raises(ProcessorSilent):
        understood(status, body)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_wrong_declines_nothing(status: int):
    with pytest.raises(NotConfigured):
        understood(status, _SENSIBLE)


@pytest.mark.parametrize(
    ("key", "base", "host"),
    [
        ("live_x", "https://api.gocardless.com", "https://api.gocardless.com"),
        ("sandbox_x", "https://api.gocardless.com", "https://api-sandbox.gocardless.com"),
        ("sandbox_x", "http://127.0.0.1:1", "http://127.0.0.1:1"),
    ],
)
def test_keys_of_the_sandbox_are_asked_there(key: str, base: str, host: str):
    assert host_of(key, base) == host


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = "id status amount currency scheme details metadata created_at links resources action".split()


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON | st.sampled_from(_STATES)))
def test_whatever_comes_is_an_outcome_or_silence(answer: dict[str, Any]):
    for ask in (
        lambda: verdicts.of_payment(answer, [answer]), lambda: verdicts.of_refund(answer, NOW),
        lambda: verdicts.insist_on_call(answer, "call_1"), lambda: verdicts.sum_taken(answer),
        lambda: verdicts.notice_of([answer]), lambda: verdicts.of_chargeback(answer),
        lambda: verdicts.method_of(answer, answer, "usd", is_kept=False),
    ):  # fmt: skip
        with contextlib.suppress(ProcessorSilent):
            ask()
