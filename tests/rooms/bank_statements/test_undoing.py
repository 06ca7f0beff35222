"""What became of a bank movement is undone, or it is booked in parts; the books agree after each."""

import itertools
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Response, Server
from tests.platform.billhook_command import Command
from tests.rooms.bank_statements.test_bank_statements import (
    MOVEMENTS,
    booked,
    imported,
    movements,
    open_invoice,
    status_of,
)
from tests.rules.bank_statements.files import PAYER, ntry, tx
from tests.stories.psql import query

_accounts = itertools.count(1)


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"UNDO{next(_accounts):04}"


def one_movement(server: Server, account: str, amount: str, *purpose: str, iban: str = "") -> Any:
    (one,) = movements(server, imported(server, ntry(amount, tx(purpose=purpose, iban=iban)), iban=account))
    return one


def ask(server: Server, movement: Any, verb: str, given: dict[str, str] | None = None) -> Response:
    return server.request("POST", f"{MOVEMENTS}/{movement['id']}/{verb}", given or {})


def done(server: Server, movement: Any, verb: str, given: dict[str, str] | None = None) -> Any:
    answer = ask(server, movement, verb, given)
    assert answer.status == 200, answer.body
    return answer.json


def history(server: Server, movement: Any) -> list[Any]:
    """What was done with a movement, in its order."""
    return server.request("GET", f"{MOVEMENTS}/{movement['id']}/history").json["data"][::-1]  # type: ignore[no-any-return]


def cash_of(shop: Shop, customer: Any) -> int:
    balance = shop.v1.customers.cash_balance.retrieve(str(customer))
    return getattr(balance.available, "eur", 0)


def entries_of(shop: Shop, customer: Any) -> list[tuple[str, int]]:
    """The ledger of a customer's cash, oldest first."""
    found = shop.v1.customers.cash_balance_transactions.list(str(customer), {"limit": 100}).data
    return [(one.type, one.net_amount) for one in found][::-1]


