"""What each answer of Mollie means, by the states of live-money.md §3.2; what is not among them is silence."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.kernel.money import CURRENCIES, minor_digits
from billhook.processors.declines import refusal as said
from billhook.processors.http import NotConfigured
from billhook.processors.interface import (
    ActionRequired,
    Approved,
    BeginRequest,
    Decline,
    Declined,
    Expired,
    Pending,
    ProcessorSilent,
    Refunded,
    RefundFailed,
    RefundPending,
    Waiting,
)
from billhook.processors.mollie import requests, verdicts
from billhook.processors.mollie.client import Refusal, understood
from billhook.processors.reading import Garbled

NOW, DAY = 1_900_000_000, 86_400


def payment(status: str, **more: Any) -> dict[str, Any]:
    return {"id": "tr_1", "status": status, "method": None, "details": None, "sequenceType": "oneoff", **more}


@pytest.mark.parametrize(
    ("status", "on_page", "by_mandate"),
    [
        ("open", Waiting(3_600), Pending(6 * 3_600, "not_assessed")),
        ("pending", Pending(6 * 3_600, "not_assessed"), Pending(6 * 3_600, "not_assessed")),
        ("authorized", Pending(6 * 3_600, "not_assessed"), Pending(6 * 3_600, "not_assessed")),
        ("canceled", Expired(), Declined(Decline("processing_error"), "not_assessed")),
        ("expired", Expired(), Declined(Decline("processing_error"), "not_assessed")),
        ("paid", Approved("not_assessed", reference="tr_1"), Approved("not_assessed", reference="tr_1")),
    ],
)
def test_each_state_means_one_thing(status: str, on_page: object, by_mandate: object):
    assert verdicts.of_page(payment(status)) == on_page
    assert verdicts.of_payment(payment(status), may_ask=True) == by_mandate


@pytest.mark.parametrize(
    ("reason", "decline"),
    [
        ("insufficient_funds", Decline("card_declined", "insufficient_funds")),
        ("card_expired", Decline("expired_card")), ("invalid_cvv", Decline("incorrect_cvc")),
        ("possible_fraud", Decline("card_declined", "fraudulent")),
        ("refused_by_issuer", Decline("card_declined", "do_not_honor")),
        ("authentication_failed", Decline("authentication_required", "authentication_required")),
        ("unknown_reason", Decline("card_declined", "generic_decline")),
        ("of_next_year", Decline("card_declined", "generic_decline")),
        (None, Decline("card_declined", "generic_decline")),
    ],
)  # fmt: skip
def test_each_reason_of_a_failure_is_said_in_words_that_are_there(reason: str | None, decline: Decline):
    failed = payment("failed", details={"failureReason": reason})
    assert verdicts.of_page(failed) == Declined(decline, "not_assessed")
    assert said(decline).status == 402


def test_a_holder_who_may_be_asked_is_asked():
    failed = payment("failed", details={"failureReason": "authentication_required"})
    assert verdicts.of_payment(failed, may_ask=True) == ActionRequired()
    assert isinstance(verdicts.of_payment(failed, may_ask=False), Declined)


@pytest.mark.parametrize(
    ("status", "age", "outcome"),
    [
        ("queued", 0, RefundPending(6 * 3_600)), ("pending", 0, RefundPending(6 * 3_600)),
        ("processing", 0, RefundPending(6 * 3_600)), ("refunded", 0, Refunded(DAY)),
        ("refunded", 30 * DAY, Refunded()), ("failed", 0, RefundFailed("unknown")),
        ("canceled", 0, RefundFailed("merchant_request")),
    ],
)  # fmt: skip
def test_each_state_of_a_refund(status: str, age: int, outcome: object):
    # 1900000000 is 2030-03-17 17:46:40 UTC.
    made = {"id": "re_1", "status": status, "createdAt": "2030-03-17T17:46:40+00:00"}
    assert verdicts.of_refund(made, NOW + age) == outcome


_STATES = "open pending authorized canceled expired paid failed queued processing refunded".split()


@given(st.text(max_size=20).filter(lambda word: word not in _STATES))
def test_a_state_that_is_unknown_is_silence(status: str):
    for ask in (lambda it: verdicts.of_page(it), lambda it: verdicts.of_refund(it, NOW)):
        with pytest.raises(ProcessorSilent):
            ask(payment(status))


@pytest.mark.parametrize(
    ("amount", "currency", "value"),
    [
        (1_000, "eur", "10.00"), (5, "eur", "0.05"), (0, "eur", "0.00"), (1_000, "jpy", "1000"), (1, "jpy", "1"),
        (12_340, "kwd", "12.340"), (10, "kwd", "0.010"), (99_999_999, "usd", "999999.99"), (100_00, "isk", "100"),
        (12_345, "huf", "123.45"),
    ],
)  # fmt: skip
def test_amounts_are_written_with_the_digits_of_their_currency(amount: int, currency: str, value: str):
    assert requests.money(amount, currency) == {"currency": currency.upper(), "value": value}
    assert requests.minor_units({"currency": currency.upper(), "value": value}) == (amount, currency)


@given(st.integers(0, 999_999_999_999), st.sampled_from(CURRENCIES))
def test_what_is_written_is_read_as_the_same_sum(amount: int, currency: str):
    written = requests.money(amount, currency)
    value = str(written["value"])
    assert len(value.partition(".")[2]) in (minor_digits(currency), 0)
    assert requests.minor_units(written) == (amount, currency)


@given(st.one_of(st.text(max_size=12), st.floats().map(str), st.sampled_from(
    ["-1.00", "+1.00", "1,00", "1.", ".5", "1e3", "١.٠٠", " 1.00", "1.001", "1.00\n", "NaN", "1_000"])))  # fmt: skip
def test_no_other_writing_is_taken_for_a_sum(value: str):
    """What is read has the form of an amount, or is no amount."""
    with contextlib.suppress(Garbled):
        amount, currency = requests.minor_units({"currency": "EUR", "value": value})
        whole, _, part = value.partition(".")
        assert (currency, amount) == ("eur", int(whole) * 100 + int(part[:2].ljust(2, "0")))
        assert value.isascii()
        assert part[2:].strip("0") == ""


@pytest.mark.parametrize("amount", [None, {}, {"currency": "EUR"}, {"currency": "EUR", "value": 10}])
def test_no_sum_at_all_is_silence(amount: Any):
    with pytest.raises(ProcessorSilent):
        requests.minor_units(amount)


_SENSIBLE = b'{"status": 422, "title": "No", "detail": "No", "field": "amount"}'


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_no_in_the_shape_of_mollie_is_a_no(status: int):
    with pytest.raises(Refusal):
        understood(status, _SENSIBLE.replace(b"422", str(status).encode()))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *[(status, _SENSIBLE) for status in (100, 202, 301, 307, 402, 405, 409, 418, 429, 500, 502, 503, 504)],
        (422, b"<html>"), (404, b"{}"), (404, _SENSIBLE), (200, b""), (200, b"[]"), (201, b"null"), (201, b"\xff"),
    ],
)  # fmt: skip
def test_anything_else_is_silence(status: int, body: bytes):
    with pytest.raises(ProcessorSilent):
        understood(status, body)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_wrong_declines_nothing(status: int):
    with pytest.raises(NotConfigured):
        understood(status, _SENSIBLE)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = "id status amount method details metadata createdAt mandateId customerId sequenceType _links reason".split()


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON))
def test_whatever_comes_is_an_outcome_or_silence(answer: dict[str, Any]):
    for ask in (
        lambda: verdicts.of_page(answer), lambda: verdicts.of_payment(answer, may_ask=True),
        lambda: verdicts.of_refund(answer, NOW), lambda: verdicts.insist_on(answer, "call_1", 1, "eur"),
        lambda: verdicts.notice_of([answer]),
    ):  # fmt: skip
        with contextlib.suppress(ProcessorSilent):
            ask()


@pytest.mark.parametrize(
    ("method", "details", "type", "shown"),
    [
        ("ideal", {"consumerAccount": "NL91ABNA0417164300", "consumerName": "Ada"}, "ideal", {"iban_last4": "4300"}),
        (
            "directdebit", {"consumerAccount": "NL91ABNA0417164300"}, "sepa_debit",
            {"last4": "4300", "country": "NL"},
        ),
        ("paypal", {"consumerAccount": "ada@example.com"}, "paypal", {}),
        ("przelewy24", {}, "p24", {}), ("banktransfer", {"transferReference": "RF18"}, "sepa_credit_transfer", {}),
        ("of_next_year", {}, "of_next_year", {}),
    ],
)  # fmt: skip
def test_what_was_paid_with_is_told_without_names_of_people(
    method: str, details: dict[str, Any], type: str, shown: dict[str, Any]
):
    found = verdicts.method_of(payment("paid", method=method, details=details))
    assert found is not None
    assert (found.type, found.details) == (type, shown)


def test_a_number_of_a_card_never_gets_through():
    details = {"cardNumber": "4242424242424242", "cardLabel": "Visa", "cardExpiryDate": "2030-08-31"}
    found = verdicts.method_of(payment("paid", method="creditcard", details=details))
    assert "424242424242" not in repr(found)
    assert found is not None
    assert (found.details["last4"], found.details["exp_month"], found.details["exp_year"]) == ("4242", 8, 2030)


@pytest.mark.parametrize(
    ("types", "methods"),
    [((), None), (("card",), ["creditcard", "applepay"]), (("ideal", "us_bank_account"), ["ideal"])],
)
def test_types_that_are_allowed_are_named_by_mollies_names(types: tuple[str, ...], methods: list[str] | None):
    asked = BeginRequest(1_000, "eur", "Invoice", "https://bill.example/i/x", types=types)
    assert requests.page("call_1", asked, customer=None, news_url=None)["method"] == methods


def test_types_of_which_mollie_has_none_do_not_allow_all():
    with pytest.raises(KeyError):
        requests.methods(["us_bank_account"])


@pytest.mark.parametrize(
    ("language", "named"),
    [("de", "de_DE"), ("en-GB", "en_GB"), ("fr-CA", "fr_FR"), ("nb", "nb_NO"), ("pt-BR", "pt_PT"), ("ja", None)],
)
def test_the_language_of_the_page_is_the_nearest(language: str, named: str | None):
    assert requests.locale(language) == named
