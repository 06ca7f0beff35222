"""Bank statements and movements as stored: frozen, in minor units, days as texts (`2026-11-02`) and Unix seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.bank_statements.rules.values import Problem


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
    the money is for, or may be for. `cash_movement` is the entry in the customer's cash balance, `book_at` when a
    matched movement is to become one.
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


@dataclass(frozen=True, slots=True)
class Import:
    """What came of a file: its statements, and of their movements how many were `new`, `known` already, are to be
    `booked`, and are `to_look_at`. `is_known` says that the very file was imported before.
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
