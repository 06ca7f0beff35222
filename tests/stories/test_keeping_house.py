"""Keeping house: a database that has run for a year has what the account keeps, and nobody waits for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import asyncpg
import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server, run_billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.accounts.directory import Directory
from billhook.db.embedded.server import running_dsn
from billhook.db.keeping import STEP_ROWS, Keeper
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import Transactions
from billhook.kernel.clock import WallClock
from billhook.kernel.ids import first_id
from billhook.worker import KEPT

DAY = 86_400
DAYS = range(1, 366)
KEPT_DAYS = 30
EVENTS_A_DAY = 10

_OF = "FROM unnest($2::text[], $3::bigint[]) AS e (id, created)"
_EVENTS = f"""
    INSERT INTO events (tenant, id, created, type, api_version, object)
    SELECT $1, e.id, e.created, 'customer.updated', '2026-10-28.endive', '{{"object": "made_up"}}' {_OF}"""
_DELIVERIES = f"""
    INSERT INTO webhook_deliveries (tenant, event, endpoint, status, attempts, created, settled_at)
    SELECT $1, e.id, $4, 'delivered', 1, e.created, e.created {_OF}"""
_ATTEMPTS = f"""
    INSERT INTO webhook_attempts (tenant, event, endpoint, number, at, duration_ms)
    SELECT $1, e.id, $4, 1, e.created, 5 {_OF}"""
_CALLS = f"""
    INSERT INTO calls (tenant, id, created, verb, subject, asked, settled_at)
    SELECT $1, e.id, e.created, 'payments.x', 'pi_x', '{{}}', e.created {_OF}"""
_MAILS = f"""
    INSERT INTO invoice_mails (tenant, id, created, invoice, recipient, says_paid, status, settled_at)
    SELECT $1, e.id, e.created, $4, 'ada@example.com', false, 'sent', e.created {_OF}"""
_PAPERS = f"""
    INSERT INTO sent_papers (tenant, invoice, about, mail, name, sha256, content, sent_at, is_certain)
    SELECT $1, $4, $4, e.id, 'paper.pdf', encode(sha256('paper'), 'hex'), 'paper', e.created, true {_OF}"""
_SUPPRESSIONS = f"""
    INSERT INTO mail_suppressions (tenant, address, reason, words, mail, suppressed_at)
    SELECT $1, e.id || '@example.com', 'bounced', 'no such mailbox', e.id, e.created {_OF}"""
_KEYS = f"""
    INSERT INTO idempotency_keys (tenant, key, created, request, path, parameters, status, body)
    SELECT $1, e.id, e.created - 86401, 'req_1', '/v1/customers', 'p', 200, '{{}}' {_OF}"""


class Past:
    """A year of rows that were put beside the others of a tenant; their ids say when they were made."""

    def __init__(self, server: Server, tenant: int) -> None:
        self.server = server
        self.tenant = tenant
        self.now = int(time.time())

    def ids(self, prefix: str, a_day: int, mark: str) -> list[str]:
        """Ids of each day, the oldest first; none is as old as a limit."""
        moments = [self.now - day * DAY + DAY // 2 + n for day in reversed(DAYS) for n in range(a_day)]
        return [first_id(prefix, moment) + mark for moment in moments]

    def put(self, ids: list[str], *inserts: str, more: tuple[Any, ...] = ()) -> list[str]:
        """Insert a row for each id into each table, all `created` now, as on a test clock that is elsewhere."""
        for insert in inserts:
            arguments = (self.tenant, ids, [self.now] * len(ids))
            query(self.server, insert, *arguments, *(more if "$4" in insert else ()))
        return ids

    def left(self, table: str, column: str, ids: list[str]) -> list[str]:
        """Those of the ids that are still there."""
        sql = f"SELECT DISTINCT {column} AS id FROM {table} WHERE tenant = $1 AND {column} = ANY($2) ORDER BY 1"
        return [row["id"] for row in query(self.server, sql, self.tenant, ids)]


Keeping = Callable[[Keeper, Any], Awaitable[None]]


def keeping(server: Server, use: Keeping) -> None:
    """Run `use` with a keeper, as a worker has one, and a connection beside it that waits for no lock for long."""

    async def run() -> None:
        dsn = running_dsn(server.data_dir)
        async with await open_pool(dsn, size=4) as pool:
            connections = Connections(pool, 2)
            transactions = Transactions(pool, WallClock(), connections, {})
            beside = await asyncpg.connect(dsn, server_settings={"lock_timeout": "100ms"})
            try:
                await use(Keeper(transactions, Directory(pool, server.url), KEPT), beside)
            finally:
                await beside.close()
                await connections.close()

    asyncio.run(run())


def kept(server: Server) -> None:
    """One whole round."""

    async def use(keeper: Keeper, _beside: Any) -> None:
        await keeper.keep(asyncio.Event())

    keeping(server, use)


def is_offered(client: stripe.StripeClient, event: str) -> bool:
    """Whether the API knows the event: 404 says that it does not."""
    try:
        return client.v1.events.retrieve(event).id == event
    except stripe.InvalidRequestError as error:
        return error.http_status != 404


def tenants(server: Server) -> tuple[int, int]:
    """The numbers of test and live mode of the first account; another test may have made further ones."""
    rows = query(server, "SELECT min(id) AS id FROM tenants GROUP BY livemode ORDER BY livemode")
    return rows[0]["id"], rows[1]["id"]


@pytest.fixture
def endpoint(server: Server) -> Iterator[str]:
    """A webhook endpoint that wants nothing of what the tests do."""
    endpoints = server.client.v1.webhook_endpoints
    made = endpoints.create({"url": "https://example.com/", "enabled_events": ["topup.created"]})
    yield str(made.id)
    endpoints.delete(str(made.id))


def test_after_a_year_test_mode_has_the_last_thirty_days(server: Server, shop: Shop, endpoint: str) -> None:
    past = Past(server, tenants(server)[0])
    events = past.put(past.ids("evt", EVENTS_A_DAY, "aYear"), _EVENTS, _DELIVERIES, _ATTEMPTS, more=(endpoint,))
    calls = past.put(past.ids("call", 1, "aYear"), _CALLS)
    keys = past.put([f"old-{n}" for n in range(2 * STEP_ROWS + 1)], _KEYS)
    paid, still_open = shop.invoice("paid"), shop.invoice("open")
    mails = past.put(past.ids("inmail", 1, "aYear"), _MAILS, _PAPERS, more=(paid.id,))
    of_open = past.put(past.ids("inmail", 1, "ofOpen"), _MAILS, _PAPERS, more=(still_open.id,))
    bounced = past.put(mails[:1], _SUPPRESSIONS)
    waiting, given_up = events[0], events[1]
    query(
        server, "UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = 9e9, settled_at = NULL "
        "WHERE tenant = $1 AND event = $2", past.tenant, waiting,
    )  # fmt: skip
    query(
        server, "UPDATE webhook_deliveries SET status = 'failed' WHERE tenant = $1 AND event = $2",
        past.tenant, given_up,
    )  # fmt: skip
    asked = "UPDATE calls SET settled_at = NULL, next_attempt_at = 9e9 WHERE tenant = $1 AND id = $2"
    query(server, asked, past.tenant, calls[0])
    assert len(events) > 3 * STEP_ROWS, "several steps"

    kept(server)

    young = events[-KEPT_DAYS * EVENTS_A_DAY :]
    assert past.left("events", "id", events) == [waiting, *young]
    assert past.left("webhook_deliveries", "event", events) == [waiting, *young]
    assert past.left("webhook_attempts", "event", events) == [waiting, *young]
    assert past.left("calls", "id", calls) == [calls[0], *calls[-KEPT_DAYS:]]
    assert past.left("idempotency_keys", "key", keys) == []
    assert past.left("invoice_mails", "id", mails) == [*bounced, *mails[-KEPT_DAYS:]]
    assert past.left("sent_papers", "mail", mails) == [*bounced, *mails[-KEPT_DAYS:]]
    assert past.left("invoice_mails", "id", of_open) == of_open, "the invoice is still open"
    assert past.left("sent_papers", "mail", of_open) == of_open

    # The API offers what the setting says; the event that waits for an endpoint is no longer among it.
    v1 = server.client.v1
    assert v1.events.retrieve(young[0]).id == young[0]
    assert not is_offered(server.client, waiting)
    listed = v1.events.list({"limit": 100, "type": "customer.updated", "starting_after": young[3]})
    assert [event.id for event in listed.data] == [young[2], young[1], young[0]]
    settled = "UPDATE calls SET settled_at = 1, next_attempt_at = NULL WHERE tenant = $1 AND id = $2"
    query(server, settled, past.tenant, calls[0])


def test_an_event_that_waits_keeps_the_text_that_it_shares(server: Server, endpoint: str) -> None:
    """Its text stands with a later event of its transaction, which goes."""
    past = Past(server, tenants(server)[0])
    old = past.now - 2 * KEPT_DAYS * DAY
    waiting, also, keeper = [first_id("evt", old + n) + "share" for n in range(3)]
    past.put([waiting, also, keeper], _EVENTS)
    past.put([waiting], _DELIVERIES, more=(endpoint,))
    shares = "UPDATE events SET object = NULL, same_as = $3 WHERE tenant = $1 AND id = ANY($2)"
    query(server, shares, past.tenant, [waiting, also], keeper)
    query(
        server, "UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = 9e9, settled_at = NULL "
        "WHERE tenant = $1 AND event = $2", past.tenant, waiting,
    )  # fmt: skip
    kept(server)
    (left,) = query(server, "SELECT id, object, same_as FROM events WHERE id = ANY($1)", [waiting, also, keeper])
    assert (left["id"], left["object"], left["same_as"]) == (waiting, '{"object": "made_up"}', None)
    query(server, "DELETE FROM webhook_deliveries WHERE tenant = $1 AND event = $2", past.tenant, waiting)
    kept(server)
    assert past.left("events", "id", [waiting]) == []


def test_live_mode_keeps_what_its_account_says(server: Server, live: stripe.StripeClient) -> None:
    past = Past(server, tenants(server)[1])
    events = past.put(past.ids("evt", 1, "live"), _EVENTS)
    kept(server)
    assert past.left("events", "id", events) == events, "for ever, as long as nobody says otherwise"
    assert live.v1.events.retrieve(events[0]).id == events[0]
    run_billhook(server, "settings", "set", "events_kept_days_live", "90")
    try:
        # Offered is what the setting says; the next round deletes the rest. A look remembers settings for a second.
        eventually(lambda: not is_offered(live, events[-91]), "the older event to be offered no longer")
        assert live.v1.events.retrieve(events[-90]).id == events[-90]
        kept(server)
    finally:
        run_billhook(server, "settings", "unset", "events_kept_days_live")
    assert past.left("events", "id", events) == events[-90:]


def test_nobody_waits_for_a_step_and_a_step_waits_for_nobody(server: Server, endpoint: str) -> None:
    """A step is held open at its end: all its locks are taken, nothing is committed."""
    past = Past(server, tenants(server)[0])
    events = past.put(past.ids("evt", 1, "writers"), _EVENTS, _DELIVERIES, _ATTEMPTS, more=(endpoint,))
    rule = next(each for each in KEPT if each.table == "events")
    old, young = events[: -2 * KEPT_DAYS], events[-KEPT_DAYS:]

    async def use(keeper: Keeper, beside: Any) -> None:
        held = await asyncpg.connect(running_dsn(server.data_dir))
        async with held.transaction():
            taken = [row["id"] for row in await held.fetch(rule.take, past.tenant, old)]
            assert taken == old
            for statement in rule.deletions:
                await held.execute(statement, past.tenant, taken)
            # Writers of everything around it, each with a tenth of a second to wait for a lock.
            fresh = [first_id("evt", past.now) + "fresh"]
            for insert in (_EVENTS, _DELIVERIES, _ATTEMPTS):
                more = (endpoint,) if "$4" in insert else ()
                await beside.execute(insert, past.tenant, fresh, [past.now], *more)
            touched = "UPDATE webhook_deliveries SET attempts = 2 WHERE tenant = $1 AND event = ANY($2)"
            assert await beside.execute(touched, past.tenant, young) == f"UPDATE {KEPT_DAYS}"
            # Another keeper passes over what is taken, and over what somebody changes.
            async with beside.transaction():
                await beside.execute(touched, past.tenant, [events[-2 * KEPT_DAYS]])
                await keeper.keep(asyncio.Event())
        await held.close()

    keeping(server, use)
    stays = events[-2 * KEPT_DAYS :]
    assert past.left("events", "id", events) == stays, "the step of the locked row is left to the next round"
    kept(server)
    assert past.left("events", "id", events) == young


def test_one_process_at_a_time_keeps_house(server: Server) -> None:
    past = Past(server, tenants(server)[0])
    events = past.put(past.ids("evt", 1, "alone"), _EVENTS)

    async def use(keeper: Keeper, beside: Any) -> None:
        async with beside.transaction():
            await beside.execute("SELECT pg_advisory_xact_lock($1)", 0x6B656570)
            assert await keeper.keep(asyncio.Event()) == 0
        stopped = asyncio.Event()
        stopped.set()
        assert await keeper.keep(stopped) == 0, "a worker that stops begins nothing"
        assert await beside.fetchval("SELECT count(*) FROM events WHERE id = ANY($1)", events) == len(events)
        together = await asyncio.gather(keeper.keep(asyncio.Event()), keeper.keep(asyncio.Event()))
        assert sum(together) >= len(events) - KEPT_DAYS

    keeping(server, use)
    assert past.left("events", "id", events) == events[-KEPT_DAYS:]
