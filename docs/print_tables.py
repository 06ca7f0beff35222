"""Prints the tables of the guide from the code: `./dev python docs/print_tables.py`.

A page holds a printed part between `<!-- printed: NAME -->` and `<!-- end -->`; the name is one of `PARTS`.
With `--check` nothing is written, and the exit status says whether a page is stale.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import click

from billhook import cli
from billhook.account_settings.settings import AccountSettings
from billhook.events.types import DOCUMENTED_TYPES, EVENT_TYPES
from billhook.invoices.rules.lifecycle import STATUSES, TRANSITIONS
from billhook.kernel import errors
from billhook.payment_methods.params import OTHER_TYPES
from billhook.routes import ROUTES
from billhook.settings import Settings
from billhook.webhooks.rules.schedule import LIVE_GAPS, TEST_GAPS
from billhook.wire.absent import ABSENT
from billhook.wire.params import Nothing, Page, Params
from billhook.wire.routing import Route

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md")))
_PRINTED = re.compile(r"(<!-- printed: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Row = tuple[str, ...]


def main(words: list[str]) -> int:
    """Print every part of every page anew. The exit status is 1 when `--check` finds a stale page."""
    parser = argparse.ArgumentParser(description="Print the tables of the guide from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing, only say which pages are stale")
    check = parser.parse_args(words).check
    stale = [page for page in PAGES if printed(page.read_text("utf-8")) != page.read_text("utf-8")]
    for page in stale:
        print(f"{'stale' if check else 'printed'}: {page.relative_to(ROOT)}")
        if not check:
            page.write_text(printed(page.read_text("utf-8")), "utf-8")
    return 1 if check and stale else 0


def printed(text: str) -> str:
    """The page with all its printed parts as the code has them now. Raises KeyError for an unknown part."""
    return _PRINTED.sub(lambda m: f"{m[1]}\n{PARTS[m['name']]()}\n\n{m[3]}", text)


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines)


def code(text: str) -> str:
    """A code span that holds any text, backticks included. A space is added where one touches the mark."""
    mark = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{mark}{pad}{text}{pad}{mark}"


# ── Settings ────────────────────────────────────────────────────────────────────────────────────
def environment() -> str:
    """The settings of a process."""

    def default(name: str, field: Any) -> str:
        if name == "data_dir":
            return "`/var/lib/billhook` for root, else `~/.local/share/billhook`"
        if name == "public_url":
            return "`http://HOST:PORT`"
        return code(str(field.default)) if field.default is not None else "not set"

    def variable(name: str) -> str:
        return "`BILLHOOK_DATABASE_URL` or `DATABASE_URL`" if name == "database_url" else f"`BILLHOOK_{name.upper()}`"

    fields = Settings.model_fields.items()
    return table(
        ("Variable", "Default", "What it is"),
        ((variable(name), default(name, field), field.description or "") for name, field in fields),
    )


def account() -> str:
    """The settings of an account."""

    def kind(field: Any) -> str:
        if choices := get_args(field.annotation):
            return " or ".join(map(code, choices))
        return {str: "text", int: "whole number", bool: "`true` or `false`"}[field.annotation]

    def default(field: Any) -> str:
        value = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        return code(value) if value else "empty"

    fields = AccountSettings.model_fields.items()
    return table(
        ("Setting", "Value", "Default", "What it is"),
        ((code(name), kind(field), default(field), field.description or "") for name, field in fields),
    )


def commands() -> str:
    """The commands of `billhook` with their options."""
    return table(("Command", "What it does"), _commands(cli.cli, ()))


def _commands(group: click.Group, path: Row) -> Iterator[Row]:
    for name, command in group.commands.items():
        if not isinstance(command, click.Group) or command.invoke_without_command:
            words = " ".join(("billhook", *path, name, *_arguments(command)))
            yield code(words), (command.help or "").split("\n")[0]
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


def _arguments(command: click.Command) -> Iterator[str]:
    for param in command.params:
        if isinstance(param, click.Argument):
            name = param.metavar or (param.name or "").upper()
            yield name if param.required else f"[{name}]"
        elif isinstance(param, click.Option):
            yield f"[{param.opts[0]}{'' if param.is_flag else ' …'}]"


# ── Routes and parameters ───────────────────────────────────────────────────────────────────────
def routes() -> str:
    """Every route, by what its path begins with."""
    sections: dict[str, list[Row]] = {}
    for route in ROUTES:
        answers = f"list of `{route.returns}`" if route.listing else f"`{route.returns}`"
        if route.method == "DELETE":
            answers += ", deleted"
        row = (code(f"{route.method} {route.path}"), answers, _taken(route))
        sections.setdefault(route.path.split("/")[2], []).append(row)
    head = ("Route", "Answers", "Takes")
    return "\n\n".join(f"## {_title(name)}\n\n{table(head, rows)}" for name, rows in sections.items())


def _title(resource: str) -> str:
    words = {"invoiceitems": "Invoice items"}.get(resource, resource.replace("_", " "))
    return words[0].upper() + words[1:]


def _taken(route: Route) -> str:
    """The names of its own parameters; what every route or every list takes is said once, in prose."""
    common = set(Page.model_fields) if route.listing else set(Nothing.model_fields)
    required = {name for name, field in route.params.model_fields.items() if field.is_required()}
    names = [name for name in route.params.model_fields if name not in common]
    shown = (f"**{code(name)}**" if name in required else code(name) for name in sorted(names))
    return ", ".join(shown) or "–"


def not_offered() -> str:
    """Parameters that Stripe documents and Billhook refuses, by route."""
    rows = []
    for route in ROUTES:
        names = sorted(_not_offered(route.params))
        if names:
            rows.append((code(f"{route.method} {route.path}"), ", ".join(map(code, names))))
    return table(("Route", "Refused with `parameter_not_supported`"), rows)


def absent() -> str:
    """The parts of Stripe's API that are not there, a heading each: refusals name the heading."""

    def spelled(path: str) -> str:
        method, _, place = path.rpartition(" ")
        return f"{code(place)} ({method} alone)" if method else code(path)

    return "\n\n".join(
        f"### {each.thing[0].upper()}{each.thing[1:]}\n\n{', '.join(map(spelled, each.paths))}" for each in ABSENT
    )


