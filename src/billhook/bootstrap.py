"""What has to be there before the first request: the schema and one account."""

from billhook.accounts.opening import Keys, ensure_account
from billhook.db.migrate import migrate
from billhook.db.pool import open_pool
from billhook.settings import Settings


async def prepare(dsn: str, settings: Settings) -> Keys:
    """Bring the schema up to date and open the account at the first start. Safe for many processes at once.

    Raises DatabaseNotReady where no server answers yet, SchemaTooNew or another DatabaseUnusable where it is no use
    to wait.
    """
    await migrate(dsn)
    # A pool although it is for one statement: its connections read JSONB, and so the settings of an account.
    async with await open_pool(dsn, size=1) as pool, pool.acquire() as conn:
        return await ensure_account(conn, settings.test_secret_key)  # type: ignore[arg-type]
