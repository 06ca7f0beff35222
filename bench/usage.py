"""Meter events: how many a second are taken and stored, and how long the sum of a period takes.

    python bench/usage.py [SECONDS]

Two figures of writing: single requests, as the official SDKs send them, and the table alone, in transactions of a
hundred rows. Then the sum over a million events of one customer.
"""

import asyncio
import json
import sys
import tempfile
import time
import uuid
from pathlib import Path

import asyncpg
from server import Server, play, running

from billhook.db.embedded.server import running_dsn

_CUSTOMERS = 100
_BATCH, _WRITERS = 100, 4
_MANY = 1_000_000

_INSERT = (
    "INSERT INTO meter_events (tenant, meter, identifier, customer, at, value, received_at) "
    "VALUES ($1, $2, $3, $4, $5, 1, $5)"
)
_FILL = (
    "INSERT INTO meter_events (tenant, meter, identifier, customer, at, value, received_at) "
    "SELECT $1, $2, 'filled ' || n, 'cus_many', $3::bigint - n, 1, $3 FROM generate_series(1, $4::int) n"
)


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        for workers in (1, 2):
            data_dir = Path(folder) / str(workers)
            with running(data_dir, workers=workers) as server:
                meter, customers = _made(server)
                for clients in (1, 16):
                    played = play(server.port, "usage", clients, seconds, data=",".join(customers))
                    found[f"{workers} processes, {clients} clients: events a second"] = played["requests_per_second"]
                if workers == 1:
                    found |= asyncio.run(_table(data_dir, meter, customers, seconds))
    json.dump(found, sys.stdout, indent=2)


def _made(server: Server) -> tuple[str, list[str]]:
    form = {"display_name": "Usage", "event_name": "usage", "default_aggregation[formula]": "sum"}
    meter = server.request("POST", "/v1/billing/meters", form)["id"]
    return meter, [server.request("POST", "/v1/customers", {"name": "Ada"})["id"] for _ in range(_CUSTOMERS)]


async def _table(data_dir: Path, meter: str, customers: list[str], seconds: float) -> dict[str, object]:
    dsn = running_dsn(data_dir)
    conn = await asyncpg.connect(dsn)
    tenant = await conn.fetchval("SELECT tenant FROM meters WHERE id = $1", meter)
    until = time.monotonic() + seconds
    began = time.monotonic()
    written = sum(await asyncio.gather(*(_write(dsn, tenant, meter, customers, until) for _ in range(_WRITERS))))
    rate = written / (time.monotonic() - began)
    now = int(time.time())
    await conn.execute(_FILL, tenant, meter, now, _MANY)
    await conn.execute("VACUUM ANALYZE meter_events")
    sql = (
        "SELECT coalesce(sum(value), 0) FROM (SELECT at, arrival, value FROM meter_events WHERE tenant = $1 "
        "AND meter = $2 AND customer = 'cus_many' AND at >= $3 AND at < $4 AND canceled_at IS NULL) counted"
    )
    taken = []
    for _ in range(5):
        start = time.monotonic()
        total = await conn.fetchval(sql, tenant, meter, now - _MANY, now)
        taken.append(time.monotonic() - start)
        assert total == _MANY, total
    size = await conn.fetchval("SELECT pg_total_relation_size('meter_events') / count(*) FROM meter_events")
    await conn.close()
    return {
        f"the table alone, {_WRITERS} connections, {_BATCH} rows a transaction: events a second": round(rate),
        "sum over a million events of one customer, milliseconds": round(min(taken) * 1_000),
        "bytes an event, indexes included": size,
    }


async def _write(dsn: str, tenant: int, meter: str, customers: list[str], until: float) -> int:
    conn = await asyncpg.connect(dsn)
    written = 0
    while time.monotonic() < until:
        now = int(time.time())
        rows = [(tenant, meter, str(uuid.uuid4()), customers[n % len(customers)], now) for n in range(_BATCH)]
        await conn.executemany(_INSERT, rows)
        written += _BATCH
    await conn.close()
    return written


if __name__ == "__main__":
    main()
