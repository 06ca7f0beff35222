"""How a credit note divides between what is owed and what was paid, and when it may be made (invoicing.md §7)."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.credit_notes.rules.splitting import Split, require_creditable, require_voidable, split_of
from billhook.kernel import errors
from billhook.kernel.errors import ApiError, ErrorKind

STATUSES = ("draft", "open", "paid", "uncollectible", "void")


def split(total: int, remaining: int, charged: int = 0, **given_back: int | None) -> Split | ErrorKind:
    """The split in dollars, or what refuses it."""
    ways: dict[str, int | None] = {"credit": None, "refund": None, "out_of_band": None, **given_back}
    try:
        return split_of(total, remaining=remaining, charged=charged, currency="usd", **ways)
    except ApiError as error:
        return error.kind


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # An open invoice: everything is taken from what is owed.
        (split(500, 1_000), Split(500, 0, 0, 0, None)),
        (split(1_000, 1_000), Split(1_000, 0, 0, 0, None)),
        # Partly paid: first what is owed, the rest must be given back, to the last cent.
        (split(800, 300, credit=500), Split(300, 500, 500, 0, None)),
        (split(800, 300, out_of_band=500), Split(300, 500, 0, 0, 500)),
        (split(800, 300, credit=200, out_of_band=300), Split(300, 500, 200, 0, 300)),
        (split(800, 300), errors.CREDIT_NOT_SUMMED),
        (split(800, 300, credit=499), errors.CREDIT_NOT_SUMMED),
        (split(800, 300, credit=501), errors.CREDIT_NOT_SUMMED),
        (split(500, 1_000, credit=1), errors.CREDIT_NOT_SUMMED),
        # Paid: no more can be refunded than was charged.
        (split(800, 0, 800, refund=800), Split(0, 800, 0, 800, None)),
        (split(800, 0, 500, refund=500, out_of_band=300), Split(0, 800, 0, 500, 300)),
        (split(800, 0, 500, refund=501, out_of_band=299), errors.REFUND_TOO_LARGE),
        (split(800, 0, refund=800), errors.REFUND_TOO_LARGE),
        # Given as zero is given.
        (split(500, 1_000, out_of_band=0), Split(500, 0, 0, 0, 0)),
    ],
)
def test_the_split(asked: Split | ErrorKind, expected: Split | ErrorKind) -> None:
    assert asked == expected


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.data())
def test_the_parts_are_the_whole(total: int, remaining: int, data: st.DataObject) -> None:
    after = max(0, total - remaining)
    credit = data.draw(st.integers(0, after))
    refund = data.draw(st.integers(0, after - credit))
    found = split(total, remaining, after, credit=credit, refund=refund, out_of_band=after - credit - refund)
    assert isinstance(found, Split)
    assert found.before + found.after == total
    assert found.credit + found.refund + (found.out_of_band or 0) == found.after
    assert found.before <= remaining


def refusal(check: Callable[..., None], *arguments: Any) -> ErrorKind | None:
    try:
        check(*arguments)
    except ApiError as error:
        return error.kind
    return None


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_was_finalized_and_not_voided_is_credited(status: str) -> None:
    kind = None if status in ("open", "paid", "uncollectible") else errors.NOT_CREDITABLE
    assert refusal(require_creditable, status) is kind


@pytest.mark.parametrize(
    ("status", "invoice", "after", "kind"),
    [
        ("issued", "open", 0, None),
        ("void", "open", 0, errors.CREDIT_NOTE_VOID_ALREADY),
        ("issued", "paid", 0, errors.CREDIT_NOTE_NEEDS_OPEN),
        ("issued", "void", 0, errors.CREDIT_NOTE_NEEDS_OPEN),
        ("issued", "uncollectible", 0, errors.CREDIT_NOTE_NEEDS_OPEN),
        ("issued", "open", 1, errors.CREDIT_NOTE_GAVE_BACK),
    ],
)
def test_a_credit_note_is_voided(status: str, invoice: str, after: int, kind: ErrorKind | None) -> None:
    assert refusal(require_voidable, status, invoice, after) is kind
