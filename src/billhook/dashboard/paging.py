"""The way to newer and older rows of a list. Cursors are ids, as in the API, and stand in the address."""

from collections.abc import Mapping, Sequence

from billhook.dashboard.visiting import Visit

ROWS = 25


def cursors(visit: Visit) -> dict[str, int | str | None]:
    """The place in a list that the address names, as the lists of the API take it."""
    after, before = visit.asked("after"), visit.asked("before")
    return {"limit": ROWS, "starting_after": after or None, "ending_before": (before or None) if not after else None}


def pager(
    visit: Visit, path: str, ids: Sequence[str], *, has_more: bool, query: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """The addresses of newer and of older rows; empty where there are none. `ids` are those of the rows shown."""
    if not ids:
        return "", ""
    is_back = bool(visit.asked("before")) and not visit.asked("after")
    has_newer = has_more if is_back else bool(visit.asked("after"))
    has_older = is_back or has_more
    given = query or {}
    newer = visit.to(path, **given, before=ids[0]) if has_newer else ""
    older = visit.to(path, **given, after=ids[-1]) if has_older else ""
    return newer, older
