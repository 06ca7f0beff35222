"""The plug is pulled under load: what was acknowledged is there after the restart, whole or not at all."""

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import stripe
from tests.builders import Shop
from tests.conftest import Server, start_server, stop_server

WRITERS = 6
SECONDS_OF_LOAD = 2.0


class Writer(threading.Thread):
    """A merchant who makes and finalizes invoices until the server is gone, and remembers what he was told."""

    def __init__(self, server: Server, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.shop = Shop(server.client_with(server.key))
        self.stop = stop
        self.customers: list[str] = []
        self.told: dict[str, tuple[str, str | None]] = {}
        self.keys: dict[str, str] = {}

    def run(self) -> None:
        try:
            customer = self.shop.customer()
            self.customers.append(customer.id)
            while not self.stop.is_set():
                self.one(customer)
        except (stripe.APIConnectionError, stripe.APIError):
            return  # the plug was pulled

    def one(self, customer: Any) -> None:
        key = f"crash-{customer.id}-{len(self.keys)}"
        draft = self.shop.v1.invoices.create({"customer": customer.id}, {"idempotency_key": key})
        self.keys[key] = draft.id
        self.told[draft.id] = ("draft", None)
        self.shop.item(draft, 1_000)
        opened = self.shop.v1.invoices.finalize_invoice(draft.id)
        self.told[draft.id] = ("open", opened.number)
        self.shop.v1.invoices.pay(draft.id, {"paid_out_of_band": True})
        self.told[draft.id] = ("paid", opened.number)


ORDER = ("draft", "open", "paid")


def test_kill_nine_under_load_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    server = start_server(tmp_path / "data")
    stop = threading.Event()
    writers = [Writer(server, stop) for _ in range(WRITERS)]
    try:
        for writer in writers:
            writer.start()
        time.sleep(SECONDS_OF_LOAD)
    finally:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait(10)
        stop.set()
    for writer in writers:
        writer.join(30)
        assert not writer.is_alive()
    told = {invoice: what for writer in writers for invoice, what in writer.told.items()}
    assert len(told) > WRITERS
    restarted = start_server(tmp_path / "data")
    try:
        shop = Shop(restarted.client)
        for writer in writers:
            check_customer(shop, writer)
        check_events(shop, told)
        # And life goes on, from where it stopped.
        assert shop.invoice("paid").status == "paid"
    finally:
        stop_server(restarted)


def check_customer(shop: Shop, writer: Writer) -> None:
    """Every acknowledged write is there; the one in flight happened or did not; numbers have no gap."""
    for customer_id in writer.customers:
        customer = shop.v1.customers.retrieve(customer_id)
        found = {i.id: i for i in shop.v1.invoices.list({"customer": customer_id, "limit": 100}).auto_paging_iter()}
        assert set(writer.told) <= set(found)
        assert len(found) <= len(writer.told) + 1
        for invoice, (status, number) in writer.told.items():
            kept = found[invoice]
            # The next step may have been committed and not answered any more.
            assert ORDER.index(kept.status) - ORDER.index(status) in (0, 1)
            assert number is None or kept.number == number
            assert kept.status == "draft" or (kept.total, kept.amount_due) == (1_000, 1_000)
        numbers = sorted(i.number for i in found.values() if i.number)
        prefix = customer.invoice_prefix
        assert numbers == [f"{prefix}-{n:04d}" for n in range(1, len(numbers) + 1)]
        assert customer.next_invoice_sequence == len(numbers) + 1
        replayed(shop, writer, customer_id)


def replayed(shop: Shop, writer: Writer, customer_id: str) -> None:
    """A request that is asked again with its key gets the answer of before the crash."""
    for key, invoice in list(writer.keys.items())[-2:]:
        again = shop.v1.invoices.create({"customer": customer_id}, {"idempotency_key": key})
        assert (again.id, again.status) == (invoice, "draft")


def check_events(shop: Shop, told: dict[str, tuple[str, str | None]]) -> None:
    """State and events committed together: each acknowledged step has its event, exactly once."""
    counted: Counter[tuple[str, str]] = Counter()
    for event in shop.v1.events.list({"limit": 100, "type": "invoice.*"}).auto_paging_iter():
        counted[event.data.object["id"], event.type] += 1
    for invoice, (status, _) in told.items():
        assert counted[invoice, "invoice.created"] == 1
        if status in ("open", "paid"):
            assert counted[invoice, "invoice.finalized"] == 1
        if status == "paid":
            assert counted[invoice, "invoice.paid"] == 1
    assert max(
        n for (_, kind), n in counted.items() if kind in ("invoice.created", "invoice.finalized", "invoice.paid")
    ) == 1  # fmt: skip
