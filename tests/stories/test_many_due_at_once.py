"""Many drafts are due in the same second, on two servers and three workers of one database.

Each is finalized once and mailed once, and no number is missing under either scheme. 10,000 at night, sixty
otherwise.
"""

import contextlib
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests import ready_made
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.nightly import IS_NIGHTLY, usual
from tests.rooms.webhooks.receiver import eventually
from tests.stories.inbox import Inbox, taking_mail
from tests.stories.psql import query

from billhook.db.embedded.server import running_dsn
from billhook.events.store import TEXT

DRAFTS = 10_000 if IS_NIGHTLY else 60
CUSTOMERS = 20


@contextlib.contextmanager
def working(server: Server, **environment: str) -> Iterator[None]:
    """`billhook work` on the database of a server."""
    given = {**os.environ, "DATABASE_URL": running_dsn(server.data_dir), **environment}
    log = server.data_dir.parent / "work.log"
    with log.open("wb") as output:
        process = ready_made.start("work", env=given, output=output)
    try:
        eventually(lambda: "the worker runs" in log.read_text(), "the worker to run", seconds=60)
        yield
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with taking_mail(Inbox()) as found:
        yield found


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[tuple[Server, Server]]:
    """Two servers and, with the workers inside them, three workers."""
    folder = tmp_path_factory.mktemp("many")
    first = start_server(folder / "first", BILLHOOK_SMTP_URL=inbox.url)
    second = start_server(folder / "second", DATABASE_URL=running_dsn(first.data_dir), BILLHOOK_SMTP_URL=inbox.url)
    try:
        with working(first, BILLHOOK_SMTP_URL=inbox.url):
            yield first, second
    finally:
        stop_server(second)
        stop_server(first)


# Making ten thousand drafts takes longer than finalizing them.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("numbering", usual(["account", "customer"], ["account"]))
def test_each_is_finalized_once(servers: tuple[Server, Server], inbox: Inbox, numbering: str) -> None:
    first, _ = servers
    run_billhook(
        first, "settings", "set", f"numbering={numbering}", "mail_enabled=false" if IS_NIGHTLY else "locale=en"
    )
    customers = [first.client.v1.customers.create({"email": f"{n}@example.com"}).id for n in range(CUSTOMERS)]

    def draft(number: int) -> str:
        of = servers[number % 2].client.v1
        terms = {"collection_method": "send_invoice", "days_until_due": 30, "auto_advance": True}
        made = of.invoices.create({"customer": customers[number % CUSTOMERS], **terms})  # type: ignore[arg-type]
        item = {"customer": customers[number % CUSTOMERS], "invoice": made.id, "amount": 900, "currency": "usd"}
        of.invoice_items.create(item)  # type: ignore[arg-type]
        return str(made.id)

    with ThreadPoolExecutor(6) as threads:
        drafts = list(threads.map(draft, range(DRAFTS)))
    due = int(time.time()) + 2
    began = time.monotonic()
    query(first, "UPDATE invoices SET automatically_finalizes_at = $2 WHERE id = ANY($1)", drafts, due)
    still = "SELECT count(*) AS n FROM invoices WHERE id = ANY($1) AND status = 'draft'"
    # A look at ten thousand rows takes time from those who finalize.
    every = 0.5 if IS_NIGHTLY else 0.02
    eventually(
        lambda: query(first, still, drafts)[0]["n"] == 0, "all drafts to be finalized", seconds=300, every_seconds=every
    )
    print(f"{DRAFTS} drafts finalized in {time.monotonic() - began - 2:.1f} s, numbering by {numbering}")
    rows = query(first, "SELECT customer, number FROM invoices WHERE id = ANY($1)", drafts)
    assert len({row["customer"] for row in rows}) == CUSTOMERS
    series = defaultdict(list)
    for row in rows:
        prefix, _, number = row["number"].rpartition("-")
        series[prefix].append(int(number))
    assert len(series) == (1 if numbering == "account" else CUSTOMERS)
    for numbers in series.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    told = query(
        first, f"SELECT {TEXT}::json->>'id' AS id FROM events e WHERE type = 'invoice.finalized'"
    )  # fmt: skip
    assert all(count == 1 for count in Counter(row["id"] for row in told).values())
    if not IS_NIGHTLY:
        eventually(lambda: _mailed(first, drafts) == len(drafts), "all mails to leave", seconds=120)
        assert all(count == 1 for count in Counter(str(mail["Message-ID"]) for mail in inbox.taken).values())


def _mailed(server: Server, invoices: list[str]) -> int:
    sql = "SELECT count(*) AS n FROM invoice_mails WHERE invoice = ANY($1) AND status = 'sent'"
    return int(query(server, sql, invoices)[0]["n"])
