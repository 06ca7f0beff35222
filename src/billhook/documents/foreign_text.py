"""Making foreign text fit to print: no control characters, and no word wider than its column.

Whatever people type into a memo arrives here. It is never interpreted; it is only cleaned of what has no
shape on paper and given places where an endless word may break.
"""

import re
import unicodedata

BREAK = "\N{ZERO WIDTH SPACE}"
"""Where a word may be broken. Foreign text holds none of its own: `printable` takes them out."""

# What has no glyph: controls but newline and tab, lone surrogates, noncharacters, the zero-width space and
# the word joiner, soft hyphens, and the marks that turn the direction of the text around them, with which
# an amount could be made to read backwards. Scripts written right to left need none of those marks.
_SHAPELESS = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b\u2060-\u206f\u202a-\u202e\ufeff\ufff0-\ufffb\ufdd0-\ufdef"
    "\ud800-\udfff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0c\u2028\u2029\x85]")

# Longer than any word that a column is made for; a shorter one moves to the next line whole.
LONGEST_WORD = 20
_PIECE = 4

# Thai, Lao, Burmese and Khmer are written without spaces and are broken by dictionary; Chinese, Japanese
# and Korean may break almost anywhere. The typesetter knows both, so such letters end a run.
_RUN = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef"
    r"\U00020000-\U0003ffff]+"
)
_ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"


def printable(text: str) -> str:
    """The text without characters that have no shape; line ends become newlines and tabs spaces."""
    return _SHAPELESS.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " ")).strip()


def breakable(text: str, longest_word: int = LONGEST_WORD) -> str:
    """Printable text in which a word of more letters than `longest_word` has a `BREAK` after each few."""

    def with_breaks(run: re.Match[str]) -> str:
        return run.group() if len(run.group()) <= longest_word else _with_breaks(run.group())

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
