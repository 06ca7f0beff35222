"""Where the pages of bank statements are."""

from billhook.dashboard.bank import importing, mapping, pages, sepa, working
from billhook.dashboard.payments.sections import SEPA, STATEMENTS, UNMATCHED
from billhook.dashboard.routing import PageRoute

_READ, _WRITE = "bank_statements:read", "bank_statements:write"
_FILES = "sepa_files:write"
_FILE = f"{SEPA}/{{batch}}"
_ONE = f"{UNMATCHED}/{{movement}}"

ROUTES = [
    PageRoute(
        STATEMENTS, pages.show_statements, importing.take, needs=_READ, does=_WRITE, uploads=importing.UPLOAD_MAX
    ),
    PageRoute(f"{STATEMENTS}/csv", mapping.show, mapping.change, needs=_WRITE, uploads=importing.UPLOAD_MAX),
    PageRoute(f"{STATEMENTS}/{{statement}}", pages.show_statement, needs=_READ),
    PageRoute(UNMATCHED, pages.show_unmatched, needs=_READ),
    PageRoute(_ONE, pages.show_movement, needs=_READ),
    PageRoute(f"{_ONE}/assign", working.show_assign, working.assign, needs=_WRITE),
    PageRoute(f"{_ONE}/split", working.show_split, working.split, needs=_WRITE),
    PageRoute(f"{_ONE}/undo", working.ask_undo, working.undo, needs=_WRITE),
    PageRoute(f"{_ONE}/dismiss", working.ask_dismiss, working.dismiss, needs=_WRITE),
    PageRoute(SEPA, sepa.show_files, sepa.take_answer, needs=_READ, does=_FILES, uploads=sepa.ANSWER_MAX),
    PageRoute(f"{SEPA}/make", sepa.lead_back, sepa.make, needs=_FILES),
    PageRoute(_FILE, sepa.show_file, needs=_READ),
    PageRoute(f"{_FILE}/download", sepa.lead_to_file, sepa.download, needs=_FILES),
    PageRoute(f"{_FILE}/hand-over", sepa.ask_hand_over, sepa.hand_over, needs=_FILES),
    PageRoute(f"{_FILE}/discard", sepa.ask_discard, sepa.discard, needs=_FILES),
]
