"""Where the pages of templates are. They come before those of settings, whose groups have addresses of one part."""

from billhook.dashboard.rendering_templates import pages, previewing
from billhook.dashboard.rendering_templates.pages import TEMPLATES
from billhook.dashboard.routing import PageRoute

_READ, _WRITE = "rendering_templates:read", "rendering_templates:write"
_ONE = f"{TEMPLATES}/{{template}}"

ROUTES = [
    PageRoute(TEMPLATES, pages.show_list, needs=_READ),
    PageRoute(f"{TEMPLATES}/new", pages.show_new, pages.create, needs=_WRITE),
    PageRoute(f"{TEMPLATES}/preview", previewing.show, previewing.show_typed, needs=_READ),
    PageRoute(_ONE, pages.show, pages.update, needs=_READ, does=_WRITE),
    PageRoute(f"{_ONE}/raw", pages.show_json, needs=_READ),
    PageRoute(f"{_ONE}/archive", pages.ask_archive, pages.archive, needs=_WRITE),
    PageRoute(f"{_ONE}/restore", pages.ask_unarchive, pages.unarchive, needs=_WRITE),
]
