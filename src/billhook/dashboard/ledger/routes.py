"""Where the balance is."""

from billhook.dashboard.ledger import export, pages
from billhook.dashboard.payments.sections import BALANCE
from billhook.dashboard.routing import PageRoute

ROUTES = [
    PageRoute(BALANCE, pages.show, needs="ledger:read"),
    PageRoute(f"{BALANCE}/export.csv", export.download, needs="reports:read"),
]
