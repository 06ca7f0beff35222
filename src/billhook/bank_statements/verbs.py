"""What can be asked of bank statements."""

from functools import partial

from billhook.bank_statements import queries, store, view
from billhook.bank_statements.actions.assign import assign
from billhook.bank_statements.actions.book import book, hold_return
from billhook.bank_statements.actions.csv_mappings import forget, preview, save
from billhook.bank_statements.actions.dismiss import dismiss
from billhook.bank_statements.actions.import_statement import import_statement
from billhook.bank_statements.actions.split import split
from billhook.bank_statements.actions.undo import undo
from billhook.bank_statements.params import (
    AssignMovement,
    ImportStatement,
    ListCsvMappings,
    ListMovements,
    ListStatements,
    PreviewCsv,
    SaveCsvMapping,
    SplitMovement,
)
from billhook.db.verbs import Mode, Verb
from billhook.wire.deleted import deleted
from billhook.wire.params import Page

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
PREVIEW_CSV = Verb(
    f"{view.CSV_MAPPING}.preview", preview, takes=PreviewCsv, needs="bank_statements:read", mode=Mode.TRIAL,
    returns=view.CSV_PREVIEW, shows=view.csv_preview,
)  # fmt: skip
SAVE_CSV_MAPPING = _change(
    f"{view.CSV_MAPPING}.create", save, takes=SaveCsvMapping, returns=view.CSV_MAPPING, shows=view.csv_mapping
)
LIST_CSV_MAPPINGS = _look(
    f"{view.CSV_MAPPING}.list", store.page_of_mappings, takes=ListCsvMappings, returns=view.CSV_MAPPING,
    shows=view.csv_mapping,
)  # fmt: skip
RETRIEVE_CSV_MAPPING = _look(
    f"{view.CSV_MAPPING}.retrieve", queries.csv_mapping, returns=view.CSV_MAPPING, shows=view.csv_mapping
)
DELETE_CSV_MAPPING = _change(f"{view.CSV_MAPPING}.delete", forget, returns=view.CSV_MAPPING, shows=deleted)
LIST_MOVEMENTS = _look(
    f"{view.MOVEMENT}.list", store.page, takes=ListMovements, returns=view.MOVEMENT, shows=view.movement
)
RETRIEVE_MOVEMENT = _look(f"{view.MOVEMENT}.retrieve", queries.movement, returns=view.MOVEMENT, shows=view.movement)
ASSIGN = _change(f"{view.MOVEMENT}.assign", assign, takes=AssignMovement, returns=view.MOVEMENT, shows=view.movement)
SPLIT = _change(f"{view.MOVEMENT}.split", split, takes=SplitMovement, returns=view.MOVEMENT, shows=view.movement)
UNDO = _change(f"{view.MOVEMENT}.undo", undo, returns=view.MOVEMENT, shows=view.movement)
HISTORY = _look(f"{view.MOVEMENT}.history", queries.history, takes=Page, returns=view.STEP, shows=view.step)
DISMISS = _change(f"{view.MOVEMENT}.dismiss", dismiss, returns=view.MOVEMENT, shows=view.movement)
# Only the worker asks for this.
BOOK = Verb(f"{view.MOVEMENT}.book", book)
HOLD_RETURN = Verb(f"{view.MOVEMENT}.hold_return", hold_return)
