"""The database goes away under load, in every way that we can make it: nothing acknowledged is lost, nothing hangs.

The server runs on a PostgreSQL of its own (`DATABASE_URL`) that the test restarts. Eight clients work meanwhile. A
client repeats a request that was answered with 503 with the same idempotency key, as the official SDKs do.
"""

import asyncio
import contextlib
import itertools
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests.builders import Shop
from tests.conftest import Response, Server, start_server, stop_server
from tests.nightly import IS_NIGHTLY

from billhook.db.embedded.server import EmbeddedServer, start

HASTY = str(Path(__file__).parent / "hasty")
CLIENTS = 8
BREAKS = 100 if IS_NIGHTLY else 30
RESTARTS = 5 if IS_NIGHTLY else 2
MAX_CONNECTIONS = 60
PERMITS = 16  # app.py
# What the guide documents for a database that is away, and for a key whose first request is still under way.
OUTAGE, BUSY = 503, 409
END_SESSIONS = """
    SELECT count(pg_terminate_backend(pid)) FROM (
        SELECT pid FROM pg_stat_activity WHERE application_name = 'billhook' ORDER BY random() LIMIT $1) AS chosen"""


class House:
    """A server and its PostgreSQL, which can be restarted alone. Only the main thread may do so."""

    def __init__(self, path: Path) -> None:
        self.postgres_data = path / "pg"
        self.postgres: EmbeddedServer = start(self.postgres_data, max_connections=MAX_CONNECTIONS)
        hasty = (
            {} if IS_NIGHTLY else {"PYTHONPATH": os.pathsep.join(filter(None, [HASTY, os.environ.get("PYTHONPATH")]))}
        )
        self.server: Server = start_server(path / "data", DATABASE_URL=self.postgres.dsn, **hasty)
        self.log = path / "data.log"

    def restart(self) -> None:
        self.postgres.stop()
        self.postgres = start(self.postgres_data, max_connections=MAX_CONNECTIONS)

    def sql(self, statement: str, *arguments: Any) -> Any:
        async def run() -> Any:
            connection = await asyncpg.connect(self.postgres.dsn)
            try:
                return await connection.fetchval(statement, *arguments)
            finally:
                await connection.close()

        return asyncio.run(run())

    def stop(self) -> None:
        stop_server(self.server)
        self.postgres.stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    opened = House(tmp_path_factory.mktemp("outages"))
    yield opened
    opened.stop()


