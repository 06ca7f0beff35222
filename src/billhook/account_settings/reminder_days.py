"""The days on which an unpaid invoice is reminded of: one line of text in the settings (invoicing.md §5)."""

import re

_REMINDERS_MAX, _DAYS_MAX = 10, 365


def parsed(text: str) -> tuple[int, ...]:
    """Days relative to the due date, in their order: `-3, 0, 7` is three days before it, on it, and a week after.

    Empty, there are no reminders. Raises ValueError with a sentence for the person who typed it.
    """
    if not text.strip():
        return ()
    days = []
    for part in text.split(","):
        word = part.strip()
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", word) or abs(int(word)) > _DAYS_MAX:
            raise ValueError(f"must be days from -{_DAYS_MAX} to {_DAYS_MAX}, such as `-3, 0, 7`; {word!r} is not one")
        days.append(int(word))
    if len(set(days)) != len(days):
        raise ValueError("must name each day once")
    if len(days) > _REMINDERS_MAX:
        raise ValueError(f"must name no more than {_REMINDERS_MAX} days")
    return tuple(sorted(days))
