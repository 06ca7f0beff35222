"""Notes wait in bounded memory, are written in batches, and are kept for 30 days."""

import asyncio
from collections.abc import Awaitable, Callable

from structlog.testing import capture_logs
from tests.conftest import Server
from tests.stories.psql import query
from tests.stories.test_keeping_house import KEPT_DAYS, Past, kept

from billhook.db.embedded.server import running_dsn
from billhook.db.pool import open_pool
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.request_log.collecting import BATCH_ROWS, HELD_BYTES_MAX, HELD_MAX, Collector
from billhook.wire.noting import Note

_TENANT = "SELECT id FROM tenants WHERE NOT livemode ORDER BY id LIMIT 1"
_REQUESTS = """
    INSERT INTO request_log (tenant, id, method, path, http_status, micros, api_version, key, user_agent, address,
        response, response_bytes)
    SELECT $1, e.id, 'GET', '/v1/prices', 200, 1, '2026-10-28.endive', '', '', '', '', e.created * 0
    FROM unnest($2::text[], $3::bigint[]) AS e (id, created)"""


def tenant_of(server: Server) -> int:
    return int(query(server, _TENANT)[0]["id"])


def note(tenant: int, *, weight: int = 100) -> Note:
    """A note of a look at nothing."""
    return Note(
        tenant=tenant, request=new_id("req"), method="GET", path="/v1/prices/\0", http_status=404, micros=7,
        version="2026-10-28.endive", key="sk_test_4eC39HqLyjWDarjt", idempotency_key=None, user_agent=b"\xff",
        address="", sent=None, body=b'{"error":{"type":"invalid_request_error"}}', keeps_response=True, body_bytes=42,
        weight=weight,
    )  # fmt: skip


def collecting(server: Server, use: Callable[[Collector], Awaitable[None]]) -> None:
    """Run `use` with a collector of its own on the server's database."""

    async def run() -> None:
        async with await open_pool(running_dsn(server.data_dir), size=1) as pool:
            await use(Collector(pool))

    asyncio.run(run())


def written(server: Server, notes: list[Note]) -> list[str]:
    """Those of the notes that are in the log."""
    sql = "SELECT id FROM request_log WHERE id = ANY($1) ORDER BY id"
    return [row["id"] for row in query(server, sql, [one.request for one in notes])]


def test_what_stays_is_written_when_the_server_stops(server: Server) -> None:
    notes = [note(tenant_of(server)) for _ in range(2 * BATCH_ROWS + 1)]

    async def use(collector: Collector) -> None:
        working = asyncio.create_task(collector.run())
        for one in notes:
            collector.note(one)
        await collector.stop(working)

    collecting(server, use)
    assert written(server, notes) == [one.request for one in notes]


def test_memory_is_bounded_and_what_is_dropped_is_counted(server: Server) -> None:
    tenant = tenant_of(server)
    whole = [note(tenant, weight=HELD_BYTES_MAX // 2) for _ in range(2)]
    dropped = [note(tenant) for _ in range(3)]

    async def use(collector: Collector) -> None:
        for one in (*whole, *dropped):
            collector.note(one)
        await collector.write()

    with capture_logs() as said:
        collecting(server, use)
    assert written(server, [*whole, *dropped]) == [one.request for one in whole]
    assert [(one["event"], one["dropped"]) for one in said] == [("the log of requests was full and lacks some", 3)]


def test_no_more_notes_wait_than_may(server: Server) -> None:
    one = note(tenant_of(server), weight=1)

    async def use(collector: Collector) -> None:
        for _ in range(HELD_MAX + 5):
            collector.note(one)
        assert collector.dropped == 5

    collecting(server, use)


def test_a_note_that_is_given_twice_is_written_once(server: Server) -> None:
    one = note(tenant_of(server))

    async def use(collector: Collector) -> None:
        collector.note(one)
        collector.note(replace(one, micros=9))
        await collector.write()

    collecting(server, use)
    assert written(server, [one]) == [one.request]


def test_requests_are_kept_for_thirty_days(server: Server) -> None:
    past = Past(server, tenant_of(server))
    ids = past.put(past.ids("req", 1, "kept"), _REQUESTS)
    kept(server)
    assert past.left("request_log", "id", ids) == ids[-KEPT_DAYS:]
