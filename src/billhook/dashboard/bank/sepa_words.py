"""How SEPA files and what becomes of their debits are called."""

from collections.abc import Mapping
from dataclasses import dataclass

from billhook.bank_statements.rules.return_reasons import reason_of
from billhook.sepa_files.actions.take_answer import Taken
from billhook.sepa_files.objects import SepaBatch, SepaOrder
from billhook.sepa_files.rules.answers import EXECUTES
from billhook.sepa_files.rules.lifecycle import REJECTED, RETURNED, SENT, SETTLED, WAITING
from billhook.sepa_files.rules.pain import DEBIT, TRANSFER

Badge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file in words: one order, several, at the head of a card, and the message that the file is."""

    one: str
    many: str
    heading: str
    message: str


KINDS: Mapping[str, Kind] = {
    DEBIT: Kind("debit", "debits", "Debits that wait", "pain.008"),
    TRANSFER: Kind("refund", "refunds", "Refunds that wait", "pain.001"),
}

_STATUSES: Mapping[str, Badge] = {
    WAITING: ("Waits", "calm"),
    SENT: ("In the file", "calm"),
    SETTLED: ("Paid", "done"),
    REJECTED: ("Refused", "late"),
    RETURNED: ("Returned", "late"),
}


def file_status(batch: SepaBatch) -> Badge:
    """How far a file has come."""
    if batch.discarded_at is not None:
        return "Discarded", "ended"
    return ("With the bank", "done") if batch.fetched_at is not None else ("Not handed over", "late")


def fate(order: SepaOrder, batch: SepaBatch) -> tuple[Badge, str]:
    """What became of an order: in a word, and why in a sentence."""
    if order.status == REJECTED and batch.discarded_at is not None and order.bank_status is None:
        return ("Discarded", "ended"), ""
    if order.status == SENT and order.bank_status in EXECUTES:
        return ("Accepted", "calm"), ""
    badge = _STATUSES[order.status]
    if order.status == SETTLED and order.kind != DEBIT:
        badge = ("Executed", "done")
    late = " It had counted as paid, so the payment is disputed."
    is_late = order.kind == DEBIT and order.status == RETURNED and order.settled_at is not None
    said = f"{order.reason}: {reason_of(order.reason).means}" if order.reason else ""
    return badge, f"{said}{late if is_late else ''}".strip()


def outcome(taken: Taken) -> str:
    """What came of an answer of the bank."""
    said = f"The answer is read: {taken.refused} refused, {taken.noted} accepted or noted"
    return f"{said}, {taken.disputed} disputed." if taken.disputed else f"{said}."


def doubts(taken: Taken) -> list[str]:
    """What a person has to see to, in sentences."""
    found = []
    if taken.too_late:
        found.append(f"Refunds that the bank refused after they had counted as paid: {taken.too_late}. See to them.")
    if taken.duplicates:
        found.append(
            f"Refused as a duplicate: {taken.duplicates}. Nothing is declined, for the bank has had them before."
        )
    if taken.unnamed:
        found.append(f"Words that name no debit or refund: {taken.unnamed}. They were skipped; ask your bank.")
    return found
