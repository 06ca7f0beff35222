"""What an intent is while its payer is on the page of a processor (live-money.md §2.3), and what is shown of how they
paid (§1.1)."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.calls import question, whom
from billhook.db.calls import Call
from billhook.db.tenants import Tenant
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payment_methods.rules.paid import shown_method
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.away import begun_for, gone_away, lost, released
from billhook.payments.rules.lifecycle import STATUSES, WAITING, refusal
from billhook.processors.interface import (
    Approved,
    BeginRequest,
    Begun,
    CancelRequest,
    Expired,
    LookRequest,
    Request,
    Waiting,
    again,
    from_stored,
    stored,
)
from billhook.processors.known import offers_of, origin_of
from billhook.processors.offers import NOTHING

_OPEN = PaymentIntent(
    id="pi_1", created=1, customer="cus_1", currency="eur", amount=100, amount_received=0,
    status="requires_payment_method", capture_method="automatic", payment_method=None,
    allowed_payment_method_types=None, automatic_payment_methods=None, setup_future_usage=None, description=None,
    metadata={}, receipt_email=None, shipping=None, statement_descriptor=None, statement_descriptor_suffix=None,
    last_payment_error=None, latest_charge=None, return_url=None, canceled_at=None, cancellation_reason=None,
    secret="", invoice=None,
)  # fmt: skip


def away(**given_: Any) -> PaymentIntent:
    return gone_away(begun_for(_OPEN, "call_1"), "https://processor.example.com/1", 3_600)


@pytest.mark.parametrize("status", STATUSES)
def test_a_session_begins_where_an_intent_waits(status: str) -> None:
    before = replace(_OPEN, status=status)
    if status not in WAITING:
        with pytest.raises(AssertionError):
            begun_for(before, "call_1")
        return
    begun = begun_for(before, "call_1")
    assert (begun.status, begun.session, begun.session_url) == ("processing", "call_1", None)


def test_away_it_requires_an_action_and_everything_else_may_be_done() -> None:
    intent = away()
    assert (intent.status, intent.session_url, intent.session_expires_at) == (
        "requires_action", "https://processor.example.com/1", 3_600,
    )  # fmt: skip
    assert refusal("cancel", intent) is None
    assert refusal("confirm", intent) is None
    assert refusal("authenticate", intent) is not None  # that is a page of ours


def test_back_from_a_slow_bank_it_is_processing() -> None:
    slow = begun_for(away(), "call_1")
    assert (slow.status, slow.session, slow.session_url) == ("processing", "call_1", None)
    assert refusal("cancel", slow) is not None


@pytest.mark.parametrize("intent", [begun_for(_OPEN, "call_1"), away(), begun_for(away(), "call_1")])
def test_released_it_is_as_before(intent: PaymentIntent) -> None:
    assert released(intent) == _OPEN
    error = errors.CARD_DECLINED(reason="No.")
    assert lost(intent, error) == replace(_OPEN, last_payment_error=error.shown())


@pytest.mark.parametrize(
    "request_",
    [
        BeginRequest(100, "eur", "Invoice 1", "https://example.com/back", types=["card"]),
        LookRequest("cs_1", "call_1", 100, "eur"), CancelRequest("cs_1", "call_1", 100, "eur"),
    ],
)  # fmt: skip
def test_what_was_asked_can_be_asked_again(request_: Request) -> None:
    assert from_stored(stored(request_)) == request_


def test_a_session_is_asked_about_once_it_is_there() -> None:
    begin = stored(BeginRequest(100, "eur", "Invoice 1", "https://example.com/back"))
    call = Call("call_1", "payment_intent.begin", "pi_1", begin)
    assert question(call) == begin
    assert from_stored(question(replace(call, reference="cs_1"))) == LookRequest("cs_1", "call_1", 100, "eur")


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Begun("cs_1", "https://example.com", 9), 3_600), (Waiting(60), 60), (Waiting(90_000), 3_600), (Waiting(0), 1),
        (Expired(), None), (Approved(), None),
    ],
)  # fmt: skip
def test_how_soon_somebody_looks_again(answer: Any, seconds: int | None) -> None:
    assert again(answer) == seconds


@pytest.mark.parametrize(
    ("livemode", "name", "takes_tokens", "redirects", "makes_cards"),
    [
        (False, "", True, False, True), (True, "", False, False, False), (True, "no_such", False, False, False),
        (True, "simulated_redirect", False, True, False), (False, "simulated_redirect", False, True, False),
    ],
)  # fmt: skip
def test_the_processor_decides_what_is_offered(
    livemode: bool, name: str, takes_tokens: bool, redirects: bool, makes_cards: bool
) -> None:
    tenant = Tenant(1, "acct_1", livemode, 1, "", None, (), "", processor=name)  # type: ignore[arg-type]
    offers = offers_of(tenant)
    assert (offers.takes_tokens, offers.redirects, offers.makes_cards) == (takes_tokens, redirects, makes_cards)
    assert offers.takes_money is (takes_tokens or redirects)
    assert NOTHING.takes_money is False


@pytest.mark.parametrize(
    ("livemode", "connected", "named", "asked"),
    [
        (False, "", "", "test"), (False, "stripe", "", "test"), (False, "", "stripe", "stripe"),
        (True, "", "", ""), (True, "stripe", "", "stripe"), (True, "simulated_redirect", "stripe", "stripe"),
    ],
)  # fmt: skip
def test_nobody_asks_the_processor_of_test_mode_about_money(
    livemode: bool, connected: str, named: str, asked: str
) -> None:
    tenant = Tenant(1, "acct_1", livemode, 1, "", None, (), "", processor=connected)  # type: ignore[arg-type]
    assert whom(tenant, Call("call_1", "refund.create", "re_1", {}, processor=named)) == asked


def test_the_origin_of_a_page() -> None:
    assert origin_of("https://checkout.example.com/c/pay/cs_1#x") == "https://checkout.example.com"
    assert origin_of("http://127.0.0.1:8100/pay") == "http://127.0.0.1:8100"


@given(st.text(max_size=50), st.dictionaries(st.text(max_size=20), st.one_of(st.none(), st.integers(), st.text())))
def test_whatever_a_processor_tells_can_be_shown(type_: str, details: Mapping[str, object]) -> None:
    shown_type, shown = shown_method(type_, details)
    assert shown_type == type_ or shown_type == "custom"
    assert set(shown) <= set(details) | set(shown_method("card", {})[1]) | set(shown_method("sepa_debit", {})[1]) | set(
        shown_method("us_bank_account", {})[1]
    )


@pytest.mark.parametrize(
    "value", ["4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242", "x5555555555554444y", 4242424242424242,
              {"number": "4242424242424242"}, "DE89370400440532013000", "x" * 201, 1.5],
)  # fmt: skip
def test_no_number_of_a_card_or_an_account_is_kept(value: object) -> None:
    shown = shown_method("card", {"brand": value, "last4": "4242"})[1]
    assert (shown["brand"], shown["last4"]) == ("unknown", "4242")
    assert shown_method("klarna", {"wrong": value, "last4": "4242"}) == ("klarna", {"last4": "4242"})


def test_a_method_has_the_names_of_its_own_hash_and_none_of_a_charge() -> None:
    """`network` and `mandate` stand in the `payment_method_details` of a charge alone (the SDK's types)."""
    told = {"brand": "visa", "last4": "4242", "network": "visa", "mandate": None}
    assert set(shown_method("card", told)[1]) == set(shown_method("card", {})[1])
    assert "mandate" not in shown_method("sepa_debit", {"mandate": "mandate_1"})[1]
