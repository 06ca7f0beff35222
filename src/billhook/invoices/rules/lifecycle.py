"""The life of an invoice: one table of transitions, read by the code and printed in the guide.

Source: invoicing.md §3.1; shared decision: void is allowed for uncollectible invoices.
"""

from dataclasses import dataclass

from billhook.kernel import errors
from billhook.kernel.errors import ErrorKind

DRAFT, OPEN, PAID, VOID, UNCOLLECTIBLE = STATUSES = ("draft", "open", "paid", "void", "uncollectible")


@dataclass(frozen=True, slots=True)
class Transition:
    """From which statuses a verb leads to which one, and how it is refused elsewhere."""

    allowed: frozenset[str]
    becomes: str
    refusals: dict[str, ErrorKind]

    def refusal(self, status: str) -> ErrorKind:
        """The error for a status that the verb does not start from."""
        return self.refusals.get(status, self.refusals["*"])


def _row(allowed: set[str], becomes: str, **refusals: ErrorKind) -> Transition:
    named = {name.replace("otherwise", "*"): kind for name, kind in refusals.items()}
    return Transition(frozenset(allowed), becomes, named)


# verb                         from                   to             refused elsewhere with
TRANSITIONS: dict[str, Transition] = {
    "finalize":           _row({DRAFT},               OPEN,          otherwise=errors.ALREADY_FINALIZED),
    "settle":             _row({OPEN, UNCOLLECTIBLE}, PAID,          paid=errors.ALREADY_PAID,
                                                                     otherwise=errors.NOT_OPEN),
    "void":               _row({OPEN, UNCOLLECTIBLE}, VOID,          paid=errors.PAID_NOT_VOIDABLE,
                                                                     otherwise=errors.NOT_OPEN),
    "mark_uncollectible": _row({OPEN},                UNCOLLECTIBLE, uncollectible=errors.ALREADY_UNCOLLECTIBLE,
                                                                     otherwise=errors.NOT_OPEN),
}  # fmt: skip


def after(verb: str, status: str) -> str:
    """The status that the verb leads to. Raises the refusal of the table for every other status."""
    transition = TRANSITIONS[verb]
    if status not in transition.allowed:
        raise transition.refusal(status)()
    return transition.becomes


def require_editable(status: str) -> None:
    """Lines and items change in drafts only. Raises NOT_EDITABLE."""
    if status != DRAFT:
        raise errors.NOT_EDITABLE()
