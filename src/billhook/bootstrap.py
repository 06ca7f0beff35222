"""What has to be there before the first request: the schema, one account, and a way in for its owner."""

from dataclasses import dataclass

from billhook.accounts.opening import Keys, ensure_account
from billhook.db.migrate import migrate
from billhook.db.pool import open_pool
from billhook.people.actions.create_owner import first_link
from billhook.people.desk import Desk
from billhook.settings import Settings


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the banner tells: keys, and the token of the link that makes the owner, until there is one."""

    keys: Keys
    first_link: str | None


async def prepare(dsn: str, settings: Settings) -> Prepared:
    """Bring the schema up to date and open the account at the first start. Safe for many processes at once.

    Each start makes a new link for the owner.

    Raises DatabaseNotReady where no server answers yet, SchemaTooNew or another DatabaseUnusable where it is no use
    to wait.
    """
    await migrate(dsn)
    # A pool although it is for one statement: its connections read JSONB, and so the settings of an account.
    async with await open_pool(dsn, size=1) as pool:
        async with pool.acquire() as conn:
            keys = await ensure_account(conn, settings.test_secret_key)  # type: ignore[arg-type]
        return Prepared(keys, await first_link(Desk(pool), keys.account))
