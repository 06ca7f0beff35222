"""The writes of THE FLOW as they were at 3065764, in the tables of that day: a measure that today's writes do not move.

The other ceilings replay what the server writes now, so a cheaper write raises both sides of their ratio. This one
stays. `frozen/writes.pgbench` and its values are what `ceiling.py` of that commit made of a flow, one statement after
the other.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from capture import on_database, statements
from ceiling import Player, Script
from server import Server

from billhook.db.embedded.server import running_dsn

_FILES = Path(__file__).parent / "frozen"
_DATABASE = "frozen"


class Frozen:
    """The writes of that day in a database of their own, on the PostgreSQL of a server."""

    def __init__(self, server: Server, directory: Path) -> None:
        statements(server, f"CREATE DATABASE {_DATABASE}")
        dsn = urlsplit(running_dsn(server.data_dir))._replace(path=f"/{_DATABASE}").geturl()

        async def fill(_: object) -> None:
            connection = await asyncpg.connect(dsn)
            await connection.execute((_FILES / "schema.sql").read_text("utf-8"))
            await connection.close()

        on_database(server, fill)
        values = json.loads((_FILES / "values.json").read_text("utf-8"))
        lines = (_FILES / "writes.pgbench").read_text("utf-8").splitlines()
        self._script = Script(lines, {value: name for name, value in values.items()})
        self._player = Player(dsn, directory)

    def flows_per_second(self, clients: int, seconds: int) -> float:
        """Flows a second that PostgreSQL did alone with the writes of that day."""
        return self._player.flows_per_second(self._script, clients, seconds)
