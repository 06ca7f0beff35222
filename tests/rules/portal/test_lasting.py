"""How long a session of the portal lasts."""

import pytest

from billhook.portal.objects import PortalSession
from billhook.portal.rules.lasting import is_over, is_to_note, used_at_of_mailed
from billhook.portal.rules.secret import digest_of, form_token_of

HOUR, DAY = 3_600, 86_400


def made(created: int, used: int) -> PortalSession:
    return PortalSession("bps_1", created, "cus_1", digest_of("x" * 40), None, None, used)


@pytest.mark.parametrize(
    ("used", "now", "over"),
    [
        (0, 0, False), (0, HOUR - 1, False), (0, HOUR, True),
        # Each use makes it last an hour more, but not beyond a day.
        (HOUR - 1, 2 * HOUR - 2, False), (HOUR - 1, 2 * HOUR - 1, True),
        (DAY - 60, DAY - 1, False), (DAY - 60, DAY, True),
    ],
)  # fmt: skip
def test_over(used: int, now: int, over: bool) -> None:
    assert is_over(made(1_000_000, 1_000_000 + used), 1_000_000 + now) is over


def test_a_use_is_noted_once_a_minute_and_never_too_late() -> None:
    session = made(0, 0)
    assert [is_to_note(session, now) for now in (0, 59, 60, HOUR - 1, HOUR)] == [False, False, True, True, False]


def test_a_mailed_link_works_a_day_used_or_not() -> None:
    session = made(0, used_at_of_mailed(0))
    assert [is_over(session, now) for now in (0, DAY - 1, DAY)] == [False, False, True]
    assert [now for now in range(0, DAY, HOUR) if is_to_note(session, now)] == []


def test_what_is_stored_and_what_forms_carry_are_not_the_secret() -> None:
    token = "a" * 40
    assert len({token, digest_of(token), form_token_of(token)}) == 3
    assert form_token_of(token) not in digest_of(token)
    assert digest_of(token) != digest_of("a" * 39 + "b")
