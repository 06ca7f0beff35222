"""Where the balance is."""

from billhook.dashboard.ledger import pages
from billhook.dashboard.payments.sections import BALANCE
from billhook.dashboard.routing import PageRoute

ROUTES = [PageRoute(BALANCE, pages.show, needs="ledger:read")]