class TestUndo:
    def test_a_certain_match_that_was_wrong(self, server: Server, shop: Shop, account: str) -> None:
        """The invoice is open again, asks for its money by a new payment intent, and the cash is gone."""
        invoice = open_invoice(shop)
        one = one_movement(server, account, "119.00", invoice.number)
        booked(server, one)
        after = done(server, one, "undo")
        assert (after["status"], after["customer"], after["amount_booked"]) == ("unassigned", None, 0)
        assert after["cash_balance_transaction"] is None
        again = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
        assert (again.status, again.amount_paid, again.amount_remaining) == ("open", 0, 11_900)
        assert again.status_transitions.paid_at is None
        assert sorted(payment.status for payment in again.payments.data) == ["canceled", "open"]
        assert entries_of(shop, invoice.customer) == [
            ("funded", 11_900), ("applied_to_payment", -11_900), ("refunded_from_payment", 11_900),
            ("funding_reversed", -11_900),
        ]  # fmt: skip
        assert cash_of(shop, invoice.customer) == 0

    def test_the_history_keeps_rule_and_who_and_when(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop)
        one = one_movement(server, account, "119.00", invoice.number)
        booked(server, one)
        done(server, one, "undo")
        first, second = history(server, one)
        assert (first["what"], first["rule"], first["confidence"]) == ("booked", "number", "certain")
        assert first["actor"].startswith("job:")
        assert (first["invoice"], first["amount"], first["undone_by"]) == (invoice.id, 11_900, second["id"])
        assert (second["what"], second["actor"].partition(":")[0]) == ("undone", "key")
        assert second["created"] >= first["created"]

    def test_it_can_be_assigned_to_the_right_one(self, server: Server, shop: Shop, account: str) -> None:
        wrong, right = open_invoice(shop), open_invoice(shop)
        one = one_movement(server, account, "119.00", "thank you")
        done(server, one, "assign", {"invoice": wrong.id})
        done(server, one, "undo")
        done(server, one, "assign", {"invoice": right.id})
        assert (status_of(shop, wrong), status_of(shop, right)) == ("open", "paid")
        assert [step["what"] for step in history(server, one)] == ["booked", "undone", "booked"]

    def test_an_invoice_that_was_opened_again_is_paid_again(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop)
        one = one_movement(server, account, "119.00", invoice.number)
        booked(server, one)
        done(server, one, "undo")
        again = one_movement(server, f"{account}B", "119.00", invoice.number)
        booked(server, again)
        assert status_of(shop, invoice) == "paid"

    def test_money_that_waits_in_the_cash_balance(self, server: Server, shop: Shop, account: str) -> None:
        customer = shop.customer()
        one = one_movement(server, account, "7.77")
        done(server, one, "assign", {"customer": customer.id})
        done(server, one, "undo")
        assert entries_of(shop, customer.id) == [("funded", 777), ("funding_reversed", -777)]

    def test_cash_that_was_there_before_stays(self, server: Server, shop: Shop, account: str) -> None:
        """50.00 were there, 69.00 came and both paid the invoice: 50.00 are there again."""
        invoice = open_invoice(shop)
        customer = str(invoice.customer)
        shop.v1.test_helpers.customers.fund_cash_balance(customer, {"amount": 5_000, "currency": "eur"})
        one = one_movement(server, account, "69.00", "thanks")
        done(server, one, "assign", {"customer": customer})
        assert status_of(shop, invoice) == "paid"
        done(server, one, "undo")
        assert (status_of(shop, invoice), cash_of(shop, customer)) == ("open", 5_000)

    def test_an_invoice_that_others_paid_stays_paid(self, server: Server, shop: Shop, account: str) -> None:
        """The second transfer for a paid invoice waits in the cash balance; undoing it is nothing to the invoice."""
        invoice = open_invoice(shop)
        booked(server, one_movement(server, account, "119.00", invoice.number))
        query(server, "UPDATE invoices SET paid_at = paid_at - 60 WHERE id = $1", invoice.id)
        again = one_movement(server, f"{account}B", "119.00", "twice")
        done(server, again, "assign", {"invoice": invoice.id})
        done(server, again, "undo")
        assert (status_of(shop, invoice), cash_of(shop, invoice.customer)) == ("paid", 0)
        assert "refunded_from_payment" not in [kind for kind, _ in entries_of(shop, invoice.customer)]

    def test_money_that_paid_something_else_meanwhile(self, server: Server, shop: Shop, account: str) -> None:
        customer = shop.customer()
        one = one_movement(server, account, "119.00")
        done(server, one, "assign", {"customer": customer.id})
        invoice = open_invoice(shop, 11_900, customer)
        shop.v1.payment_intents.list({"customer": customer.id})
        assert status_of(shop, invoice) == "paid"
        answer = ask(server, one, "undo")
        assert answer.status == 400
        assert "has 0 left" in answer.json["error"]["message"]
        assert server.request("GET", f"{MOVEMENTS}/{one['id']}").json["status"] == "booked"

    def test_a_payment_that_was_refunded_meanwhile(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop)
        one = one_movement(server, account, "119.00", invoice.number)
        booked(server, one)
        paid = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
        intent = str(paid.payments.data[0].payment.payment_intent)
        shop.v1.refunds.create({"payment_intent": intent, "amount": 1_000})
        answer = ask(server, one, "undo")
        assert (answer.status, intent in answer.json["error"]["message"]) == (400, True)
        assert status_of(shop, invoice) == "paid"

    def test_an_invoice_that_was_credited_meanwhile(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop)
        one = one_movement(server, account, "119.00", invoice.number)
        booked(server, one)
        shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 1_900, "out_of_band_amount": 1_900})
        answer = ask(server, one, "undo")
        assert (answer.status, "was credited" in answer.json["error"]["message"]) == (400, True)

    def test_twice_and_before_anything_was_done(self, server: Server, shop: Shop, account: str) -> None:
        one = one_movement(server, account, "7.78")
        assert ask(server, one, "undo").status == 400
        done(server, one, "assign", {"customer": shop.customer().id})
        done(server, one, "undo")
        assert ask(server, one, "undo").status == 400

    def test_an_iban_that_was_undone_teaches_nothing(self, server: Server, shop: Shop, account: str) -> None:
        customer = shop.customer()
        iban = f"{PAYER[:-6]}{account[-4:]}77"
        one = one_movement(server, account, "7.79", iban=iban)
        done(server, one, "assign", {"customer": customer.id})
        done(server, one, "undo")
        open_invoice(shop, 3_579, customer)
        other = one_movement(server, f"{account}B", "35.79", iban=iban)
        assert other["status"] == "unassigned"

    def test_a_dismissal(self, server: Server, account: str) -> None:
        one = one_movement(server, account, "7.80")
        done(server, one, "dismiss")
        assert done(server, one, "undo")["status"] == "unassigned"
        assert [step["what"] for step in history(server, one)] == ["dismissed", "restored"]

    def test_the_dismissal_of_a_proposal(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop, methods=("card",))
        one = one_movement(server, account, "119.00", invoice.number)
        assert one["status"] == "proposed"
        done(server, one, "dismiss")
        again = done(server, one, "undo")
        assert (again["status"], again["customer"]) == ("proposed", invoice.customer)


