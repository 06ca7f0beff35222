"""The schedule by which an invoice is charged again: one line of text in the settings (invoicing.md §4.5)."""

_RETRIES_MAX, _DAYS_MAX = 8, 60


def parsed(text: str) -> tuple[int, ...]:
    """Whole days between one attempt and the next; empty where nothing is tried again.

    Raises ValueError with a sentence for the person who typed it.
    """
    if not text.strip():
        return ()
    days = []
    for part in text.split(","):
        word = part.strip()
        if not (word.isascii() and word.isdigit() and 1 <= int(word[:9]) <= _DAYS_MAX):
            raise ValueError(f"must be days from 1 to {_DAYS_MAX}, such as `3, 5, 7`; {word!r} is not one")
        days.append(int(word))
    if len(days) > _RETRIES_MAX:
        raise ValueError(f"must name no more than {_RETRIES_MAX} retries")
    return tuple(days)
