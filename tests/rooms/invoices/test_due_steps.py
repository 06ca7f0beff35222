"""An invoice that nobody pays, around its due date (invoicing.md §4.6)."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.builders import DAY, Shop
from tests.conftest import Server, run_billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

SETTINGS = ("will_be_due_days", "overdue_days", "overdue_uncollectible_days")


@pytest.fixture
def setting(server: Server) -> Iterator[Any]:
    yield lambda name, days: run_billhook(server, "settings", "set", name, str(days))
    for name in SETTINGS:
        run_billhook(server, "settings", "set", name, "0")


def passes(server: Server, invoice: Any, days: float) -> None:
    """So many days go by for one invoice: whatever it has to do with time lies that much earlier."""
    query(
        server, "UPDATE invoices SET due_date = due_date - $2, finalized_at = finalized_at - $2, "
        "next_due_step_at = next_due_step_at - $2 WHERE id = $1", invoice.id, int(days * DAY),
    )  # fmt: skip


def told(shop: Shop, invoice: Any, *wanted: str) -> None:
    """Wait until these are the last things that were told of an invoice."""
    eventually(lambda: shop.history(invoice.id)[-len(wanted) :] == list(wanted), f"{wanted} about {invoice.id}")


def delinquent(shop: Shop, invoice: Any) -> bool:
    return bool(shop.v1.customers.retrieve(invoice.customer).delinquent)


def test_its_customer_is_late_until_he_pays(shop: Shop, server: Server) -> None:
    invoice = shop.invoice("open")
    history = shop.history(invoice.id)
    passes(server, invoice, 30)
    eventually(lambda: delinquent(shop, invoice), "the customer to be late")
    late = shop.v1.invoices.retrieve(invoice.id)
    # A due date that passes changes no status, and nobody asked to be told (platform.md §6).
    assert (late.status, shop.history(invoice.id)) == ("open", history)
    shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    assert not delinquent(shop, invoice)


def test_it_is_told_before_and_after_and_written_off(shop: Shop, server: Server, setting: Any) -> None:
    for name, days in zip(SETTINGS, (7, 3, 60), strict=True):
        setting(name, days)
    invoice = shop.invoice("open")
    passes(server, invoice, 23.01)
    told(shop, invoice, "invoice.finalized", "invoice.will_be_due")
    passes(server, invoice, 7)
    eventually(lambda: delinquent(shop, invoice), "the customer to be late")
    passes(server, invoice, 3)
    told(shop, invoice, "invoice.will_be_due", "invoice.overdue")
    passes(server, invoice, 57)
    told(shop, invoice, "invoice.overdue", "invoice.updated", "invoice.marked_uncollectible")
    lost = shop.v1.invoices.retrieve(invoice.id)
    assert (lost.status, lost.status_details.uncollectible.reason) == ("uncollectible", "payment_not_received")
    assert not delinquent(shop, invoice)
    # Nothing of it comes twice.
    (row,) = query(server, "SELECT next_due_step_at, due_steps FROM invoices WHERE id = $1", invoice.id)
    assert row["due_steps"] == ["will_be_due", "past_due", "overdue", "write_off"]


def test_what_a_payment_may_still_bring_is_not_written_off(shop: Shop, server: Server, setting: Any) -> None:
    setting("overdue_uncollectible_days", 10)
    invoice = shop.invoice("open")
    intent = shop.v1.payment_intents.create({"amount": 4_000, "currency": "usd", "customer": invoice.customer})
    shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
    passes(server, invoice, 40.01)
    eventually(lambda: delinquent(shop, invoice), "the customer to be late")
    assert shop.v1.invoices.retrieve(invoice.id).status == "open"
    shop.v1.payment_intents.cancel(intent.id)
    passes(server, invoice, 1)
    told(shop, invoice, "invoice.updated", "invoice.marked_uncollectible")


@pytest.mark.parametrize("ending", ["paid", "void", "revised"])
def test_what_ended_has_no_due_date_any_more(shop: Shop, server: Server, ending: str) -> None:
    invoice = shop.invoice("open")
    if ending == "paid":
        shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    elif ending == "void":
        shop.v1.invoices.void_invoice(invoice.id)
    else:
        revision = shop.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": invoice.id}})
        shop.v1.invoices.finalize_invoice(revision.id)
    passes(server, invoice, 90)
    # Another whose due date passes later is late by now.
    other = shop.invoice("open")
    passes(server, other, 31)
    eventually(lambda: delinquent(shop, other), "the other customer to be late")
    assert not delinquent(shop, invoice)


def test_due_at_once(shop: Shop) -> None:
    invoice = shop.v1.invoices.finalize_invoice(shop.draft(days_until_due=0).id)
    eventually(lambda: delinquent(shop, invoice), "the customer to be late")