class TestSplit:
    def test_two_customers(self, server: Server, shop: Shop, account: str) -> None:
        first, second = open_invoice(shop, 5_000), open_invoice(shop, 7_000)
        one = one_movement(server, account, "120.00")
        after = done(server, one, "split", {
            "parts[0][amount]": "7000", "parts[0][invoice]": second.id,
            "parts[1][amount]": "5000", "parts[1][invoice]": first.id,
        })  # fmt: skip
        assert (after["status"], after["amount_booked"]) == ("booked", 12_000)
        assert sorted(after["invoices"]) == sorted([first.id, second.id])
        assert (status_of(shop, first), status_of(shop, second)) == ("paid", "paid")
        done(server, one, "undo")
        assert (status_of(shop, first), status_of(shop, second)) == ("open", "open")
        assert (cash_of(shop, first.customer), cash_of(shop, second.customer)) == (0, 0)

    def test_the_rest_stays_unassigned_and_is_assigned_later(self, server: Server, shop: Shop, account: str) -> None:
        invoice, other = open_invoice(shop, 5_000), shop.customer()
        one = one_movement(server, account, "60.00")
        part = {"parts[0][amount]": "5000", "parts[0][invoice]": invoice.id}
        after = done(server, one, "split", {**part, "rest": "unassigned"})
        assert (after["status"], after["amount_booked"]) == ("partly_booked", 5_000)
        mine = server.request("GET", f"{MOVEMENTS}?status=partly_booked&limit=100").json["data"]
        assert one["id"] in [each["id"] for each in mine]
        after = done(server, one, "assign", {"customer": other.id})
        assert (after["status"], after["amount_booked"]) == ("booked", 6_000)
        assert (status_of(shop, invoice), cash_of(shop, other.id)) == ("paid", 1_000)

    def test_the_rest_is_cash_of_the_customer(self, server: Server, shop: Shop, account: str) -> None:
        invoice = open_invoice(shop, 5_000)
        one = one_movement(server, account, "60.00")
        part = {"parts[0][amount]": "5000", "parts[0][invoice]": invoice.id}
        after = done(server, one, "split", {**part, "rest": "cash_balance"})
        assert (after["status"], cash_of(shop, invoice.customer)) == ("booked", 1_000)

    @pytest.mark.parametrize(
        ("given", "param"),
        [
            ({}, "parts"),
            ({"parts[0][amount]": "5000", "parts[0][customer]": "C"}, "parts"),
            ({"parts[0][amount]": "6001", "parts[0][customer]": "C", "rest": "unassigned"}, "parts"),
            ({"parts[0][amount]": "0", "parts[0][customer]": "C"}, "parts[0][amount]"),
            ({"parts[0][amount]": "-1", "parts[0][customer]": "C"}, "parts[0][amount]"),
            ({"parts[0][amount]": "6000"}, "parts[0][customer]"),
            ({"parts[0][amount]": "6000", "parts[0][customer]": "cus_no"}, "customer"),
            ({"parts[0][amount]": "6000", "parts[0][invoice]": "in_no"}, "parts[0][invoice]"),
            ({"parts[0][amount]": "6000", "parts[0][customer]": "C", "rest": "gone"}, "rest"),
            (
                {"parts[0][amount]": "1", "parts[0][customer]": "C", "parts[1][amount]": "1", "parts[1][customer]": "D",
                 "rest": "cash_balance"},
                "rest",
            ),
        ],
    )  # fmt: skip
    def test_what_is_refused(
        self, server: Server, shop: Shop, account: str, given: dict[str, str], param: str
    ) -> None:  # fmt: skip
        customers = {"C": shop.customer().id, "D": shop.customer().id}
        one = one_movement(server, account, "60.00")
        answer = ask(server, one, "split", {name: customers.get(text, text) for name, text in given.items()})
        assert (answer.status, answer.json["error"]["param"]) == (400, param)
        assert server.request("GET", f"{MOVEMENTS}/{one['id']}").json["amount_booked"] == 0


def test_the_books_agree_after_it(server: Server, shop: Shop, account: str) -> None:
    """The doctor compares invoice, payments, charge, refund, ledger and cash."""
    invoice, other = open_invoice(shop), shop.customer()
    one = one_movement(server, account, "119.00", invoice.number)
    booked(server, one)
    intent = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]}).payments.data[0].payment.payment_intent
    done(server, one, "undo")
    given = {"parts[0][amount]": "100", "parts[0][customer]": other.id, "rest": "unassigned"}
    done(server, one, "split", given)
    done(server, one, "undo")
    said = Command(server.data_dir)("doctor", "--json").stdout
    assert '"findings"' in said or '"state"' in said
    wrong = [id for id in (invoice.id, str(invoice.customer), other.id, str(intent)) if id in said]
    assert wrong == []
