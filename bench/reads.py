"""Reads: one invoice and a hundred of them, on a small and on a large database, in turns."""

import statistics
from dataclasses import dataclass, field
from typing import Any

from capture import on_database, statements
from server import Server, play

# Copies of a real invoice, of its customer and of its lines under other ids, ten invoices to a customer.
# Foreign keys are not checked row by row while they are made, since all of them hold.
_CUSTOMER = "'cus_1' || lpad((g / 10)::text, 9, '0') || 'fill'"
_INVOICE = "'in_1' || lpad(g::text, 9, '0') || 'fillfillfillfi'"
_LINE = "lpad(g::text, 9, '0') || 'fillfillfill' || lpad(t.position::text, 2, '0')"
_COPIES = {
    "customers": {
        "id": "'cus_1' || lpad(g::text, 9, '0') || 'fill'",
        "invoice_prefix": "'F' || lpad(g::text, 8, '0')",
    },
    "invoices": {
        "id": _INVOICE,
        "customer": _CUSTOMER,
        "number": "'F' || lpad((g / 10)::text, 8, '0') || '-' || lpad((g % 10 + 1)::text, 4, '0')",
        "hosted_token": "md5(g::text) || 'fillfill'",
    },
    "invoice_items": {
        "id": f"'ii_1' || {_LINE}",
        "line": f"'il_1' || {_LINE}",
        "customer": _CUSTOMER,
        "invoice": _INVOICE,
    },
}


@dataclass(slots=True)
class Read:
    """One kind of read on one size: its turns, as milliseconds of one client's median and as a rate of eight."""

    p50s_ms: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


def ratio(large: Read, small: Read) -> float:
    """How much longer one client waits on the large database: the median over pairs of turns."""
    return statistics.median(a / b for a, b in zip(large.p50s_ms, small.p50s_ms, strict=True))


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
        for table, changed in _COPIES.items():
            names = await connection.fetch(
                "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 "
                "AND NOT attisdropped AND attgenerated = ''", table,
            )  # fmt: skip
            columns = [row["attname"] for row in names]
            values = [changed.get(name, f"t.{name}") for name in columns]
            which = owners.get(table, f"t.invoice = '{invoice}'")
            first, last = (0, invoices // 10) if table == "customers" else (1, invoices - 1)
            await connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
                f"FROM {table} t, generate_series({first}, {last}) g WHERE {which}"
            )

    on_database(server, copy)
    statements(server, "VACUUM ANALYZE", "CHECKPOINT")
    step = max(1, invoices // 500)
    return [f"in_1{number:09d}fillfillfillfi" for number in range(1, invoices, step)]


def measure(servers: dict[int, tuple[Server, list[str]]], turns: int, seconds: float) -> dict[str, dict[int, Read]]:
    """`get` and `list` on each size, in turns that follow each other."""
    found: dict[str, dict[int, Read]] = {scenario: {size: Read() for size in servers} for scenario in ("get", "list")}
    for _ in range(turns):
        for scenario, step in (("get", "retrieve"), ("list", "list")):
            for clients in (1, 8):
                for size, (server, ids) in servers.items():
                    played = play(server.port, scenario, clients, seconds, warm=0.3, data=",".join(ids))
                    if clients == 1:
                        found[scenario][size].p50s_ms.append(played["latency_ms"][step]["p50"])
                    else:
                        found[scenario][size].rates.append(played["requests_per_second"])
    return found
