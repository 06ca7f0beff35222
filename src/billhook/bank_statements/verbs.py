"""What can be asked of bank statements."""

from functools import partial

from billhook.bank_statements import queries, store, view
from billhook.bank_statements.actions.assign import assign
from billhook.bank_statements.actions.book import book
from billhook.bank_statements.actions.dismiss import dismiss
from billhook.bank_statements.actions.import_statement import import_statement
from billhook.bank_statements.params import AssignMovement, ImportStatement, ListMovements, ListStatements
from billhook.db.verbs import Mode, Verb

_look = partial(Verb, needs="bank_statements:read", mode=Mode.READ)
_change = partial(Verb, needs="bank_statements:write")

IMPORT = _change(
    f"{view.STATEMENT}.import", import_statement, takes=ImportStatement, returns=view.IMPORT, shows=view.imported
)
LIST = _look(
    f"{view.STATEMENT}.list", store.page_of_statements, takes=ListStatements, returns=view.STATEMENT,
    shows=view.statement,
)  # fmt: skip
RETRIEVE = _look(f"{view.STATEMENT}.retrieve", queries.statement, returns=view.STATEMENT, shows=view.statement)
LIST_MOVEMENTS = _look(
    f"{view.MOVEMENT}.list", store.page, takes=ListMovements, returns=view.MOVEMENT, shows=view.movement
)
RETRIEVE_MOVEMENT = _look(f"{view.MOVEMENT}.retrieve", queries.movement, returns=view.MOVEMENT, shows=view.movement)
ASSIGN = _change(f"{view.MOVEMENT}.assign", assign, takes=AssignMovement, returns=view.MOVEMENT, shows=view.movement)
DISMISS = _change(f"{view.MOVEMENT}.dismiss", dismiss, returns=view.MOVEMENT, shows=view.movement)
# Only the worker asks for this.
BOOK = Verb(f"{view.MOVEMENT}.book", book)
