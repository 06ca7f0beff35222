"""Every statement on attempts to set up a payment method."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader
from billhook.setup_intents.objects import SetupAttempt
from billhook.setup_intents.params import ListSetupAttempts
from billhook.wire import lists

_ROWS = Rows("setup_attempts", "a", SetupAttempt)
insert = _ROWS.insert
save = _ROWS.save
of_ids = _ROWS.of_ids
# Lock its intent first.
lock = _ROWS.lock


async def page(reader: Reader, wanted: ListSetupAttempts) -> tuple[list[SetupAttempt], bool]:
    """A page of the attempts of one setup intent, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("a.setup_intent", wanted.setup_intent)
    by.within("a.created", wanted.created)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="setup_attempt")
