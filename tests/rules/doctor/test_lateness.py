"""What the doctor says of late rows: words for each kind, and what to do about it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from billhook.doctor import examining
from billhook.doctor.findings import EXIT_STATUS, Finding, State, fine, late, span, worst, wrong
from billhook.doctor.late_words import WORDS
from billhook.doctor.lateness import advice
from billhook.settings import Settings
from billhook.worker import DUE


def test_each_kind_of_due_row_has_words_and_no_other() -> None:
    assert set(WORDS) == {(due.job, due.table) for due in DUE}


@pytest.mark.parametrize(
    ("ran", "told"),
    [
        (set(), "No job has run lately"),
        ({"invoices.mail"}, "The job invoices.mail runs and leaves them as they are"),
        ({"webhooks.deliver"}, "Other jobs run, but not invoices.mail"),
    ],
)
def test_the_advice_depends_on_what_ran(ran: set[str], told: str) -> None:
    assert advice("invoices.mail", frozenset(ran)).startswith(told)


def test_the_worst_finding_gives_the_exit_status() -> None:
    ok, slow, bad = fine("a."), late("b."), wrong("c.")
    assert [EXIT_STATUS[worst(each)] for each in ([], [ok], [ok, slow], [slow, bad, ok])] == [0, 0, 3, 1]
    assert worst([bad]) is State.WRONG


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 seconds"), (119, "119 seconds"), (120, "2 minutes"), (7_199, "119 minutes"), (7_200, "2 hours"),
     (172_799, "47 hours"), (172_800, "2 days")],
)  # fmt: skip
def test_a_span_is_told_in_the_largest_unit_of_which_there_are_two(seconds: int, told: str) -> None:
    assert span(seconds) == told


def test_an_examination_that_takes_too_long_ends_the_others_not(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(_dsn: str) -> AsyncIterator[Finding]:
        yield fine("The first table is well.")
        raise asyncpg.QueryCanceledError

    async def quick(_dsn: str) -> AsyncIterator[Finding]:
        yield fine("The second is well.")

    monkeypatch.setattr(examining, "LOOKS", (("numbers", slow), ("papers", quick)))
    found = [each for each in examining.examine("", Settings(), quick=True) if each.examination != "mailbox"]
    assert [(finding.examination, finding.sentence) for finding in found] == [
        ("numbers", "The first table is well."),
        (
            "numbers",
            "The examination `numbers` took longer than 20 seconds. It was given up; run the doctor again when the "
            "database has less to do.",
        ),
        ("papers", "The second is well."),
    ]
    assert EXIT_STATUS[worst(found)] == 3
