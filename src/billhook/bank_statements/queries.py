"""What can be looked at: statements and movements."""

from billhook.bank_statements import store
from billhook.bank_statements.objects import Step
from billhook.db.tx import Reader
from billhook.wire.lookups import existing
from billhook.wire.params import Page

statement = existing(store.find_statement, "bank statement", param="statement")
"""A statement. Raises NO_SUCH_PATH."""


csv_mapping = existing(store.find_mapping, "CSV mapping", param="mapping")
"""How a bank writes its CSV. Raises NO_SUCH_PATH."""


async def history(reader: Reader, wanted: Page, movement_id: str) -> tuple[list[Step], bool]:
    """A page of what was done with a movement, newest first. Raises NO_SUCH_PATH."""
    found = await movement(reader, movement_id)
    return await store.page_of_steps(reader, found.id, wanted)


movement = existing(store.find, "bank movement", param="movement")
"""A movement. Raises NO_SUCH_PATH."""
