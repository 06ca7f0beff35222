"""What follows from notices: the row of the mail, and the address."""

import itertools

import pytest

from billhook.mail_returns.rules.following import SOFT_BOUNCES_MAX, address_of, becomes, suppresses
from billhook.mail_returns.rules.notices import BOUNCED, COMPLAINED, DELAYED, DELIVERED, OUTCOMES, Notice, comparable

# Notices arrive in any order; what is final stays.
ORDER = {DELAYED: 0, DELIVERED: 1, BOUNCED: 2, COMPLAINED: 3}


@pytest.mark.parametrize(("before", "then"), [*itertools.product(OUTCOMES, OUTCOMES)])
def test_what_is_final_is_not_undone(before: str, then: str) -> None:
    assert becomes(None, then) == then
    assert becomes(before, then) == (then if ORDER[then] > ORDER[before] else before)


def test_in_whatever_order_notices_come_the_row_says_the_same() -> None:
    for order in itertools.permutations(OUTCOMES):
        said: str | None = None
        for outcome in order:
            said = becomes(said, outcome)
        assert said == COMPLAINED


@pytest.mark.parametrize(
    ("outcome", "hard", "last", "expected"),
    [
        (BOUNCED, True, [BOUNCED], True),
        (COMPLAINED, False, [COMPLAINED], True),
        (BOUNCED, False, [BOUNCED], False),
        (BOUNCED, False, [BOUNCED, BOUNCED], False),
        (BOUNCED, False, [BOUNCED, BOUNCED, BOUNCED], True),
        (BOUNCED, False, [BOUNCED, DELIVERED, BOUNCED], False),
        # Of the newest nothing is known yet: it may arrive.
        (BOUNCED, False, [None, BOUNCED, BOUNCED], False),
        (BOUNCED, False, [BOUNCED, BOUNCED, DELAYED], False),
        (DELAYED, False, [DELAYED, BOUNCED, BOUNCED], False),
        (DELIVERED, False, [BOUNCED, BOUNCED, BOUNCED], False),
    ],
)
def test_which_notices_stop_mails(outcome: str, hard: bool, last: list[str | None], expected: bool) -> None:
    assert len(last) <= SOFT_BOUNCES_MAX == 3
    assert suppresses(Notice(outcome, "inmail_1", "jane@example.com", hard), last) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Jane@Example.com", "jane@example.com"), (" <jane@example.com> ", "jane@example.com"),
        ("jane@bücher.example", "jane@xn--bcher-kva.example"),
        ("jane@XN--BCHER-KVA.example", "jane@xn--bcher-kva.example"),
        ("no address", "no address"), ("", ""), ("a\0b@example.com", "ab@example.com"),
        ("\ud800@x.example", "@x.example"),
    ],
)  # fmt: skip
def test_addresses_are_compared_in_one_form(address: str, expected: str) -> None:
    assert comparable(address) == expected


@pytest.mark.parametrize(
    ("named", "everybody", "found"),
    [
        ("jane@example.com", ["jane@example.com"], "jane@example.com"),
        ("copy@example.com", ["jane@example.com", "copy@example.com"], "copy@example.com"),
        ("other@example.com", ["jane@example.com"], None),
        ("", ["jane@example.com"], "jane@example.com"),
        ("", ["jane@example.com", "jane@example.com"], "jane@example.com"),
        ("", ["jane@example.com", "copy@example.com"], None),
    ],
)
def test_a_notice_is_about_an_address_to_which_its_mail_went(
    named: str, everybody: list[str], found: str | None
) -> None:
    assert address_of(Notice(COMPLAINED, "inmail_1", named), everybody) == found
