"""Extensions of PostgreSQL: made where they may be, and one sentence where they may not."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.platform.billhook_command import billhook
from tests.platform.test_start import ask

from billhook.db.embedded.server import start
from billhook.db.migrate import migrate

OURS = ("btree_gin", "pg_trgm")
_FOUND = "SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql'"


@pytest.fixture
def admin(tmp_path: Path) -> Iterator[str]:
    """The address of a server for its administrator."""
    with start(tmp_path / "own") as postgres:
        yield postgres.dsn


def lodger(admin: str, *, may_create: bool) -> str:
    """The address of a database for a role that is no administrator."""
    for statement in (
        "CREATE ROLE lodger LOGIN PASSWORD 'lodging'",
        "CREATE DATABASE lodge",
        *(["GRANT CREATE ON DATABASE lodge TO lodger"] if may_create else []),
    ):
        ask(admin, statement)
    _, _, rest = admin.rpartition("@")
    own = admin.replace("/billhook?", "/lodge?")
    ask(own, "GRANT ALL ON SCHEMA public TO lodger")
    return f"postgresql://lodger:lodging@{rest}".replace("/billhook?", "/lodge?")


def test_who_may_create_objects_gets_them_without_an_administrator(admin: str) -> None:
    dsn = lodger(admin, may_create=True)
    assert asyncio.run(migrate(dsn))
    assert tuple(ask(dsn, _FOUND)) == OURS


def test_who_may_not_reads_in_one_sentence_what_to_do_and_then_it_works(admin: str) -> None:
    dsn = lodger(admin, may_create=False)
    said = billhook("migrate", DATABASE_URL=dsn)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.count("\n") == 1
    commands = "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin;"
    assert "lacks the extension pg_trgm, and this user may not create it" in said.stderr
    assert said.stderr.endswith(f"let an administrator run there: {commands}\n")
    for command in commands.split("; "):
        ask(admin.replace("/billhook?", "/lodge?"), command)
    assert asyncio.run(migrate(dsn))
