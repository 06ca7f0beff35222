"""Many at once: one invoice has one history, and numbers have no gap and no twin (design §1, invoicing.md §10.2)."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.nightly import IS_NIGHTLY
from tests.stories.psql import changing

INVOICES = 200 if IS_NIGHTLY else 60
CUSTOMERS = 4
EACH = INVOICES // CUSTOMERS
THREADS = 16


def attempt(verb: Any, *arguments: Any) -> Any:
    """What the verb answers, or the error that refuses it; a busy server's 429 and 409 never count as answers."""
    try:
        return verb(*arguments)
    except stripe.InvalidRequestError as error:
        return error


def test_fifty_verbs_on_one_invoice_leave_one_legal_history(shop: Shop) -> None:
    draft = shop.draft()
    verbs = [
        (shop.v1.invoices.finalize_invoice, draft.id),
        (shop.v1.invoices.void_invoice, draft.id),
        (shop.v1.invoices.pay, draft.id, {"paid_out_of_band": True}),
        (shop.v1.invoices.mark_uncollectible, draft.id),
        (shop.v1.invoices.send_invoice, draft.id),
    ] * 10
    with ThreadPoolExecutor(THREADS) as threads:
        answers = [one.result() for one in [threads.submit(attempt, *verb) for verb in verbs]]
    refusals = [answer for answer in answers if isinstance(answer, stripe.InvalidRequestError)]
    assert {refusal.http_status for refusal in refusals} == {400}
    last = shop.v1.invoices.retrieve(draft.id)
    assert last.status in ("paid", "void")
    history = Counter(shop.history(draft.id))
    assert history["invoice.finalized"] == 1
    assert history["invoice.paid"] == (last.status == "paid")
    assert history["invoice.voided"] == (last.status == "void")
    assert history["invoice.marked_uncollectible"] <= 1
    # Everything that was acknowledged happened, and nothing else did.
    sends = sum(isinstance(a, stripe.Invoice) and verb[0].__name__ == "send_invoice"
                for verb, a in zip(verbs, answers, strict=True))  # fmt: skip
    assert history["invoice.sent"] == sends
    payments = shop.v1.invoice_payments.list({"invoice": draft.id, "status": "paid"}).data
    assert len(payments) == (last.status == "paid")
    assert last.amount_paid == (12_000 if last.status == "paid" else 0)
    assert one_by_one(shop, draft.id) == last.status


def one_by_one(shop: Shop, invoice: str) -> str:
    """Walk the recorded changes of status: each starts where the one before ended."""
    events = shop.v1.events.list({"type": "invoice.updated", "limit": 100}).auto_paging_iter()
    mine = [event for event in events if getattr(event.data.object, "id", None) == invoice][::-1]
    status = "draft"
    for event in mine:
        before = event.data.previous_attributes.to_dict()
        if "status" in before:
            assert before["status"] == status
            status = event.data.object["status"]
            assert status in LEGAL[before["status"]]
    return status


LEGAL = {
    "draft": {"open"}, "open": {"paid", "void", "uncollectible"}, "uncollectible": {"paid", "void"}, "paid": set(),
    "void": set(),
}  # fmt: skip


def test_paid_twice_at_once_is_paid_once(shop: Shop) -> None:
    opened = shop.invoice("open")
    with ThreadPoolExecutor(10) as threads:
        answers = list(
            threads.map(lambda _: attempt(shop.v1.invoices.pay, opened.id, {"paid_out_of_band": True}), range(10))
        )
    assert sum(isinstance(answer, stripe.Invoice) for answer in answers) == 1
    assert len(shop.v1.invoice_payments.list({"invoice": opened.id, "status": "paid"}).data) == 1


def test_one_credit_is_spent_once(shop: Shop) -> None:
    customer = shop.customer()
    shop.credit(customer, 3_000)
    drafts = [shop.draft(2_000, customer).id for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        done = list(threads.map(shop.v1.invoices.finalize_invoice, drafts))
    # 6 × 20.00 less 30.00 of credit.
    assert sum(invoice.amount_due for invoice in done) == 9_000
    assert shop.v1.customers.retrieve(customer.id).balance == 0


def test_a_pending_item_lands_on_one_invoice(shop: Shop) -> None:
    customer = shop.customer()
    for amount in (100, 200, 300):
        shop.pending(customer, amount)

    def sweep(_: int) -> Any:
        return attempt(
            shop.v1.invoices.create,
            {"customer": customer.id, "pending_invoice_items_behavior": "include"},
        )

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(sweep, range(8)))
    invoices = [answer for answer in answers if isinstance(answer, stripe.Invoice)]
    assert sum(invoice.total for invoice in invoices) == 600
    # An invoice that found nothing left is an empty draft.
    assert sum(invoice.lines.total_count for invoice in invoices) == 3
    assert all(invoice.lines.total_count > 0 for invoice in invoices if invoice.total)


