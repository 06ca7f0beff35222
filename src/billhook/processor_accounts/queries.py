"""Looking at the accounts at processors."""

from billhook.db.tx import Reader
from billhook.processor_accounts import store
from billhook.processor_accounts.objects import ProcessorAccount


async def accounts(reader: Reader) -> list[ProcessorAccount]:
    """The accounts of this mode, by the names of their processors. Their keys stay encrypted."""
    return await store.all_of(reader)
