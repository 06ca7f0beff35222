"""Every link between our own pages leads to a file, and to a heading in it."""

import re
from pathlib import Path

import pytest
from tests.tidy.source import ROOT, SRC, modules, name_of

from billhook.wire.absent import ABSENT

_FOLDERS = ("docs", "examples")
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (?P<words>.+)$", re.MULTILINE)
_MENTION = re.compile(r"docs/[\w/-]+\.md(?:#[\w-]+)?")
_DECISION = re.compile(r"\bdecisions?[ /](?P<number>\d{1,4})\b")


def pages() -> list[Path]:
    """Every page of the repository."""
    below = [page for folder in _FOLDERS for page in (ROOT / folder).rglob("*.md") if "node_modules" not in page.parts]
    return sorted([*ROOT.glob("*.md"), *below])


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _FENCED.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them: those that repeat get a number, as on GitHub."""
    found: dict[str, int] = {}
    for heading in _HEADING.finditer(prose(page)):
        slug = re.sub(r"[^\w -]", "", heading["words"].lower()).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
    return {f"{slug}-{n}" if n else slug for slug, last in found.items() for n in range(last + 1)}


def leads_somewhere(source: Path, target: str) -> bool:
    """Whether a link on a page leads to a file, and to a heading if it names one."""
    path, _, anchor = target.partition("#")
    file = (source.parent / path).resolve() if path else source
    return file.exists() and (not anchor or anchor in anchors(file))


def test_there_are_pages_with_links():
    """A check that found no links would find no dead ones."""
    assert len(pages()) > 40
    assert sum(len(_LINK.findall(prose(page))) for page in pages()) > 200


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_link_leads_to_a_page_and_a_heading(page):
    """A reader who meets a dead link stops trusting the page."""
    targets = [link["target"] for link in _LINK.finditer(prose(page))]
    inside = [target for target in targets if not re.match(r"[a-z]+:", target)]
    dead = [target for target in inside if not leads_somewhere(page, target)]
    assert dead == [], f"the targets do not exist, as seen from {name_of(page)}; a heading is spelled as GitHub does"


def test_a_page_that_the_code_mentions_exists():
    """Messages and docstrings send people to pages, which may have moved."""
    files = [*modules(), *modules(ROOT / "tests"), *modules(ROOT / "docs"), ROOT / "dev", ROOT / "pyproject.toml"]
    dead = {
        (name_of(file), mention)
        for file in files
        for mention in _MENTION.findall(file.read_text("utf-8"))
        if not leads_somewhere(ROOT / "README.md", mention)
    }
    assert dead == set(), "correct the page or the heading that each file names"


def test_a_decision_that_is_mentioned_exists():
    """Code names a decision by its number, in two forms: decision 13, docs/decisions/0004."""
    known = {int(page.name[:4]) for page in (ROOT / "docs/decisions").glob("0*.md")}
    files = [*modules(), *modules(ROOT / "tests"), *pages()]
    mentioned = {
        (name_of(file), int(found["number"])) for file in files for found in _DECISION.finditer(file.read_text("utf-8"))
    }
    assert mentioned
    unknown = {(name, number) for name, number in mentioned if number not in known}
    assert unknown == set(), "no page of docs/decisions/ has this number"


def test_every_part_that_is_not_offered_has_the_heading_that_its_refusal_names():
    """The 404 of a missing part of the API ends with a link."""
    missing = {each.anchor for each in ABSENT} - anchors(ROOT / "docs/guide/differences.md")
    assert missing == set(), "print the guide: ./dev python docs/print_tables.py"


@pytest.mark.parametrize("folder", ["docs/guide", "docs/decisions"])
def test_every_page_of_a_folder_is_in_its_index(folder):
    """A page that nothing lists is found by nobody."""
    index = ROOT / folder / "README.md"
    listed = {link["target"].partition("#")[0] for link in _LINK.finditer(prose(index))}
    unlisted = {page.name for page in index.parent.glob("*.md") if page != index} - listed
    assert unlisted == set(), f"add a line for each to {folder}/README.md"


_NAMED_FILE = re.compile(r"`(?P<path>[\w./-]+\.(?:css|html|json|md|py|sql|toml|txt))`")
# What the reader is to make: the words of the examples.
_TO_BE_MADE = re.compile(r"NAME|NNNN|ROOM|YYYY|archive|things?\b")


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs/how-to").glob("*.md")), ROOT / "CONTRIBUTING.md"], ids=name_of)
def test_a_file_that_a_how_to_names_exists(page):
    """A how-to that sends people to a file that was renamed costs them the trust in the next line."""
    named = {found["path"] for found in _NAMED_FILE.finditer(page.read_text("utf-8"))}
    assert named
    made = {path for path in named if not _TO_BE_MADE.search(path)}
    gone = sorted(path for path in made if not (ROOT / path).exists() and not any(SRC.rglob(path)))
    assert gone == [], f"correct {name_of(page)}"
