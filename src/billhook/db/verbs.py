"""Verbs: everything that can be asked of Billhook, as values.

A verb takes Python values and returns a frozen object of its room, or a `Call` if somebody outside has to be asked
first. The API, the pages and the jobs run the same verbs through one executor (`db/executor.py`). `takes`,
`returns` and `shows` are for those who speak to the outside; a verb knows nothing of them.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from billhook.kernel.wire_object import WireObject

Function = Callable[..., Awaitable[Any]]
"""`function(tx, *arguments)`, or `function(reader, *arguments)` for a look."""

View = Callable[..., WireObject]
"""`view(reader, object)`: the wire object of the newest API version."""


class Mode(Enum):
    """How a verb touches the database."""

    READ = "read"
    """A look: single statements on a Reader."""
    WRITE = "write"
    """One transaction; the verb gets its Tx."""
    TRIAL = "trial"
    """What would happen: the verb does it, the answer is rendered, and nothing of it stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Verb:
    """One thing that can be asked: `name` is its resource and what is done, such as `invoice.pay`.

    `function(tx, *arguments)` does it; `settles(tx, call, answer)` acts upon the answer from outside, for verbs that
    claim a call. `takes` is the type of the parameters, if there are any; they are the first argument. `shows`
    renders what is returned, and `returns` is its object type.

    `needs` is the permission, such as `invoices:write`: a row of `people/rules/permissions.py`. An empty `needs` means
    that no person and no key may run the verb: only the worker, a payer's page or another verb does. `also` names
    parameters that need a further permission when they are given.

    `looks_first`: what the verb usually does needs no locks. It is tried without them and written in one statement,
    which writes nothing if somebody has changed a row meanwhile that the verb decided upon (`Tx.look`).
    """

    name: str
    function: Function
    takes: type[Any] | None = None
    returns: str = ""
    shows: View | None = None
    needs: str = ""
    settles: Callable[..., Awaitable[Any]] | None = None
    mode: Mode = Mode.WRITE
    also: Mapping[str, str] = field(default_factory=dict)
    looks_first: bool = False

    def needed(self, arguments: Sequence[Any]) -> tuple[str, ...]:
        """The permissions for these arguments: `needs`, then those of `also` whose parameter is given."""
        if not self.also:
            return (self.needs,)
        params = arguments[0]
        return (self.needs, *(permission for name, permission in self.also.items() if params.given(name)))


def settlers(verbs: Iterable[Verb]) -> Mapping[str, Verb]:
    """The verbs that settle calls, by the name under which a call is stored."""
    return {verb.name: verb for verb in verbs if verb.settles is not None}
