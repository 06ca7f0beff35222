"""Findings: what the doctor says, sentence by sentence, and what the whole comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from billhook.kernel.replacing import replace


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    LATE = "late"
    WRONG = "wrong"


# 2 is how the command line says that it was called wrongly.
EXIT_STATUS = {State.OK: 0, State.WRONG: 1, State.LATE: 3}
"""The exit status of the command, by the worst of its findings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of an `examination`, and how bad it is."""

    state: State
    sentence: str
    examination: str = ""

    @property
    def wrong(self) -> bool:
        return self.state is State.WRONG

    def of(self, examination: str) -> "Finding":
        """The same with the name of its examination, and a capital letter."""
        return replace(self, examination=examination, sentence=self.sentence[0].upper() + self.sentence[1:])


def fine(sentence: str) -> Finding:
    """All is well here."""
    return Finding(State.OK, sentence)


def late(sentence: str) -> Finding:
    """Something waits for longer than it should; nothing is lost."""
    return Finding(State.LATE, sentence)


def wrong(sentence: str) -> Finding:
    """Something has to be done about this."""
    return Finding(State.WRONG, sentence)


def worst(findings: Iterable[Finding]) -> State:
    """What all findings come to."""
    states = {finding.state for finding in findings}
    return next((state for state in (State.WRONG, State.LATE) if state in states), State.OK)


def span(seconds: int) -> str:
    """How long that is, in the largest unit of which there are two."""
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"
