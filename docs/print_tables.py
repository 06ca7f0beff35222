"""Prints the tables of the guide from the code: `./dev python docs/print_tables.py`.

A page holds a printed part between `<!-- printed: NAME -->` and `<!-- end -->`; the name is one of `PARTS`.
With `--check` nothing is written, and the exit status says whether a page is stale.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import click
import compatibility_tables
import key_tables
import role_tables
import status_tables
import value_tables
from tables import Row, anchor, capital, code, table

from billhook import cli
from billhook.account_settings.settings import AccountSettings
from billhook.catalog import search_store as catalog
from billhook.customers import search_store as customers
from billhook.events.types import DOCUMENTED_TYPES, EVENT_TYPES
from billhook.invoices import search_store as invoices
from billhook.kernel import errors
from billhook.payments import search_store as payments
from billhook.routes import ROUTES
from billhook.settings import Settings
from billhook.webhooks.rules.schedule import LIVE_GAPS, TEST_GAPS
from billhook.wire.absent import ABSENT
from billhook.wire.params import Nothing, Page
from billhook.wire.routing import Route
from billhook.wire.search.fields import Field, Searchable
from billhook.wire.search.meaning import CREATED

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md")))
_PRINTED = re.compile(r"(<!-- printed: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


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


# Where a setting stands: the first pattern that fits its name decides.
_KINDS_OF_SETTINGS = (
    ("Your business", r"business_.*"),
    ("Numbers", r"number.*|credit_note_.*"),
    ("API", r"default_api_version"),
    ("Limits", r"requests_(per_second|at_once).*"),
    ("Terms and texts", r"default_.*|payment_instructions|finalization_hours"),
    ("Documents", r"page_size|supply_date|locale|time_zone"),
    ("Tax", r"tax_.*"),
    ("Mail", r"e?mail_.*"),
    ("Late fees", r"late_fee_.*"),
    ("Collection and due dates", r".*_days|(retries|subscriptions)_exhausted"),
    ("Bank transfers", r"bank_.*|pix_key|paynow_uen|upi_id|reconciliation_mode|underpayment_tolerance"),
    ("Hosted page", r"hosted_.*"),
    ("History", r"(events|mails|requests)_(kept|keep)_.*"),
    ("Others", r".*"),
)


def account() -> str:
    """The settings of an account, by kind."""

    def kind(field: Any) -> str:
        if choices := get_args(field.annotation):
            return " or ".join(map(code, choices))
        return {str: "text", int: "whole number", bool: "`true` or `false`"}[field.annotation]

    def default(field: Any) -> str:
        value = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        return code(value) if value else "empty"

    sections: dict[str, list[Row]] = {title: [] for title, _ in _KINDS_OF_SETTINGS}
    for name, field in AccountSettings.model_fields.items():
        title = next(title for title, pattern in _KINDS_OF_SETTINGS if re.fullmatch(pattern, name))
        sections[title].append((code(name), kind(field), default(field), field.description or ""))
    head = ("Setting", "Value", "Default", "What it is")
    return "\n\n".join(f"### {title}\n\n{table(head, rows)}" for title, rows in sections.items() if rows)


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
    """Every route, by what its path begins with, below an index."""
    sections: dict[str, list[Row]] = {}
    for route in ROUTES:
        answers = f"list of `{route.returns}`" if route.listing else f"`{route.returns}`"
        if route.searches:
            answers = f"search result of `{route.returns}`"
        if route.method == "DELETE":
            answers += ", deleted"
        row = (code(f"{route.method} {route.path}"), answers, _taken(route))
        sections.setdefault(route.path.split("/")[2], []).append(row)
    head = ("Route", "Answers", "Takes")
    index = " ·\n".join(f"[{_title(name)}](#{anchor(_title(name))})" for name in sections)
    return "\n\n".join([index, *(f"## {_title(name)}\n\n{table(head, rows)}" for name, rows in sections.items())])


def _title(resource: str) -> str:
    return capital({"invoiceitems": "Invoice items"}.get(resource, resource.replace("_", " ")))


def _taken(route: Route) -> str:
    """The names of its own parameters; what every route or every list takes is said once, in prose."""
    common = set(Page.model_fields) if route.listing else set(Nothing.model_fields)
    common |= {"page"} if route.searches else set()
    required = {name for name, field in route.params.model_fields.items() if field.is_required()}
    names = [name for name in route.params.model_fields if name not in common]
    shown = (f"**{code(name)}**" if name in required else code(name) for name in sorted(names))
    taken = ", ".join(shown) or "–"
    # A version has its day before its name; the guide names no day but that of the newest and the oldest.
    return f"before {route.ended.version.partition('.')[2]} only: {taken}" if route.ended else taken


def absent() -> str:
    """The parts of Stripe's API that are not there, a heading each: refusals name the heading."""

    def spelled(path: str) -> str:
        method, _, place = path.rpartition(" ")
        return f"{code(place)} ({method} alone)" if method else code(path)

    return "\n\n".join(f"### {capital(each.thing)}\n\n{', '.join(map(spelled, each.paths))}" for each in ABSENT)


