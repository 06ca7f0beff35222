"""Forms that overwrite no change of somebody else.

A form carries a mark of each value that it was made from, in its hidden field `was`. Before its verb writes, in the
same transaction and with the object locked, the marks are compared with what is stored by then. If somebody changed a
field meanwhile to something else than was typed, nothing is written. The form comes back with both values and the
marks of the present ones, so that sending it once more writes what was typed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from billhook.db.tx import Tx
from billhook.db.verbs import Verb
from billhook.kernel.replacing import replace

FIELD = "was"
"""The hidden field that carries the marks."""

_MARK_LENGTH = 10

Values = Mapping[str, str]
"""The texts of a form by the names of its fields."""

Choices = Mapping[str, Sequence[tuple[str, str]]]
"""Pairs of a value and its words, by the name of the field in which they are chosen."""

_NO_CHOICES: Choices = {}


@dataclass(frozen=True, slots=True)
class Basis:
    """What a form was made from: its marks, and what somebody changed since it was sent.

    Each difference is the label of a field, what was typed, and what is stored.
    """

    was: str = ""
    differences: Sequence[tuple[str, str, str]] = ()

    @property
    def names(self) -> str:
        """The fields in words: "Name, Phone and E-mail"."""
        *first, last = [label for label, _, _ in self.differences]
        return f"{', '.join(first)} and {last}" if first else last


NEW = Basis()
"""The form of something that there is not yet."""


class ChangedMeanwhile(Exception):
    """Somebody changed what the form shows; `now` is what is stored, and nothing was written."""

    def __init__(self, now: Values) -> None:
        super().__init__("somebody changed it meanwhile")
        self.now = now


def marks(values: Values) -> str:
    """A mark of each value, as the form carries them."""
    return " ".join(f"{name}:{_mark(value)}" for name, value in values.items())


def basis(form: Values, stored: Values) -> Basis:
    """What a form is made from. One that is shown again for another reason keeps the marks with which it was sent."""
    return Basis(form.get(FIELD, "") or marks(stored))


def changed(was: str, mine: Values, now: Values) -> list[str]:
    """The fields that somebody changed since the marks were made, to something else than was typed."""
    before = dict(mark.rsplit(":", 1) for mark in was.split() if ":" in mark)
    return [
        name
        for name, typed in mine.items()
        if name in before and name in now and before[name] != _mark(now[name]) and typed != now[name]
    ]


def differing(was: str, mine: Values, now: Values, labels: Values, choices: Choices = _NO_CHOICES) -> Basis:
    """What to tell of a form that somebody else was faster than; it has no differences if nobody was."""

    def words(name: str, value: str) -> str:
        return dict(choices.get(name, ())).get(value, value)

    names = changed(was, mine, now)
    return Basis(marks(now), [(labels.get(n, n), words(n, mine[n]), words(n, now[n])) for n in names])


def unless_changed(
    verb: Verb,
    form: Values,
    mine: Values,
    lock: Callable[[Tx, str], Awaitable[Any]],
    values_of: Callable[[Any], Values],
) -> Verb:
    """The verb for arguments `(params, id, …)`, which first compares what is stored with the marks of the form.

    `lock` gives the object so that nobody changes it until the transaction ends, and `values_of` the form as it would
    be filled from it. `mine` are the texts that were typed. The verb raises ChangedMeanwhile, and what it raises else.
    """

    async def act(tx: Tx, params: Any, id: str, *further: Any) -> Any:
        found = await lock(tx, id)
        if found is not None:
            now = values_of(found)
            if changed(form.get(FIELD, ""), mine, now):
                raise ChangedMeanwhile(now)
        return await verb.function(tx, params, id, *further)

    return replace(verb, function=act)


def _mark(value: str) -> str:
    return sha256(value.encode()).hexdigest()[:_MARK_LENGTH]
