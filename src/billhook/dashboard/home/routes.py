"""Where Home is."""

from billhook.dashboard.home import pages
from billhook.dashboard.routing import PageRoute

ROUTES = [PageRoute("/", pages.show, needs="invoices:read")]
