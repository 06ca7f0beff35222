"""Where the accounts of the installation are."""

from billhook.dashboard.accounts import pages
from billhook.dashboard.accounts.pages import PATH
from billhook.dashboard.routing import PageRoute

ROUTES = [
    PageRoute(PATH, pages.show, needs="accounts:enter", outside=True),
    PageRoute(f"{PATH}/new", pages.show_new, pages.create, needs="accounts:write", outside=True, confirms=True),
]
