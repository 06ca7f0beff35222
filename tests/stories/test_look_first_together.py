"""Many requests change the same few invoices in the same moment, on two servers of one database.

Most of them look first and write in one statement (decision 77), the others lock. What comes of it is what one request
after the other could have left: no number twice or missing, no payment twice, sums and lines that belong together, and
events that each follow from the one before.
"""

import random
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
import stripe
from tests.conftest import Server, start_server, stop_server
from tests.nightly import IS_NIGHTLY

from billhook.db.embedded.server import running_dsn

SECONDS = 50 if IS_NIGHTLY else 1
THREADS = 8
CUSTOMERS = 2
# So many invoices are changed at a time.
AT_ONCE = 3


@pytest.fixture
def servers(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """The one that all tests share, and at night another one of the same database."""
    if not IS_NIGHTLY:
        yield [server]
        return
    second = start_server(tmp_path_factory.mktemp("together") / "second", DATABASE_URL=running_dsn(server.data_dir))
    try:
        yield [server, second]
    finally:
        stop_server(second)


class Crowd:
    """Callers that do anything to a few invoices until the time is over."""

    def __init__(self, servers: list[Server]) -> None:
        self.shops: list[Any] = [server.client.v1 for server in servers]
        self.customers = [self.shops[0].customers.create({"email": "a@example.com"}).id for _ in range(CUSTOMERS)]
        for customer in self.customers:
            card = self.shops[0].payment_methods.attach("pm_card_visa", {"customer": customer})
            self.shops[0].customers.update(customer, {"invoice_settings": {"default_payment_method": card.id}})
        self.made: list[str] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.failed: list[str] = []
        self.slowest = (0.0, "")
        self.until = time.monotonic() + SECONDS

    def run(self) -> None:
        for _ in range(AT_ONCE):
            self.create(self.shops[0], random.Random(0))
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(self.act, range(THREADS)))

    def act(self, number: int) -> None:
        dice, v1 = random.Random(), self.shops[number % len(self.shops)]
        verbs: list[Callable[..., Any]] = [
            self.create, self.add, self.add, self.add, self.add_twice, self.change_item, self.change_lines,
            self.remove_line, self.describe, self.finalize, self.pay, self.pay_by_card, self.void, self.credit,
            self.delete, self.write_off, self.first_currency, self.rename,
        ]  # fmt: skip
        weights = [9, 8, 8, 8, 4, 6, 4, 3, 4, 5, 3, 3, 1, 3, 1, 1, 1, 2]
        while time.monotonic() < self.until:
            (verb,) = dice.choices(verbs, weights)
            began = time.monotonic()
            try:
                verb(v1, dice)
            except stripe.StripeError as error:
                self.refused[f"{verb.__name__} {error.http_status} {error.code}"] += 1
                if error.http_status is None or error.http_status >= 500 or error.code == "lock_timeout":
                    self.failed.append(f"{verb.__name__}: {error!r}")
            except Exception:
                self.failed.append(f"{verb.__name__}: {traceback.format_exc()}")
            else:
                self.done[verb.__name__] += 1
            self.slowest = max(self.slowest, (time.monotonic() - began, verb.__name__))

    def any(self, dice: random.Random) -> str:
        return dice.choice(self.made[-AT_ONCE:])

    def create(self, v1: Any, dice: random.Random) -> None:
        customer = dice.choice(self.customers)
        self.made.append(
            v1.invoices.create({"customer": customer, "collection_method": "send_invoice", "days_until_due": 30}).id
        )

    def add(self, v1: Any, dice: random.Random, **options: Any) -> Any:
        invoice = self.any(dice)
        customer = v1.invoices.retrieve(invoice).customer
        item = {"customer": customer, "invoice": invoice, "amount": dice.randint(100, 999), "currency": "usd"}
        return v1.invoice_items.create(item, options)

    def add_twice(self, v1: Any, dice: random.Random) -> None:
        """The same request with the same key from two callers at once."""
        invoice, key, other = self.any(dice), f"key-{dice.random()}", dice.choice(self.shops)
        item = {
            "customer": v1.invoices.retrieve(invoice).customer, "invoice": invoice, "amount": dice.randint(100, 999),
            "currency": "usd",
        }  # fmt: skip

        def once(shop: Any) -> str:
            try:
                return str(shop.invoice_items.create(item, {"idempotency_key": key}).id)
            except stripe.IdempotencyError:
                return "in use"
            except stripe.StripeError as error:
                if error.http_status is None or error.http_status >= 500:
                    raise
                return "in use" if error.http_status == 409 else f"refused {error.code}"

        with ThreadPoolExecutor(2) as both:
            answers = set(both.map(once, [v1, other]))
        if len(answers - {"in use"}) > 1:
            self.failed.append(f"one key, two answers: {answers}")

    def _line(self, v1: Any, dice: random.Random) -> Any:
        invoice = v1.invoices.retrieve(self.any(dice))
        return invoice, dice.choice(invoice.lines.data) if invoice.lines.data else None

    def change_item(self, v1: Any, dice: random.Random) -> None:
        _, line = self._line(v1, dice)
        if line is not None:
            item = line.parent.invoice_item_details.invoice_item
            v1.invoice_items.update(item, {"amount": dice.randint(100, 999)})

    def change_lines(self, v1: Any, dice: random.Random) -> None:
        invoice, line = self._line(v1, dice)
        if line is not None:
            v1.invoices.update_lines(invoice.id, {"lines": [{"id": line.id, "amount": dice.randint(100, 999)}]})

    def remove_line(self, v1: Any, dice: random.Random) -> None:
        invoice, line = self._line(v1, dice)
        if line is not None:
            v1.invoices.remove_lines(invoice.id, {"lines": [{"id": line.id, "behavior": "delete"}]})

    def describe(self, v1: Any, dice: random.Random) -> None:
        v1.invoices.update(self.any(dice), {"metadata": {"said": str(dice.random())}})

    def finalize(self, v1: Any, dice: random.Random) -> None:
        v1.invoices.finalize_invoice(self.any(dice))

    def pay(self, v1: Any, dice: random.Random) -> None:
        v1.invoices.pay(self.any(dice), {"paid_out_of_band": True})

    def pay_by_card(self, v1: Any, dice: random.Random) -> None:
        v1.invoices.pay(self.any(dice))

    def void(self, v1: Any, dice: random.Random) -> None:
        v1.invoices.void_invoice(self.any(dice))

    def credit(self, v1: Any, dice: random.Random) -> None:
        v1.credit_notes.create({"invoice": self.any(dice), "amount": dice.randint(1, 50)})

    def delete(self, v1: Any, dice: random.Random) -> None:
        v1.invoices.delete(self.any(dice))

    def write_off(self, v1: Any, dice: random.Random) -> None:
        v1.invoices.mark_uncollectible(self.any(dice))

    def rename(self, v1: Any, dice: random.Random) -> None:
        v1.customers.update(dice.choice(self.customers), {"name": f"Jenny {dice.random()}"})

    def first_currency(self, v1: Any, dice: random.Random) -> None:
        """Two callers bill a new customer for the first time, in two currencies; the customer keeps one."""
        customer = v1.customers.create({}).id

        def bill(currency: str) -> Any:
            return v1.invoice_items.create({"customer": customer, "amount": 500, "currency": currency})

        with ThreadPoolExecutor(2) as both:
            list(both.map(bill, ["usd", "eur"]))
        told = _changes_of(v1, customer)
        if [event.data.previous_attributes.to_dict() for event in told] != [{"currency": None}]:
            self.failed.append(f"a currency given twice: {told}")


