"""Numbers of the account: no gap and no twin while many finalize and credit at once, and the proof of it."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.rooms.rendering_templates.drawing import template_of
from tests.stories.psql import query

from billhook.accounts import store
from billhook.db.embedded.server import running_dsn
from billhook.db.pool import open_pool
from billhook.doctor.evidence import examine_numbers
from billhook.kernel.errors import ApiError

THREADS = 4
MONTHLY = "{prefix}-{year}-{month}-{sequence:3}"


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose account counts invoices by month and credit notes by year."""
    running = start_server(tmp_path_factory.mktemp("counting") / "data")
    try:
        change(running, numbering="account", number_prefix="RE", number_pattern=MONTHLY, credit_note_numbering="series")
        yield running
    finally:
        stop_server(running)


@pytest.fixture
def shop(counting: Server) -> Shop:
    return Shop(counting.client)


def change(server: Server, **values: str) -> None:
    """Change settings of the account, as the command does."""

    async def run() -> None:
        async with await open_pool(running_dsn(server.data_dir), size=1) as pool, pool.acquire() as connection:
            await store.set_values(connection, str(await store.first_account(connection)), values)

    asyncio.run(run())


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
    change(counting, number_pattern="{yy}/{month}/{sequence}", credit_note_numbering="invoice")
    try:
        invoice = shop.v1.invoices.finalize_invoice(draft.id)
        assert invoice.number == f"{today('%y/%m/')}{before['next']}"
        note = shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 1})
        assert note.number == f"{invoice.number}-CN-01"
    finally:
        change(counting, number_pattern=MONTHLY, credit_note_numbering="series")


def refused(counting: Server, *words: str) -> str:
    with pytest.raises(AssertionError) as refusal:
        run_billhook(counting, *words)
    return str(refusal.value)


def test_the_next_number_can_only_be_raised(counting: Server, shop: Shop) -> None:
    head, month = today("RE-%Y-%m-"), today("%Y-%m")
    by_hand = shop.draft()
    shop.v1.invoices.update(by_hand.id, {"number": f"{head}300"})
    assert "at least 301." in refused(counting, "numbers", "next", "300")
    run_billhook(counting, "numbers", "next", "500")
    assert f"invoice       {month}   {head}500" in run_billhook(counting, "numbers").splitlines()
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


def doctor(counting: Server) -> list[str]:
    """What the examination of the numbers says, as the command prints it."""

    async def examine() -> list[str]:
        found = [finding async for finding in examine_numbers(running_dsn(counting.data_dir))]
        return [f"{'wrong' if finding.wrong else 'ok':<7}{finding.sentence}" for finding in found]

    return asyncio.run(examine())


def test_the_proof_finds_every_gap_and_nothing_else(counting: Server, shop: Shop) -> None:
    """Planted gaps are named; jumps, numbers that drafts hold and numbers chosen by hand are told apart."""
    change(counting, number_prefix="PF", number_pattern="{prefix}-{year}-{sequence:4}")
    head, notes_head = today("PF-%Y-"), today("CN-%Y-")
    opened = [shop.invoice("open") for _ in range(6)]
    held = shop.draft()
    shop.v1.invoices.update(held.id, {"number": f"{head}0008"})
    run_billhook(counting, "numbers", "next", "20")
    opened += [shop.invoice("open") for _ in range(3)]
    for number in ("OLD-7", "OLD-9", f"{head}0100"):
        by_hand = shop.draft()
        shop.v1.invoices.update(by_hand.id, {"number": number})
        shop.v1.invoices.finalize_invoice(by_hand.id)
    assert f"ok     Test mode: of the 10 numbers {head} from 1 to 22 none is missing." in doctor(counting)
    assert f"({1}, from 100 to 100, 0 missing between)" in " ".join(doctor(counting))
    assert "OLD- (2, from 7 to 9, 1 missing between)" in " ".join(doctor(counting))
    assert not [line for line in doctor(counting) if line.startswith("wrong")]
    # The first, one in the middle, and the last.
    for place in (0, 3, 8):
        query(counting, "UPDATE invoices SET number = 'LOST-' || id WHERE id = $1", opened[place].id)
    assert f"wrong  Test mode: of the numbers {head} these are missing: 1, 4, 22." in doctor(counting)
    for place in range(9):
        query(counting, "UPDATE invoices SET number = 'LOST-' || id WHERE id = $1", opened[place].id)
    said = doctor(counting)
    assert f"wrong  Test mode: of the numbers {head} these are missing: 1, 2, 3, 4, 5 and 4 more." in said
    for invoice in opened:
        query(counting, "UPDATE invoices SET number = $2 WHERE id = $1", invoice.id, invoice.number)
    # Credit notes have a proof of their own, and so has the sequence of a customer.
    query(counting, "UPDATE credit_notes SET number = 'LOST' WHERE number = $1", f"{notes_head}0003")
    change(counting, numbering="customer")
    customer = shop.customer()
    mine = [shop.invoice("open", customer=customer) for _ in range(3)]
    query(counting, "UPDATE invoices SET number = 'LOST' WHERE id = $1", mine[1].id)
    said = [line for line in doctor(counting) if line.startswith("wrong")]
    assert said == [
        f"wrong  Test mode: of the numbers {customer.invoice_prefix}- these are missing: 2.",
        f"wrong  Test mode: of the numbers {notes_head} these are missing: 3.",
    ]


