"""Bank statements and movements as stored: frozen, in minor units, days as texts (`2026-11-02`) and Unix seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.bank_statements.rules.csv_mapping import CsvMapping
from billhook.bank_statements.rules.values import Movement, Problem


@dataclass(frozen=True, slots=True)
class BankStatement:
    """An imported statement of an account. The order of the fields is that of the columns.

    `new_movements` of its `movements` were not known from an earlier statement. `follows_gap`: other statements of the
    account are known, and none closes with this opening balance.
    """

    id: str
    created: int
    file_hash: str
    filename: str
    format: str
    key: str
    account: str
    currency: str
    sequence: str
    made_at: str
    opening: int | None
    closing: int | None
    movements: int
    new_movements: int
    adds_up: bool
    follows_gap: bool


@dataclass(frozen=True, slots=True)
class BankMovement:
    """A movement on an account, and whose it is. The order of the fields is that of the columns.

    `amount` is below 0 for money that left. `reason` is a sentence for people who look at it. `invoices` are those that
    the money is for, or may be for. `cash_movement` is the first entry in a customer's cash balance, `book_at` when a
    matched movement is to become one, `amount_booked` how much of it is booked. `payout` is the payout of the processor
    that it is if it is noted, and that it may be otherwise.
    """

    id: str
    created: int
    statement: str
    account: str
    key: str
    amount: int
    currency: str
    booked_on: str
    value_on: str
    bank_reference: str
    end_to_end_id: str
    mandate_id: str
    name: str
    ultimate_name: str
    iban: str
    purpose: str
    structured_reference: str
    return_reason: str
    charges: int
    status: str
    rule: str | None
    confidence: str | None
    reason: str
    customer: str | None
    invoices: Sequence[str]
    cash_movement: str | None = None
    book_at: int | None = None
    amount_booked: int = 0
    payout: str | None = None

    @property
    def left_to_book(self) -> int:
        """What is nobody's money yet."""
        return self.amount - self.amount_booked


BOOKED_STEP, UNDONE, DISMISSED_STEP, RESTORED, RETURNED_STEP, PAID_OUT_STEP = STEPS = (
    "booked", "undone", "dismissed", "restored", "returned", "paid_out",
)  # fmt: skip
"""What is done with a movement."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with a movement, when and by whom. The order of the fields is that of the columns.

    A booking is a step for each part: `amount` of the `customer`, for `invoice`, as `cash_movement`, which has paid the
    `payment_intents` at once; `rule` and `confidence` say why it was booked by itself. `undone_by` is the step that
    undid it.
    """

    id: str
    created: int
    movement: str
    what: str
    actor: str
    actor_label: str
    rule: str | None = None
    confidence: str | None = None
    amount: int = 0
    customer: str | None = None
    invoice: str | None = None
    cash_movement: str | None = None
    payment_intents: Sequence[str] = ()
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """How a bank writes the CSV of an account, by the hash of its titles. Fields are in the order of columns."""

    id: str
    created: int
    account: str
    header_hash: str
    mapping: CsvMapping


@dataclass(frozen=True, slots=True)
class CsvPreview:
    """A CSV file as a mapping understands it: the `titles`, the first `movements`, how many there are in all, and what
    cannot be read. With `fault` nothing can.
    """

    titles: Sequence[str]
    mapping: CsvMapping
    movements: Sequence[Movement] = ()
    count: int = 0
    problems: Sequence[Problem] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """What came of a file: its statements, and of their movements how many were `new`, `known` already, are to be
    `booked`, are `to_look_at`, and are debits that were `returned`. `is_known` says that the very file was imported
    before.
    """

    format: str
    filename: str
    statements: Sequence[BankStatement]
    problems: Sequence[Problem]
    is_known: bool
    new: int
    known: int
    booked: int
    to_look_at: int
    returned: int = 0
