"""A large database: copies of real objects under other ids, made over two years, in all statuses.

The ids are dated as the server dates them. What a list can be filtered by differs from copy to copy: status, method,
due date, customer, email, type. Foreign keys are not checked row by row while the copies are made, since all hold.
"""

import time
from typing import Any

from capture import on_database, statements
from server import Server

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
YEARS_SECONDS = 2 * 365 * 86_400
EVENTS_SECONDS = 29 * 86_400
"""Events are offered for thirty days."""


def _id(prefix: str, micros: str, tail: str) -> str:
    """SQL for the id of something made at this microsecond."""
    digits = " || ".join(
        f"substr('{_DIGITS}', (({micros}) / {62**place} % 62 + 1)::integer, 1)" for place in range(8, -1, -1)
    )
    return f"'{prefix}_1' || {digits} || '{tail}'"


_LONG, _SHORT = "fillfillfillfi", "fill"
_CUSTOMER = _id("cus", "v.m - (g % 10) * v.step", _SHORT)
_INVOICE = _id("in", "v.m", _LONG)
# A charge whose intent has the same id behind the prefix was made without an intent (decision 80).
_INTENT = _id("pi", "v.m", _LONG[::-1])
_CHARGE = _id("ch", "v.m", _LONG)
_STATUS = "(CASE WHEN v.x < 80 THEN 'paid' WHEN v.x < 90 THEN 'open' WHEN v.x < 95 THEN 'draft' WHEN v.x < 98 THEN 'void' ELSE 'uncollectible' END)"  # noqa: E501
_AUTOMATIC = "g / 7 % 20 = 0"


def _unless_draft(value: str) -> str:
    return f"CASE WHEN {_STATUS} <> 'draft' THEN {value} END"


def _at_when(status: str) -> str:
    return f"CASE WHEN {_STATUS} = '{status}' THEN v.at END"


_COPIES: dict[str, dict[str, str]] = {
    "customers": {
        "id": _id("cus", "v.m", _SHORT),
        "created": "v.at",
        "email": "'payer' || g || '@example.com'",
        "invoice_prefix": "'F' || lpad(g::text, 8, '0')",
    },
    "invoices": {
        "id": _INVOICE,
        "created": "v.at",
        "customer": _CUSTOMER,
        "status": _STATUS,
        "collection_method": f"CASE WHEN {_AUTOMATIC} THEN 'charge_automatically' ELSE 'send_invoice' END",
        "due_date": f"CASE WHEN {_AUTOMATIC} THEN NULL ELSE v.at + g * 37 % 3600 + 86400 * (ARRAY[0, 7, 14, 30, 60])[g % 5 + 1] END",  # noqa: E501
        "number": _unless_draft("'F' || lpad((g / 10)::text, 8, '0') || '-' || lpad((g % 10 + 1)::text, 4, '0')"),
        "amount_paid": f"CASE WHEN {_STATUS} = 'paid' THEN t.amount_due ELSE 0 END",
        "finalized_at": _unless_draft("v.at"),
        "customer_facts": _unless_draft("t.customer_facts"),
        "account_facts": _unless_draft("t.account_facts"),
        "hosted_token": _unless_draft("md5(g::text) || 'fillfill'"),
        "paid_at": _at_when("paid"),
        "voided_at": _at_when("void"),
        "marked_uncollectible_at": _at_when("uncollectible"),
        "next_due_step_at": "NULL",
        "payment_intent": "NULL",
    },
    "invoice_items": {
        "id": _id("ii", "v.m + t.position", _LONG),
        "date": "v.at",
        "line": _id("il", "v.m + t.position", _LONG),
        "customer": _CUSTOMER,
        "invoice": _INVOICE,
    },
    "payment_intents": {
        "id": _INTENT,
        "created": "v.at",
        "customer": _CUSTOMER,
        "invoice": _INVOICE,
        "latest_charge": _CHARGE,
    },
    "charges": {"id": _CHARGE, "created": "v.at", "customer": _CUSTOMER, "payment_intent": _INTENT},
    "invoice_payments": {
        "id": _id("inpay", "v.m", _LONG),
        "created": "v.at",
        "invoice": _INVOICE,
        "payment_intent": _INTENT,
        "status": "CASE WHEN v.x < 80 THEN 'paid' WHEN v.x < 90 THEN 'open' ELSE 'canceled' END",
        "amount_paid": "CASE WHEN v.x < 80 THEN t.amount_paid END",
        "paid_at": "CASE WHEN v.x < 80 THEN v.at END",
        "canceled_at": "CASE WHEN v.x >= 90 THEN v.at END",
    },
    "refunds": {
        "id": _id("re", "v.m", _LONG),
        "created": "v.at",
        "charge": _CHARGE,
        "payment_intent": _INTENT,
    },
    "credit_notes": {
        "id": _id("cn", "v.m", _LONG),
        "created": "v.at",
        "customer": _CUSTOMER,
        "invoice": _INVOICE,
        "number": "'F' || g || '-CN-01'",
        "pdf_token": "md5(g::text) || 'fillfill'",
    },
    "balance_transactions": {
        "id": _id("txn", "v.m", _LONG),
        "created": "v.at",
        "available_on": "v.at + 2 * 86400",
        "is_summed": "false",
        "source": _CHARGE,
        "currency": "CASE WHEN v.x < 90 THEN 'usd' ELSE 'eur' END",
        "type": "CASE WHEN v.x < 95 THEN 'charge' ELSE 'refund' END",
    },
    "events": {
        "id": _id("evt", "v.e", _LONG),
        "created": "v.e / 1000000",
        "type": "(ARRAY['invoice.created', 'invoice.updated', 'invoice.paid', 'customer.created'])[least(g % 20, 3) + 1]",  # noqa: E501
        "object": f'\'{{"object":"invoice","id":"\' || {_INVOICE} || \'"}}\'',
    },
}
# Items that wait for an invoice: one for each fifty invoices.
_PENDING = {
    **_COPIES["invoice_items"],
    "id": _id("ii", "v.m + 7", _LONG),
    "invoice": "NULL",
    "line": "NULL",
    "position": "NULL",
}


