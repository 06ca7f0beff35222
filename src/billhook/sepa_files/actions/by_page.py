"""What a person does with SEPA files on a page: the actions of `billhook sepa`, with refusals that a page can show."""

import asyncio

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.processor_accounts.sealing import Safe, SecretsLocked
from billhook.sepa_files import store
from billhook.sepa_files.actions.take_answer import FileTaken, Taken, discard, take_answer
from billhook.sepa_files.actions.write_batch import note_fetched, write_batch
from billhook.sepa_files.facts import creditor
from billhook.sepa_files.objects import SepaBatch
from billhook.sepa_files.rules.answers import AnswerUnreadable, read_answer

_NOT_CONNECTED = "SEPA files are not connected"


async def write(tx: Tx, safe: Safe, kind: str) -> SepaBatch | None:
    """The file of this kind that was not handed over yet, or a new one of what waits; None if nothing waits.

    Raises SEPA_FILE_REFUSED if SEPA files are not connected, or if nobody can open what is encrypted.
    """
    try:
        own = await creditor(tx, safe)
        if own is None:
            raise errors.SEPA_FILE_REFUSED(done="made", reason=_NOT_CONNECTED)
        written = await write_batch(tx, safe, own, kind)
    except SecretsLocked as error:
        raise errors.SEPA_FILE_REFUSED(done="made", reason=str(error)) from None
    return written.batch if written is not None else None


async def note_download(tx: Tx, batch_id: str) -> SepaBatch:
    """The file that somebody is about to download; the audit log keeps who. Raises NO_SUCH_PATH, SEPA_FILE_REFUSED."""
    return await _usable(tx, batch_id, "downloaded")


async def hand_over(tx: Tx, batch_id: str) -> SepaBatch:
    """The file after it was handed to the bank; a second time changes nothing.

    Raises NO_SUCH_PATH, SEPA_FILE_REFUSED.
    """
    await _usable(tx, batch_id, "handed over")
    handed = await note_fetched(tx, batch_id)
    assert handed is not None
    return handed


async def discard_file(tx: Tx, batch_id: str) -> SepaBatch:
    """The file after its orders were declined, because the bank has not taken it. Raises NO_SUCH_PATH,
    SEPA_FILE_REFUSED if the bank has."""
    try:
        # It locks the orders before their file, as everybody does.
        if await discard(tx, batch_id) is None:
            raise errors.NO_SUCH_PATH(param="batch", noun="SEPA file", id=batch_id)
    except FileTaken as error:
        raise errors.SEPA_FILE_REFUSED(done="discarded", reason=str(error)) from None
    return await _locked(tx, batch_id)


async def answer(tx: Tx, content: bytes) -> Taken:
    """What came of an answer of the bank (pain.002). Raises UNFIT_FILE."""
    try:
        return await take_answer(tx, await asyncio.to_thread(read_answer, content))
    except AnswerUnreadable as error:
        raise errors.UNFIT_FILE(param="file", reason=f"{error}.") from None


async def _usable(tx: Tx, batch_id: str, done: str) -> SepaBatch:
    """A file that may reach the bank. One that was discarded must not: what is in it was declined, and is collected
    anew."""
    batch = await _locked(tx, batch_id)
    if batch.discarded_at is not None:
        raise errors.SEPA_FILE_REFUSED(done=done, reason="it was discarded, and its debits are collected anew")
    return batch


async def _locked(tx: Tx, batch_id: str) -> SepaBatch:
    batch = await store.lock_batch(tx, batch_id)
    if batch is None:
        raise errors.NO_SUCH_PATH(param="batch", noun="SEPA file", id=batch_id)
    return batch
