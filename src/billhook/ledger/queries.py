"""What can be looked at: the entries of the ledger. Who makes an entry writes it (`rules/entries.py`)."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.ledger import store
from billhook.ledger.objects import Entry


async def entry(reader: Reader, entry_id: str) -> Entry:
    """An entry. Raises NO_SUCH_PATH."""
    found = await store.of_ids(reader, [entry_id])
    if not found:
        raise errors.NO_SUCH_PATH(noun="balance transaction", id=entry_id)
    return found[0]
