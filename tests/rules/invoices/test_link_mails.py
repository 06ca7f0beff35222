"""To whom a new link is mailed, and how often."""

from dataclasses import dataclass

import pytest

from billhook.invoices.rules.link_mails import recipient_of_link, was_mailed

NOW = 1_800_000_000
HOUR = 3_600


@dataclass(frozen=True)
class Mail:
    recipient: str
    status: str = "sent"
    kind: str = "invoice"
    created: int = NOW - 100 * 86_400
    cc: tuple[str, ...] = ()


def link(seconds_ago: int) -> Mail:
    return Mail("jenny@example.com", kind="link", created=NOW - seconds_ago)


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("jenny@example.com", "jenny@example.com"),
        ("  JENNY@Example.com ", "jenny@example.com"),
        ("Tom@example.com", "tom@Example.com"),
        ("jen@example.com", None),
        ("jenny@example.com, eve@example.com", None),
        ("", None),
        # No mail to this one ever left.
        ("failed@example.com", None),
        ("queued@example.com", None),
        # A copy is a mail too.
        ("books@example.com", "books@example.com"),
    ],
)
def test_it_goes_where_a_mail_went_and_nowhere_else(typed: str, to: str | None) -> None:
    mails = [
        Mail("jenny@example.com", cc=("books@example.com",)), Mail("tom@Example.com", "unknown"),
        Mail("failed@example.com", "failed"), Mail("queued@example.com", "queued"),
    ]  # fmt: skip
    assert recipient_of_link(mails, typed, NOW) == to


@pytest.mark.parametrize(
    ("links", "leaves"),
    [
        ([], True),
        ([link(299)], False),
        ([link(300)], True),
        ([link(HOUR), link(2 * HOUR)], True),
        ([link(HOUR), link(2 * HOUR), link(3 * HOUR)], False),
        ([link(HOUR), link(2 * HOUR), link(24 * HOUR)], True),
        # Whatever became of them: each was a mail that somebody asked for.
        ([Mail("jenny@example.com", "failed", "link", NOW - 60)], False),
    ],
)
def test_three_leave_in_a_day_five_minutes_apart(links: list[Mail], leaves: bool) -> None:
    found = recipient_of_link([Mail("jenny@example.com"), *links], "jenny@example.com", NOW)
    assert (found is not None) == leaves


def test_was_mailed() -> None:
    assert not was_mailed([])
    assert not was_mailed([Mail("a@example.com", "failed"), Mail("b@example.com", "queued")])
    assert was_mailed([Mail("a@example.com", "unknown")])
