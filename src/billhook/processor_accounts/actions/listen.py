"""Take news that were asked for, because none can come here or because some may be lost: as those that come."""

from billhook.db import calls
from billhook.db.tx import Tx
from billhook.processor_accounts import store
from billhook.processor_accounts.actions.hear import announce_followed
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processors.following import Missed

OFTEN_SECONDS, SELDOM_SECONDS = 60, 3_600
"""How often news are asked for: where none can come and be checked, and where only lost ones are looked for."""


def gap(account: ProcessorAccount) -> int:
    """After how many seconds news are asked for again."""
    return OFTEN_SECONDS if account.news_secret is None else SELDOM_SECONDS


async def take_missed(tx: Tx, account: ProcessorAccount, missed: Missed) -> None:
    """Wake whoever waits for what the news name, and go on after the last of them the next time: at once if there are
    more."""
    # First, as whoever hears news does: no two wait for each other.
    last = missed.last or account.last_event
    next_look_at = tx.wall_now + (0 if missed.has_more else gap(account))
    await store.note_look(tx, account.processor, last, next_look_at, found=bool(missed.about))
    made_by = await store.keys_of(tx, account.processor, missed.about)
    await calls.wake(tx, account.processor, [*missed.about, *made_by])
    await announce_followed(tx, account.processor, missed.followed)
