"""What has to be there before the first request: the schema and one account."""

import asyncpg

from billhook.accounts.opening import Keys, ensure_account
from billhook.db.migrate import migrate
from billhook.settings import Settings


async def prepare(dsn: str, settings: Settings) -> Keys:
    """Bring the schema up to date and open the account at the first start. Safe for many processes at once."""
    await migrate(dsn)
    conn = await asyncpg.connect(dsn)
    try:
        return await ensure_account(conn, settings.test_secret_key)
    finally:
        await conn.close()