def a_unit(server: Server, name: str, numbers: str, notes: str | None = None) -> str:
    """The id of a template that counts its own numbers, made as a page makes it."""
    return template_of(server, nickname=name, number_pattern=numbers, credit_note_pattern=notes or "").id


def test_a_unit_has_a_series_of_its_own(counting: Server, shop: Shop) -> None:
    """Four at once leave no gap in it, credit notes follow their invoice, and nothing else is counted with them."""
    change(counting, numbering="account", number_prefix="UN", number_pattern="{prefix}-{year}-{sequence:4}")
    web = a_unit(counting, "Web", "WEB-{year}-{sequence:3}", "WEB-CN-{sequence}")
    trade = a_unit(counting, "Trade", "TRD-{sequence}")
    customer = shop.customer()
    drafts = [shop.draft(1_000, customer, rendering={"template": web}) for _ in range(8)]
    others = [shop.draft(1_000, customer, rendering={"template": trade}) for _ in range(4)]
    plain = [shop.draft(1_000, customer) for _ in range(2)]
    numbers = [invoice.number for invoice in finalize(shop, [*drafts, *others, *plain])]
    assert sorted(numbers[:8]) == [today(f"WEB-%Y-{n:03d}") for n in range(1, 9)]
    assert sorted(numbers[8:12]) == [f"TRD-{n}" for n in range(1, 5)]
    assert all(number.startswith(today("UN-%Y-")) for number in numbers[12:])
    notes = [shop.v1.credit_notes.create({"invoice": draft.id, "amount": 100}).number for draft in drafts[:3]]
    assert notes == ["WEB-CN-1", "WEB-CN-2", "WEB-CN-3"]
    # Trade has no pattern for credit notes: they are in the account's series.
    assert shop.v1.credit_notes.create({"invoice": others[0].id, "amount": 100}).number.startswith(today("CN-%Y-"))
    # The template that the API gives is Stripe's, and an archived one goes on counting.
    shown = shop.v1.invoice_rendering_templates.archive(web)
    assert not {"number_pattern", "credit_note_pattern"} & set(shown.to_dict())
    kept = shop.draft(1_000, customer)
    query(counting, "UPDATE invoices SET template = $2 WHERE id = $1", kept.id, web)
    assert shop.v1.invoices.finalize_invoice(kept.id).number == today("WEB-%Y-009")
    # The operator sees each sequence, and raises one.
    assert f"invoice       -         TRD-5  {trade}  Trade" in run_billhook(counting, "numbers").splitlines()
    run_billhook(counting, "numbers", "next", "40", "--template", trade)
    assert (
        shop.v1.invoices.finalize_invoice(shop.draft(1_000, customer, rendering={"template": trade}).id).number
        == "TRD-40"
    )
    assert "The template inrtem_none has no pattern" in refused(
        counting, "numbers", "next", "9", "--template", "inrtem_none"
    )
    # Each series is proven, and a planted gap is found.
    said = doctor(counting)
    assert f"ok     Test mode: of the 9 numbers {today('WEB-%Y-')} from 1 to 9 none is missing." in said
    assert "ok     Test mode: of the 5 numbers TRD- from 1 to 40 none is missing." in said
    assert "ok     Test mode: of the 3 numbers WEB-CN- from 1 to 3 none is missing." in said
    query(counting, "UPDATE invoices SET number = 'AWAY' WHERE number = 'TRD-2'")
    assert "wrong  Test mode: of the numbers TRD- these are missing: 2." in doctor(counting)
    query(counting, "UPDATE invoices SET number = 'TRD-2' WHERE number = 'AWAY'")
    # Settings whose numbers a unit can give are refused, and so is another unit.
    assert "number_pattern must not give numbers that the number_pattern of the template Trade can give" in refused(
        counting, "settings", "set", "number_pattern=TRD-{sequence:4}"
    )
    with pytest.raises(ApiError, match="must not give numbers that the number_pattern of the template Trade can give"):
        a_unit(counting, "Again", "TRD-{sequence:6}")
