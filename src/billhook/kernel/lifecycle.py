"""Lifecycles: the statuses of a kind of object, and one table of the transitions between them.

A room writes its lifecycles in `rules/lifecycle.py`. The code asks the table, and the guide prints it. Nobody else
gives an object a status (rule 4 of the map).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from billhook.kernel.errors import ApiError, ErrorKind

STAYS = None
"""The result of a transition that leaves the status alone: the table only says when the verb may be done."""


@dataclass(frozen=True, slots=True)
class Transition:
    """From which status a verb leads to which one, and how it is refused elsewhere.

    `leads` has the resulting status by the allowed one. `refusals` are the errors for callers by status, with `*` for
    all others; without any, no caller asks for the verb. `done` is the participle of the verb for messages.
    """

    leads: Mapping[str, str]
    refusals: Mapping[str, ErrorKind]
    done: str = ""


def row(
    allowed: Collection[str], becomes: str | None, *, also: Mapping[str, str] | None = None, done: str = "",
    **refusals: ErrorKind,
) -> Transition:  # fmt: skip
    """A row of a table. `also` has other results by the statuses that lead to them.

    `refusals` are named by the status; `otherwise` is for every other one.
    """
    leads = {status: becomes if becomes is not None else status for status in allowed} | dict(also or {})
    return Transition(leads, {name.replace("otherwise", "*"): kind for name, kind in refusals.items()}, done)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The statuses of a kind of object, in their order, and how it gets them.

    `noun` is the object as messages name it. `starts` has the status of a new object by the verb that makes it,
    `transitions` the row of each verb that changes one. A verb with several outcomes has a row for each outcome.
    """

    noun: str
    statuses: tuple[str, ...]
    starts: Mapping[str, str]
    transitions: Mapping[str, Transition]

    def allowed(self, verb: str) -> tuple[str, ...]:
        """The statuses from which the verb may be done, in their order."""
        return tuple(status for status in self.statuses if status in self.transitions[verb].leads)

    def allows(self, verb: str, status: str) -> bool:
        """Whether the verb may be done in a status."""
        return status in self.transitions[verb].leads

    def after(self, verb: str, status: str) -> str:
        """The status that the verb leads to. Raises for every other status what `refusal` gives or raises."""
        if not self.allows(verb, status):
            raise self.refusal(verb, status)
        return self.transitions[verb].leads[status]

    def require(self, verb: str, status: str) -> None:
        """The verb may be done in the status. Raises as `after` does."""
        self.after(verb, status)

    def refusal(self, verb: str, status: str) -> ApiError:
        """The error of the table for a caller who asks for the verb in a status.

        Its message may name `noun`, `verb`, `done`, `status`, `allowed` (the statuses that would do) and `reason`.
        Raises AssertionError if no caller asks for the verb, or the status is none of these: that is a bug.
        """
        row = self.transitions[verb]
        kind = row.refusals.get(status, row.refusals.get("*"))
        if kind is None or status not in self.statuses:
            raise AssertionError(f"{self.noun}: there is no {verb!r} from the status {status!r}")
        allowed = ", ".join(self.allowed(verb))
        reason = f"it has a status of {status}; it would need one of: {allowed}"
        return kind(noun=self.noun, verb=verb, done=row.done, status=status, allowed=allowed, reason=reason)
