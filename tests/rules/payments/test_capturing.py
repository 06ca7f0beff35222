"""Holds: what may be captured, and what becomes of the rest (platform.md §7.1)."""

from dataclasses import MISSING, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.kernel.errors import ApiError
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules import capturing
from billhook.payments.rules.refunding import amount_to_refund
from billhook.processors.interface import (
    Authorized,
    CaptureRequest,
    Decline,
    Declined,
    IncrementRequest,
    ReleaseRequest,
    Request,
    again,
    from_stored,
    stored,
)

NOON = 1_700_000_000
AMOUNTS = st.integers(min_value=1, max_value=99_999_999)


def blank(of: type) -> dict[str, Any]:
    """None for every field that has to be given."""
    return {field.name: None for field in fields(of) if field.default is field.default_factory is MISSING}


def a_hold(amount: int, *, status: str = "requires_capture") -> tuple[PaymentIntent, Charge]:
    """An intent and its charge of which so much is held; `processing` while something is asked about it."""
    intent = {
        "id": "pi_1", "currency": "usd", "amount": amount, "amount_received": 0, "status": status,
        "capture_method": "manual", "latest_charge": "ch_1",
    }  # fmt: skip
    card = {
        "amount_authorized": amount, "incremental_authorization": {"status": "available"},
        "overcapture": {"maximum_amount_capturable": amount},
    }  # fmt: skip
    charge = {
        "id": "ch_1", "currency": "usd", "amount": amount, "amount_refunded": 0, "status": "succeeded",
        "payment_method_details": {"type": "card", "card": card},
    }  # fmt: skip
    return (
        PaymentIntent(**blank(PaymentIntent) | intent, amount_capturable=amount, capture_before=NOON + 60),
        Charge(**blank(Charge) | charge),
    )


@given(amount=AMOUNTS, part=st.data())
def test_what_is_taken_and_what_is_released_is_what_was_held(amount: int, part: st.DataObject) -> None:
    intent, charge = a_hold(amount, status="processing")
    wanted = part.draw(st.none() | st.integers(min_value=1, max_value=amount))
    taken = capturing.amount_to_capture(intent, wanted)
    done = capturing.captured(intent, charge, taken)
    assert done.charge is not None
    assert done.intent.amount_received == done.charge.amount_captured == (wanted or amount)
    assert done.charge.amount_captured + done.charge.amount_refunded == amount
    assert (done.intent.status, done.intent.amount_capturable, done.intent.capture_before) == ("succeeded", 0, None)
    # What can be given back is what was taken.
    assert amount_to_refund(done.charge, None) == taken
    with pytest.raises(ApiError):
        amount_to_refund(done.charge, taken + 1)


@given(amount=AMOUNTS, more=AMOUNTS)
def test_no_more_than_is_held_can_be_taken(amount: int, more: int) -> None:
    intent, _ = a_hold(amount)
    with pytest.raises(ApiError) as caught:
        capturing.amount_to_capture(intent, amount + more)
    assert (caught.value.kind.code, caught.value.param) == ("amount_too_large", "amount_to_capture")


@given(amount=AMOUNTS)
def test_released_nothing_is_left(amount: int) -> None:
    done = capturing.released(*a_hold(amount, status="processing"), "release", "abandoned", now=NOON)
    assert done.charge is not None
    assert (done.intent.status, done.intent.canceled_at, done.intent.amount_received) == ("canceled", NOON, 0)
    assert (done.charge.amount_captured, done.charge.amount_refunded) == (0, amount)
    with pytest.raises(ApiError):
        amount_to_refund(done.charge, None)


def test_the_moment_at_which_it_lapses() -> None:
    intent, _ = a_hold(1_000)
    assert [capturing.has_lapsed(intent, NOON + at) for at in (0, 59, 60, 61)] == [False, False, True, True]
    assert not capturing.has_lapsed(replace(intent, status="processing"), NOON + 61)


@given(amount=AMOUNTS, more=AMOUNTS)
def test_raised_all_of_it_can_be_taken(amount: int, more: int) -> None:
    intent, charge = a_hold(amount, status="processing")
    capturing.check_increment(intent, charge, amount + more)
    done = capturing.incremented(intent, charge, amount + more, Authorized(60, True))
    assert done.charge is not None
    assert done.intent.amount == done.intent.amount_capturable == done.charge.amount == amount + more
    assert capturing.amount_to_capture(done.intent, None) == amount + more
    assert charge.payment_method_details["card"]["amount_authorized"] == amount, "what was there is left alone"


def test_declined_it_is_what_it_was() -> None:
    intent, charge = a_hold(1_000)
    done = capturing.incremented(
        replace(intent, status="processing"), charge, 2_000, Declined(Decline("card_declined", "insufficient_funds"))
    )
    assert (done.intent, done.charge, done.events) == (intent, charge, ())
    assert done.error is not None
    assert done.error.kind.code == "card_declined"


@pytest.mark.parametrize(
    "request_",
    [CaptureRequest(1, "usd", "call_1", "visa"), ReleaseRequest("call_1"), IncrementRequest(2, "usd", "call_1")],
)
def test_what_was_asked_can_be_asked_again(request_: Request) -> None:
    assert from_stored(stored(request_)) == request_
    assert again(Authorized(60)) is None
