"""The plug is pulled under load, again and again: what was acknowledged happened, exactly once, and is told.

Merchants work in threads while the server, its HTTP processes and its PostgreSQL are killed at a random moment
and started again on the same data. Like the official SDKs, a merchant repeats a request that got no answer with
the same idempotency key. Mail goes to an inbox and events to a receiver that outlive the server.
"""

import contextlib
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server, stop_server
from tests.nightly import IS_NIGHTLY, usual
from tests.platform.processes import is_alive
from tests.rooms.webhooks.receiver import Receiver, eventually, listening
from tests.stories.house import House
from tests.stories.inbox import Inbox, taking_mail
from tests.stories.psql import query

from billhook.webhooks.actions.deliver import SETTLE_SECONDS

MERCHANTS = 6 if IS_NIGHTLY else 2
INVOICES_EACH = 8
WEBHOOK_SECONDS = 2
ORDER = ("draft", "open", "paid")
# A delivery that was under way comes again ten seconds after its time limit; a job of a killed process is taken
# over after thirty.
PATIENCE_SECONDS = 60
HAND_OVER_SECONDS = 180  # invoices/rules/mailing.py
# Mails that one process hands over at a time (worker.py).
HAND_OVERS = 16


class Over(Exception):
    """The working day is over."""


class Merchant(threading.Thread):
    """Makes customers and invoices for them, from draft to paid, and remembers what he was told."""

    def __init__(self, house: House, name: str) -> None:
        super().__init__(daemon=True, name=name)
        self.house = house
        self.keys = (f"{name}-{n}" for n in itertools.count())
        self.customers: list[str] = []
        self.told: dict[str, tuple[str, str | None]] = {}
        # What the acknowledged requests must have reported.
        self.reported: set[tuple[str, str]] = set()
        self.sent: set[str] = set()
        self.repeated = 0
        # Waits for the server, with no request under way.
        self.waits = False

    def ask(self, room: str, verb: str, *arguments: Any) -> Any:
        """The answer to one request, however often the server dies meanwhile."""
        key = next(self.keys)
        given = arguments if isinstance(arguments[-1], dict) else (*arguments, {})
        if self.house.closed.is_set():
            raise Over
        while True:
            self.waits = not self.house.opened.is_set()
            self.house.opened.wait()
            self.waits = False
            if self.house.gone:
                raise Over
            try:
                return getattr(getattr(self.house.shop.v1, room), verb)(*given, {"idempotency_key": key})
            except (stripe.APIConnectionError, stripe.APIError):
                self.repeated += 1
                time.sleep(0.02)

    def run(self) -> None:
        with contextlib.suppress(Over):
            while True:
                customer = self.ask("customers", "create", {"name": self.name, "email": f"{self.name}@example.com"})
                self.customers.append(customer.id)
                self.reported.add(("customer.created", customer.id))
                for _ in range(INVOICES_EACH):
                    self.one(customer.id)

    def one(self, customer: str) -> None:
        terms = {"customer": customer, "collection_method": "send_invoice", "days_until_due": 30}
        invoice = self.ask("invoices", "create", terms).id
        self.hears(invoice, "draft", None, "invoice.created")
        self.ask("invoice_items", "create", {"customer": customer, "invoice": invoice, "amount": 1_000})
        opened = self.ask("invoices", "finalize_invoice", invoice)
        self.hears(invoice, "open", opened.number, "invoice.finalized")
        self.ask("invoices", "send_invoice", invoice)
        self.hears(invoice, "open", opened.number, "invoice.sent")
        self.sent.add(invoice)
        self.ask("invoices", "pay", invoice, {"paid_out_of_band": True})
        self.hears(invoice, "paid", opened.number, "invoice.paid")

    def hears(self, invoice: str, status: str, number: str | None, event: str) -> None:
        self.told[invoice] = (status, number)
        self.reported.add((event, invoice))


