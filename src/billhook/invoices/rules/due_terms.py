"""Terms of payment, by which lists find what is due when.

An invoice is due some time after it was made. Those of one term fall due in the order in which they were made, so a
range of due dates is, within one term, a range of moments at which they were made.
"""

from collections.abc import Iterator

from billhook.kernel.clock import DAY_SECONDS

# The usual terms. An index has the same numbers (`due_term`, migrations/0030_lists.sql).
TERM_DAYS = (0, 1, 7, 10, 14, 15, 20, 21, 25, 28, 30, 31, 35, 40, 45, 50, 55, 60, 75, 90, 91, 120, 180)


def terms(since: int | None, until: int | None) -> Iterator[tuple[int, int | None, int | None]]:
    """Each term and, for what is due from `since` on and before `until`, the first moment at which it can have been
    made and the moment before which it was. Unix seconds; None where that end is open.

    Term 0 is what was due before it was made, term n what was due `TERM_DAYS[n - 1]` days after or later, but not as
    late as the next.
    """
    shortest = [None, *TERM_DAYS]
    longest = [*TERM_DAYS, None]
    for term, (least, most) in enumerate(zip(shortest, longest, strict=True)):
        first = None if since is None or most is None else since - most * DAY_SECONDS + 1
        last = None if until is None or least is None else until - least * DAY_SECONDS
        yield term, first, last
