"""Markdown for the printed parts of the guide."""

import re
from collections.abc import Iterable

Row = tuple[str, ...]


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines)


def code(text: str) -> str:
    """A code span that holds any text, backticks included. A space is added where one touches the mark."""
    mark = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{mark}{pad}{text}{pad}{mark}"


def capital(words: str) -> str:
    """The words with a capital letter at their beginning, and otherwise as they are."""
    return words[0].upper() + words[1:]


def anchor(heading: str) -> str:
    """The name by which a link reaches a heading, as GitHub makes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
