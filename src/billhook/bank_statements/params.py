"""What callers may send about bank statements."""

from typing import Annotated

from billhook.bank_statements.rules.lifecycle import STATUSES
from billhook.wire.forms import Upload
from billhook.wire.params import Expand, Id, Page, Params, choice, uploaded


class ImportStatement(Params):
    """`file`: CAMT or MT940, which the content tells."""

    expand: Expand = []
    file: Annotated[Upload, uploaded]


class ListStatements(Page):
    pass


class ListMovements(Page):
    statement: Id | None = None
    status: Annotated[str, choice(*STATUSES)] | None = None


class AssignMovement(Params):
    """Whose money it is: the customer of `invoice`, or `customer`."""

    customer: Id | None = None
    expand: Expand = []
    invoice: Id | None = None
