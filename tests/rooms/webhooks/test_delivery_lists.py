"""What a page of deliveries reads, by EXPLAIN: a page, never all that an endpoint ever got."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.stories.plans import rows_read

from billhook.db.embedded.server import running_dsn
from billhook.webhooks import deliveries_store
from billhook.webhooks.deliveries_store import STATUSES

_DELIVERIES = 20_000
_ROWS_READ_MAX = 400  # 26 rows of each of three statuses, and what belongs to 26 of them
_FILLED = """
    INSERT INTO webhook_deliveries (tenant, event, endpoint, status, attempts, next_attempt_at, created, settled_at)
    SELECT w.tenant, 'evt_0' || to_char(n, 'FM000000'), w.id, CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'delivered' END,
           1, NULL, 1, 1
    FROM webhook_endpoints w, generate_series(1, $2::integer) n WHERE w.id = $1"""


async def _plan(server: Server, endpoint: str, sql: str, values: list[Any]) -> Any:
    """The plan of a statement among many deliveries, made without its values; the deliveries are undone."""
    connection = await asyncpg.connect(running_dsn(server.data_dir))
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")  # the events are not there
            await connection.execute(_FILLED, endpoint, _DELIVERIES)
            await connection.execute("ANALYZE webhook_deliveries; SET LOCAL plan_cache_mode = force_generic_plan")
            await connection.execute("SET LOCAL jit = off; PREPARE look AS " + sql)
            tenant = await connection.fetchval("SELECT tenant FROM webhook_endpoints WHERE id = $1", endpoint)
            shown = ", ".join(f"'{value}'" for value in [tenant, endpoint, *values])
            text = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE look({shown})")
            await connection.execute("DEALLOCATE look")
            raise _Undone(json.loads(text)[0]["Plan"])
    except _Undone as done:
        return done.plan
    finally:
        await connection.close()


class _Undone(Exception):
    def __init__(self, plan: Any) -> None:
        super().__init__()
        self.plan = plan


@pytest.mark.parametrize(
    ("statuses", "after", "before"),
    [
        (STATUSES, "~", ""),
        (["failed"], "~", ""),
        (["delivered"], "evt_0010000", ""),
        (["pending"], "~", ""),
        (STATUSES, "~", "evt_0010000"),
    ],
)
def test_a_page_of_deliveries_reads_no_more_than_a_page(
    server: Server, shop: Shop, statuses: list[str], after: str, before: str
) -> None:
    endpoint = shop.v1.webhook_endpoints.create({"url": "https://example.com/x", "enabled_events": ["topup.failed"]})
    sql = deliveries_store._NEWER if before else deliveries_store._OLDER
    values = ["{" + ",".join(statuses) + "}", before, after, 26]
    plan = asyncio.run(_plan(server, endpoint.id, sql, values))
    shop.v1.webhook_endpoints.delete(endpoint.id)
    assert rows_read(plan) < _ROWS_READ_MAX, json.dumps(plan, indent=1)
