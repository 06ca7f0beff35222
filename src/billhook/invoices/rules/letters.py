"""What a mail to a payer tells: an invoice itself, what happened to it since, or the account of a customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from billhook.invoices.rules.lifecycle import OPEN, UNCOLLECTIBLE, VOID
from billhook.kernel.stored import VERSION, Json

INVOICE_ITSELF = "invoice"
CREDIT_NOTE = "credit_note"
PAYMENT_FAILED = "payment_failed"
ACTION_REQUIRED = "action_required"
REFUND = "refund"
RECEIPT = "receipt"
LINK = "link"
REMINDER_BEFORE = "reminder_before"
REMINDER_DUE = "reminder_due"
REMINDER_OVERDUE = "reminder_overdue"
STATEMENT = "statement"
PORTAL = "portal"
REMINDERS = (REMINDER_BEFORE, REMINDER_DUE, REMINDER_OVERDUE)
OF_CUSTOMERS = (STATEMENT, PORTAL)
"""Mails whose `about` is a customer."""

_ASKS_FOR_PAYMENT = (PAYMENT_FAILED, ACTION_REQUIRED)


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail that is not the invoice's own tells, as it was when somebody asked for it.

    `amount` in minor units of the invoice's currency, `next_attempt_at` in unix seconds. `number` is that of the object
    which the mail brings. `code`, `decline_code` and `message` are of the API's error for a payment that failed.
    `days_after_due` are those of a reminder, negative before the due date.

    A statement of account covers what happened from the moment `since` until `until`. It has the `balances` at its end,
    by currency, instead of an amount.
    """

    amount: int
    number: str | None = None
    next_attempt_at: int | None = None
    code: str | None = None
    decline_code: str | None = None
    message: str = ""
    days_after_due: int | None = None
    since: int = 0
    until: int = 0
    balances: Mapping[str, int] = field(default_factory=dict)

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION} | {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_stored(cls, stored: Json) -> "Said":
        """What was said, in any form that was ever stored."""
        return cls(
            stored["amount"], stored["number"], stored["next_attempt_at"], stored["code"], stored["decline_code"],
            stored["message"], stored.get("days_after_due"), stored.get("since", 0), stored.get("until", 0),
            stored.get("balances", {}),
        )  # fmt: skip


def pointless(kind: str, invoice_status: str) -> str | None:
    """Why a mail that was asked for is not to be sent any more; None if it is."""
    if kind == INVOICE_ITSELF and invoice_status == VOID:
        return "the invoice was voided before its mail was sent"
    if kind in REMINDERS and invoice_status != OPEN:
        return f"the invoice was {invoice_status} before this reminder was sent"
    if kind in _ASKS_FOR_PAYMENT and invoice_status not in (OPEN, UNCOLLECTIBLE):
        return f"the invoice was {invoice_status} before this mail was sent"
    return None
