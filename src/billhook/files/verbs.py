"""What can be asked of files and file links."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.files import queries, store, view
from billhook.files.actions import links
from billhook.files.actions.create import create
from billhook.files.params import CreateFile, CreateFileLink, ListFileLinks, ListFiles, UpdateFileLink

_READ, _WRITE = "files:read", "files:write"
_file = partial(Verb, returns="file", shows=view.file)
_link = partial(Verb, returns="file_link", shows=view.file_link)

CREATE = _file("file.create", create, CreateFile, needs=_WRITE)
RETRIEVE = _file("file.retrieve", queries.file, needs=_READ, mode=Mode.READ)
LIST = _file("file.list", store.page, ListFiles, needs=_READ, mode=Mode.READ)
CONTENTS = Verb("file.contents", queries.contents, returns="file", needs=_READ, mode=Mode.READ)

CREATE_LINK = _link("file_link.create", links.create, CreateFileLink, needs=_WRITE)
UPDATE_LINK = _link("file_link.update", links.update, UpdateFileLink, needs=_WRITE)
RETRIEVE_LINK = _link("file_link.retrieve", queries.file_link, needs=_READ, mode=Mode.READ)
LIST_LINKS = _link("file_link.list", store.page_of_links, ListFileLinks, needs=_READ, mode=Mode.READ)
