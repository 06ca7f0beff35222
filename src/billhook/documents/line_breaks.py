"""Places to break: no word of foreign text may be wider than its column."""

import re
import unicodedata

from billhook.kernel.foreign_text import printable

BREAK = "\N{ZERO WIDTH SPACE}"
"""Where a word may be broken. Foreign text holds none of its own: `printable` takes them out."""

LONGEST_WORD = 20
"""In letters: longer than any word that a column is made for. A shorter one moves to the next line whole."""

_PIECE = 4

# Thai, Lao, Burmese and Khmer are written without spaces and are broken by dictionary; Chinese, Japanese
# and Korean may break almost anywhere. The typesetter knows both, so such letters end a run.
_RUN = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef"
    r"\U00020000-\U0003ffff]+"
)
_BETWEEN_PARTS = re.compile(r"(?=@)|(?<=[./\\_\-,;:&?=#+])(?=[^\W_])")
_ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"


def breakable(text: str, longest_word: int = LONGEST_WORD) -> str:
    """Printable text in which a word of more letters than `longest_word` can be broken.

    Addresses break before an `@` and after signs between their parts; a part that is still longer, after each few.
    """

    def with_breaks(run: re.Match[str]) -> str:
        if len(run.group()) <= longest_word:
            return run.group()
        parts = _BETWEEN_PARTS.split(run.group())
        return BREAK.join(part if len(part) <= longest_word else _with_breaks(part) for part in parts)

    return _RUN.sub(with_breaks, printable(text))


def _with_breaks(word: str) -> str:
    pieces: list[str] = []
    since_break = 0
    previous = ""
    for character in word:
        if since_break >= _PIECE and not _belongs_to(previous, character):
            pieces.append(BREAK)
            since_break = 0
        pieces.append(character)
        since_break += 1
        previous = character
    return "".join(pieces)


def _belongs_to(previous: str, character: str) -> bool:
    """Whether the two make one sign: an accent on its letter, a part of a joined or coloured emoji."""
    return (
        previous == _ZERO_WIDTH_JOINER
        or character == _ZERO_WIDTH_JOINER
        or unicodedata.category(character).startswith("M")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or ("\U0001f1e6" <= character <= "\U0001f1ff" and "\U0001f1e6" <= previous <= "\U0001f1ff")
    )
