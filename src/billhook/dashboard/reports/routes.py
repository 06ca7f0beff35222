"""Where the reports are."""

from billhook.dashboard.reports import pages
from billhook.dashboard.routing import PageRoute

_READ = "invoices:read"

ROUTES = [
    PageRoute("/reports", pages.show_list, needs=_READ),
    PageRoute("/reports/{report}", pages.show, needs=_READ),
    PageRoute("/reports/{report}/export.csv", pages.download, needs=_READ),
]
