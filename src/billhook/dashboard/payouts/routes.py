"""Where the pages of payouts are."""

from billhook.dashboard.payments.sections import PAYOUTS
from billhook.dashboard.payouts import export, pages
from billhook.dashboard.routing import PageRoute

_READ = "payouts:read"
_ONE = f"{PAYOUTS}/{{payout}}"

ROUTES = [
    PageRoute(PAYOUTS, pages.show_list, needs=_READ),
    PageRoute(f"{PAYOUTS}/export.csv", export.download, needs="reports:read"),
    PageRoute(_ONE, pages.show, needs=_READ),
    PageRoute(f"{_ONE}/raw", pages.show_json, needs=_READ),
]