@contextlib.contextmanager
def open_house(tmp_path: Path, workers: int) -> Iterator[tuple[House, Inbox, Receiver, str]]:
    """A house whose mail takes a moment to be acknowledged, and the secret of its webhooks."""
    with taking_mail(Inbox(pause_seconds=0.1)) as inbox, listening() as receiver:
        environment = {"BILLHOOK_SMTP_URL": inbox.url, "BILLHOOK_WEBHOOK_TIMEOUT_SECONDS": str(WEBHOOK_SECONDS)}
        house = House(tmp_path / "data", workers, **environment)
        try:
            endpoint = house.shop.v1.webhook_endpoints.create({"url": receiver.url + "/hook", "enabled_events": ["*"]})
            yield house, inbox, receiver, endpoint.secret
        finally:
            house.gone = True
            house.opened.set()
            stop_server(house.server)


@pytest.mark.parametrize("workers", usual([1, 2], [1]))
def test_killed_under_load_it_loses_nothing_and_does_nothing_twice(
    tmp_path: Path, workers: int, record_property: Any
) -> None:
    with open_house(tmp_path, workers) as (house, inbox, receiver, secret):
        merchants = [Merchant(house, f"merchant{n}") for n in range(MERCHANTS)]
        for merchant in merchants:
            merchant.start()
        rounds = ("group", "everything", "group") if IS_NIGHTLY else ("everything",)
        for whom in rounds:
            killed_at = one_round(house, merchants, whom)
        # Whoever waits for an answer gets it now, and asks for nothing more.
        house.closed.set()
        house.opened.set()
        for merchant in merchants:
            merchant.join(30)
            assert not merchant.is_alive()
        for merchant in merchants:
            check_books(house.shop, merchant, in_flight=False)
        check_queue_of_mails(house.server, killed_at)
        counts = check_mails(house.server, inbox, merchants)
        assert counts["unknown"] <= len(rounds) * HAND_OVERS * workers
        counts["events"] = check_events(house.shop, receiver, secret, merchants)
        counts["received"] = len(receiver.received)
        counts["repeated"] = sum(merchant.repeated for merchant in merchants)
        counts["invoices"] = sum(len(merchant.told) for merchant in merchants)
        # And life goes on, from where it stopped.
        assert house.shop.invoice("paid").status == "paid"
        house.kill("group")
        eventually(lambda: not house.processes(), "every process of the data directory to end")
        for name, count in counts.items():
            record_property(name, count)


def one_round(house: House, merchants: list[Merchant], whom: str) -> int:
    """Let the merchants work, kill the server and start it again at once. The moment of the kill."""
    before = sum(len(merchant.told) for merchant in merchants)
    house.opened.set()
    eventually(lambda: sum(len(merchant.told) for merchant in merchants) > before + MERCHANTS, "work to be done")
    time.sleep(random.uniform(0.2, 1.5))
    killed_at = house.kill(whom)
    # Answers that were on the line at that moment still count.
    eventually(lambda: all(merchant.waits for merchant in merchants), "every merchant to see that the server is gone")
    # The times of rows are whole seconds: whoever claims from here on does so in a later one.
    eventually(lambda: int(time.time()) > killed_at, "the second of the kill to pass")
    house.start()
    if not IS_NIGHTLY:
        claims_end(house.server, killed_at)
    for merchant in merchants:
        check_books(house.shop, merchant, in_flight=True)
    eventually(lambda: not any(map(is_alive, house.family)), "the killed processes to be gone")
    return killed_at


def claims_end(server: Server, killed_at: int) -> None:
    """As if the time had passed after which the deliveries and the jobs of a killed process are somebody else's."""
    until = killed_at + WEBHOOK_SECONDS + SETTLE_SECONDS
    query(server, "UPDATE webhook_deliveries SET next_attempt_at = 1 WHERE next_attempt_at <= $1", until)
    query(
        server,
        "UPDATE pgqueuer SET heartbeat = heartbeat - interval '1 hour' "
        "WHERE status = 'picked' AND heartbeat < to_timestamp($1)",
        killed_at + 1,
    )


