"""Codes of an authenticator app, by the test vectors of RFC 6238, and recovery codes as people type them."""

import base64

import pytest

from billhook.people.rules.codes import plain, shown, spaced, step_of

# RFC 6238, appendix B: the SHA-1 secret and the last six of its eight digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]


@pytest.mark.parametrize(("now", "code"), VECTORS)
def test_a_code_of_the_standard_is_right(now: int, code: str) -> None:
    assert step_of(SECRET, code, now=now, last_step=0) == now // 30


@pytest.mark.parametrize(("late", "is_right"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(late: int, is_right: bool) -> None:
    now, code = VECTORS[2]
    assert (step_of(SECRET, code, now=now + late, last_step=0) == now // 30) is is_right


def test_no_step_is_taken_twice() -> None:
    now, code = VECTORS[2]
    assert step_of(SECRET, code, now=now, last_step=now // 30 - 1) == now // 30
    assert step_of(SECRET, code, now=now, last_step=now // 30) is None
    assert step_of(SECRET, code, now=now, last_step=now // 30 + 1) is None


@pytest.mark.parametrize("typed", ["", "000000", "28708", "2870820", "２８７０８２", "abcdef", "é"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert step_of(SECRET, typed, now=59, last_step=0) is None


def test_a_code_may_be_typed_with_a_space() -> None:
    assert step_of(SECRET, " 287 082 ", now=59, last_step=0) == 1


def test_a_recovery_code_is_read_as_people_write_it() -> None:
    assert shown("K7M2QX4B01") == "K7M2Q-X4B01"
    for typed in ("K7M2Q-X4B01", "k7m2qx4bOl", " k7m2q x4bo1 "):
        assert plain(typed) == "K7M2QX4B01"


def test_a_secret_is_shown_in_fours() -> None:
    assert spaced("ABCDEFGH") == "ABCD EFGH"
