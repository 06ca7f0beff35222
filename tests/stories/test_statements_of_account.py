"""Monthly statements of account: each customer gets one for each month, on clocks and by the wall.

What is expected is worked out from docs/guide/mails.md: nine in the morning of the first day, for the month before.
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.clocks import DAY, Clock
from tests.conftest import Server, run_billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query
from tests.stories.test_many_due_at_once import working

_MAILS = "SELECT id, created, recipient, cc, said::text AS said, status FROM invoice_mails WHERE about = $1 ORDER BY id"


@pytest.fixture(scope="module", autouse=True)
def monthly(server: Server) -> Iterator[None]:
    run_billhook(server, "settings", "set", "statement_mails=monthly", "time_zone=UTC")
    yield
    run_billhook(server, "settings", "set", "statement_mails=off")


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def mailed(server: Server, customer: str) -> list[tuple[str, str, dict[str, int]]]:
    """When each statement was asked for, its first day, and what is owed at its end; oldest first."""
    found = []
    for row in query(server, _MAILS, customer):
        said = json.loads(row["said"])
        asked, first = (datetime.fromtimestamp(moment, UTC) for moment in (row["created"], said["since"]))
        found.append((f"{asked:%Y-%m-%d %H:%M}", f"{first:%Y-%m-%d}", said["balances"]))
    return found


def message(server: Server, mail_id: str) -> Any:
    """A mail in the outbox, once it is there."""
    sent = "SELECT FROM invoice_mails WHERE id = $1 AND status = 'sent'"
    eventually(lambda: query(server, sent, mail_id), "the mail to leave")
    for path in (server.data_dir / "outbox").rglob("*.eml"):
        parsed = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        if mail_id in parsed["Message-ID"]:
            return parsed
    raise AssertionError("no such mail")


def test_one_each_month_until_nothing_is_open(client: stripe.StripeClient, server: Server) -> None:
    clock = Clock(client, at("2030-03-17"), preferred_locales=["de"], name="Ada")
    invoice = clock.invoice(1_000, auto_advance=True)
    clock.advance(at("2030-04-10"))
    assert mailed(server, clock.customer) == [("2030-04-01 09:00", "2030-03-01", {"usd": 1_000})]
    clock.advance(at("2030-05-10"))
    client.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    clock.advance(at("2030-08-10"))
    assert mailed(server, clock.customer)[1:] == [
        ("2030-05-01 09:00", "2030-04-01", {"usd": 1_000}),  # nothing happened, and it was open
        ("2030-06-01 09:00", "2030-05-01", {"usd": 0}),
    ]
    first = message(server, query(server, _MAILS, clock.customer)[0]["id"])
    assert first["Subject"].startswith("[TEST] Kontoauszug von ")
    assert "10,00\xa0$ offen am 31. März 2030" in first.get_body(("plain",)).get_content()
    assert [part.get_filename() for part in first.iter_attachments()] == ["Statement-USD-2030-03-31.pdf"]


def test_each_currency_has_its_paper(client: stripe.StripeClient, server: Server) -> None:
    clock = Clock(client, at("2030-03-17"))
    clock.invoice(1_000, auto_advance=True)
    clock.invoice(2_000, auto_advance=True, currency="eur")
    clock.advance(at("2030-04-02"))
    ((_, _, balances),) = mailed(server, clock.customer)
    assert balances == {"eur": 2_000, "usd": 1_000}
    sent = message(server, query(server, _MAILS, clock.customer)[0]["id"])
    assert [part.get_filename() for part in sent.iter_attachments()] == [
        "Statement-EUR-2030-03-31.pdf",
        "Statement-USD-2030-03-31.pdf",
    ]


@pytest.mark.parametrize("why", ["exempt", "no address", "deleted", "nothing happened"])
def test_who_gets_none(client: stripe.StripeClient, server: Server, why: str) -> None:
    clock = Clock(client, at("2030-03-17"))
    if why != "nothing happened":
        client.v1.invoices.finalize_invoice(clock.invoice().id)
    if why == "exempt":
        tenant = "SELECT tenant, id, 'statements' FROM customers WHERE id = $1"
        query(server, f"INSERT INTO exemptions (tenant, about, what) {tenant}", clock.customer)
    elif why == "no address":
        client.v1.customers.update(clock.customer, {"email": ""})
    elif why == "deleted":
        client.v1.customers.delete(clock.customer)
    clock.advance(at("2030-05-02"))
    assert mailed(server, clock.customer) == []


def test_two_workers_mail_each_customer_once(server: Server) -> None:
    """Nothing is planned, as for customers who were there before the setting. Then each job is queued four times."""
    shop = Shop(server.client)
    customers = [shop.v1.customers.create({"email": f"{n}@example.com"}) for n in range(6)]
    invoices = [shop.invoice("open", 900, customer=each).id for each in customers]
    ids = [each.id for each in customers]
    query(server, "UPDATE invoices SET finalized_at = finalized_at - $2 WHERE id = ANY($1)", invoices, 70 * DAY)
    query(server, "UPDATE customers SET statement_at = NULL WHERE id = ANY($1)", ids)
    planned = "SELECT FROM customers WHERE id = ANY($1) AND statement_at > $2"
    with working(server):
        eventually(lambda: len(query(server, planned, ids, int(time.time()))) == len(ids), "all to be planned")
        query(server, "UPDATE customers SET statement_at = $2 WHERE id = ANY($1)", ids, int(time.time()) - 1)
        wake_four_times(server, ids)
        eventually(lambda: all(mailed(server, each) for each in ids), "every customer to get one")
        waiting = "SELECT FROM pgqueuer WHERE entrypoint = 'account_statements.send'"
        eventually(lambda: not query(server, waiting), "the jobs to be done")
    assert [len(mailed(server, each)) for each in ids] == [1] * len(ids)
    assert len(query(server, planned, ids, int(time.time()))) == len(ids)


def wake_four_times(server: Server, customers: list[str]) -> None:
    query(
        server,
        "INSERT INTO pgqueuer (priority, entrypoint, payload, status, dedupe_key) SELECT 0, "
        "'account_statements.send', convert_to(c.tenant || '/' || c.id, 'UTF8'), 'queued', 'again' || n || c.id "
        "FROM customers c CROSS JOIN generate_series(1, 4) n WHERE c.id = ANY($1)",
        customers,
    )


def test_switched_off_there_are_none(client: stripe.StripeClient, server: Server) -> None:
    """The last one: the others need the setting."""
    clock = Clock(client, at("2030-03-17"))
    clock.invoice(auto_advance=True)
    clock.advance(at("2030-03-20"))
    run_billhook(server, "settings", "set", "statement_mails=off")
    clock.advance(at("2030-05-02"))
    assert mailed(server, clock.customer) == []
