"""What callers may send about bank statements."""

from typing import Annotated

from billhook.bank_statements.rules.csv_mapping import DATE_FORMS, ENCODINGS, SEPARATORS
from billhook.bank_statements.rules.lifecycle import STATUSES, WAITS
from billhook.kernel.money import LARGEST_AMOUNT
from billhook.wire.forms import Upload
from billhook.wire.params import (
    Boolean,
    Currency,
    Expand,
    Hash,
    Id,
    Page,
    Params,
    array,
    choice,
    integer,
    text,
    uploaded,
)

SEPARATOR_NAMES = dict(zip(("semicolon", "comma", "tab"), SEPARATORS, strict=True))
Title = Annotated[str, text(200)]


class ImportStatement(Params):
    """`file`: CAMT, MT940 or CSV, which the content tells. `mapping` is that of a CSV file; else its titles tell it."""

    expand: Expand = []
    file: Annotated[Upload, uploaded]
    mapping: Id | None = None


class CsvColumns(Params):
    """The titles of the columns, as `Columns` has them."""

    amount: Title = ""
    bank_reference: Title = ""
    credit: Title = ""
    currency: Title = ""
    date: Title = ""
    debit: Title = ""
    direction: Title = ""
    end_to_end_id: Title = ""
    iban: Title = ""
    mandate_id: Title = ""
    name: Title = ""
    purpose: Annotated[list[Title], array(10)] = []
    value_date: Title = ""


class PreviewCsv(Params):
    """`file` is CSV. What is not said about it is guessed."""

    account: Annotated[str, text(70)] | None = None
    columns: Annotated[CsvColumns | None, Hash] = None
    currency: Currency | None = None
    date_form: Annotated[str, choice(*DATE_FORMS)] | None = None
    decimal_comma: Boolean | None = None
    encoding: Annotated[str, choice(*ENCODINGS)] | None = None
    expand: Expand = []
    file: Annotated[Upload, uploaded]
    separator: Annotated[str, choice(*SEPARATOR_NAMES)] | None = None
    skip_lines: Annotated[int, integer(0, 100)] | None = None


class SaveCsvMapping(PreviewCsv):
    """The same, to be kept for the next files with the titles of `file`."""

    account: Annotated[str, text(70)]


class ListCsvMappings(Page):
    pass


class ListStatements(Page):
    pass


class ListMovements(Page):
    statement: Id | None = None
    status: Annotated[str, choice(*STATUSES, WAITS)] | None = None


class Part(Params):
    """`amount` of the movement, in minor units, is money of the customer of `invoice`, or of `customer`."""

    amount: Annotated[int, integer(1, LARGEST_AMOUNT)]
    customer: Id | None = None
    invoice: Id | None = None


class SplitMovement(Params):
    """`rest` says what becomes of that which the parts leave: it stays unassigned, or it is cash of their customer."""

    expand: Expand = []
    parts: Annotated[list[Part], array(100)]
    rest: Annotated[str, choice("unassigned", "cash_balance")] | None = None


class AssignMovement(Params):
    """Who paid: the customer of `invoice`, or `customer`. With `payout` it is that of the processor."""

    customer: Id | None = None
    expand: Expand = []
    invoice: Id | None = None
    payout: Id | None = None
