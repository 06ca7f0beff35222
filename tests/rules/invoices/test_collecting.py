"""What an attempt to collect does to an invoice, to the cent (invoicing.md §1.4, §6.4, §6.5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import DAY, NOON, a_draft

from billhook.account_settings import retry_days
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.collecting import attempted, collected, under_way, will_say_so_again
from billhook.kernel.errors import ApiError


def an_open_invoice(due: int, paid: int = 0) -> Invoice:
    return a_draft(status="open", total=due, amount_due=due, amount_paid=paid, auto_advance=True)


@pytest.mark.parametrize(
    ("due", "paid", "amount", "status", "then_paid", "over"),
    [
        (1_000, 0, 1_000, "paid", 1_000, 0),
        (1_000, 0, 400, "open", 400, 0),
        (1_000, 400, 600, "paid", 1_000, 0),
        (1_000, 400, 700, "paid", 1_000, 100),
        (1_000, 0, 2_500, "paid", 1_000, 1_500),
    ],
)
def test_what_came_in(due: int, paid: int, amount: int, status: str, then_paid: int, over: int) -> None:
    after = collected(an_open_invoice(due, paid), amount, now=NOON)
    assert (after.status, after.amount_paid, after.amount_overpaid) == (status, then_paid, over)
    assert (after.attempted, after.attempt_count) == (True, 1)
    assert (after.paid_at, after.auto_advance) == ((NOON, False) if status == "paid" else (None, True))


@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
def test_every_cent_is_accounted_for(due: int, amounts: list[int]) -> None:
    invoice = an_open_invoice(due)
    taken = 0
    for amount in amounts:
        invoice = collected(invoice, amount, now=NOON)
        taken += amount
        assert invoice.amount_paid + invoice.amount_overpaid == taken
        assert invoice.amount_paid + invoice.amount_remaining == due
        assert invoice.amount_remaining >= 0
        if invoice.status == "paid":
            break
    assert (invoice.status == "paid") is (taken >= due)


def test_what_comes_in_for_a_paid_invoice_is_all_too_much() -> None:
    paid = collected(an_open_invoice(1_000), 1_000, now=NOON)
    late = collected(paid, 300, now=NOON + 1)
    assert (late.status, late.amount_paid, late.amount_overpaid, late.paid_at) == ("paid", 1_000, 300, NOON)


@pytest.mark.parametrize("status", ["draft", "void"])
def test_nothing_comes_in_for_what_is_not_owed(status: str) -> None:
    with pytest.raises(ApiError):
        collected(a_draft(status=status, amount_due=100), 100, now=NOON)


def charged(**given: Any) -> Invoice:
    """An open invoice that is charged automatically and has not been attempted."""
    terms = {"status": "open", "amount_due": 1_000, "auto_advance": True, "collection_method": "charge_automatically"}
    return a_draft(**terms | {"next_payment_attempt": NOON} | given)


def test_the_schedule_is_followed_to_its_end() -> None:
    """Each wait is counted from the attempt before it (invoicing.md §4.5)."""
    invoice, now, waits = charged(), NOON, []
    while invoice.next_payment_attempt is not None:
        now = invoice.next_payment_attempt
        invoice = attempted(invoice, now=now, retry_days=(3, 5, 7), automatic=True)
        waits.append((invoice.attempt_count, (invoice.next_payment_attempt or now) - now))
    assert waits == [(1, 3 * DAY), (2, 5 * DAY), (3, 7 * DAY), (4, 0)]
    assert now == NOON + 15 * DAY


def test_the_first_attempt_of_any_kind_counts_and_then_only_automatic_ones() -> None:
    """invoicing.md §1.4: manual retries do not add, nor do they move the next attempt."""
    first = attempted(charged(), now=NOON, retry_days=(3, 5), automatic=False)
    assert (first.attempt_count, first.next_payment_attempt) == (1, NOON + 3 * DAY)
    by_hand = attempted(first, now=NOON + DAY, retry_days=(3, 5), automatic=False)
    assert by_hand == first
    by_itself = attempted(by_hand, now=NOON + 3 * DAY, retry_days=(3, 5), automatic=True)
    assert (by_itself.attempt_count, by_itself.next_payment_attempt) == (2, NOON + 8 * DAY)


@pytest.mark.parametrize(
    "given",
    [{"auto_advance": False}, {"collection_method": "send_invoice"}, {"status": "uncollectible"}],
    ids=["stopped", "sent", "written off"],
)
def test_what_does_not_collect_itself_is_not_tried_again(given: dict[str, Any]) -> None:
    tried = attempted(charged(**given), now=NOON, retry_days=(3,), automatic=False)
    assert (tried.attempted, tried.attempt_count, tried.next_payment_attempt) == (True, 1, None)


def test_without_a_schedule_there_is_one_attempt() -> None:
    assert attempted(charged(), now=NOON, retry_days=(), automatic=True).next_payment_attempt is None


def test_a_retry_that_succeeds_counts() -> None:
    paid = collected(charged(attempt_count=1), 1_000, now=NOON, automatic=True)
    assert (paid.status, paid.attempt_count, paid.next_payment_attempt) == ("paid", 2, None)
    assert collected(charged(attempt_count=1), 1_000, now=NOON).attempt_count == 1


def test_an_attempt_that_is_under_way_counts_once_and_nothing_is_tried_meanwhile() -> None:
    """A debit takes days: it counts when it is made (invoicing.md §1.4), whatever comes of it."""
    waiting = under_way(charged(), automatic=True)
    assert (waiting.attempted, waiting.attempt_count, waiting.next_payment_attempt) == (True, 1, None)
    lost = attempted(waiting, now=NOON + 5 * DAY, retry_days=(3,), automatic=True, counted=True)
    assert (lost.attempt_count, lost.next_payment_attempt) == (1, NOON + 8 * DAY)
    again = under_way(lost, automatic=True)
    assert (again.attempt_count, again.next_payment_attempt) == (2, None)
    assert attempted(again, now=NOON + 13 * DAY, retry_days=(3,), automatic=True, counted=True).attempt_count == 2
    paid = collected(again, 1_000, now=NOON + 13 * DAY, automatic=True, counted=True)
    assert (paid.status, paid.attempt_count) == ("paid", 2)


def test_an_attempt_by_hand_that_is_under_way_begins_the_wait_anew() -> None:
    by_hand = under_way(charged(attempt_count=1, next_payment_attempt=NOON + DAY), automatic=False)
    assert (by_hand.attempt_count, by_hand.next_payment_attempt) == (1, None)
    lost = attempted(by_hand, now=NOON + 5 * DAY, retry_days=(3,), automatic=False, counted=True)
    assert (lost.attempt_count, lost.next_payment_attempt) == (1, NOON + 8 * DAY)


def test_a_part_leaves_the_schedule_alone() -> None:
    part = collected(charged(attempt_count=1, next_payment_attempt=NOON + DAY), 400, now=NOON)
    assert (part.status, part.next_payment_attempt, part.attempt_count) == ("open", NOON + DAY, 1)


@pytest.mark.parametrize(
    ("error", "hard"),
    [
        ({"code": "card_declined", "decline_code": "generic_decline"}, False),
        ({"code": "card_declined", "decline_code": "insufficient_funds"}, False),
        ({"code": "processing_error"}, False),
        ({"code": "expired_card"}, False),
        ({"code": "card_declined", "decline_code": "lost_card"}, True),
        ({"code": "card_declined", "decline_code": "stolen_card"}, True),
        ({"code": "card_declined", "decline_code": "pickup_card"}, True),
        ({"code": "card_declined", "decline_code": "transaction_not_allowed"}, True),
        ({"code": "authentication_required", "decline_code": "authentication_required"}, True),
        ({"code": "incorrect_number"}, True),
        ({"code": "card_declined", "decline_code": "fraudulent", "advice_code": "do_not_try_again"}, True),
        ({}, False),
    ],
)
def test_banks_that_will_say_so_again(error: dict[str, str], hard: bool) -> None:
    assert will_say_so_again(error) is hard


@pytest.mark.parametrize(("text", "days"), [("", ()), (" ", ()), ("3", (3,)), ("3, 5,7", (3, 5, 7)), ("60", (60,))])
def test_a_schedule_as_people_write_it(text: str, days: tuple[int, ...]) -> None:
    assert retry_days.parsed(text) == days


@pytest.mark.parametrize("text", ["0", "61", "-1", "3;5", "3,", "a", "1.5", "٣", ",".join("1" * 9), "9" * 90])
def test_what_is_no_schedule(text: str) -> None:
    with pytest.raises(ValueError, match=r"days from 1 to 60|retries"):
        retry_days.parsed(text)
