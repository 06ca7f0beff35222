"""What becomes of a Checkout Session when its intent comes to something."""

from typing import Any

import pytest

from billhook.checkout.objects import CheckoutSession
from billhook.checkout.rules.expiring import expiry
from billhook.checkout.rules.following import followed
from billhook.kernel.errors import ApiError

DONE, CAME_IN, FAILED = (
    f"checkout.session.{what}" for what in ("completed", "async_payment_succeeded", "async_payment_failed")
)


def a_session(**given: Any) -> CheckoutSession:
    """An open one over 10 euros."""
    fields: dict[str, Any] = dict.fromkeys(CheckoutSession.__dataclass_fields__)
    fields |= {"id": "cs_test_1", "mode": "payment", "status": "open", "payment_status": "unpaid", "metadata": {}}
    return CheckoutSession(**{**fields, "intent_data": {}, "lines": (), **given})


@pytest.mark.parametrize(
    ("mode", "before", "intent", "was_reported", "after", "event"),
    [
        ("payment", ("open", "unpaid"), "succeeded", False, ("complete", "paid"), DONE),
        # A debit is under way: the payer is done, the money is not there.
        ("payment", ("open", "unpaid"), "processing", False, ("complete", "unpaid"), DONE),
        ("payment", ("complete", "unpaid"), "succeeded", True, ("complete", "paid"), CAME_IN),
        ("payment", ("complete", "unpaid"), "requires_payment_method", True, ("complete", "unpaid"), FAILED),
        # An authorization, and its capture, of which no event of a session tells.
        ("payment", ("open", "unpaid"), "requires_capture", False, ("complete", "unpaid"), DONE),
        ("payment", ("complete", "unpaid"), "succeeded", False, ("complete", "paid"), None),
        ("setup", ("open", "no_payment_required"), "succeeded", False, ("complete", "no_payment_required"), DONE),
    ],
)
def test_it_follows(
    mode: str, before: tuple[str, str], intent: str, was_reported: bool, after: tuple[str, str], event: str | None
) -> None:
    session = a_session(mode=mode, status=before[0], payment_status=before[1])
    done = followed(session, intent, was_reported=was_reported)
    assert done is not None
    assert ((done.session.status, done.session.payment_status), done.event) == (after, event)


@pytest.mark.parametrize(
    ("status", "payment_status", "intent"),
    [
        ("open", "unpaid", "requires_payment_method"),  # a decline: they try again
        ("open", "unpaid", "requires_action"),
        ("open", "unpaid", "canceled"),
        ("complete", "paid", "succeeded"),
        ("complete", "unpaid", "canceled"),
        ("expired", "unpaid", "canceled"),
        ("expired", "unpaid", "succeeded"),
    ],
)
def test_nothing_becomes_of_it(status: str, payment_status: str, intent: str) -> None:
    assert followed(a_session(status=status, payment_status=payment_status), intent, was_reported=False) is None


@pytest.mark.parametrize("seconds", [1_800, 3_600, 86_400])
def test_a_session_may_last_from_half_an_hour_to_a_day(seconds: int) -> None:
    assert expiry(1_000 + seconds, now=1_000) == 1_000 + seconds


@pytest.mark.parametrize("seconds", [-1, 0, 1_000, 1_739, 86_461, 10**9])
def test_it_lasts_neither_less_nor_more(seconds: int) -> None:
    with pytest.raises(ApiError):
        expiry(1_000 + seconds, now=1_000)


def test_it_lasts_a_day_if_nobody_says_otherwise() -> None:
    assert expiry(None, now=1_000) == 87_400
