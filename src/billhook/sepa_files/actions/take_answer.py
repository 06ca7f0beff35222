"""Take what a bank answers to a file (pain.002): what it refuses is declined, the rest is noted."""

from dataclasses import dataclass

from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.sepa_files import store
from billhook.sepa_files.actions.refuse import refuse
from billhook.sepa_files.actions.take_returns import Returned, take_returns
from billhook.sepa_files.actions.write_batch import note_fetched
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.answers import EXECUTES, REFUSED, Answer, AnswerUnreadable, Told, status_of
from billhook.sepa_files.rules.lifecycle import SEPA_ORDER
from billhook.sepa_files.rules.pain import DEBIT, REFUNDS, payment_id

UNKNOWN_REASON = "MS03"
"""What a bank says that gives no reason; it stands for a refusal without a code."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an answer: how many orders the bank refused, and how many it took. `disputed`: so many debits it
    refused after they were paid, and `too_late`: so many refunds.

    `duplicates`: so many were refused as a second copy, so nothing is declined. `unnamed`: so many words name no order.
    """

    batch: str
    refused: int
    noted: int
    disputed: int
    too_late: int
    duplicates: int
    unnamed: int


async def take_answer(tx: Tx, answer: Answer) -> Taken:
    """What came of it; an answer that comes twice changes nothing. Raises AnswerUnreadable for another's file."""
    if await store.find_batch(tx, answer.batch) is None:
        raise AnswerUnreadable(f"it answers {answer.batch!r}, which is no file of this account and mode")
    refused: list[tuple[SepaOrder, str]] = []
    late: dict[str, Returned] = {}
    noted = too_late = duplicates = 0
    for order in await store.lock_of_batch(tx, answer.batch):
        told = status_of(answer, payment_id(answer.batch, order.sequence or REFUNDS), order.end_to_end_id)
        if told is None:
            continue
        if told.is_duplicate:
            duplicates += 1
        elif told.status != REFUSED:
            noted += 1
            await store.save(tx, replace(order, bank_status=told.status))
        elif SEPA_ORDER.allows("reject", order.status):
            refused.append((order, told.reason or UNKNOWN_REASON))
        elif order.kind == DEBIT and SEPA_ORDER.allows("return", order.status):
            late[order.id] = Returned(told.reason or UNKNOWN_REASON)
        else:
            too_late += await _note(tx, order, told)
    if refused:
        await refuse(tx, refused, REFUSED)
    disputed = await take_returns(tx, late)
    # Whatever became of the command that wrote the file: the bank has it.
    await note_fetched(tx, answer.batch)
    return Taken(answer.batch, len(refused), noted, disputed, too_late, duplicates, answer.unnamed)


NOT_TAKEN = "FF01"
"""Stands for a file that the bank did not take at all: nothing in it is the payer's fault."""


class FileTaken(Exception):
    """The bank has taken the file, so it cannot be discarded; says so in a sentence."""


async def discard(tx: Tx, batch: str) -> int | None:
    """A file that never reached the bank, or that it did not take: what is in it is declined. How many orders; None if
    there is no such file. Orders that were settled stay so. Raises FileTaken."""
    if await store.find_batch(tx, batch) is None:
        return None
    held = await store.lock_of_batch(tx, batch)
    words = sorted({one.bank_status for one in held if one.bank_status in EXECUTES})
    if words:
        raise FileTaken(f"the bank has taken {batch} ({', '.join(words)}), so its payers are debited: it stays")
    orders = [one for one in held if SEPA_ORDER.allows("reject", one.status)]
    if orders:
        await refuse(tx, [(one, NOT_TAKEN) for one in orders])
    left = await note_fetched(tx, batch)
    assert left is not None
    if left.discarded_at is None and orders:
        await store.save_batch(tx, replace(left, discarded_at=tx.wall_now))
    return len(orders)


async def _note(tx: Tx, order: SepaOrder, told: Told) -> bool:
    """Whether a refusal is news that comes too late."""
    is_news = order.bank_status != told.status and order.reason is None
    if is_news:
        await store.save(tx, replace(order, bank_status=told.status, reason=told.reason or UNKNOWN_REASON))
    return is_news