def check_books(shop: Shop, merchant: Merchant, *, in_flight: bool) -> None:
    """Every acknowledged write is there and nothing else is, but for one request `in_flight`; numbers have no gap."""
    found: dict[str, Any] = {}
    for customer_id in merchant.customers:
        customer = shop.v1.customers.retrieve(customer_id)
        invoices = shop.v1.invoices.list({"customer": customer_id, "limit": 100}).data
        found |= {invoice.id: invoice for invoice in invoices}
        numbers = sorted(invoice.number for invoice in invoices if invoice.number)
        assert numbers == [f"{customer.invoice_prefix}-{n:04d}" for n in range(1, len(numbers) + 1)]
        assert customer.next_invoice_sequence == len(numbers) + 1
    assert set(merchant.told) <= set(found)
    ahead = len(found) - len(merchant.told)
    for invoice, (status, number) in merchant.told.items():
        kept = found[invoice]
        ahead += ORDER.index(kept.status) - ORDER.index(status)
        assert ORDER.index(kept.status) >= ORDER.index(status)
        assert number is None or kept.number == number
        assert kept.status == "draft" or (kept.total, kept.amount_due) == (1_000, 1_000)
        assert kept.amount_paid == (1_000 if kept.status == "paid" else 0)
    # The last request may have been committed and not answered any more.
    assert ahead in ((0, 1) if in_flight else (0,))


def check_queue_of_mails(server: Server, killed_at: int) -> None:
    """Every mail comes to an end; those of killed processes when the time to hand them over has passed."""
    stale = killed_at + HAND_OVER_SECONDS

    def left() -> int:
        waiting = "status = 'queued' OR (status = 'sending' AND next_attempt_at > $1)"
        return int(query(server, f"SELECT count(*) FROM invoice_mails WHERE {waiting}", stale)[0][0])

    eventually(lambda: left() == 0, "the queue of mails to drain", PATIENCE_SECONDS)
    query(server, "UPDATE invoice_mails SET next_attempt_at = 1 WHERE status = 'sending'")
    stuck = "SELECT count(*) FROM invoice_mails WHERE next_attempt_at IS NOT NULL"
    eventually(lambda: query(server, stuck)[0][0] == 0, "the mails of killed processes to be settled", PATIENCE_SECONDS)


def check_mails(server: Server, inbox: Inbox, merchants: list[Merchant]) -> dict[str, int]:
    """One mail for each acknowledged send: taken once and `sent`, or `unknown` and taken at most once."""
    taken = Counter(str(mail["Message-ID"]) for mail in inbox.taken)
    assert set(taken.values()) == {1}
    rows = query(server, "SELECT id, invoice, status FROM invoice_mails")
    asked = {invoice for merchant in merchants for invoice in merchant.sent}
    assert Counter(row["invoice"] for row in rows) == dict.fromkeys(asked, 1)
    kept = {f"<{row['id']}@localhost>": row["status"] for row in rows}
    assert set(taken) <= set(kept)
    assert set(kept.values()) <= {"sent", "unknown"}
    sent = {mail for mail, status in kept.items() if status == "sent"}
    assert sent <= set(taken)
    return {"mails": len(rows), "taken": len(taken), "unknown": len(rows) - len(sent)}


def check_events(shop: Shop, receiver: Receiver, secret: str, merchants: list[Merchant]) -> int:
    """Each acknowledged step has its event, once, and every event reached the receiver with a valid signature."""
    recorded = {
        e.id: (e.type, getattr(e.data.object, "id", None))
        for e in shop.v1.events.list({"limit": 100}).auto_paging_iter()
    }
    counted = Counter(recorded.values())
    assert {step: counted[step] for merchant in merchants for step in merchant.reported} == dict.fromkeys(
        (step for merchant in merchants for step in merchant.reported), 1
    )
    seen: dict[bytes, str] = {}

    def missing() -> set[str]:
        for request in receiver.received[:]:
            if request.body not in seen:
                seen[request.body] = request.event(secret).id
        return set(recorded) - set(seen.values())

    eventually(lambda: not missing(), "every event to be delivered", PATIENCE_SECONDS)
    # Nothing was told that is not on record, and a repeated delivery is the same to the byte.
    assert set(seen.values()) == set(recorded)
    assert len(seen) == len(recorded)
    return len(recorded)
