"""The extensions of PostgreSQL that the schema needs; both belong to PostgreSQL's own distribution."""

import asyncpg

from billhook.db.reach import place
from billhook.db.unusable import DatabaseUnusable

NEEDED = ("pg_trgm", "btree_gin")
"""Search finds parts of words by trigrams, in indexes that begin with the tenant."""


async def create_extensions(conn: "asyncpg.Connection[asyncpg.Record]", dsn: str) -> None:
    """Make those that are missing. They are trusted: whoever may create objects in the database may make them.

    Raises DatabaseUnusable with what somebody has to do on the server.
    """
    commands = " ".join(f"CREATE EXTENSION {name};" for name in NEEDED)
    for name in NEEDED:
        try:
            await conn.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        except asyncpg.InsufficientPrivilegeError:
            raise DatabaseUnusable(
                f"the database at {place(dsn)} lacks the extension {name}, and this user may not create it; "
                f"let an administrator run there: {commands}"
            ) from None
        except (asyncpg.FeatureNotSupportedError, asyncpg.UndefinedFileError):
            raise DatabaseUnusable(
                f"the PostgreSQL at {place(dsn)} comes without the extension {name}; install its contrib modules there "
                f"(the package is often called postgresql-contrib)"
            ) from None
