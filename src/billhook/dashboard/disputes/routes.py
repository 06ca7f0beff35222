"""Where the pages of disputes are."""

from billhook.dashboard.disputes import answering, attaching, export, pages
from billhook.dashboard.payments.sections import DISPUTES
from billhook.dashboard.routing import PageRoute

_READ, _ANSWER, _CLOSE = "disputes:read", "disputes:answer", "disputes:close"
_ONE = f"{DISPUTES}/{{dispute}}"

ROUTES = [
    PageRoute(DISPUTES, pages.show_list, needs=_READ),
    PageRoute(f"{DISPUTES}/export.csv", export.download, needs="reports:read"),
    PageRoute(_ONE, pages.show, needs=_READ),
    PageRoute(f"{_ONE}/raw", pages.show_json, needs=_READ),
    PageRoute(f"{_ONE}/evidence", answering.show_evidence, answering.note_evidence, needs=_ANSWER),
    PageRoute(f"{_ONE}/files", attaching.show, attaching.change, needs=_ANSWER, uploads=attaching.BYTES_MAX),
    PageRoute(f"{_ONE}/files/{{kind}}", attaching.download, needs=_READ),
    PageRoute(f"{_ONE}/submit", answering.ask_submit, answering.submit, needs=_ANSWER),
    PageRoute(f"{_ONE}/accept", answering.ask_close, answering.close, needs=_CLOSE),
]
