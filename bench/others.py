"""What else is promised: starts, memory, the CPU of a PDF and of a large invoice, webhook deliveries."""

import json
import time
import urllib.request
from itertools import islice
from pathlib import Path
from typing import Any

from capture import on_database
from server import Server, running

_PATIENCE_SECONDS = 30.0


def starts(directory: Path, times: int) -> tuple[float, float, float]:
    """Seconds to the first answered request, cold and warm (the best of `times`), and the idle MiB."""
    cold, warm, rss = [], [], []
    for number in range(times):
        data = directory / f"start{number}"
        with running(data) as server:
            cold.append(server.started_seconds)
        with running(data) as server:
            warm.append(server.started_seconds)
            rss.append(server.rss_mib())
    return min(cold), min(warm), min(rss)


def pdf_cpu_ms(server: Server, ids: list[str], pages: int) -> float:
    """CPU milliseconds of the server for one invoice of one page, as the payer downloads it."""
    found = (server.request("GET", f"/v1/invoices/{id}")["invoice_pdf"] for id in ids)
    urls = list(islice((url for url in found if url is not None), pages + 1))  # a draft has none
    assert server.request("GET", urls.pop()).startswith(b"%PDF")  # fonts and compiler are loaded now
    before = server.cpu_seconds()
    for url in urls:
        server.request("GET", url)
    return (server.cpu_seconds() - before) / len(urls) * 1000


LARGE_LINES, LARGE_COUPONS, LARGE_RATES = 250, (10, 5, 2.5), (19, 7)


def large_finalize_cpu_ms(server: Server, times: int) -> float:
    """CPU milliseconds of the server to finalize an invoice of 250 lines, three discounts and two taxes per line."""
    drafts = [_large_draft(server) for _ in range(times + 1)]
    server.request("POST", f"/v1/invoices/{drafts.pop()}/finalize", {})
    before = server.cpu_seconds()
    for draft in drafts:
        server.request("POST", f"/v1/invoices/{draft}/finalize", {})
    return (server.cpu_seconds() - before) / len(drafts) * 1000


def _large_draft(server: Server) -> str:
    """Its discounts stand half on the lines and half on the invoice, where they have to be spread over all lines."""
    coupons = [server.request("POST", "/v1/coupons", {"percent_off": percent})["id"] for percent in LARGE_COUPONS]
    rates = [
        server.request("POST", "/v1/tax_rates", {"display_name": "VAT", "percentage": p, "inclusive": "false"})["id"]
        for p in LARGE_RATES
    ]
    customer = server.request("POST", "/v1/customers", {"name": "Large", "email": "large@example.com"})["id"]
    form = {"customer": customer, "collection_method": "send_invoice", "days_until_due": 30, "currency": "usd"}
    form |= {f"discounts[{n}][coupon]": coupon for n, coupon in enumerate(coupons[1:])}
    draft = str(server.request("POST", "/v1/invoices", form)["id"])
    lines: dict[str, Any] = {}
    for n in range(LARGE_LINES):
        line = f"lines[{n}]"
        lines |= {f"{line}[amount]": 1_000 + 7 * n, f"{line}[description]": f"Line {n}"}
        lines |= {f"{line}[discounts][0][coupon]": coupons[0]}
        lines |= {f"{line}[tax_rates][{m}]": rate for m, rate in enumerate(rates)}
    server.request("POST", f"/v1/invoices/{draft}/add_lines", lines)
    return draft


def deliveries_per_second(server: Server, receiver_port: int, count: int) -> float:
    """Webhook deliveries per second: `count` events wait for an endpoint, and a sweep finds them.

    Raises RuntimeError when they do not all arrive.
    """
    url = f"http://127.0.0.1:{receiver_port}/hook"
    endpoint = server.request("POST", "/v1/webhook_endpoints", {"url": url, "enabled_events[]": "invoice.paid"})["id"]

    async def insert(connection: Any) -> None:
        columns = "created, type, api_version, object, previous, request, idempotency_key"
        copied = columns.replace("object", "coalesce(object, (SELECT o.object FROM events o WHERE o.id = t.same_as))")
        async with connection.transaction():
            await connection.execute(
                f"INSERT INTO events (tenant, id, {columns}) "
                f"SELECT tenant, 'evt_1' || lpad(g::text, 9, '0') || 'fillfillfillfi', {copied} FROM "
                "(SELECT * FROM events WHERE type = 'invoice.finalized' ORDER BY id DESC LIMIT 1) t, "
                "generate_series(1, $1) g", count,
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO webhook_deliveries (tenant, event, endpoint, created, next_attempt_at) "
                "SELECT tenant, id, $1, created, created FROM events WHERE id LIKE 'evt_1%fillfillfillfi'", endpoint,
            )  # fmt: skip

    on_database(server, insert)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        seen, first, last = _count(receiver_port)
        if seen >= count:
            return (seen - 1) / (last - first)
        time.sleep(0.2)
    raise RuntimeError(f"only {seen} of {count} webhooks arrived")


def _count(port: int) -> tuple[int, float, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/count", timeout=10) as answer:
        seen, first, last = json.loads(answer.read())
    return seen, first, last
