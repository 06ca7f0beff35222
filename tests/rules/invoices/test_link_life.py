"""How long a link to an invoice works: invoicing.md §11."""

from datetime import UTC, datetime

import pytest

from billhook.invoices.rules import link_life

DAY = 86_400
FINALIZED = int(datetime(2026, 1, 10, 15, 30, tzinfo=UTC).timestamp())
KEY, TOKEN = b"k" * 32, "t" * 40


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("due", "setting", "end"),
    [
        (None, 30, FINALIZED + 30 * DAY),
        (FINALIZED, 30, FINALIZED + 30 * DAY),
        (FINALIZED + 14 * DAY, 30, FINALIZED + 44 * DAY),
        (FINALIZED + 90 * DAY, 30, FINALIZED + 120 * DAY),
        # Never more than 120 days, though it is due later.
        (FINALIZED + 90 * DAY + 1, 30, FINALIZED + 120 * DAY),
        (FINALIZED + 400 * DAY, 30, FINALIZED + 120 * DAY),
        (None, 1, FINALIZED + DAY),
        # Whoever wants more than 120 days gets them.
        (FINALIZED + 30 * DAY, 200, FINALIZED + 200 * DAY),
        (None, 365, FINALIZED + 365 * DAY),
        (FINALIZED + 30 * DAY, 0, None),
    ],
)
def test_the_plain_link_ends(due: int | None, setting: int, end: int | None) -> None:
    assert link_life.ends_at(FINALIZED, due, setting) == end


def test_a_link_works_until_its_last_second() -> None:
    end = FINALIZED + 30 * DAY
    assert not link_life.is_over(end, None, end - 1)
    assert link_life.is_over(end, None, end)
    assert not link_life.is_over(None, None, end * 10)
    # The day that a link names counts if it is later, and takes nothing away.
    assert not link_life.is_over(end, end + DAY, end + DAY - 1)
    assert link_life.is_over(end, end + DAY, end + DAY)
    assert not link_life.is_over(end, end - 5 * DAY, end - 1)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(2026, 3, 1), None),
        # Exactly ten days are left, and then one second less.
        (at(2026, 3, 22), None),
        (at(2026, 3, 22, 0, 0, 1), "2026-04-01"),
        (at(2026, 3, 22, 23, 59, 59), "2026-04-01"),
        (at(2026, 3, 23), "2026-04-02"),
        # Europe's clocks change on 29 March 2026: days are those of UTC and have 24 hours.
        (at(2026, 3, 29, 1), "2026-04-08"),
        (at(2027, 2, 20), "2027-03-02"),
    ],
)
def test_a_link_that_is_read_late_names_its_last_day(now: int, until: str | None) -> None:
    """The same all day, and ten whole days at least."""
    end = at(2026, 4, 1)
    assert link_life.until_of(end, now) == until
    if until is not None:
        named = link_life.named_end(KEY, TOKEN, until, link_life.proof_of(KEY, TOKEN, until))
        assert named is not None
        assert 10 * DAY <= named - now <= 11 * DAY


def test_what_never_ends_names_no_day() -> None:
    assert link_life.until_of(None, at(2026, 3, 22)) is None


def test_a_proof_is_of_one_key_one_token_and_one_day() -> None:
    until, proof = "2026-04-01", link_life.proof_of(KEY, TOKEN, "2026-04-01")
    assert link_life.named_end(KEY, TOKEN, until, proof) == at(2026, 4, 2)
    forged = [
        (b"l" * 32, TOKEN, until, proof), (KEY, "u" * 40, until, proof), (KEY, TOKEN, "2026-04-02", proof),
        (KEY, TOKEN, "", proof), (KEY, TOKEN, until, ""), (KEY, TOKEN, until, proof[:-1]),
        (KEY, TOKEN, until, proof * 2),
        (KEY, TOKEN, until, proof.upper()), (KEY, TOKEN, until, "é" * 32), (KEY, TOKEN, "tomorrow", proof),
    ]  # fmt: skip
    assert len(proof) == 32
    assert [link_life.named_end(*one) for one in forged] == [None] * len(forged)
