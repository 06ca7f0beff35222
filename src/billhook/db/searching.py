"""Words that people search for, as conditions that an index of trigrams answers."""

import re

WORDS_MAX = 6
LOOKED_AT_MAX = 200
"""So many matches are looked at to choose the best of them: a word that half of all rows have costs no more."""

_WORD_LENGTH_MAX = 60
_LETTERS = re.compile(r"[^\W_]+")
_WHOLE = 3


def patterns(text: str) -> list[str]:
    """A LIKE pattern for each word; what matches has all of them. Empty if there is nothing to look for.

    A word is found anywhere if it has three letters or digits in a row, which is what a trigram needs, and a shorter
    one at the beginning of a word. What has no letter and no digit is no word.
    """
    words = [word[:_WORD_LENGTH_MAX] for word in text.replace("\0", "").split() if _LETTERS.search(word)]
    return [_pattern(word) for word in words[:WORDS_MAX]]


def _pattern(word: str) -> str:
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    is_whole = max(map(len, _LETTERS.findall(word))) >= _WHOLE
    return f"%{escaped}%" if is_whole else f"% {escaped}%"


def matching(expression: str, first: int, count: int) -> str:
    """The condition that `expression` matches the patterns that are the arguments from `$first` on.

    The planner does not see the patterns: for one that it believes to be frequent it would read the table from its
    beginning, and for one that is frequent only elsewhere all of it.
    """
    return " AND ".join(f"{expression} ILIKE (SELECT ${place}::text)" for place in range(first, first + count))
