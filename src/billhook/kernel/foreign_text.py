"""Text that people typed, made fit to be shown: without characters that have no shape.

Nothing is interpreted and nothing that can be read is taken away. Escaping for HTML or for a header is the
work of whoever writes HTML or headers.
"""

import re

# What has no shape: controls but newline and tab, lone surrogates, noncharacters, the zero-width space and
# the word joiner, soft hyphens, and the marks that turn the direction of the text around them, with which
# an amount could be made to read backwards. Scripts written right to left need none of those marks.
_SHAPELESS = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b\u2060-\u206f\u202a-\u202e\ufeff\ufff0-\ufffb\ufdd0-\ufdef"
    "\ud800-\udfff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029\x85]")


def printable(text: str) -> str:
    """The text without characters that have no shape; line ends become newlines and tabs spaces."""
    return _SHAPELESS.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " ")).strip()


def one_line(text: str, most: int) -> str:
    """Printable text on a single line, cut to `most` letters with an ellipsis."""
    line = " ".join(printable(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
