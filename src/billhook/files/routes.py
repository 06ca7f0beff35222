"""`/v1/files` and `/v1/file_links`."""

from billhook.files import verbs
from billhook.files.rules.purposes import BYTES_MAX
from billhook.wire import routing

_FILE = "/v1/files/{file}"
_LINK = "/v1/file_links/{link}"

ROUTES = [
    routing.upload("/v1/files", verbs.CREATE, bytes_max=BYTES_MAX),
    routing.get("/v1/files", verbs.LIST, listing=True),
    routing.get(_FILE, verbs.RETRIEVE),
    routing.download(f"{_FILE}/contents", verbs.CONTENTS),
    routing.post("/v1/file_links", verbs.CREATE_LINK),
    routing.get("/v1/file_links", verbs.LIST_LINKS, listing=True),
    routing.get(_LINK, verbs.RETRIEVE_LINK),
    routing.post(_LINK, verbs.UPDATE_LINK),
]