def _changes_of(v1: Any, customer: str) -> list[Any]:
    """The events that tell of a change of a customer."""
    return [
        event for event in v1.events.list({"type": "customer.updated", "limit": 30}).data
        if _about(event) == customer
    ]  # fmt: skip


def _about(event: Any) -> str:
    """The id of what an event tells of; empty for an event that another test made up."""
    return getattr(event.data.object, "id", "")


def test_it_is_as_if_one_came_after_the_other(servers: list[Server]) -> None:
    crowd = Crowd(servers)
    crowd.run()
    print(f"\ndone {dict(crowd.done)}\nrefused {dict(crowd.refused)}\nslowest {crowd.slowest}")
    assert crowd.failed == []
    v1 = crowd.shops[0]
    found = [
        invoice for customer in crowd.customers
        for invoice in v1.invoices.list({"customer": customer, "limit": 100}).auto_paging_iter()
    ]  # fmt: skip
    _check_numbers(v1, crowd.customers, found)
    history = _history(v1, {invoice.id for invoice in found})
    for invoice in found:
        _check_sums(invoice)
        if invoice.status != "draft":
            _check_frozen(v1, invoice, history[invoice.id])
        _check_told(history[invoice.id], invoice)


def _check_numbers(v1: Any, customers: list[str], found: list[Any]) -> None:
    for customer in customers:
        given = [invoice.number for invoice in found if invoice.customer == customer and invoice.status != "draft"]
        prefix = v1.customers.retrieve(customer).invoice_prefix
        assert sorted(given) == [f"{prefix}-{n:04}" for n in range(1, len(given) + 1)]
        assert v1.customers.retrieve(customer).next_invoice_sequence == len(given) + 1


