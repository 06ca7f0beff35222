"""Accounts for tests that need several: made at the command line, with a live key."""

from dataclasses import dataclass

from tests.conftest import Server, run_billhook


@dataclass(frozen=True)
class Added:
    """An account with its keys; `link` makes its owner."""

    id: str
    key: str
    publishable: str
    live_key: str
    link: str


def add_account(server: Server, name: str, *options: str) -> Added:
    """A new account."""
    said = run_billhook(server, "accounts", "add", name, *options)
    lines = dict(line.split("  ", 1) for line in said.splitlines() if "  " in line and not line.startswith(" "))
    shown = {words.strip(): value.strip() for words, value in lines.items()}
    live_key = run_billhook(server, "--account", shown["Account"], "keys", "roll", "--live", "--yes")
    return Added(shown["Account"], shown["Secret key"], shown["Publishable key"], live_key, shown["Dashboard"])
