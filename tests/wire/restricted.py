"""Restricted keys for a test, put into the database as the Dashboard would."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from tests.conftest import Server
from tests.stories.psql import query


@contextmanager
def restricted_key(server: Server, *permissions: str) -> Iterator[str]:
    """A restricted key of test mode with these permissions, and nothing of it afterwards."""
    key = f"rk_test_{secrets.token_hex(24)}"
    query(
        server,
        "INSERT INTO api_keys (hash, tenant, kind, last4, created, permissions) "
        "SELECT sha256($1), id, 'restricted', right($2, 4), 1700000000, $3 FROM tenants WHERE NOT livemode "
        "ORDER BY id LIMIT 1",
        key.encode(), key, list(permissions),
    )  # fmt: skip
    try:
        yield key
    finally:
        query(server, "DELETE FROM api_keys WHERE hash = sha256($1)", key.encode())