def _history(v1: Any, ids: set[str]) -> dict[str, list[Any]]:
    """The events of each invoice, oldest first."""
    told: dict[str, list[Any]] = defaultdict(list)
    left = set(ids)
    for event in v1.events.list({"limit": 100, "type": "invoice.*"}).auto_paging_iter():
        if (about := _about(event)) in ids:
            told[about].insert(0, event)
            if event.type == "invoice.created":
                left.discard(about)
        if not left:
            break
    return told


def _lines(invoice: Any) -> list[tuple[str, int]]:
    return [(line.id, line.amount) for line in invoice.lines.data]


def _check_sums(invoice: Any) -> None:
    lines = list(invoice.lines.auto_paging_iter()) if invoice.lines.has_more else invoice.lines.data
    assert invoice.total == sum(line.amount for line in lines), invoice.id


def _check_frozen(v1: Any, invoice: Any, history: list[Any]) -> None:
    (finalized,) = [event for event in history if event.type == "invoice.finalized"]
    assert _lines(finalized.data.object) == _lines(invoice)
    assert (finalized.data.object.total, finalized.data.object.number) == (invoice.total, invoice.number)
    paid = [event for event in history if event.type == "invoice.paid"]
    assert len(paid) == (1 if invoice.status == "paid" else 0), (invoice.id, invoice.status)
    payments = v1.invoice_payments.list({"invoice": invoice.id}).data
    received = sum(payment.amount_paid or 0 for payment in payments if payment.status == "paid")
    assert received == invoice.amount_paid, invoice.id
    if invoice.status == "paid":
        assert invoice.amount_remaining == 0
        assert received + invoice.pre_payment_credit_notes_amount == invoice.total, invoice.id
    assert invoice.status not in ("paid", "void") or all(payment.status != "open" for payment in payments)


def _check_told(history: list[Any], invoice: Any) -> None:
    """Each event says of what was before what the event before it said, and the last says how it is."""
    assert history[0].type == "invoice.created"
    for before, after in pairwise(history):
        told, former = after.data.object.to_dict(), before.data.object.to_dict()
        previous = after.data.previous_attributes.to_dict() if after.type == "invoice.updated" else {}
        for name in ("total", "status", "number", "amount_remaining", "amount_paid", "metadata", "subtotal"):
            if name not in previous and after.type == "invoice.updated":
                assert told[name] == former[name], (invoice.id, name, before.id, after.id)
        for name, was in previous.items():
            if not isinstance(was, dict | list):
                assert was == former[name], (invoice.id, name, before.id, after.id)
    last = history[-1].data.object
    assert (last.status, last.total, _lines(last)) == (invoice.status, invoice.total, _lines(invoice))
