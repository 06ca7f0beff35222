"""Reads: one invoice and a hundred of them, on a small and on a large database, in turns."""

from dataclasses import dataclass
from typing import Any

from capture import on_database, statements
from server import Server, play

_INVOICES_OF_CUSTOMER = 10
# Copies of a real invoice, of its customer and of its lines under other ids. Foreign keys are not checked
# row by row while they are made, since all of them hold.
_COPIES = {
    "customers": ("0, {last} / %d" % _INVOICES_OF_CUSTOMER, {
        "id": "'cus_1' || lpad(g::text, 9, '0') || 'fill'",
        "invoice_prefix": "'F' || lpad(g::text, 8, '0')",
    }),
    "invoices": ("1, {last}", {
        "id": "'in_1' || lpad(g::text, 9, '0') || 'fillfillfillfi'",
        "customer": "'cus_1' || lpad((g / %d)::text, 9, '0') || 'fill'" % _INVOICES_OF_CUSTOMER,
        "number": "'F' || lpad((g / %d)::text, 8, '0') || '-' || lpad((g %% %d + 1)::text, 4, '0')"
        % (_INVOICES_OF_CUSTOMER, _INVOICES_OF_CUSTOMER),
        "hosted_token": "md5(g::text) || 'fillfill'",
    }),
    "invoice_items": ("1, {last}", {
        "id": "'ii_1' || lpad(g::text, 9, '0') || 'fillfillfill' || lpad(t.position::text, 2, '0')",
        "line": "'il_1' || lpad(g::text, 9, '0') || 'fillfillfill' || lpad(t.position::text, 2, '0')",
        "customer": "'cus_1' || lpad((g / %d)::text, 9, '0') || 'fill'" % _INVOICES_OF_CUSTOMER,
        "invoice": "'in_1' || lpad(g::text, 9, '0') || 'fillfillfillfi'",
    }),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """Milliseconds of one client's median request, and requests per second of eight clients."""

    p50_ms: float
    per_second: float


def fill(server: Server, invoices: int) -> list[str]:
    """Make a finalized invoice with two lines through the API, copy it, and return ids spread over all."""
    customer = server.request("POST", "/v1/customers", {"name": "Jenny Rosen", "email": "jenny@example.com"})["id"]
    form = {"customer": customer, "collection_method": "send_invoice", "days_until_due": 30}
    invoice = server.request("POST", "/v1/invoices", form)["id"]
    for name, amount in (("Set-up", 1999), ("Support in October", 4900)):
        item = {"customer": customer, "invoice": invoice, "amount": amount, "currency": "usd", "description": name}
        server.request("POST", "/v1/invoiceitems", item)
    server.request("POST", f"/v1/invoices/{invoice}/finalize", {})
    owners = {"customers": f"t.id = '{customer}'", "invoices": f"t.id = '{invoice}'"}

    async def copy(connection: Any) -> None:
        await connection.execute("SET session_replication_role = replica")
        for table, (series, changed) in _COPIES.items():
            names = await connection.fetch(
                "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 "
                "AND NOT attisdropped AND attgenerated = ''", table,
            )  # fmt: skip
            columns = [row["attname"] for row in names]
            values = [changed.get(name, f"t.{name}") for name in columns]
            which = owners.get(table, f"t.invoice = '{invoice}'")
            await connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608 - our own
                f"FROM {table} t, generate_series({series.format(last=invoices - 1)}) g WHERE {which}"
            )

    on_database(server, copy)
    statements(server, "VACUUM ANALYZE", "CHECKPOINT")
    step = max(1, invoices // 500)
    return [f"in_1{number:09d}fillfillfillfi" for number in range(1, invoices, step)]


def measure(servers: dict[int, tuple[Server, list[str]]], turns: int, seconds: float) -> dict[str, dict[int, Read]]:
    """For `get` and `list` the best turn of each size: what disturbs a turn only ever makes it slower."""
    found: dict[str, dict[int, Read]] = {"get": {}, "list": {}}
    for _ in range(turns):
        for scenario, step in (("get", "retrieve"), ("list", "list")):
            for size, (server, ids) in servers.items():
                alone = play(server.port, scenario, 1, seconds, warm=0.3, data=",".join(ids))
                crowd = play(server.port, scenario, 8, seconds, warm=0.3, data=",".join(ids))
                best = found[scenario].get(size, Read(float("inf"), 0.0))
                found[scenario][size] = Read(
                    min(best.p50_ms, alone["latency_ms"][step]["p50"]),
                    max(best.per_second, crowd["requests_per_second"]),
                )
    return found
