"""A debit that comes back after it was paid is a dispute that is lost (SEPA rulebook; live-money.md §4.5)."""

import pytest

from billhook.bank_statements.rules.return_reasons import REASONS
from billhook.disputes.rules.lifecycle import LOST, start_of
from billhook.kernel.replacing import replace
from billhook.processors.following import SeenDispute
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.lifecycle import STATUSES
from billhook.sepa_files.rules.reasons import dispute_reason_of
from billhook.sepa_files.rules.returning import came_back_late, followed

STRIPES_REASONS = {
    "bank_cannot_process", "check_returned", "credit_not_processed", "customer_initiated", "debit_not_authorized",
    "duplicate", "fraudulent", "general", "incorrect_account_details", "insufficient_funds", "noncompliant",
    "product_not_received", "product_unacceptable", "subscription_canceled", "unrecognized",
}  # fmt: skip
PAID = SepaOrder(
    "call_1", 1, "debit", "call-1", 1_000, "account", "mandate", "text", "returned", batch="sepa-1", reason="md06",
    settled_at=9,
)  # fmt: skip


def test_the_dispute_word_by_word() -> None:
    (seen,) = followed(replace(PAID, return_fee=300)).disputes
    assert seen == SeenDispute("call-1", "lost", "customer_initiated", "MD06", 1_000, 300, is_final=True)
    assert start_of(seen.status, is_final=seen.is_final) == "return"
    assert seen.status == LOST


def test_the_payment_is_booked_whole() -> None:
    booked = followed(replace(PAID, status="settled", reason=None)).booked
    assert booked is not None
    assert (booked.amount, booked.currency, booked.fee) == (1_000, "eur", 0)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("kind", ["debit", "transfer"])
@pytest.mark.parametrize("settled_at", [None, 9])
def test_only_a_paid_debit_that_came_back_is_disputed(status: str, kind: str, settled_at: int | None) -> None:
    order = replace(PAID, status=status, kind=kind, settled_at=settled_at)
    late = (status, kind, settled_at) == ("returned", "debit", 9)
    assert came_back_late(order) is late
    assert len(followed(order).disputes) == late


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("MD06", "customer_initiated"), ("MS02", "customer_initiated"), ("MD01", "debit_not_authorized"),
        ("AC01", "incorrect_account_details"), ("AC04", "bank_cannot_process"), ("AM04", "insufficient_funds"),
        ("MS03", "general"), ("am04", "insufficient_funds"), ("", "general"), ("XX99", "general"),
    ],
)  # fmt: skip
def test_the_reason_is_one_of_stripe_s(code: str, reason: str) -> None:
    assert dispute_reason_of(code) == reason


def test_every_known_code_has_a_reason_of_stripe_s() -> None:
    assert {dispute_reason_of(code) for code in REASONS} <= STRIPES_REASONS