class Client(threading.Thread):
    """Makes customers and reads them, and remembers what was acknowledged and how."""

    _numbers = itertools.count()

    def __init__(self, house: House, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.house = house
        self.stop = stop
        self.statuses: set[int] = set()
        self.acknowledged: dict[str, str] = {}
        self.faults: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            name = f"outage-{next(self._numbers)}"
            made = self.ask("POST", "/v1/customers", {"name": name}, {"Idempotency-Key": name})
            if made is not None:
                self.acknowledged[made.json["id"]] = name
                self.ask("GET", f"/v1/customers/{made.json['id']}")

    def ask(self, *request: Any) -> Response | None:
        """The answer, however often it takes; None when the test is over."""
        while not self.stop.is_set():
            answer = self.house.server.request(*request)
            self.statuses.add(answer.status)
            if answer.status == 200:
                return answer
            self.check(answer)
            time.sleep(0.01)
        return None

    def check(self, answer: Response) -> None:
        """An outage is told in Stripe's shape, with when to come again."""
        in_shape = answer.headers.get("content-type") == "application/json" and "error" in answer.json
        if answer.status == OUTAGE:
            in_shape = in_shape and "retry-after" in answer.headers
        if not in_shape or answer.status not in (OUTAGE, BUSY):
            self.faults.append(f"{answer.status} {answer.headers} {answer.body!r}")


def under_load(house: House, trouble: Callable[[list[Client]], None]) -> list[Client]:
    """Eight clients work while `trouble` happens; afterwards everything that was acknowledged is there."""
    stop = threading.Event()
    clients = [Client(house, stop) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        trouble(clients)
    finally:
        stop.set()
        for client in clients:
            client.join(60)
    assert not any(client.is_alive() for client in clients), "a request hangs"
    assert [fault for client in clients for fault in client.faults] == []
    told = {customer: name for client in clients for customer, name in client.acknowledged.items()}
    names = list(told.values())
    found = house.sql("SELECT count(*) FROM customers WHERE id = ANY ($1) AND name = ANY ($2)", list(told), names)
    assert found == len(told) > 0
    assert house.sql("SELECT count(*) FROM customers WHERE name = ANY ($1)", names) == len(told), "made twice"
    every_permit_is_there(house)
    return clients


def every_permit_is_there(house: House) -> None:
    """As many requests at once as there are permits are all answered, twice."""
    with ThreadPoolExecutor(PERMITS) as pool:
        asked = [pool.submit(house.server.request, "GET", "/v1/customers?limit=1") for _ in range(2 * PERMITS)]
        assert {request.result().status for request in asked} == {200}


def progress(clients: list[Client]) -> int:
    return sum(len(client.acknowledged) for client in clients)


def wait_for_progress(clients: list[Client]) -> None:
    """Until each client has had an answer since now, which none does while the database is away."""
    before = progress(clients)
    deadline = time.monotonic() + 60
    while progress(clients) < before + CLIENTS:
        assert time.monotonic() < deadline, "nobody gets an answer any more"
        time.sleep(0.01)


def test_sessions_are_ended_at_random_moments(house: House) -> None:
    def trouble(clients: list[Client]) -> None:
        ended = 0
        while ended < BREAKS:
            ended += house.sql(END_SESSIONS, random.randint(1, 6))
            time.sleep(random.random() * 0.02)
        wait_for_progress(clients)

    under_load(house, trouble)


def test_the_database_is_restarted(house: House) -> None:
    def trouble(clients: list[Client]) -> None:
        for _ in range(RESTARTS):
            wait_for_progress(clients)
            house.restart()
        wait_for_progress(clients)

    under_load(house, trouble)
    # One cause is logged once a minute, and is no fault of ours: no traceback.
    assert "Traceback" not in house.log.read_text()


def test_its_connections_are_used_up(house: House) -> None:
    """Others take every session that there is, after ours were ended; the server waits for its turn or says 503."""

    async def take_all() -> list[Any]:
        taken: list[Any] = []
        with contextlib.suppress(asyncpg.TooManyConnectionsError):
            while True:
                taken.append(await asyncpg.connect(house.postgres.dsn))
        return taken

    def trouble(clients: list[Client]) -> None:
        wait_for_progress(clients)
        with asyncio.Runner() as runner:
            connections = runner.run(take_all())
            for _ in range(3):
                ours = (
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'billhook'"
                )
                runner.run(connections[0].fetchval(ours))
                connections += runner.run(take_all())
            for connection in connections:
                runner.run(connection.close())
        wait_for_progress(clients)

    under_load(house, trouble)
    assert "Traceback" not in house.log.read_text()


def test_a_page_says_so_too(house: House) -> None:
    address = Shop(house.server.client).invoice("open").hosted_invoice_url.removeprefix(house.server.url)
    house.postgres.stop()
    try:
        answer = house.server.request("GET", address, key=None)
        api = house.server.request("GET", "/v1/customers")
    finally:
        house.postgres = start(house.postgres_data, max_connections=MAX_CONNECTIONS)
    assert (answer.status, api.status) == (OUTAGE, OUTAGE)
    assert "retry-after" in answer.headers
    assert answer.headers["content-type"].startswith("text/html")
    assert b"not available right now" in answer.body
    every_permit_is_there(house)


def test_a_read_that_waits_for_a_lock(house: House) -> None:
    """A table that somebody keeps locked: 429 after the time limit, for a read as for a write, and others go on."""
    customer = house.server.request("POST", "/v1/customers", {"name": "A"}).json["id"]
    with asyncio.Runner() as runner, ThreadPoolExecutor(40) as pool:
        holder = runner.run(asyncpg.connect(house.postgres.dsn))
        runner.run(holder.execute("BEGIN; LOCK TABLE coupons IN ACCESS EXCLUSIVE MODE"))
        waiting = [pool.submit(house.server.request, "GET", "/v1/coupons") for _ in range(PERMITS + 4)]
        others = [house.server.request("GET", f"/v1/customers/{customer}").status for _ in range(10)]
        assert others == [200] * 10
        assert not any(request.done() for request in waiting)
        answers = [request.result() for request in waiting]
        runner.run(holder.execute("ROLLBACK"))
        runner.run(holder.close())
    assert {(answer.status, answer.json["error"]["code"]) for answer in answers} == {(429, "lock_timeout")}