def fill(server: Server, invoices: int) -> list[str]:
    """Make an invoice with two lines and its payment by card through the API, copy them, and return ids of invoices
    spread over all."""
    customer = server.request("POST", "/v1/customers", {"name": "Jenny Rosen", "email": "jenny@example.com"})["id"]
    card = server.request("POST", "/v1/payment_methods/pm_card_visa/attach", {"customer": customer})["id"]
    form = {"customer": customer, "collection_method": "send_invoice", "days_until_due": 30}
    invoice = server.request("POST", "/v1/invoices", form)["id"]
    for name, amount in (("Set-up", 1999), ("Support in October", 4900)):
        item = {"customer": customer, "invoice": invoice, "amount": amount, "currency": "usd", "description": name}
        server.request("POST", "/v1/invoiceitems", item)
    server.request("POST", f"/v1/invoices/{invoice}/finalize", {})
    server.request("POST", f"/v1/invoices/{invoice}/pay", {"payment_method": card})
    charge = server.request("GET", "/v1/charges?limit=1")["data"][0]["id"]
    server.request("POST", "/v1/refunds", {"charge": charge, "amount": 100})
    server.request("POST", "/v1/credit_notes", {"invoice": invoice, "amount": 100, "credit_amount": 100})
    of_invoice = f"t.invoice = '{invoice}'"
    last = "(SELECT max(l.id) FROM {0} l WHERE l.tenant = t.tenant)"
    begin = int(time.time()) - YEARS_SECONDS
    owners = {
        "customers": f"t.id = '{customer}'",
        "invoices": f"t.id = '{invoice}'",
        "invoice_items": of_invoice,
        "invoice_payments": of_invoice,
        "payment_intents": of_invoice,
    }

    async def copy(connection: Any) -> None:
        await connection.execute("SET session_replication_role = replica")
        for table, changed in _COPIES.items():
            which = owners.get(table, f"t.id = {last.format(table)}")
            first, step = (0, 10) if table == "customers" else (1, 1)
            await _copy(connection, table, changed, which, (first, invoices - 1, step), begin, invoices)
        await _copy(
            connection, "invoice_items", _PENDING, f"{of_invoice} AND t.position = 0", (25, invoices - 1, 50), begin,
            invoices,
        )  # fmt: skip

    on_database(server, copy)
    statements(server, "VACUUM ANALYZE", "CHECKPOINT")
    return on_database(server, lambda connection: _spread(connection, max(1, invoices // 500)))


async def _copy(
    connection: Any, table: str, changed: dict[str, str], which: str, series: tuple[int, int, int], begin: int,
    invoices: int,
) -> None:  # fmt: skip
    names = await connection.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = ''", table,
    )  # fmt: skip
    columns = [row["attname"] for row in names]
    values = [changed.get(name, f"t.{name}") for name in columns]
    step, events = (seconds * 1_000_000 // invoices for seconds in (YEARS_SECONDS, EVENTS_SECONDS))
    since = begin + YEARS_SECONDS - EVENTS_SECONDS
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {table} t, generate_series({', '.join(map(str, series))}) g, LATERAL (SELECT "
        f"{step}::bigint AS step, {begin}000000 + {step} * g::bigint AS m, "
        f"{begin} + {step} * g::bigint / 1000000 AS at, {since}000000 + {events} * g::bigint AS e, "
        f"g::bigint * 7919 % 100 AS x) v WHERE {which}"
    )


async def _spread(connection: Any, step: int) -> list[str]:
    rows = await connection.fetch(
        f"SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM invoices WHERE id LIKE '%{_LONG}') i "
        "WHERE n % $1 = 0", step,
    )  # fmt: skip
    return [row["id"] for row in rows]
