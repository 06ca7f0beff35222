"""A payout that arrives at the bank: noted or proposed, confirmed, undone, and never money of a customer."""

import itertools
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.bank_statements.test_bank_statements import MOVEMENTS, imported, movements, open_invoice, status_of
from tests.rules.bank_statements.files import ntry, tx
from tests.stories.psql import query

_numbers = itertools.count(1)
DAY = 1_793_577_600
"""2026-11-02, 00:00 UTC."""


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"PAYOUT{next(_numbers):04}"


def payout(server: Server, amount: int) -> str:
    """A payout that Stripe told of, in test mode; its id. Its trace id is TRACE and the number of its id."""
    id = f"po_1bank{next(_numbers):04}"
    query(
        server,
        "INSERT INTO payouts (tenant, id, created, processor, reference, amount, currency, status, arrival_date, "
        "automatic, method, type, source_type, trace_status, trace_id, reconciliation_status, is_listed) "
        "SELECT t.id, $1, $3, 'stripe', 'there' || $1, $2, 'eur', 'paid', $3, true, 'standard', 'bank_account', "
        "'card', 'supported', 'TRACE' || right($1, 4), 'in_progress', false FROM tenants t "
        "WHERE NOT t.livemode ORDER BY t.id LIMIT 1",
        id, amount, DAY,
    )  # fmt: skip
    return id


def euros(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def arrived(server: Server, account: str, amount: int, purpose: str, name: str = "STRIPE") -> Any:
    entry = ntry(euros(amount), tx(purpose=(purpose,), name=name))
    (movement,) = movements(server, imported(server, entry, iban=account))
    return movement


def act(server: Server, movement: Any, verb: str, **form: str) -> Any:
    body = "&".join(f"{name}={value}" for name, value in form.items()).encode()
    return server.request("POST", f"{MOVEMENTS}/{movement['id']}/{verb}", body)


def steps(server: Server, movement: Any) -> list[str]:
    listed = server.request("GET", f"{MOVEMENTS}/{movement['id']}/history").json["data"]
    return [one["what"] for one in reversed(listed)]


def test_the_trace_id_says_it(server: Server, account: str) -> None:
    id = payout(server, 91_011)
    movement = arrived(server, account, 91_011, f"STRIPE TRACE{id[-4:]}")
    assert (movement["status"], movement["payout"], movement["customer"]) == ("noted", id, None)
    assert (movement["rule"], movement["confidence"]) == ("payout", "certain")
    assert steps(server, movement) == ["paid_out"]
    undone = act(server, movement, "undo").json
    assert (undone["status"], undone["payout"], undone["rule"]) == ("unassigned", None, None)
    again = act(server, movement, "assign", payout=id).json
    assert (again["status"], again["payout"], again["amount_booked"]) == ("noted", id, 0)
    assert steps(server, movement) == ["paid_out", "undone", "paid_out"]


def test_a_proposal_is_confirmed_as_it_is(server: Server, account: str) -> None:
    id = payout(server, 91_022)
    movement = arrived(server, account, 91_022, "settlement of this week")
    assert (movement["status"], movement["payout"], movement["rule"]) == ("proposed", id, "payout")
    assert act(server, movement, "assign").json["status"] == "noted"
    other = arrived(server, f"{account}B", 91_022, "STRIPE once more")
    assert (other["status"], other["payout"]) == ("unassigned", None)
    refused = act(server, other, "assign", payout=id)
    assert (refused.status, refused.json["error"]["param"]) == (400, "payout")


def test_a_proposal_can_be_money_of_a_customer(server: Server, shop: Shop, account: str) -> None:
    payout(server, 91_033)
    invoice = open_invoice(shop, 91_033)
    movement = arrived(server, account, 91_033, "it was not Stripe")
    assert movement["status"] == "proposed"
    booked = act(server, movement, "assign", invoice=invoice.id).json
    assert (booked["status"], booked["payout"], booked["customer"]) == ("booked", None, invoice.customer)
    assert status_of(shop, invoice) == "paid"


def test_a_payout_touches_no_invoice(server: Server, shop: Shop, account: str) -> None:
    """Even one whose number stands in the text, if the trace id does too."""
    id = payout(server, 91_044)
    invoice = open_invoice(shop, 91_044)
    movement = arrived(server, account, 91_044, f"TRACE{id[-4:]} {invoice.number}")
    assert (movement["status"], movement["invoices"]) == ("noted", [])
    assert status_of(shop, invoice) == "open"


def test_dismissed_and_taken_up_again(server: Server, account: str) -> None:
    id = payout(server, 91_055)
    movement = arrived(server, account, 91_055, "settlement")
    assert act(server, movement, "dismiss").json["status"] == "dismissed"
    assert act(server, movement, "undo").json["status"] == "unassigned"
    assert act(server, movement, "assign", payout=id).json["status"] == "noted"
    assert act(server, movement, "assign", payout=id).status == 400


@pytest.mark.parametrize("given", [{"payout": "po_none"}, {"payout": "x" * 200}, {"payout": "other amount"}])
def test_what_is_no_payout_of_it(server: Server, account: str, given: dict[str, str]) -> None:
    movement = arrived(server, account, 91_066, "settlement", name="Ada")
    named = payout(server, 91_067) if given["payout"] == "other amount" else given["payout"]
    refused = act(server, movement, "assign", payout=named)
    assert (refused.status, refused.json["error"]["param"]) == (400, "payout")
    assert act(server, movement, "assign", payout=named, customer="cus_x").json["error"]["param"] == "payout"


def test_the_same_file_twice(server: Server, account: str) -> None:
    id = payout(server, 91_077)
    entry = ntry(euros(91_077), tx(purpose=(f"TRACE{id[-4:]}",), name="STRIPE"))
    (first,) = movements(server, imported(server, entry, iban=account))
    assert imported(server, entry, iban=account)["new"] == 0
    assert steps(server, first) == ["paid_out"]
