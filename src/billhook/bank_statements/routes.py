"""`/v1/billhook/bank_statements` and `/v1/billhook/bank_movements`: paths of Billhook's own."""

from billhook.bank_statements import verbs
from billhook.bank_statements.rules.values import BYTES_MAX
from billhook.wire import routing

_STATEMENTS, _MOVEMENTS = "/v1/billhook/bank_statements", "/v1/billhook/bank_movements"
_MAPPINGS = "/v1/billhook/bank_csv_mappings"

ROUTES = [
    routing.upload(_STATEMENTS, verbs.IMPORT, bytes_max=BYTES_MAX),
    routing.get(_STATEMENTS, verbs.LIST, listing=True),
    routing.get(f"{_STATEMENTS}/{{statement}}", verbs.RETRIEVE),
    routing.upload(f"{_MAPPINGS}/preview", verbs.PREVIEW_CSV, bytes_max=BYTES_MAX),
    routing.upload(_MAPPINGS, verbs.SAVE_CSV_MAPPING, bytes_max=BYTES_MAX),
    routing.get(_MAPPINGS, verbs.LIST_CSV_MAPPINGS, listing=True),
    routing.get(f"{_MAPPINGS}/{{mapping}}", verbs.RETRIEVE_CSV_MAPPING),
    routing.delete(f"{_MAPPINGS}/{{mapping}}", verbs.DELETE_CSV_MAPPING),
    routing.get(_MOVEMENTS, verbs.LIST_MOVEMENTS, listing=True),
    routing.get(f"{_MOVEMENTS}/{{movement}}", verbs.RETRIEVE_MOVEMENT),
    routing.get(f"{_MOVEMENTS}/{{movement}}/history", verbs.HISTORY, listing=True),
    routing.post(f"{_MOVEMENTS}/{{movement}}/assign", verbs.ASSIGN),
    routing.post(f"{_MOVEMENTS}/{{movement}}/split", verbs.SPLIT),
    routing.post(f"{_MOVEMENTS}/{{movement}}/undo", verbs.UNDO),
    routing.post(f"{_MOVEMENTS}/{{movement}}/dismiss", verbs.DISMISS),
]
