"""What follows from a notice: what the mail's row says from now on, and whether its address gets no more mails."""

from collections.abc import Sequence

from billhook.mail_returns.rules.notices import BOUNCED, COMPLAINED, DELAYED, DELIVERED, Notice

SOFT_BOUNCES_MAX = 3
"""Mails in a row that come back for a passing reason before their address gets no more."""

# A notice may be late: what is final is not undone by what came before it.
_ORDER = (DELAYED, DELIVERED, BOUNCED, COMPLAINED)


def address_of(notice: Notice, everybody: Sequence[str]) -> str | None:
    """The address that a notice is about, among all to which its mail went; None if nobody can tell.

    A reader who complains may be hidden. If the mail had copies, it could be any of them.
    """
    if notice.recipient:
        return notice.recipient if notice.recipient in everybody else None
    return everybody[0] if len(set(everybody)) == 1 else None


def becomes(before: str | None, outcome: str) -> str:
    """What the row of a mail says after a notice; `before` is what it says already."""
    if before is None:
        return outcome
    return max(before, outcome, key=_ORDER.index)


def suppresses(notice: Notice, last: Sequence[str | None]) -> bool:
    """Whether the address gets no more mails. `last` is what became of the newest mails that left for it, this one
    among them, as many as `SOFT_BOUNCES_MAX` if there were so many."""
    if notice.outcome == COMPLAINED or (notice.outcome == BOUNCED and notice.is_hard):
        return True
    return notice.outcome == BOUNCED and [*last] == [BOUNCED] * SOFT_BOUNCES_MAX


def why(reason: str, words: str) -> str:
    """Why a mail to a suppressed address is not sent, for its row."""
    cause = {BOUNCED: "earlier mails came back", COMPLAINED: "its reader complained about an earlier mail"}[reason]
    return f"this address gets no more mails, because {cause}{f': {words}' if words else ''}"