def other_types() -> str:
    """The types of payment methods that Stripe has and Billhook does not."""
    return ", ".join(map(code, sorted(OTHER_TYPES)))


def _not_offered(params: type[Params], path: str = "") -> Iterator[str]:
    """The names as a caller writes them: `rendering[template]`, `lines[][tax_rates]`."""

    def spelled(name: str) -> str:
        return f"{path}[{name}]" if path else name

    names = params.not_offered
    if names >= OTHER_TYPES:
        names = (names - OTHER_TYPES) | {"<other type>"}
    yield from (spelled(name) for name in names)
    for name, field in params.model_fields.items():
        for inner, in_list in _within(field.annotation):
            yield from _not_offered(inner, spelled(name) + ("[]" if in_list else ""))


def _within(annotation: Any, in_list: bool = False) -> Iterator[tuple[type[Params], bool]]:
    """The descriptions inside an annotation, and whether they stand in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Params):
        yield annotation, in_list
    in_list = in_list or getattr(annotation, "__origin__", None) is list
    for argument in get_args(annotation):
        yield from _within(argument, in_list)


# ── Errors ──────────────────────────────────────────────────────────────────────────────────────
_SECTION = re.compile(
    r"^# ── (?P<title>[^(─]+?) *(?:\([^)]*\) *)?─+$|^(?P<name>[A-Z_]+) = (?:refusal|declined|ErrorKind)\(", re.MULTILINE
)


def error_table() -> str:
    """Every row of the catalogue, in the sections and the order of its source."""
    catalogue = errors.catalogue()
    sections: dict[str, list[Row]] = {}
    title = ""
    for found in _SECTION.finditer("".join(Path(page.__file__).read_text("utf-8") for page in errors.PAGES)):
        if found["title"]:
            title = found["title"]
            continue
        kind = catalogue[found["name"]]
        row = (str(kind.status), code(kind.code) if kind.code else "–", code(kind.type), code(kind.message))
        sections.setdefault(title, []).append(row)
    head = ("Status", "Code", "Type", "Message")
    return "\n\n".join(f"### {title}\n\n{table(head, rows)}" for title, rows in sections.items())


# ── Events and the life of an invoice ───────────────────────────────────────────────────────────
def silent_types() -> str:
    """The types that an endpoint may name and that never arrive, one line for each beginning."""
    by_resource: dict[str, list[str]] = {}
    for name in DOCUMENTED_TYPES:
        if name not in EVENT_TYPES:
            by_resource.setdefault(name.split(".")[0], []).append(code(name))
    return "\n".join(f"- {', '.join(names)}" for _, names in sorted(by_resource.items()))


def transitions() -> str:
    """The transition table: from which statuses a verb leads to which, and how it is refused elsewhere."""
    head = ("Verb", "From", "To", "Refused elsewhere with")
    rows = []
    for verb, transition in TRANSITIONS.items():
        allowed = " or ".join(code(status) for status in STATUSES if status in transition.allowed)
        refusals = [
            f"{code(status) if status != '*' else 'otherwise'}: “{kind.message}”"
            for status, kind in sorted(transition.refusals.items(), reverse=True)
        ]
        rows.append((code(verb), allowed, code(transition.becomes), "<br>".join(refusals)))
    return table(head, rows)


def retries() -> str:
    """When a delivery is tried again, in each mode."""

    def spelled(seconds: int) -> str:
        for unit, length in (("h", 3_600), ("min", 60)):
            if seconds % length == 0:
                return f"{seconds // length} {unit}"
        return f"{seconds} s"

    modes = {"live": LIVE_GAPS, "test": TEST_GAPS}
    longest = max(map(len, modes.values()))
    head = ("Attempt", *(str(n) for n in range(1, longest + 2)))
    rows = ((mode, "at once", *map(spelled, gaps), *[""] * (longest - len(gaps))) for mode, gaps in modes.items())
    return table(head, rows)


PARTS: dict[str, Callable[[], str]] = {
    "absent": absent,
    "account-settings": account,
    "commands": commands,
    "environment": environment,
    "errors": error_table,
    "not-offered": not_offered,
    "other-types": other_types,
    "retries": retries,
    "routes": routes,
    "silent-event-types": silent_types,
    "transitions": transitions,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
