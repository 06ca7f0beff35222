"""Bookings are undone while others work on the same money; the books agree after each."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.platform.billhook_command import Command
from tests.rooms.bank_statements.test_bank_statements import booked, open_invoice, status_of
from tests.rooms.bank_statements.test_undoing import ask, cash_of, done, entries_of, one_movement

_accounts = itertools.count(1)


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"AMONG{next(_accounts):04}"


def paid(server: Server, shop: Shop, account: str, amount: str = "119.00", **given: Any) -> tuple[Any, Any]:
    """An invoice, and the movement that paid it."""
    invoice = open_invoice(shop, **given)
    return invoice, booked(server, one_movement(server, account, amount, invoice.number))


def intent_of(shop: Shop, invoice: Any) -> str:
    payments = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]}).payments.data
    return str(payments[0].payment.payment_intent)


def wrong_of(server: Server, *ids: Any) -> list[str]:
    said = Command(server.data_dir)("doctor", "--json").stdout
    assert '"findings"' in said or '"state"' in said
    return [str(id) for id in ids if str(id) in said]


def test_undone_by_several_at_once(server: Server, shop: Shop, account: str) -> None:
    invoice, one = paid(server, shop, account)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: ask(server, one, "undo").status, range(6)))
    assert sorted(answers) == [200, *[400] * 5]
    assert (status_of(shop, invoice), cash_of(shop, invoice.customer)) == ("open", 0)
    assert sum(amount for _, amount in entries_of(shop, invoice.customer)) == 0


def test_undone_while_the_payment_is_refunded_and_another_movement_comes(
    server: Server, shop: Shop, account: str
) -> None:
    """Whoever comes first: the money is in one place, and the sums of the ledger say so."""
    for turn in range(4):
        invoice, one = paid(server, shop, f"{account}{turn}")
        intent = intent_of(shop, invoice)
        other = one_movement(server, f"{account}{turn}B", "119.00", "thank you")
        given = {"customer": str(invoice.customer)}
        with ThreadPoolExecutor(3) as pool:
            undone = pool.submit(ask, server, one, "undo")
            refunded = pool.submit(server.request, "POST", "/v1/refunds", {"payment_intent": intent})
            assigned = pool.submit(ask, server, other, "assign", given)
        assert assigned.result().status == 200
        assert sorted([undone.result().status, refunded.result().status]) == [200, 400]
        cash = cash_of(shop, invoice.customer)
        assert sum(amount for _, amount in entries_of(shop, invoice.customer)) == cash
        # 238 came, and 119 were undone or not; what is no cash has paid the invoice.
        applied = 11_900 if status_of(shop, invoice) == "paid" and undone.result().status == 200 else 0
        left = 11_900 if undone.result().status == 200 else 23_800
        assert cash + applied == left
        assert wrong_of(server, invoice.id, invoice.customer, intent) == []


def test_the_customer_was_deleted(server: Server, shop: Shop, account: str) -> None:
    invoice, one = paid(server, shop, account)
    shop.v1.customers.delete(str(invoice.customer))
    done(server, one, "undo")
    assert status_of(shop, invoice) == "open"
    assert wrong_of(server, invoice.id, invoice.customer) == []
    assert shop.v1.invoices.void_invoice(invoice.id).status == "void"


def test_more_was_paid_than_the_invoice_asked_for(server: Server, shop: Shop, account: str) -> None:
    invoice, one = paid(server, shop, account, "150.00")
    assert cash_of(shop, invoice.customer) == 3_100
    done(server, one, "undo")
    assert (status_of(shop, invoice), cash_of(shop, invoice.customer)) == ("open", 0)


def test_the_surplus_is_spent(server: Server, shop: Shop, account: str) -> None:
    invoice, one = paid(server, shop, account, "150.00")
    customer = shop.v1.customers.retrieve(str(invoice.customer))
    other = open_invoice(shop, 3_100, customer)
    assert status_of(shop, other) == "paid"
    assert ask(server, one, "undo").status == 400
    assert (status_of(shop, invoice), status_of(shop, other)) == ("paid", "paid")


def test_an_invoice_that_lives_on_a_test_clock(server: Server, shop: Shop, account: str) -> None:
    """What is undone happens in the time of the clock, which is far ahead."""
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 2_000_000_000})
    customer = shop.v1.customers.create({"test_clock": clock.id, "email": "clock@example.com"})
    invoice = open_invoice(shop, 11_900, customer)
    one = booked(server, one_movement(server, account, "119.00", invoice.number))
    done(server, one, "undo")
    again = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
    assert (again.status, cash_of(shop, customer.id)) == ("open", 0)
    canceled = [each for each in again.payments.data if each.status == "canceled"]
    assert [each.status_transitions.canceled_at for each in canceled] == [2_000_000_000]
    assert wrong_of(server, invoice.id, customer.id) == []


def test_parts_of_customers_on_different_clocks(server: Server, shop: Shop, account: str) -> None:
    """They would have to be undone in one transaction, which lives in one time."""
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 2_000_000_000})
    ahead = shop.v1.customers.create({"test_clock": clock.id, "email": "c@example.com"})
    invoices = [open_invoice(shop, 4_000, each) for each in (ahead, shop.customer())]
    one = one_movement(server, account, "80.00")
    parts = [{f"parts[{n}][invoice]": each.id, f"parts[{n}][amount]": "4000"} for n, each in enumerate(invoices)]
    answer = ask(server, one, "split", parts[0] | parts[1])
    assert (answer.status, answer.json["error"]["param"]) == (400, "parts")
    done(server, one, "split", {**parts[0], "rest": "unassigned"})
    answer = ask(server, one, "assign", {"invoice": invoices[1].id})
    assert (answer.status, answer.json["error"]["param"]) == (400, "customer")
    done(server, one, "undo")
    assert [status_of(shop, each) for each in invoices] == ["open", "open"]
    done(server, one, "assign", {"invoice": invoices[1].id})
    assert wrong_of(server, *(each.id for each in invoices), *(each.customer for each in invoices)) == []


def test_a_proposal_for_somebody_in_another_time(server: Server, shop: Shop, account: str) -> None:
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 2_000_000_000})
    ahead = shop.v1.customers.create({"test_clock": clock.id, "email": "c@example.com"})
    invoice = open_invoice(shop, 4_000, ahead, methods=("card",))
    one = one_movement(server, account, "40.00", invoice.number)
    assert one["status"] == "proposed"
    other = shop.customer()
    done(server, one, "assign", {"customer": other.id})
    assert cash_of(shop, other.id) == 4_000


def test_money_in_another_currency_is_not_for_the_invoice(server: Server, shop: Shop, account: str) -> None:
    customer = shop.customer()
    invoice = shop.v1.invoices.create({
        "customer": customer.id, "currency": "usd", "collection_method": "send_invoice", "days_until_due": 30,
        "payment_settings": {"payment_method_types": ["customer_balance"]},
    })  # fmt: skip
    shop.v1.invoice_items.create({"customer": customer.id, "invoice": invoice.id, "amount": 500, "currency": "usd"})
    shop.v1.invoices.finalize_invoice(invoice.id)
    one = one_movement(server, account, "5.00")
    answer = ask(server, one, "assign", {"invoice": invoice.id})
    assert (answer.status, answer.json["error"]["param"]) == (400, "invoice")


def test_what_is_left_of_parts_was_never_proposed(server: Server, shop: Shop, account: str) -> None:
    """Or the rest would be money of whoever got the first part, for the invoice of another."""
    invoice, other = open_invoice(shop, 5_000), shop.customer()
    one = one_movement(server, account, "119.00")
    done(server, one, "split", {
        "parts[0][amount]": "100", "parts[0][customer]": other.id, "parts[1][amount]": "5000",
        "parts[1][invoice]": invoice.id, "rest": "unassigned",
    })  # fmt: skip
    answer = ask(server, one, "assign")
    assert (answer.status, answer.json["error"]["param"]) == (400, "customer")