def test_items_added_at_once_are_all_summed(shop: Shop) -> None:
    draft = shop.empty()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda amount: shop.item(draft, amount), range(1, 41)))
    invoice = shop.v1.invoices.retrieve(draft.id)
    assert (invoice.total, invoice.lines.total_count) == (820, 40)
    positions = [line.id for line in shop.v1.invoices.line_items.list(draft.id, {"limit": 100}).data]
    assert len(set(positions)) == 40


def finalize_all(shop: Shop, customers: list[Any]) -> list[str]:
    """Finalize many drafts of these customers at once; their numbers."""
    drafts = [shop.draft(1_000, customers[n % len(customers)]).id for n in range(INVOICES)]
    with ThreadPoolExecutor(THREADS) as threads:
        return [invoice.number for invoice in threads.map(shop.v1.invoices.finalize_invoice, drafts)]


def test_numbers_of_the_customers_own_sequences(shop: Shop) -> None:
    customers = [shop.customer() for _ in range(CUSTOMERS)]
    numbers = finalize_all(shop, customers)
    for customer in customers:
        mine = sorted(number for number in numbers if number.startswith(customer.invoice_prefix))
        assert mine == [f"{customer.invoice_prefix}-{n:04d}" for n in range(1, EACH + 1)]
        assert shop.v1.customers.retrieve(customer.id).next_invoice_sequence == EACH + 1


@pytest.fixture
def accounting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose account has one sequence for all invoices."""
    running = start_server(tmp_path_factory.mktemp("accounting") / "data")
    try:
        run_billhook(running, "settings", "set", "numbering", "account")
        yield running
    finally:
        stop_server(running)


def test_numbers_of_the_accounts_one_sequence(accounting: Server) -> None:
    shop = Shop(accounting.client)
    numbers = finalize_all(shop, [shop.customer() for _ in range(CUSTOMERS)])
    assert sorted(numbers) == [f"INV-{n:04d}" for n in range(1, INVOICES + 1)]
    # A refused finalization takes no number: the next one follows without a gap.
    silent = shop.customer()
    draft = shop.draft(customer=silent)
    shop.v1.customers.update(silent.id, {"email": ""})
    assert isinstance(attempt(shop.v1.invoices.finalize_invoice, draft.id), stripe.InvalidRequestError)
    assert shop.invoice("open").number == f"INV-{INVOICES + 1:04d}"
    assert "next_invoice_sequence" not in shop.customer()
    # Another scheme concerns future invoices only.
    run_billhook(accounting, "settings", "set", "numbering", "customer")
    customer = shop.customer()
    assert re.fullmatch(r"[A-Z0-9]{8}-0001", shop.invoice("open", customer=customer).number)
    assert shop.v1.invoices.list({"status": "open", "limit": 1, "customer": silent.id}).data == []


def test_one_of_many_gives_a_customer_its_currency(shop: Shop) -> None:
    customer = shop.v1.customers.create({})
    currencies = ["usd", "eur", "gbp", "chf"] * 3
    with ThreadPoolExecutor(len(currencies)) as threads:
        made = list(threads.map(lambda c: shop.pending(customer, 100, currency=c), currencies))
    assert [item.currency for item in made] == currencies
    given = shop.v1.customers.retrieve(customer.id).currency
    events = [e for item in made for e in shop.events_of(item) if e.type == "customer.updated"]
    assert [(e.data.object["currency"], e.data.previous_attributes.to_dict()) for e in events] == [
        (given, {"currency": None})
    ]


@pytest.mark.parametrize(
    "change", ["currency = 'eur'", "name = 'Renamed', currency = 'eur'", "email = 'new@x.example'"]
)
def test_an_invoice_waits_for_whoever_changes_a_customer_without_currency(
    server: Server, shop: Shop, change: str
) -> None:
    customer = shop.v1.customers.create({"email": "old@x.example", "name": "Old"})
    sql = f"UPDATE customers SET {change} WHERE id = $1"
    with ThreadPoolExecutor(1) as threads, changing(server, sql, customer.id) as commit:
        creating = threads.submit(shop.v1.invoices.create, {"customer": customer.id})
        commit()
        invoice = creating.result()
    now = shop.v1.customers.retrieve(customer.id)
    # Both what the other changed and what the invoice needs are there; the currency was given once.
    assert (invoice.currency, invoice.customer_email, invoice.customer_name) == (now.currency, now.email, now.name)
    told = [event for event in shop.events_of(invoice) if event.type == "customer.updated"]
    assert now.currency == ("eur" if "eur" in change else "usd")
    assert [event.data.object["email"] for event in told] == ([] if "eur" in change else ["new@x.example"])
