"""What the pages of the Dashboard read, by EXPLAIN: a page and a little more, never a whole table."""

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from capture import Statement, looks, on_database, statements
from server import Server as BenchServer
from tests.conftest import Server
from tests.pages.dashboard.samples import address_of, sampled
from tests.pages.dashboard.signed_in import Visitor, owner_of
from tests.rooms.webhooks.receiver import eventually
from tests.stories.plans import nodes, plan_of, rows_read
from tests.stories.two_years import of_two_years

from billhook.dashboard.routes import ROUTES
from billhook.invoices.counting_store import COUNTED_MAX
from billhook.invoices.listing_store import LOOKED_AT_MAX

INVOICES = 6_000
# A page shows 25, may be merged from lanes of 26 rows, and each row may bring lines and a customer along.
ROWS_READ_MAX = 1_000


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BenchServer, Server]]:
    """A server with invoices of two years: as the bench sees it, and as tests of pages do."""
    with of_two_years(tmp_path_factory, INVOICES) as (bench, server):
        ripe = f"SELECT 1 FROM balance_transactions WHERE NOT is_summed AND available_on < {int(time.time()) - 90_000}"
        eventually(lambda: not on_database(bench, lambda c: c.fetch(f"{ripe} LIMIT 1")), "the entries to be summed")
        statements(bench, "VACUUM ANALYZE balance_transactions")
        yield bench, server


def narrowed(owner: Visitor, path: str, samples: dict[str, str]) -> set[str]:
    """The list at an address under each of its tabs, and with each of its filters."""
    seen = owner.get(path)
    if seen.status != 200 or "html" not in seen.headers["content-type"]:
        return set()
    links = {link.attributes.get("href", "") for link in seen.page.all("a")}
    found = {link for link in links if "?" in link and urlsplit(link).path == path}
    for form in seen.page.all("form", method="get"):
        if urlsplit(form.attributes.get("action", path)).path != path:
            continue
        for field in [*form.all("input"), *form.all("select")]:
            name = field.attributes.get("name", "")
            found |= {f"{path}?{name}={value}" for value in values_for(field, samples) if name}
    return found


def values_for(field: Any, samples: dict[str, str]) -> list[str]:
    """What somebody may choose or type in a field of a filter."""
    if field.tag == "select":
        return [option.attributes.get("value", "") for option in field.all("option")][:4]
    kind, name = field.attributes.get("type", "text"), field.attributes.get("name", "")
    if kind == "date":
        return ["2026-01-15"]
    if kind in ("hidden", "submit", "checkbox"):
        return []
    return [samples[name]] if name in samples else ["100", "jenny"]


def allowed(statement: Statement) -> int:
    """How many rows a statement may read: a page, or what it is bound to itself in each of its parts."""
    bounds = [int(number) for number in re.findall(r"LIMIT (\d+)", statement.sql)]
    return max(ROWS_READ_MAX, sum(bound for bound in bounds if bound in (COUNTED_MAX + 1, LOOKED_AT_MAX + 1)))


def test_no_page_reads_a_table(old: tuple[BenchServer, Server]) -> None:
    bench, server = old
    with sampled(server) as samples:
        owner = owner_of(server)
        paths = {address_of(route, samples) for route in ROUTES if route.show is not None}
        paths -= {path for path in paths if path.endswith(".csv")}
        paths |= {more for path in sorted(paths) for more in narrowed(owner, path, samples)}

        def visit() -> None:
            for path in sorted(paths):
                assert owner.get(path).status in (200, 303), path

        # A look at PostgreSQL's own statistics is the worker's, which sweeps meanwhile.
        seen = (statement for statement in looks(bench, visit) if "pg_stat_" not in statement.sql)
        asked = {statement.sql: statement for statement in seen if statement.values}
    assert len(asked) > 80
    dear = []
    for statement in asked.values():
        plan = on_database(bench, lambda connection, asked=statement: plan_of(connection, asked))  # type: ignore[misc]
        scanned = {n["Relation Name"] for n in nodes(plan) if n["Node Type"] == "Seq Scan"}
        rows = rows_read(plan)
        if rows > allowed(statement):
            dear.append(f"{rows} rows, scans {sorted(scanned)}: {statement.sql} {statement.values}")
    assert not dear, "\n".join(dear)
