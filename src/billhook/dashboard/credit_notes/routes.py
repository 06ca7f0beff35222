"""Where the pages of credit notes are."""

from billhook.dashboard.credit_notes import export, pages
from billhook.dashboard.payments.sections import NOTES
from billhook.dashboard.routing import PageRoute

_READ, _WRITE = "credit_notes:read", "credit_notes:write"
_ONE = f"{NOTES}/{{note}}"

ROUTES = [
    PageRoute(NOTES, pages.show_list, needs=_READ),
    PageRoute(f"{NOTES}/export.csv", export.download, needs="reports:read"),
    PageRoute(_ONE, pages.show, needs=_READ),
    PageRoute(f"{_ONE}/raw", pages.show_json, needs=_READ),
    PageRoute(f"{_ONE}/void", pages.ask_void, pages.void, needs=_WRITE),
]
