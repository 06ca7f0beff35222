"""Numbers of the account: no gap and no twin while many finalize and credit at once, and the proof of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.stories.psql import query

THREADS = 4
YEARLY = "{prefix}-{year}-{month}-{sequence:3}"


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose account counts invoices by month and credit notes by year."""
    running = start_server(tmp_path_factory.mktemp("counting") / "data")
    try:
        run_billhook(running, "settings", "set", "numbering=account", f"number_pattern={YEARLY}", "number_prefix=RE",
                     "credit_note_numbering=series")  # fmt: skip
        yield running
    finally:
        stop_server(running)


@pytest.fixture
def shop(counting: Server) -> Shop:
    return Shop(counting.client)


def today(form: str) -> str:
    """The day in the account's time zone, UTC."""
    return datetime.now(UTC).strftime(form)


def finalize(shop: Shop, drafts: list[Any]) -> list[Any]:
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(lambda draft: shop.v1.invoices.finalize_invoice(draft.id), drafts))


def test_four_at_once_leave_no_gap(shop: Shop) -> None:
    """Neither in the numbers of invoices nor in those of their credit notes; a number chosen by hand is passed over."""
    head = today("RE-%Y-%m-")
    by_hand = shop.draft()
    shop.v1.invoices.update(by_hand.id, {"number": f"{head}005"})
    customer = shop.customer()
    opened = finalize(shop, [shop.draft(1_000, customer) for _ in range(12)])
    numbers = sorted(invoice.number for invoice in opened)
    assert numbers == [f"{head}{n:03d}" for n in (1, 2, 3, 4, *range(6, 14))]
    assert shop.v1.invoices.finalize_invoice(by_hand.id).number == f"{head}005"
    with ThreadPoolExecutor(THREADS) as threads:
        notes = list(threads.map(lambda one: shop.v1.credit_notes.create({"invoice": one.id, "amount": 100}), opened))
    assert sorted(note.number for note in notes) == [today(f"CN-%Y-{n:04d}") for n in range(1, 13)]
    # What is refused, and what is only shown, takes no number.
    with pytest.raises(Exception, match="amount"):
        shop.v1.credit_notes.create({"invoice": opened[0].id, "amount": 10_000})
    assert shop.v1.credit_notes.preview({"invoice": opened[0].id, "amount": 1}).number == today("CN-%Y-0013")
    assert shop.v1.credit_notes.create({"invoice": opened[0].id, "amount": 1}).number == today("CN-%Y-0013")


def test_another_month_has_its_own_sequence(counting: Server, shop: Shop) -> None:
    """As the last finalization of a month left them: the next month starts anew, and the old one stays as it is."""
    query(
        counting,
        "INSERT INTO invoice_sequences (tenant, series, period, next, heads) "
        "SELECT tenant, series, '2025-12', 900, ARRAY['RE-2025-12-'] FROM invoice_sequences WHERE series = 'invoice'",
    )
    (before,) = query(counting, "SELECT next FROM invoice_sequences WHERE period = $1", today("%Y-%m"))
    assert shop.invoice("open").number == f"{today('RE-%Y-%m-')}{before['next']:03d}"
    (old,) = query(counting, "SELECT next FROM invoice_sequences WHERE period = '2025-12'")
    assert old["next"] == 900
    query(counting, "DELETE FROM invoice_sequences WHERE period = '2025-12'")


def test_a_change_of_the_pattern_applies_from_the_next_number(counting: Server, shop: Shop) -> None:
    """The period is the same, so its sequence goes on; credit notes are counted with their invoice as before."""
    (before,) = query(counting, "SELECT next FROM invoice_sequences WHERE period = $1", today("%Y-%m"))
    draft = shop.draft()
    run_billhook(counting, "settings", "set", "number_pattern={yy}/{month}/{sequence}", "credit_note_numbering=invoice")
    try:
        invoice = shop.v1.invoices.finalize_invoice(draft.id)
        assert invoice.number == f"{today('%y/%m/')}{before['next']}"
        note = shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 1})
        assert note.number == f"{invoice.number}-CN-01"
    finally:
        run_billhook(counting, "settings", "set", f"number_pattern={YEARLY}", "credit_note_numbering=series")


def refused(counting: Server, *words: str) -> str:
    with pytest.raises(AssertionError) as refusal:
        run_billhook(counting, *words)
    return str(refusal.value)


def test_the_next_number_can_only_be_raised(counting: Server, shop: Shop) -> None:
    head, month = today("RE-%Y-%m-"), today("%Y-%m")
    by_hand = shop.draft()
    shop.v1.invoices.update(by_hand.id, {"number": f"{head}300"})
    assert f"invoice       {month}   {head}0" in run_billhook(counting, "numbers")
    assert "at least 301." in refused(counting, "numbers", "next", "300")
    assert "1000000000" in refused(counting, "numbers", "next", "1000000001")
    run_billhook(counting, "numbers", "next", "500")
    assert f"invoice       {month}   {head}500" in run_billhook(counting, "numbers").splitlines()
    assert "at least 501." in refused(counting, "numbers", "next", "500")
    assert [shop.invoice("open").number for _ in range(2)] == [f"{head}500", f"{head}501"]
    run_billhook(counting, "numbers", "next", "2000", "--credit-notes")
    note = shop.v1.credit_notes.create({"invoice": shop.invoice("open").id, "amount": 1})
    assert note.number == today("CN-%Y-2000")
    jumps = query(counting, "SELECT series, to_number, made_by FROM number_jumps ORDER BY to_number")
    assert [tuple(jump) for jump in jumps] == [("invoice", 500, "operator"), ("credit_note", 2_000, "operator")]
    # Live mode has sequences of its own.
    assert f"invoice       {month}   {head}001" in run_billhook(counting, "numbers", "--live").splitlines()
    # A caller who raises a customer's own sequence leaves a jump as well.
    raised = shop.v1.customers.create({"next_invoice_sequence": 7})
    shop.v1.customers.update(raised.id, {"next_invoice_sequence": 9})
    jumps = query(counting, "SELECT from_number, to_number FROM number_jumps WHERE series = $1 ORDER BY 1", raised.id)
    assert [tuple(jump) for jump in jumps] == [(1, 7), (7, 9)]
