"""The pages for users, and the blocks in them that are marked to run."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
PAGES = (ROOT / "README.md", ROOT / "examples" / "README.md", *sorted(GUIDE.glob("*.md")))

_BLOCK = re.compile(r"^```(?P<language>python|sh) run\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block marked `run`, and the line of its page where its code begins."""

    language: str
    body: str
    line: int


def blocks(page: Path, language: str) -> list[Block]:
    """The runnable blocks of a language, in their order."""
    text = page.read_text("utf-8")
    return [
        Block(m["language"], m["body"], text.count("\n", 0, m.start("body")) + 1)
        for m in _BLOCK.finditer(text)
        if m["language"] == language
    ]


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level."""
    level = heading.split(" ")[0]
    after = text.split(f"{heading}\n", 1)[1]
    return re.split(rf"^#{{1,{len(level)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(text: str) -> list[str]:
    """The first cell of every row of the tables in a text, without its marks."""
    return [m[1] for m in re.finditer(r"^\| `([^`]+)` \|", text, re.MULTILINE)]
