"""The frame of every page of settings: the menu of their second level."""

from typing import Any

from starlette.responses import Response

from billhook.dashboard.settings.groups import GROUPS
from billhook.dashboard.visiting import Visit

TEAM, AUDIT = "/settings/team", "/settings/audit"
"""Above the modes: `Visit.outside` gives their addresses."""

PROCESSOR = "/settings/processor"
"""Each mode has its own."""


def framed(visit: Visit, template: str, *, here: str, status: int = 200, **values: Any) -> Response:
    """A page of settings; `here` is its place in the menu."""
    links = [(visit.to(f"/settings/{group.slug}"), group.title, group.slug) for group in GROUPS.values()]
    if visit.may("rendering_templates:read"):
        at = [slug for _, _, slug in links].index("branding") + 1
        links.insert(at, (visit.to("/settings/templates"), "Templates", "templates"))
    links.append((visit.to(PROCESSOR), "Processor", "processor"))
    if visit.may("data:export"):
        links.append((visit.to("/settings/data"), "Data", "data"))
    for path, words, permission in ((TEAM, "Team", "people:list"), (AUDIT, "Audit log", "audit:read")):
        if visit.may(permission):
            links.append((visit.outside(path), words, path.rpartition("/")[2]))
    return visit.page(template, status=status, area="settings", here=here, links=links, **values)
