"""What the server says to PostgreSQL during one flow, taken from PostgreSQL's own log.

The ceiling (`ceiling.py`) replays these statements, so it cannot drift away from what the server does. The
log gives every statement in the order in which it was executed, with the values of its parameters as text.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg
from server import Server, play

from billhook.db.embedded.server import running_dsn

T = TypeVar("T")

_PREFIX = "@@"
_ENTRY = re.compile(r"^@@(\S+?)@(?=[A-Z]+:  )", re.MULTILINE)
_EXECUTE = re.compile(r"LOG:  execute [^:]*: (.*)", re.DOTALL)
_SIMPLE = re.compile(r"LOG:  statement: (.*)", re.DOTALL)
_PARAMETER = re.compile(r"\$\d+ = (NULL|'(?:[^']|'')*')(?:, |$)")
# What a verb reads that looks first, so that it notices a change.
_LOOKS_FIRST = re.compile(r"\bxmin\b|\bnext_invoice_sequence\b")
_SETTLE_SECONDS = 0.3


Value = str | None | list[str | None]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with the values of `$1`, `$2`, … as text, None for NULL; their types by name."""

    sql: str
    values: tuple[Value, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """The statements of one flow: each request's own, from BEGIN to COMMIT, a write with its looks, or a look."""

    requests: list[list[Statement]]


async def _connected(server: Server, work: Callable[[Any], Awaitable[T]]) -> T:
    connection = await asyncpg.connect(running_dsn(server.data_dir))
    try:
        return await work(connection)
    finally:
        await connection.close()


def on_database(server: Server, work: Callable[[Any], Awaitable[T]]) -> T:
    """Do `work` on a connection of its own to the server's database."""
    return asyncio.run(_connected(server, work))


def statements(server: Server, *lines: str) -> None:
    """Execute statements without parameters, each for itself."""

    async def work(connection: Any) -> None:
        for line in lines:
            await connection.execute(line)

    on_database(server, work)


def one_flow(server: Server) -> Flow:
    """Run a few flows with PostgreSQL writing everything down, and return the statements of a middle one."""
    play(server.port, "flow", 1, 0.3, warm=0)  # the server now knows its key and has prepared its statements
    requests = _requests(_logged(_written_down(server, lambda: play(server.port, "flow", 1, 0.2, warm=0))))
    begins = [n for n, request in enumerate(requests) if any("INTO customers" in s.sql for s in request)]
    flow = requests[begins[1] : begins[2]]
    if len(flow) != 6:
        raise RuntimeError(f"expected the statements of six requests, found {len(flow)}: {flow}")
    return on_database(server, lambda connection: _typed(connection, flow))


def looks(server: Server, work: Callable[[], object]) -> list[Statement]:
    """Every SELECT that the server sends during `work`."""
    said = [statement for _, statement in _logged(_written_down(server, work))]
    return [statement for statement in said if statement.sql.lstrip().startswith("SELECT")]


def _written_down(server: Server, work: Callable[[], object]) -> str:
    """What PostgreSQL writes into its log during `work` with every statement and its parameters in it."""
    log = server.data_dir / "postgresql.log"
    seen = log.stat().st_size
    settings = {"log_statement": "all", "log_line_prefix": f"{_PREFIX}%c@"}
    statements(server, *(f"ALTER SYSTEM SET {k} = '{v}'" for k, v in settings.items()), "SELECT pg_reload_conf()")
    time.sleep(_SETTLE_SECONDS)
    work()
    statements(server, *(f"ALTER SYSTEM RESET {k}" for k in settings), "SELECT pg_reload_conf()")
    time.sleep(_SETTLE_SECONDS)
    with log.open("rb") as file:
        file.seek(seen)
        return file.read().decode()


def _logged(text: str) -> list[tuple[str, Statement]]:
    """Sessions and their statements in order."""
    found: list[tuple[str, Statement]] = []
    marks = list(_ENTRY.finditer(text))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        entry = text[mark.end() : following.start() if following else len(text)].rstrip("\n").replace("\n\t", "\n")
        session = mark.group(1)
        if simple := _SIMPLE.match(entry):
            found.append((session, Statement(simple.group(1))))
        elif execute := _EXECUTE.match(entry):
            found.append((session, Statement(execute.group(1))))
        elif entry.startswith("DETAIL:  Parameters: "):
            values = tuple(
                None if given == "NULL" else given[1:-1].replace("''", "'")
                for given in _PARAMETER.findall(entry.removeprefix("DETAIL:  Parameters: "))
            )
            found[-1] = (session, Statement(found[-1][1].sql, values))
    return found


def _requests(logged: list[tuple[str, Statement]]) -> list[list[Statement]]:
    """Writes with an idempotency key, whole transactions or one statement, and looks at one invoice, in their order.

    One client plays, so what is looked at before a statement that writes belongs to it.
    """
    found: list[list[Statement]] = []
    open_in: dict[str, list[Statement]] = {}
    looked: list[Statement] = []
    for session, statement in logged:
        if statement.sql.startswith("BEGIN"):
            open_in[session] = [statement]
        elif session in open_in:
            open_in[session].append(statement)
            if statement.sql.startswith(("COMMIT", "ROLLBACK")):
                whole = open_in.pop(session)
                if any("idempotency_keys" in s.sql for s in whole):
                    found.append(whole)
        elif "idempotency_keys" in statement.sql:
            found.append([*looked, statement])
            looked = []
        elif statement.values and _LOOKS_FIRST.search(statement.sql):
            looked.append(statement)
        elif any(isinstance(value, str) and value.startswith("in_") for value in statement.values):
            found.append([statement])
    return found


async def _typed(connection: Any, flow: list[list[Statement]]) -> Flow:
    """Ask PostgreSQL for the types of the parameters."""
    requests = []
    for request in flow:
        typed = []
        for s in request:
            if not s.values:
                typed.append(s)
                continue
            types = tuple(t.name for t in (await connection.prepare(s.sql)).get_parameters())
            values = [
                await connection.fetchval("SELECT $1::text::text[]", value) if t.endswith("[]") else value
                for value, t in zip(s.values, types, strict=True)
            ]
            typed.append(Statement(s.sql, tuple(values), types))
        requests.append(typed)
    return Flow(requests)
