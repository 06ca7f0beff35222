"""`/v1/credit_notes`. A preview is the verb itself in a trial that is undone."""

from billhook.credit_notes import verbs
from billhook.wire import routing

_NOTE = "/v1/credit_notes/{id}"

ROUTES = [
    routing.post("/v1/credit_notes", verbs.CREATE),
    routing.get("/v1/credit_notes", verbs.LIST, listing=True),
    routing.get("/v1/credit_notes/preview", verbs.PREVIEW),
    routing.get("/v1/credit_notes/preview/lines", verbs.PREVIEW_LINES, listing=True),
    routing.get(_NOTE, verbs.RETRIEVE),
    routing.post(_NOTE, verbs.UPDATE),
    routing.post(f"{_NOTE}/void", verbs.VOID),
    routing.get(f"{_NOTE}/lines", verbs.LIST_LINES, listing=True),
]
