"""`billhook statements` (docs/guide/bank-statements.md), live mode, and a large file."""

import itertools
from pathlib import Path

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server, run_billhook
from tests.platform.billhook_command import Command
from tests.rooms.bank_statements.test_bank_statements import open_invoice, send, status_of
from tests.rules.bank_statements.files import camt, ntry, stmt, tx

_accounts = itertools.count(1)


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"LINE{next(_accounts):04}"


def run(server: Server, *words: str) -> tuple[int, str, str]:
    """The exit status of `billhook statements …`, and what it printed to both outputs."""
    done = Command(server.data_dir)("statements", *words)
    return done.returncode, done.stdout, done.stderr


def test_a_file_is_imported_and_booked_at_once(server: Server, shop: Shop, account: str, tmp_path: Path) -> None:
    invoice = open_invoice(shop)
    file = tmp_path / "day.xml"
    file.write_bytes(camt(stmt(ntry("119.00", tx(purpose=(invoice.number,))), iban=account, closing="1119.00")))
    status, said, complained = run(server, "import", str(file))
    assert (status, complained) == (0, "")
    assert said == f"{file}: 1 new, 0 known already, 1 booked, 0 to look at\n"
    assert status_of(shop, invoice) == "paid"
    status, said, _ = run(server, "import", str(file))
    assert (status, said) == (0, f"{file}: 0 new, 1 known already, 0 booked, 0 to look at\n")
    listed = next(line for line in run_billhook(server, "statements", "list").splitlines() if account in line)
    assert "day.xml" in listed
    shown = run_billhook(server, "statements", "show", listed.split()[0])
    assert "119.00 EUR  booked" in shown
    assert invoice.id in shown


def test_what_a_person_should_look_at_has_a_status_of_its_own(server: Server, account: str, tmp_path: Path) -> None:
    file = tmp_path / "day.xml"
    file.write_bytes(camt(stmt(ntry("8.15"), iban=account)))
    assert run(server, "import", str(file))[0] == 3


def test_what_cannot_be_read_does_not_stop_the_others(server: Server, account: str, tmp_path: Path) -> None:
    good, bad, nothing = tmp_path / "good.xml", tmp_path / "bad.xml", tmp_path / "nothing.xml"
    good.write_bytes(camt(stmt(ntry("8.16"), iban=account)))
    bad.write_bytes(b"<!DOCTYPE a><a/>")
    status, said, complained = run(server, "import", str(bad), str(nothing), str(good))
    assert status == 1
    assert said.startswith(f"{good}: 1 new")
    assert [line.partition(": ")[0] for line in complained.splitlines()] == [str(bad), str(nothing)]
    assert run(server, "show", "bst_no")[0] == 1


def test_in_live_mode_too(server: Server, live: stripe.StripeClient, account: str, tmp_path: Path) -> None:
    run_billhook(server, "settings", "set", "bank_iban", "DE89370400440532013000")
    customer = live.v1.customers.create({"name": "Jenny", "email": "jenny@example.com"})
    invoice = live.v1.invoices.create({
        "customer": customer.id, "currency": "eur", "collection_method": "send_invoice", "days_until_due": 30,
        "payment_settings": {"payment_method_types": ["customer_balance"]},
    })  # fmt: skip
    live.v1.invoice_items.create({"customer": customer.id, "invoice": invoice.id, "amount": 11_900, "currency": "eur"})
    invoice = live.v1.invoices.finalize_invoice(invoice.id)
    file = tmp_path / "day.xml"
    file.write_bytes(camt(stmt(ntry("119.00", tx(purpose=(str(invoice.number),))), iban=account)))
    assert run(server, "import", "--live", str(file))[0] == 0
    assert live.v1.invoices.retrieve(invoice.id).status == "paid"


def test_ten_thousand_entries(server: Server, shop: Shop, account: str) -> None:
    """All are stored, and the one that names an invoice is found among them."""
    invoice = open_invoice(shop, 7_654)
    entries = [
        ntry(f"{n // 100}.{n % 100:02}", tx(purpose=(f"Order {n} of customer K-{n * 7:06}",), name=f"Payer {n}"),
             reference=f"B{n}")
        for n in range(100_001, 110_001)
    ]  # fmt: skip
    entries[5_000] = ntry("76.54", tx(purpose=(invoice.number,)), reference="THIS")
    answer = send(server, camt(stmt(*entries, iban=account))).json
    assert (answer["new"], answer["booked"], answer["to_look_at"]) == (10_000, 1, 9_999)
