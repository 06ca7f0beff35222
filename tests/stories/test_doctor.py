"""The doctor names each kind of damage by its id, says what is late, and finds nothing wrong with a healthy history.

A history is made through the API; then the server stops, so that no worker mends what a test breaks. Each test breaks a
copy of the database by direct SQL.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest
from tests.builders import Shop
from tests.clocks import Clock
from tests.conftest import Server, start_server, stop_server
from tests.platform.billhook_command import Said, billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.db.embedded.server import running_dsn
from billhook.db.location import open_database
from billhook.doctor.findings import State
from billhook.doctor.glyphs import examine_glyphs
from billhook.doctor.looking import connected, looking
from billhook.doctor.proofs import examine_customers, examine_invoices
from billhook.settings import Settings

HOUR = 3_600


def history(shop: Shop) -> SimpleNamespace:
    """Invoices in every status, with discounts, taxes, shipping, payments of each kind, credit notes and a clock."""
    v1 = shop.v1
    customer = v1.customers.create({"email": "ada@example.com", "balance": -700})
    coupon = v1.coupons.create({"percent_off": 12.5, "duration": "forever"})
    inside = v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": True})
    on_top = v1.tax_rates.create({"display_name": "GST", "percentage": 7.25, "inclusive": False})
    made: dict[str, str] = {"customer": customer.id}

    def invoice(name: str, *amounts: int, **given: Any) -> str:
        draft = shop.empty(customer, **given)
        lines = [
            {"amount": each, "tax_rates": [rate.id]} for each, rate in zip(amounts, (inside, on_top), strict=False)
        ]
        v1.invoices.add_lines(draft.id, {"lines": lines})  # type: ignore[typeddict-item]
        made[name] = draft.id
        return draft.id

    shipping = {"shipping_rate_data": {
        "display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": 590, "currency": "usd"},
    }}  # fmt: skip
    invoice("draft", 3_333, 1_111)
    v1.invoices.finalize_invoice(invoice("open", 10_001, 2_003, discounts=[{"coupon": coupon.id}]))
    v1.invoices.finalize_invoice(invoice("shipped", 9_999, shipping_cost=shipping))
    v1.invoices.pay(made["shipped"], {"payment_method": "pm_card_visa"})
    v1.invoices.pay(invoice("elsewhere", 5_000), {"paid_out_of_band": True})
    v1.invoices.finalize_invoice(invoice("void", 4_000))
    v1.invoices.void_invoice(made["void"])
    v1.invoices.finalize_invoice(invoice("written_off", 4_500))
    v1.invoices.mark_uncollectible(made["written_off"])
    made["note"] = v1.credit_notes.create({"invoice": made["open"], "amount": 1_500}).id
    made["refunding"] = v1.credit_notes.create({"invoice": made["shipped"], "amount": 900, "refund_amount": 900}).id
    made["crediting"] = v1.credit_notes.create({"invoice": made["elsewhere"], "amount": 800, "credit_amount": 800}).id
    (made["charge"],) = [charge.id for charge in v1.charges.list().data if charge.status == "succeeded"]
    v1.refunds.create({"charge": made["charge"], "amount": 300})
    v1.invoices.finalize_invoice(invoice("debited", 6_100))
    bank: Any = {
        "customer": customer.id, "payment_method": "pm_usBankAccount_success", "confirm": True,
        "mandate_data": {"customer_acceptance": {"type": "offline"}},
    }  # fmt: skip
    account = str(v1.setup_intents.create(bank).payment_method)
    made["intent"] = v1.invoices.pay(made["debited"], {"payment_method": account}).id
    clock = Clock(shop.client)
    clock.invoice(auto_advance=True)
    clock.advance(1_900_000_000 + 40 * 24 * HOUR)
    made["clock"] = clock.id
    return SimpleNamespace(**made)


@dataclass
class Patient:
    """A database of a stopped server."""

    dsn: str
    made: SimpleNamespace
    outbox: Path

    def break_(self, sql: str) -> None:
        """Run statements, in which names in braces are ids of the history."""
        asyncio.run(_run(self.dsn, sql.format(**vars(self.made))))

    def doctor(self, *words: str) -> Said:
        return billhook("doctor", *words, DATABASE_URL=self.dsn, BILLHOOK_DATA_DIR=str(self.outbox))


async def _run(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    """The history as it was made."""
    folder = tmp_path_factory.mktemp("doctor")
    server = start_server(folder / "data")
    try:
        made = history(Shop(server.client))
        busy = "SELECT FROM pgqueuer WHERE execute_after < now() UNION ALL SELECT FROM figure_changes"
        eventually(lambda: query(server, busy) == [], "the jobs to be done")
    finally:
        stop_server(server)
    with open_database(Settings(data_dir=folder / "data")) as database:
        yield Patient(database.dsn, made, folder / "outbox")


@pytest.fixture(scope="module")
def late(healthy: Patient) -> Patient:
    """A copy in which everything of `LATE` is so."""
    return _copy(healthy, "late", LATE)


@pytest.fixture(scope="module")
def broken(healthy: Patient) -> Patient:
    """A copy in which everything of `WRONG` is so."""
    return _copy(healthy, "broken", WRONG)


def _copy(of: Patient, name: str, damages: dict[str, str]) -> Patient:
    elsewhere = of.dsn.replace("/billhook?", "/postgres?")
    asyncio.run(_run(elsewhere, f"CREATE DATABASE {name} TEMPLATE billhook"))
    copy = Patient(of.dsn.replace("/billhook?", f"/{name}?"), of.made, of.outbox)
    copy.break_(";".join(damages.values()))
    return copy


LATE = {
    "Live mode of acct_x: 1 bulk run is not finished and no worker goes on with it (bulk_o).":
        "INSERT INTO accounts (id, created) VALUES ('acct_x', 9e9);"
        "INSERT INTO tenants (account, livemode) VALUES ('acct_x', false), ('acct_x', true);"
        "INSERT INTO bulk_runs (tenant, id, created, verb, person, person_label, address, device, due_at) "
        "SELECT id, 'bulk_o', 1, 'send', 'p', 'P', '', '', 1 FROM tenants WHERE account = 'acct_x' AND livemode",
    "1 delivery to a webhook endpoint waits past its moment (we_x).":
        "INSERT INTO webhook_endpoints (tenant, id, created, url, enabled_events, secret) "
        "VALUES (1, 'we_x', 1, 'http://localhost', '{{*}}', 'x');"
        "INSERT INTO webhook_deliveries (tenant, event, endpoint, next_attempt_at, created) "
        "SELECT 1, min(id), 'we_x', 1, 1 FROM events",
    "the advance of test clock clock_f failed.":
        "INSERT INTO test_clocks (tenant, id, created, deletes_after, status, frozen_time, target) "
        "VALUES (1, 'clock_f', 1, 9e9, 'internal_failure', 1, 2)",
    "({void}). The longest has waited for 11 days, by the time of their test clocks.":
        "INSERT INTO test_clocks (tenant, id, created, deletes_after, status, frozen_time) "
        "VALUES (1, 'clock_r', 1, 9e9, 'ready', 1000000);"
        "UPDATE invoices SET test_clock = 'clock_r', automatically_finalizes_at = 1 WHERE id = '{void}'",
    "the processor has not answered 1 call, the oldest for 2 hours (re_s).":
        "INSERT INTO calls (tenant, id, created, verb, subject, asked, attempts, next_attempt_at) "
        "VALUES (1, 'call_s', extract(epoch FROM now())::bigint - 7300, 'refund.create', 're_s', '{{}}', 5, 9e9)",
    "1 draft should have been finalized ({draft}). The longest has waited for 2 hours.":
        "UPDATE invoices SET automatically_finalizes_at = extract(epoch FROM now())::bigint - 7300 "
        "WHERE id = '{draft}'",
    "1 test clock is being advanced and no worker plays it ({clock}).":
        "UPDATE test_clocks SET status = 'advancing', target = frozen_time + 9, played_by = 'x', played_until = 1 "
        "WHERE id = '{clock}'",
    "1 invoice should have been collected again ({open}).":
        "UPDATE invoices SET next_payment_attempt = 1, auto_advance = true WHERE id = '{open}'",
    "1 invoice should have had a step around its due date ({open}).":
        "UPDATE invoices SET next_due_step_at = 1 WHERE id = '{open}'",
    "1 call to a processor is not settled and should have been made again (call_x).":
        "INSERT INTO calls (tenant, id, created, verb, subject, asked, next_attempt_at) "
        "VALUES (1, 'call_x', 1, 'refund.create', 're_x', '{{}}', 1)",
    "1 bulk run is not finished and no worker goes on with it (bulk_x).":
        "INSERT INTO bulk_runs (tenant, id, created, verb, person, person_label, address, device, due_at) "
        "VALUES (1, 'bulk_x', 1, 'send', 'p', 'P', '', '', 1)",
    "1 job invoices.advance has been for 60 minutes in the queue.":
        "INSERT INTO pgqueuer (priority, entrypoint, payload, status, execute_after) "
        "VALUES (0, 'invoices.advance', '1/in_x', 'queued', now() - interval '1 hour')",
    "1 job invoices.mail has been for 60 minutes in the hands of a worker that is dead.":
        "INSERT INTO pgqueuer (priority, entrypoint, payload, status, heartbeat) "
        "VALUES (0, 'invoices.mail', '1/x', 'picked', now() - interval '1 hour')",
}  # fmt: skip

WRONG = {
    "seconds in the queue, and this program has no job of this name.":
        "INSERT INTO pgqueuer (priority, entrypoint, payload, status) VALUES (0, 'quotes.expire', 'x', 'queued')",
    "1 idempotency key is held by a request that is gone":
        "INSERT INTO idempotency_keys (tenant, key, created, request, path, parameters) "
        "VALUES (1, 'lost', 1, 'req_x', '/v1/x', '')",
    "is processing, and nobody is being asked about it":
        "UPDATE calls SET settled_at = 1, next_attempt_at = NULL WHERE settled_at IS NULL",
    "invoice {draft}: its total is":
        "UPDATE invoices SET total = total + 1, total_excluding_tax = total_excluding_tax + 1 WHERE id = '{draft}'",
    "invoice {written_off}: its subtotal is":
        "UPDATE invoices SET subtotal = subtotal - 1 WHERE id = '{written_off}'",
    "invoice {shipped}: its taxes are not those of its lines":
        "UPDATE invoice_items SET taxes = jsonb_set(taxes, '{{0,amount}}', '1') WHERE invoice = '{shipped}'",
    "invoice {open}: its discounts are not those of its lines":
        "UPDATE invoices SET total_discount_amounts = '[]' WHERE id = '{open}'",
    "invoice {elsewhere}: its amount paid is":
        "UPDATE invoice_payments SET amount_paid = amount_paid - 7 WHERE invoice = '{elsewhere}'",
    "invoice {void}: its amount due is":
        "UPDATE invoices SET amount_due = amount_due + 3 WHERE id = '{void}'",
    "invoice {debited}: 5 was credited of what was paid, and its credit notes come to 0":
        "UPDATE invoices SET post_payment_credit_notes_amount = 5 WHERE id = '{debited}'",
    "charge {charge}: its amount refunded is 1201, and its refunds come to 1200":
        "UPDATE charges SET amount_refunded = amount_refunded + 1 WHERE id = '{charge}'",
    "of {charge} instead of":
        "UPDATE balance_transactions SET amount = amount + 2, net = net + 2 WHERE source = '{charge}'",
    "the sum of the ledger is 11 usd, and its entries come to 0":
        "INSERT INTO balance_sums VALUES (1, 'usd', 11)",
    "customer {customer}: the balance is 99 usd, and its movements come to":
        "UPDATE customers SET balance = 99 WHERE id = '{customer}'",
    "customer {customer}: the cash balance is 5 eur, and its movements come to 0":
        "UPDATE customers SET cash = '{{\"eur\": 5}}' WHERE id = '{customer}'",
    "figures of customer {customer}: reports say":
        "UPDATE figure_customers SET amount = amount + 1 WHERE customer = '{customer}'",
    "usd owed, and open invoices come to":
        "UPDATE figure_open SET amount = amount + 1",
}  # fmt: skip


def told(patient: Patient, *words: str) -> tuple[int, dict[str, list[str]]]:
    """The exit status, and the sentences by their state."""
    said = patient.doctor("--json", *words)
    by_state: dict[str, list[str]] = {"ok": [], "late": [], "wrong": []}
    for each in json.loads(said.stdout)["findings"]:
        by_state[each["state"]].append(each["sentence"])
    return said.returncode, by_state


def test_a_healthy_history_is_all_well(healthy: Patient) -> None:
    status, found = told(healthy)
    assert (status, found["late"], found["wrong"]) == (0, [], [])
    assert "Nothing that is due waits for longer than 5 minutes." in found["ok"]
    assert "The queue of jobs is worked off." in found["ok"]


def test_the_doctor_goes_quickly_and_speaks_to_people_or_programs(healthy: Patient) -> None:
    lines = healthy.doctor("--quick").stdout.splitlines()
    assert "ok     The queue of jobs is worked off." in lines
    assert not [line for line in lines if "none is missing" in line]
    answer = json.loads(healthy.doctor("--quick", "--json").stdout)
    assert answer["state"] == "ok"
    assert {"examination": "queue", "state": "ok", "sentence": "The queue of jobs is worked off."} in answer["findings"]


def test_everything_late_is_named_and_nothing_else(late: Patient) -> None:
    status, found = told(late)
    assert (status, found["wrong"]) == (3, [])
    missing = [sentence for sentence in LATE if not _is_told(sentence.format(**vars(late.made)), found["late"])]
    assert missing == [], found["late"]
    assert len(found["late"]) == len(LATE)


def test_everything_wrong_is_named_and_nothing_else(broken: Patient) -> None:
    status, found = told(broken)
    assert status == 1
    missing = [sentence for sentence in WRONG if not _is_told(sentence.format(**vars(broken.made)), found["wrong"])]
    assert missing == [], found["wrong"]
    assert len(found["wrong"]) == len(WRONG), found["wrong"]


def _is_told(sentence: str, told: list[str]) -> bool:
    return any(sentence in each for each in told)


def test_the_doctor_can_change_nothing(healthy: Patient) -> None:
    async def write() -> None:
        async with connected(healthy.dsn) as conn, looking(conn):
            await conn.execute("UPDATE invoices SET description = 'x' WHERE tenant = 1")

    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        asyncio.run(write())


def test_no_writer_holds_up_the_doctor_and_it_holds_up_none(healthy: Patient) -> None:
    """Somebody holds every invoice and customer for a change; the doctor sees them as they were."""

    async def meanwhile() -> list[State]:
        writer = await asyncpg.connect(healthy.dsn)
        change = writer.transaction()
        await change.start()
        try:
            await writer.execute("UPDATE invoices SET total = total + 1; UPDATE customers SET balance = balance + 1")
            looks = (examine_invoices, examine_customers)
            return [each.state for look in looks async for each in look(healthy.dsn)]
        finally:
            await change.rollback()
            await writer.close()

    assert set(asyncio.run(meanwhile())) == {State.OK}


def test_letters_without_a_font_are_counted(server: Server, shop: Shop) -> None:
    """No font package has the signs of Cuneiform."""
    invoice = shop.invoice("open", customer=shop.customer(name="\U00012000 Trading"))

    async def examine() -> list[str]:
        found = [finding async for finding in examine_glyphs(running_dsn(server.data_dir))]
        return [finding.sentence for finding in found if finding.state is State.WRONG]

    (sentence,) = [sentence for sentence in asyncio.run(examine()) if invoice.id in sentence]
    # The account is named if there are several, such as sandboxes that other tests have made.
    assert re.match(r"Test mode(?: of acct_\w+)?: boxes stand in ", sentence)
    assert "Cuneiform" in sentence
