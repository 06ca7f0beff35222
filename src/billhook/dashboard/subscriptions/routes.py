"""Where the pages of subscriptions are."""

from billhook.dashboard.routing import PageRoute
from billhook.dashboard.subscriptions import changing, creating, ending, export, listing, pages
from billhook.dashboard.subscriptions.reading import LIST

_READ, _WRITE = "subscriptions:read", "subscriptions:write"
_ONE = f"{LIST}/{{subscription}}"

ROUTES = [
    PageRoute(LIST, listing.show, needs=_READ),
    PageRoute(f"{LIST}/new", creating.show, creating.create, needs=_WRITE),
    PageRoute(f"{LIST}/export.csv", export.download, needs="reports:read"),
    PageRoute(_ONE, pages.show, needs=_READ),
    PageRoute(f"{_ONE}/raw", pages.show_json, needs=_READ),
    PageRoute(f"{_ONE}/change", changing.show, changing.act, needs=_WRITE),
    PageRoute(f"{_ONE}/cancel", ending.show_cancel, ending.cancel, needs=_WRITE),
    PageRoute(f"{_ONE}/keep", ending.ask_keep, ending.keep, needs=_WRITE),
    PageRoute(f"{_ONE}/end-trial", ending.ask_end_trial, ending.end_trial, needs=_WRITE),
]
