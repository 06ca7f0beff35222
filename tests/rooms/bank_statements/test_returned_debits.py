"""Banks send debits back: what they paid is open again, and a person sees what is not found (live-money.md §4.5)."""

import itertools
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.bank_statements.test_bank_statements import (
    MOVEMENTS,
    booked,
    imported,
    movements,
    open_invoice,
    status_of,
)
from tests.rooms.bank_statements.test_undoing import cash_of, done, history
from tests.rooms.payments.bank import time_passes
from tests.rooms.webhooks.receiver import eventually
from tests.rules.bank_statements.files import ntry, tx
from tests.stories.psql import query

_accounts = itertools.count(1)


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"RETURN{next(_accounts):04}"


def look(server: Server, movement: Any) -> Any:
    return server.request("GET", f"{MOVEMENTS}/{movement['id']}").json


def settled(server: Server, movement: Any) -> Any:
    """The movement, once the worker has done what it can."""
    eventually(lambda: look(server, movement)["status"] != "matched", "the worker")
    return look(server, movement)


def returned(server: Server, account: str, amount: str, reason: str = "AC04", **told: str) -> Any:
    """A returned debit on a statement of its own, after the worker has seen it."""
    entry = ntry(amount, tx(reason=reason, **told), credit=False, reference="R1")  # type: ignore[arg-type]
    (one,) = movements(server, imported(server, entry, iban=account, sequence="99"))
    return settled(server, one)


def paid(server: Server, shop: Shop, account: str, end_to_end: str) -> tuple[Any, Any]:
    """An invoice, and the movement that paid it."""
    invoice = open_invoice(shop)
    detail = tx(purpose=(invoice.number,), end_to_end=end_to_end)
    (one,) = movements(server, imported(server, ntry("119.00", detail), iban=account))
    return invoice, booked(server, one)


def test_the_invoice_is_open_again_and_the_reason_is_told(server: Server, shop: Shop, account: str) -> None:
    invoice, credit = paid(server, shop, account, "E2E-1")
    back = returned(server, account, "119.00", end_to_end="E2E-1")
    assert (status_of(shop, invoice), cash_of(shop, invoice.customer)) == ("open", 0)
    assert (back["status"], back["customer"], back["invoices"]) == ("returned", invoice.customer, [invoice.id])
    assert (back["return_reason"], back["return_reason_text"], back["return_next"]) == (
        "AC04", "The account is closed.", "other_method",
    )  # fmt: skip
    assert look(server, credit)["status"] == "returned"
    assert [step["what"] for step in history(server, credit)] == ["booked", "undone"]
    assert [step["what"] for step in history(server, back)] == ["returned"]


def test_the_same_file_again_takes_nothing_more(server: Server, shop: Shop, account: str) -> None:
    invoice, _ = paid(server, shop, account, "E2E-2")
    returned(server, account, "119.00", end_to_end="E2E-2")
    entry = ntry("119.00", tx(reason="AC04", end_to_end="E2E-2"), credit=False, reference="R1")
    again = imported(server, entry, iban=account, sequence="100")
    assert (again["new"], again["known"]) == (0, 1)
    assert cash_of(shop, invoice.customer) == 0


def test_what_is_not_found_waits_for_a_person(server: Server, shop: Shop, account: str) -> None:
    invoice, _ = paid(server, shop, account, "E2E-3")
    back = returned(server, account, "119.00", "MS03", end_to_end="OTHER")
    assert (back["status"], status_of(shop, invoice)) == ("unassigned", "paid")
    assert back["reason"].startswith("Returned with MS03: The bank gives no reason.")
    refused = server.request("POST", f"{MOVEMENTS}/{back['id']}/assign", {"invoice": invoice.id})
    assert (refused.status, "left the account" in refused.json["error"]["message"]) == (400, True)
    assert done(server, back, "dismiss")["status"] == "dismissed"


def test_money_that_is_spent_waits_for_a_person(server: Server, shop: Shop, account: str) -> None:
    invoice, credit = paid(server, shop, account, "E2E-4")
    shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 1_900, "out_of_band_amount": 1_900})
    back = returned(server, account, "119.00", end_to_end="E2E-4")
    assert (back["status"], look(server, credit)["status"]) == ("unassigned", "booked")
    assert "cannot be taken back" in back["reason"]


def mandate_of(server: Server, shop: Shop) -> tuple[Any, str, str]:
    """A customer with a mandate for direct debits, its id and its reference."""
    customer = shop.customer()
    made = shop.v1.setup_intents.create({
        "customer": customer.id, "allowed_payment_method_types": ["sepa_debit"], "confirm": True,
        "payment_method_data": {
            "type": "sepa_debit", "sepa_debit": {"iban": "DE89370400440532013000"},
            "billing_details": {"name": "Jenny", "email": "jenny@example.com"},
        },
        "mandate_data": {"customer_acceptance": {"type": "offline"}},
    })  # fmt: skip
    eventually(lambda: shop.v1.setup_intents.retrieve(made.id).status == "succeeded", "the mandate")
    mandate = str(shop.v1.setup_intents.retrieve(made.id).mandate)
    ((reference,),) = query(server, "SELECT reference FROM mandates WHERE id = $1", mandate)
    return customer, mandate, reference


@pytest.mark.parametrize(("reason", "after"), [("AC04", "inactive"), ("AM04", "active")])
def test_a_payment_by_a_processor_is_noted_and_the_mandate_may_end(
    server: Server, shop: Shop, account: str, reason: str, after: str
) -> None:
    customer, mandate, reference = mandate_of(server, shop)
    method = str(shop.v1.mandates.retrieve(mandate).payment_method)
    paid = shop.v1.payment_intents.create({
        "amount": 1_200, "currency": "eur", "customer": customer.id, "payment_method": method, "confirm": True,
        "allowed_payment_method_types": ["sepa_debit"], "off_session": True, "mandate": mandate,
    })  # fmt: skip
    time_passes(server, paid.id)
    assert shop.v1.payment_intents.retrieve(paid.id).status == "succeeded"
    back = returned(server, account, "12.00", reason, mandate=reference)
    assert (back["status"], back["customer"], back["invoices"]) == ("returned", customer.id, [])
    assert shop.v1.mandates.retrieve(mandate).status == after


def test_a_mandate_alone_is_no_payment_by_a_processor(server: Server, shop: Shop, account: str) -> None:
    """Somebody is told: the money left, and nothing else knows of it."""
    customer, mandate, reference = mandate_of(server, shop)
    back = returned(server, account, "12.01", mandate=reference)
    assert (back["status"], back["customer"]) == ("unassigned", customer.id)
    assert "is not found" in back["reason"]
    assert shop.v1.mandates.retrieve(mandate).status == "inactive"


def test_one_of_several_debits_of_a_mandate_waits_for_a_person(server: Server, shop: Shop, account: str) -> None:
    """Two months were paid by debits of the same sum. Which one came back, the bank does not say."""
    customer, _, reference = mandate_of(server, shop)
    invoices = [open_invoice(shop, 11_900, customer) for _ in range(2)]
    for number, invoice in enumerate(invoices):
        detail = tx(purpose=(invoice.number,), mandate=reference)
        entry = ntry("119.00", detail, reference=f"C{number}")
        (one,) = movements(server, imported(server, entry, iban=account, sequence=str(number)))
        booked(server, one)
    back = returned(server, account, "119.00", mandate=reference)
    assert (back["status"], "Several payments" in back["reason"]) == ("unassigned", True)
    assert [status_of(shop, each) for each in invoices] == ["paid", "paid"]
