"""Where the pages of payments are."""

from billhook.dashboard.payments import calls, changing, export, pages, receipts, refunds
from billhook.dashboard.payments.sections import CALLS, INTENTS, REFUNDS
from billhook.dashboard.routing import PageRoute

_READ, _WRITE, _REFUND, _CANCEL = "payments:read", "payments:write", "refunds:write", "payments:cancel"
_ONE = f"{INTENTS}/{{intent}}"

ROUTES = [
    PageRoute(INTENTS, pages.show_list, needs=_READ),
    PageRoute(f"{INTENTS}/export.csv", export.download, needs="reports:read"),
    PageRoute(_ONE, pages.show, needs=_READ),
    PageRoute(f"{_ONE}/raw", pages.show_json, needs=_READ),
    PageRoute(f"{_ONE}/refund", changing.ask_refund, changing.refund, needs=_REFUND),
    PageRoute(f"{_ONE}/capture", changing.ask_capture, changing.capture, needs=_WRITE),
    PageRoute(f"{_ONE}/cancel", changing.ask_cancel, changing.cancel, needs=_CANCEL),
    PageRoute(f"{_ONE}/receipt", receipts.ask, receipts.send, needs="mail:resend"),
    PageRoute(REFUNDS, refunds.show_list, needs=_READ),
    PageRoute(CALLS, calls.show_list, needs=_READ),
    PageRoute(f"{CALLS}/{{call}}/ask-again", calls.lead_back, calls.ask_again, needs=_WRITE),
    PageRoute(f"{REFUNDS}/export.csv", export.download_refunds, needs="reports:read"),
]