# ── Errors ──────────────────────────────────────────────────────────────────────────────────────
_SECTION = re.compile(
    r"^# ── (?P<title>[^(─]+?) *(?:\([^)]*\) *)?─+$|^(?P<name>[A-Z_]+) = (?:refusal|declined|ErrorKind)\(", re.MULTILINE
)
# A section of the catalogue's source: its heading in the guide, and what its errors are about.
# fmt: off
_KINDS_OF_ERRORS = {
    "Who is asking":     ("Authentication", "The API key, its mode and account, and the API version."),
    "Where it is going": ("Routing", "The URL, the method and the HTTP request itself."),
    "What was sent":     ("Parameters", "Names and values of parameters, before anything is looked up."),
    "What is searched for": ("Search", "The query of a search, and its pages."),
    "What it speaks of": ("Missing objects", "An id names nothing in this mode, or is taken already."),
    "Idempotency":       ("Idempotency and availability", "Idempotency keys, locked objects, failures of the server."),
    "API keys":          ("API keys", "What people do to keys in the Dashboard."),
    "Sandboxes":         ("Sandboxes", "Where sandboxes can be made, and how many."),
    "Webhooks":          ("Webhook endpoints", "Limits of endpoints, and sending events again."),
    "Catalogue":         ("Products and prices", "Products, prices and tiers."),
    "Discounts":         ("Discounts", "Coupons and promotion codes."),
    "Invoices":          ("Invoices", "Terms, lines, and what the status of an invoice allows."),
    "Tax":               ("Tax", "Tax rates, tax ids and automatic tax."),
    "Credit notes":      ("Credit notes", "Amounts of a credit note, and when it can be made or voided."),
    "Test clocks":       ("Test clocks", "How far a clock can be advanced, and who lives on it."),
    "Customers":         ("Customers", "Numbers, cash and discounts of a customer."),
    "Cards":             ("Cards", "Declines and wrong card data."),
    "Bank accounts":     ("Bank accounts", "Failed debits, wrong account data, mandates and micro-deposits."),
    "Bank transfers":    ("Bank transfers", "Cash balances and where to send money."),
    "Checkout":          ("Checkout Sessions", "Modes, expiry, and what the status of a session allows."),
    "Tokens":            ("Tokens", "Tokens of cards and confirmation tokens."),
    "Payment methods":   ("Payment methods", "Attaching payment methods, and using attached ones."),
    "Subscriptions":     ("Subscriptions", "Items, trials, anchors, prorations, and what the status of one allows."),
    "Meters":            ("Meters", "Meters, their events, and taking events back."),
    "Payments":          ("Payments, refunds and disputes", "What the status of an intent or a charge allows."),
}
# fmt: on


def error_table() -> str:
    """Every row of the catalogue, by section. Errors with a code come first, by their code."""
    head = ("Status", "Code", "Type", "Message")
    sections = []
    for (title, about), kinds in _errors().items():
        rows = (
            (str(kind.status), code(kind.code) if kind.code else "–", code(kind.type), code(kind.message))
            for kind in sorted(kinds, key=lambda kind: (kind.code is None, kind.code or ""))
        )
        sections.append(f"### {title}\n\n{about}\n\n{table(head, rows)}")
    return "\n\n".join(sections)


def error_codes() -> str:
    """Every code, with its statuses and the sections that have it."""
    found: dict[str, tuple[set[int], dict[str, None]]] = {}
    for (title, _), kinds in _errors().items():
        for kind in kinds:
            if kind.code:
                statuses, titles = found.setdefault(kind.code, (set(), {}))
                statuses.add(kind.status)
                titles[title] = None
    rows = (
        (
            code(name),
            ", ".join(map(str, sorted(statuses))),
            ", ".join(f"[{title}](#{anchor(title)})" for title in titles),
        )
        for name, (statuses, titles) in sorted(found.items())
    )
    return table(("Code", "Status", "Section"), rows)


def _errors() -> dict[tuple[str, str], list[errors.ErrorKind]]:
    """The catalogue by section: heading and subject. Raises KeyError for a section without a heading here."""
    catalogue = errors.catalogue()
    sections: dict[tuple[str, str], list[errors.ErrorKind]] = {}
    kind_of_error = ("", "")
    for found in _SECTION.finditer("".join(Path(page.__file__).read_text("utf-8") for page in errors.PAGES)):
        if found["title"]:
            kind_of_error = _KINDS_OF_ERRORS[found["title"]]
        else:
            sections.setdefault(kind_of_error, []).append(catalogue[found["name"]])
    return sections


# ── Search ──────────────────────────────────────────────────────────────────────────────────────
def search_fields() -> str:
    """What each resource can be searched by."""
    sections = []
    for of in (customers.SEARCHABLE, invoices.SEARCHABLE, payments.INTENTS, payments.CHARGES, catalog.PRICES,
               catalog.PRODUCTS):  # fmt: skip
        rows: list[Row] = [
            (code(name), field.type, " ".join(map(code, field.operators)), _served(of, name, field))
            for name, field in sorted(of.fields.items())
        ]
        rows.append((code('metadata["key"]'), "token", code(":"), code(":")))
        head = ("Field", "Type", "Operators", "By index")
        sections.append(f"### {capital(of.resource.replace('_', ' '))}\n\n{table(head, rows)}")
    return "\n\n".join(sections)


def _served(of: Searchable, name: str, field: Field) -> str:
    operators = field.operators if name == CREATED and of.made is not None else field.served
    return " ".join(map(code, operators)) or "–"


# ── Events ──────────────────────────────────────────────────────────────────────────────────────
def silent_types() -> str:
    """The types that an endpoint may name and that never arrive, one line for each beginning."""
    by_resource: dict[str, list[str]] = {}
    for name in DOCUMENTED_TYPES:
        if name not in EVENT_TYPES:
            by_resource.setdefault(name.split(".")[0], []).append(code(name))
    return "\n".join(f"- {', '.join(names)}" for _, names in sorted(by_resource.items()))


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
    "error-codes": error_codes,
    "errors": error_table,
    "search-fields": search_fields,
    **compatibility_tables.PARTS,
    **key_tables.PARTS,
    **role_tables.PARTS,
    "retries": retries,
    "routes": routes,
    "silent-event-types": silent_types,
    **status_tables.PARTS,
    "test-bank-accounts": value_tables.bank_accounts,
    "test-cards": value_tables.cards,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
