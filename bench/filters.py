"""Lists with a filter: each documented one, and pairs of them, on a small and on a large database in turns."""

import http.client
import statistics
import time
from dataclasses import dataclass, field

from filling import EVENTS_SECONDS, YEARS_SECONDS
from server import KEY, Server

_NOBODY = "nobody1fill"


@dataclass(slots=True)
class Filtered:
    """One list: what one client waited for it, in milliseconds, on each size."""

    query: str
    filters: int
    waits_ms: dict[int, list[float]] = field(default_factory=dict)

    def wait_ms(self, size: int) -> float:
        """The median wait."""
        return statistics.median(self.waits_ms[size])

    def ratio(self) -> float:
        """How much longer the wait is on the larger database."""
        small, large = sorted(self.waits_ms)
        return self.wait_ms(large) / self.wait_ms(small)

    @property
    def goal(self) -> float:
        """What the ratio is held against."""
        return 1.2 if self.filters == 1 else 3.0


def _queries(customer: str, invoice: str) -> dict[str, dict[str, str]]:
    """What to ask: the resource, a name for each filter, and its parameters."""
    now = int(time.time())
    year_ago, half = now - YEARS_SECONDS // 2, now - YEARS_SECONDS // 4
    weeks = f"[gte]={half}&{{0}}[lt]={half + 30 * 86_400}"
    ever = {
        "created before": f"created[lt]={year_ago}",
        "created after": f"created[gte]={year_ago}",
        "created in a month": f"created{weeks.format('created')}",
        "created never": "created[lt]=86400",
    }
    of_customer, of_invoice = f"customer={customer}", f"invoice={invoice}"
    event = now - EVENTS_SECONDS // 2
    return {
        "invoices": {
            **{f"status {name}": f"status={name}" for name in ("paid", "open", "draft", "void", "uncollectible")},
            "method sent": "collection_method=send_invoice",
            "method charged": "collection_method=charge_automatically",
            "customer": of_customer,
            "customer unknown": f"customer=cus_{_NOBODY}",
            **ever,
            "due before": f"due_date[lt]={year_ago}",
            "due after": f"due_date[gte]={year_ago}",
            "due in a month": f"due_date{weeks.format('due_date')}",
            "due never": f"due_date[gt]={now + YEARS_SECONDS}",
        },
        "invoiceitems": {
            "pending": "pending=true", "attached": "pending=false", "customer": of_customer, "invoice": of_invoice,
            **ever,
        },
        "customers": {"email": "email=payer500@example.com", "email unknown": f"email={_NOBODY}@example.com", **ever},
        "payment_intents": {"customer": of_customer, **ever},
        "charges": {"customer": of_customer, "intent unknown": f"payment_intent=pi_{_NOBODY}", **ever},
        "refunds": {"charge unknown": f"charge=ch_{_NOBODY}", "intent unknown": f"payment_intent=pi_{_NOBODY}", **ever},
        "credit_notes": {"customer": of_customer, "invoice": of_invoice, **ever},
        "invoice_payments": {
            "invoice": of_invoice, **{f"status {name}": f"status={name}" for name in ("paid", "open", "canceled")},
            "by intent": "payment[type]=payment_intent", "by record": "payment[type]=payment_record", **ever,
        },
        "balance_transactions": {
            "type charge": "type=charge", "type refund": "type=refund", "type unknown": "type=payout",
            "currency usd": "currency=usd", "currency eur": "currency=eur", "currency unknown": "currency=chf", **ever,
        },
        "events": {
            "type": "type=invoice.created", "type unknown": "type=invoice.voided", "types": "type=invoice.*",
            "delivered": "delivery_success=true", "undelivered": "delivery_success=false",
            "created before": f"created[lt]={event}", "created never": "created[lt]=86400",
        },
    }  # fmt: skip


def lists(server: Server) -> list[Filtered]:
    """Every list with one filter, and with two that can be given together."""
    some = server.request("GET", "/v1/invoices?limit=1&status=open")["data"][0]
    found = []
    for resource, filters in _queries(some["customer"], some["id"]).items():
        found.append(Filtered(f"{resource}?", 0))
        found += [Filtered(f"{resource}?{query}", 1) for query in filters.values()]
        names = list(filters.items())
        for n, (name, query) in enumerate(names):
            for other, second in names[n + 1 :]:
                if query.split("=")[0].split("[")[0] != second.split("=")[0].split("[")[0]:
                    assert name != other
                    found.append(Filtered(f"{resource}?{query}&{second}", 2))
    return found


def measure(servers: dict[int, Server], turns: int) -> list[Filtered]:
    """Ask each list on each size in turns."""
    per_size = {size: lists(server) for size, server in servers.items()}
    connections = {
        size: http.client.HTTPConnection("127.0.0.1", server.port, timeout=60) for size, server in servers.items()
    }
    found = []
    for together in zip(*per_size.values(), strict=True):
        result = Filtered(together[0].query, together[0].filters, {size: [] for size in servers})
        for turn in range(-3, turns):
            for (size, connection), one in zip(connections.items(), together, strict=True):
                begun = time.perf_counter()
                connection.request("GET", f"/v1/{one.query}", headers={"Authorization": f"Bearer {KEY}"})
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{one.query}: {body.decode()}")
                if turn >= 0:
                    result.waits_ms[size].append((time.perf_counter() - begun) * 1000)
        found.append(result)
    return found
