"""What can be asked of sandboxes."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.sandboxes import queries, view
from billhook.sandboxes.actions.create import create
from billhook.sandboxes.actions.delete import delete, expire
from billhook.sandboxes.actions.forget import forget
from billhook.sandboxes.params import CreateSandbox, ListSandboxes
from billhook.wire.deleted import deleted

_change = partial(Verb, needs="sandboxes:write")
_look = partial(Verb, returns=view.TYPE, shows=view.sandbox, needs="sandboxes:read", mode=Mode.READ)

CREATE = _change(f"{view.TYPE}.create", create, CreateSandbox, view.TYPE, view.sandbox)
DELETE = _change(f"{view.TYPE}.delete", delete, None, view.TYPE, deleted)
RETRIEVE = _look(f"{view.TYPE}.retrieve", queries.retrieve)
LIST = _look(f"{view.TYPE}.list", queries.page, ListSandboxes)
# Only the worker asks for these.
EXPIRE = Verb(f"{view.TYPE}.expire", expire)
FORGET = Verb(f"{view.TYPE}.forget", forget)
