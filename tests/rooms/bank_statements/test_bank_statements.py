"""Bank statements by the API: imported, matched, booked, assigned and never twice (live-money.md §4)."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Response, Server
from tests.rooms.files.pictures import multipart
from tests.rooms.webhooks.receiver import eventually
from tests.rules.bank_statements.files import PAYER, camt, mt940, ntry, stmt, tx
from tests.stories.psql import query

STATEMENTS, MOVEMENTS = "/v1/billhook/bank_statements", "/v1/billhook/bank_movements"
_accounts = itertools.count(1)


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"TEST{next(_accounts):04}"


def send(server: Server, content: bytes, name: str = "statement.xml") -> Response:
    """Import a file."""
    body, kind = multipart(("file", name, content))
    return server.request("POST", STATEMENTS, body, headers={"Content-Type": kind})


def imported(server: Server, *entries: str, **about: str) -> Any:
    answer = send(server, camt(stmt(*entries, **about)))
    assert answer.status == 200, answer.body
    return answer.json


def movements(server: Server, statement: Any) -> list[Any]:
    """The movements of the only statement of an import, in the order of the file."""
    (one,) = statement["statements"]
    return server.request("GET", f"{MOVEMENTS}?statement={one['id']}&limit=100").json["data"][::-1]


def open_invoice(shop: Shop, amount: int = 11_900, customer: Any = None, methods: Any = ("customer_balance",)) -> Any:
    customer = customer or shop.customer()
    invoice = shop.v1.invoices.create({
        "customer": customer.id, "currency": "eur", "collection_method": "send_invoice", "days_until_due": 30,
        "payment_settings": {"payment_method_types": list(methods)},
    })  # fmt: skip
    shop.v1.invoice_items.create({"customer": customer.id, "invoice": invoice.id, "amount": amount, "currency": "eur"})
    return shop.v1.invoices.finalize_invoice(invoice.id)


def booked(server: Server, movement: Any) -> Any:
    """The movement, once the worker has booked it."""

    path = f"{MOVEMENTS}/{movement['id']}"
    eventually(lambda: server.request("GET", path).json["status"] == "booked", "the booking")
    return server.request("GET", path).json


def status_of(shop: Shop, invoice: Any) -> str:
    return shop.v1.invoices.retrieve(invoice.id).status


class TestImporting:
    def test_a_certain_match_is_booked_and_pays_the_invoice(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop)
        detail = tx(purpose=(f"Invoice {invoice.number}",), name="Jenny Rosen", iban=PAYER, end_to_end="E-1")
        answer = imported(server, ntry("119.00", detail), iban=account, closing="1119.00")
        assert (answer["new"], answer["known"], answer["booked"], answer["to_look_at"]) == (1, 0, 1, 0)
        assert answer["problems"] == []
        (one,) = movements(server, answer)
        after = booked(server, one)
        assert after == {
            "id": one["id"], "object": "billhook.bank_movement", "account": account, "amount": 11_900,
            "amount_booked": 11_900,
            "bank_reference": "B1", "booked_on": "2026-11-02",
            "cash_balance_transaction": after["cash_balance_transaction"], "charges": 0, "confidence": "certain",
            "created": one["created"], "currency": "eur", "customer": invoice.customer, "end_to_end_id": "E-1",
            "iban": PAYER, "invoices": [invoice.id], "livemode": False, "mandate_id": None, "name": "Jenny Rosen",
            "payout": None, "purpose": f"Invoice {invoice.number}", "reason": None, "return_next": None,
            "return_reason": None, "return_reason_text": None, "rule": "number",
            "statement": one["statement"], "status": "booked", "structured_reference": None, "ultimate_name": None,
            "value_on": "2026-11-03",
        }  # fmt: skip
        assert status_of(shop, invoice) == "paid"
        entry = shop.v1.customers.cash_balance_transactions.retrieve(
            str(invoice.customer), after["cash_balance_transaction"]
        )
        assert (entry.type, entry.net_amount) == ("funded", 11_900)
        transfer = entry.to_dict()["funded"]["bank_transfer"]
        assert transfer["reference"] == invoice.number
        assert transfer["eu_bank_transfer"] == {
            "bic": None, "iban_last4": PAYER[-4:], "sender_name": "Jenny Rosen",
        }  # fmt: skip

    def test_several_invoices_are_paid_and_no_other_of_the_same_sum(
        self, server: Server, shop: Shop, account: str
    ) -> None:
        """150.00 for two invoices does not pay the third one of 150.00, though one is fewer than two."""
        customer = shop.customer()
        first, second, third = (open_invoice(shop, amount, customer) for amount in (10_000, 5_000, 15_000))
        detail = tx(purpose=(f"{first.number}, {second.number}",))
        (one,) = movements(server, imported(server, ntry("150.00", detail), iban=account))
        assert sorted(one["invoices"]) == sorted([first.id, second.id])
        booked(server, one)
        assert [status_of(shop, each) for each in (first, second, third)] == ["paid", "paid", "open"]

    def test_an_invoice_paid_twice_leaves_cash(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop)
        detail = tx(purpose=(invoice.number,))
        (one,) = movements(server, imported(server, ntry("119.00", detail), iban=account, sequence="1"))
        booked(server, one)
        again = imported(server, ntry("119.00", detail, reference="B2"), iban=account, sequence="2")
        after = booked(server, movements(server, again)[0])
        assert (after["confidence"], after["invoices"]) == ("likely", [])
        cash = shop.v1.customers.cash_balance.retrieve(str(invoice.customer))
        assert cash.available is not None
        assert cash.available.to_dict() == {"eur": 11_900}

    def test_a_statement_key_by_key(self, server: Server, account: str) -> None:
        answer = imported(server, ntry("5.00"), iban=account, closing="1005.00")
        (shown,) = answer["statements"]
        assert shown == {
            "id": shown["id"], "object": "billhook.bank_statement", "account": account, "adds_up": True,
            "closing_balance": 100_500, "created": shown["created"], "currency": "eur", "filename": "statement.xml",
            "follows_gap": False, "format": "camt", "livemode": False, "made_at": "2026-11-02T22:00:00",
            "movements": 1, "new_movements": 1, "opening_balance": 100_000, "sequence": "12",
        }  # fmt: skip
        assert server.request("GET", f"{STATEMENTS}/{shown['id']}").json == shown
        assert shown in server.request("GET", f"{STATEMENTS}?limit=100").json["data"]

    def test_the_same_file_twice(self, server: Server, account: str) -> None:
        content = camt(stmt(ntry("5.00"), ntry("5.00", reference=""), iban=account))
        first, again = send(server, content).json, send(server, content).json
        assert (first["is_known"], first["new"], first["known"]) == (False, 2, 0)
        assert (again["is_known"], again["new"], again["known"]) == (True, 0, 2)
        assert again["statements"] == first["statements"]

    def test_overlapping_days_and_two_equal_payments(self, server: Server, account: str) -> None:
        days = [ntry("5.00", booked=f"<Dt>2026-11-0{n}</Dt>", reference="") * 2 for n in range(1, 5)]
        first = imported(server, *days[:3], iban=account, sequence="1")
        second = imported(server, *days[1:], iban=account, sequence="2")
        assert (first["new"], second["new"], second["known"]) == (6, 2, 4)

    def test_a_missing_statement_is_noticed(self, server: Server, account: str) -> None:
        imported(server, ntry("5.00"), iban=account, sequence="1", closing="1005.00")
        good = imported(
            server, ntry("1.00", reference="B2"), iban=account, sequence="2", opening="1005.00", closing="1006.00"
        )
        gap = imported(
            server, ntry("1.00", reference="B3"), iban=account, sequence="4", opening="1007.00", closing="1008.00"
        )
        assert good["problems"] == []
        assert gap["statements"][0]["follows_gap"]
        assert "A statement is missing" in gap["problems"][0]["text"]

    def test_a_sum_that_is_wrong_is_told(self, server: Server, account: str) -> None:
        answer = imported(server, ntry("5.00"), iban=account, closing="1006.00")
        assert "closing balance" in answer["problems"][0]["text"]

    @pytest.mark.parametrize(("message", "tag"), [("052", "Rpt"), ("054", "Ntfctn")])
    def test_reports_and_notifications_are_never_booked(
        self, server: Server, account: str, message: str, tag: str
    ) -> None:
        answer = send(server, camt(stmt(ntry("5.00"), iban=account, tag=tag), message=message)).json
        assert (answer["statements"], answer["new"], len(answer["problems"])) == ([], 0, 1)

    def test_mt940(self, server: Server, shop: Shop) -> None:
        invoice = open_invoice(shop)
        line = f":61:2611021102C119,00N166NONREF//{invoice.id[-16:]}"
        answer = send(server, mt940(line, f":86:166?20SVWZ+{invoice.number}"), "statement.sta").json
        (one,) = movements(server, answer)
        booked(server, one)
        assert status_of(shop, invoice) == "paid"

    @pytest.mark.parametrize("content", [b"", b"hello", b"<!DOCTYPE a><a/>", b"<a>" * 200, b"\x00" * 100])
    def test_what_is_no_statement_is_refused(self, server: Server, content: bytes) -> None:
        answer = send(server, content)
        assert (answer.status, answer.json["error"]["param"]) == (400, "file")


class TestWhatWaits:
    def test_a_proposal_is_assigned_by_saying_yes(self, server: Server, shop: Shop, account: str) -> None:
        name = f"Proposed {account}"
        customer = shop.v1.customers.create({"name": name, "email": "jenny@example.com"})
        invoice = open_invoice(shop, 31_337, customer)
        answer = imported(server, ntry("313.37", tx(name=name.upper())), iban=account)
        (one,) = movements(server, answer)
        assert (one["status"], one["rule"], one["invoices"]) == ("proposed", "name", [invoice.id])
        assert status_of(shop, invoice) == "open"
        after = server.request("POST", f"{MOVEMENTS}/{one['id']}/assign")
        assert (after.status, after.json["status"]) == (200, "booked")
        assert status_of(shop, invoice) == "paid"

    def test_an_unassigned_one_gets_an_invoice(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop, 4_242)
        (one,) = movements(server, imported(server, ntry("42.42", tx(purpose=("thanks",))), iban=account))
        assert (one["status"], one["customer"]) == ("unassigned", None)
        missing = server.request("POST", f"{MOVEMENTS}/{one['id']}/assign")
        assert (missing.status, missing.json["error"]["param"]) == (400, "customer")
        after = server.request("POST", f"{MOVEMENTS}/{one['id']}/assign", {"invoice": invoice.id}).json
        assert (after["status"], after["customer"], after["rule"]) == ("booked", invoice.customer, None)
        assert status_of(shop, invoice) == "paid"
        again = server.request("POST", f"{MOVEMENTS}/{one['id']}/assign", {"invoice": invoice.id})
        assert again.status == 400
        assert "status of booked" in again.json["error"]["message"]

    def test_a_customer_alone_gets_the_money(self, server: Server, shop: Shop, account: str) -> None:
        customer = shop.customer()
        (one,) = movements(server, imported(server, ntry("42.43"), iban=account))
        server.request("POST", f"{MOVEMENTS}/{one['id']}/assign", {"customer": customer.id})
        cash = shop.v1.customers.cash_balance.retrieve(customer.id)
        assert cash.available is not None
        assert cash.available.to_dict() == {"eur": 4_243}

    def test_a_known_iban_matches_the_next_time(self, server: Server, shop: Shop, account: str) -> None:
        customer, iban = shop.customer(), f"IBAN{account}"
        first = movements(server, imported(server, ntry("1.11", tx(iban=iban)), iban=account, sequence="1"))
        server.request("POST", f"{MOVEMENTS}/{first[0]['id']}/assign", {"customer": customer.id})
        invoice = open_invoice(shop, 7_777, customer)
        entry = ntry("77.77", tx(iban=iban), reference="B2")
        (one,) = movements(server, imported(server, entry, iban=account, sequence="2"))
        assert booked(server, one)["rule"] == "iban"
        assert status_of(shop, invoice) == "paid"

    def test_an_invoice_that_no_transfer_pays_is_proposed(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop, methods=("card",))
        (one,) = movements(server, imported(server, ntry("119.00", tx(purpose=(invoice.number,))), iban=account))
        assert one["status"] == "proposed"
        assert "customer_balance" in one["reason"]

    def test_debits_are_noted(self, server: Server, account: str) -> None:
        (one,) = movements(server, imported(server, ntry("5.00", tx(), credit=False), iban=account))
        assert (one["status"], one["amount"], one["return_reason"]) == ("noted", -500, None)
        refused = server.request("POST", f"{MOVEMENTS}/{one['id']}/assign", {"customer": "cus_1"})
        assert refused.status == 400

    def test_one_is_dismissed_and_assigned_after_all(self, server: Server, shop: Shop, account: str) -> None:
        (one,) = movements(server, imported(server, ntry("42.44"), iban=account))
        path = f"{MOVEMENTS}/{one['id']}"
        assert server.request("POST", f"{path}/dismiss").json["status"] == "dismissed"
        assert server.request("POST", f"{path}/dismiss").status == 400
        mine = server.request("GET", f"{MOVEMENTS}?status=dismissed&limit=100").json["data"]
        assert one["id"] in [each["id"] for each in mine]
        after = server.request("POST", f"{path}/assign", {"customer": shop.customer().id}).json
        assert after["status"] == "booked"

    @pytest.mark.parametrize(
        ("given", "param"),
        [({"customer": "cus_no"}, "customer"), ({"invoice": "in_no"}, "invoice"), ({"what": "1"}, "what")],
    )
    def test_what_cannot_be_assigned(self, server: Server, account: str, given: dict[str, str], param: str) -> None:
        (one,) = movements(server, imported(server, ntry("42.45"), iban=account))
        answer = server.request("POST", f"{MOVEMENTS}/{one['id']}/assign", given)
        assert (answer.status, answer.json["error"]["param"]) == (400, param)
        assert server.request("GET", f"{MOVEMENTS}/{one['id']}").json["status"] == "unassigned"

    def test_what_is_not_there(self, server: Server) -> None:
        for path, method in (
            (f"{STATEMENTS}/bst_no", "GET"), (f"{MOVEMENTS}/bmv_no", "GET"), (f"{MOVEMENTS}/bmv_no/assign", "POST"),
            (f"{MOVEMENTS}/bmv_no/dismiss", "POST"),
        ):  # fmt: skip
            assert server.request(method, path).status == 404
        assert server.request("GET", f"{MOVEMENTS}?status=nonsense").json["error"]["param"] == "status"


class TestMeantForOneInvoice:
    def test_a_long_overdue_invoice_is_paid_and_no_other(self, server: Server, shop: Shop, account: str) -> None:
        """Cash by itself finds an invoice until 30 days after its due date; here the payer says which one it is."""
        customer = shop.customer()
        late, other = (open_invoice(shop, 11_900, customer) for _ in range(2))
        query(server, "UPDATE invoices SET due_date = due_date - 90 * 86400 WHERE id = $1", late.id)
        (one,) = movements(server, imported(server, ntry("119.00", tx(purpose=(late.number,))), iban=account))
        booked(server, one)
        assert (status_of(shop, late), status_of(shop, other)) == ("paid", "open")

    def test_a_person_assigns_it_to_a_long_overdue_invoice(self, server: Server, shop: Shop, account: str) -> None:
        customer = shop.customer()
        late, other = (open_invoice(shop, 4_343, customer) for _ in range(2))
        query(server, "UPDATE invoices SET due_date = due_date - 90 * 86400 WHERE id = $1", late.id)
        (one,) = movements(server, imported(server, ntry("43.43", tx(purpose=("thanks",))), iban=account))
        server.request("POST", f"{MOVEMENTS}/{one['id']}/assign", {"invoice": late.id})
        assert (status_of(shop, late), status_of(shop, other)) == ("paid", "open")


class TestHostileFiles:
    def test_long_texts_are_no_fault_of_ours(self, server: Server, shop: Shop, account: str) -> None:
        """No index takes texts of any length, and random ones cannot be compressed."""
        noise = [
            "".join(random.Random(seed).choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=15_000)) for seed in (1, 2, 3)
        ]
        invoice = open_invoice(shop)
        detail = tx(purpose=(invoice.number,), iban=noise[0], mandate=noise[1])
        (one,) = movements(server, imported(server, ntry("119.00", detail), iban=f"{account}{noise[2]}"))
        assert booked(server, one)["customer"] == invoice.customer

    def test_null_characters(self, server: Server) -> None:
        content = mt940(":61:2611021102C5,00NMSCX", ":86:166?20SVWZ+a\x00b?31DE\x0012").replace(b":25:", b":25:\x00")
        assert send(server, content, "statement.sta").status == 200

    def test_a_statement_with_the_number_of_another_is_told(self, server: Server, account: str) -> None:
        imported(server, ntry("5.00"), iban=account)
        other = imported(server, ntry("6.00"), ntry("7.00", reference="B2"), iban=account)
        assert (other["new"], other["known"]) == (0, 2)
        assert "Another statement with this number" in other["problems"][0]["text"]


def test_files_that_come_at_once_tell_of_each_movement_once(server: Server, shop: Shop, account: str) -> None:
    """Two files have the same two statements in either order, and each comes twice at the same time."""
    invoice = open_invoice(shop)
    paying = stmt(ntry("119.00", tx(purpose=(invoice.number,))), iban=account, sequence="1")
    other = stmt(ntry("5.00", reference="B2"), iban=account, sequence="2")
    files = [camt(paying, other), camt(other, paying)] * 2
    with ThreadPoolExecutor(len(files)) as pool:
        answers = list(pool.map(lambda content: send(server, content), files))
    assert [one.status for one in answers] == [200] * 4
    assert sum(one.json["new"] for one in answers) == 2
    statement = next(one for one in answers[0].json["statements"] if one["sequence"] == "1")
    (one,) = server.request("GET", f"{MOVEMENTS}?statement={statement['id']}").json["data"]
    booked(server, one)
    entries = shop.v1.customers.cash_balance_transactions.list(str(invoice.customer)).data
    assert [entry.type for entry in entries] == ["applied_to_payment", "funded"]
