"""Lists of small things: coupons, promotion codes, tax rates and shipping rates look alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.paging import pager
from billhook.dashboard.products.sections import path_of, section_page
from billhook.dashboard.visiting import Visit


@dataclass(frozen=True, slots=True)
class Status:
    """A status in words; `tone` is done, calm, late or ended."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A row: the id, what it is called, texts for the columns behind the name, and its status as the second column."""

    id: str
    cursor: str
    name: str
    cells: Sequence[str]
    status: Status


@dataclass(frozen=True, slots=True)
class Kind:
    """What is listed: its section, its words, its columns behind name and status, and what an empty list says.

    `export` is the path of its CSV file, if it has one.
    """

    section: str
    title: str
    one: str
    columns: Sequence[str]
    about: str
    export: str = ""


ACTIVE, ARCHIVED = Status("Active", "done"), Status("Archived", "ended")


def list_page(visit: Visit, kind: Kind, rows: Sequence[Listed], has_more: bool) -> Response:
    """The page of a list, newest first."""
    return section_page(
        visit, "listing.html", kind.section, title=kind.title, kind=kind,
        rows=[(row, visit.to(path_of(kind.section, row.id))) for row in rows],
        pager=pager(visit, f"/{kind.section}", [row.cursor for row in rows], has_more=has_more),
        is_new=not rows and not visit.request.url.query,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done on a page of its own: the last part of its address, its words, its picture."""

    slug: str
    words: str
    picture: str = ""


def facts_page(
    visit: Visit, section: str, id: str, *, title: str, badge: Status, facts: Sequence[tuple[str, str]],
    up: Sequence[tuple[str, str]], acts: Sequence[Act],
) -> Response:  # fmt: skip
    """One of them: what it says, and what can be done with it. `acts` show to those who may change the catalogue."""
    return section_page(
        visit, "facts.html", section, title=title, up=up, badge=badge, facts=facts,
        acts=acts if visit.may("catalog:write") else (), here=visit.to(path_of(section, id)),
    )  # fmt: skip
