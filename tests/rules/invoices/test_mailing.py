"""What becomes of a mail by the answers for each of its addresses."""

import pytest

from billhook.invoices.rules.mailing import RETRY_SECONDS, Answer, Settled, next_attempt, settled

TO, COPY, BLIND = "to@x.example", "copy@x.example", "blind@x.example"
LATER, NEVER = "451 Later", "550 Unknown"


@pytest.mark.parametrize(
    ("answer", "again_at", "expected"),
    [
        (Answer([TO, COPY], {}, {}, "Queued"), 60, Settled("sent", "Queued", (TO, COPY), {})),
        (
            Answer([TO], {COPY: NEVER}, {}, "Queued"), 60,
            Settled("sent", f"Queued; not taken for {COPY}: {NEVER}", (TO,), {COPY: NEVER}),
        ),
        (
            Answer([COPY], {TO: NEVER}, {}, "Queued"), 60,
            Settled("failed", f"{NEVER}; taken for {COPY}", (COPY,), {TO: NEVER}),
        ),
        (
            Answer([COPY], {}, {TO: LATER}, "Queued"), 60,
            Settled("queued", f"{LATER}; taken for {COPY}", (COPY,), {}, 60),
        ),
        (
            Answer([TO], {}, {COPY: LATER}, "Queued"), 60,
            Settled("queued", f"Queued; not taken for {COPY}: {LATER}", (TO,), {}, 60),
        ),
        # Given up: what was put off is refused, and the mail is sent if its recipient has it.
        (
            Answer([TO], {}, {COPY: LATER}, "Queued"), None,
            Settled("sent", f"Queued; not taken for {COPY}: {LATER}", (TO,), {COPY: LATER}),
        ),
        # The server was not there: one sentence, not one for each address.
        (Answer([], {}, {TO: LATER, COPY: LATER}), 60, Settled("queued", LATER, (), {}, 60)),
        (Answer([], {TO: NEVER, COPY: NEVER}, {}), 60, Settled("failed", NEVER, (), {TO: NEVER, COPY: NEVER})),
    ],
)  # fmt: skip
def test_a_first_attempt(answer: Answer, again_at: int | None, expected: Settled) -> None:
    assert settled(TO, (), {}, answer, again_at) == expected


def test_a_later_attempt_keeps_what_was_said_before() -> None:
    became = settled(TO, [TO], {BLIND: NEVER}, Answer([COPY], {}, {}, "Queued"), 60)
    assert (became.status, became.taken, became.refused) == ("sent", (TO, COPY), {BLIND: NEVER})
    assert became.outcome == f"Queued; not taken for {BLIND}: {NEVER}"
    gone = settled(TO, [TO], {}, Answer([], {COPY: NEVER}, {}), 60)
    assert (gone.status, gone.outcome) == ("sent", f"taken at an earlier attempt; not taken for {COPY}: {NEVER}")


def test_a_mail_is_tried_for_about_two_days() -> None:
    assert next_attempt(1, 1_000) == 1_060
    assert next_attempt(len(RETRY_SECONDS), 0) == 86_400
    assert next_attempt(len(RETRY_SECONDS) + 1, 0) is None
