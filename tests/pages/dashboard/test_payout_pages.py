"""Payouts in the Dashboard: the list, what one pays, where it arrived, and the file."""

import itertools

from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor
from tests.rooms.bank_statements.test_bank_statements import imported, movements
from tests.rules.bank_statements.files import ntry, tx
from tests.stories.psql import query

from billhook.bank_statements.objects import STEPS
from billhook.bank_statements.rules.matching import Rule
from billhook.dashboard.bank.words import _STEPS, RULES
from billhook.dashboard.ledger.pages import KINDS
from billhook.dashboard.payouts.words import READ, STATUSES
from billhook.ledger.rules.entries import TYPES
from billhook.payouts.rules.lifecycle import PAYOUT

_numbers = itertools.count(1)


def made(server: Server, amount: int, *, status: str = "paid", descriptor: str | None = None) -> str:
    """A payout of test mode that is read, with a payment that went through Billhook and two that did not."""
    id = f"po_1page{next(_numbers):04}"
    query(
        server,
        "INSERT INTO payouts (tenant, id, created, processor, reference, amount, currency, status, arrival_date, "
        "automatic, method, type, source_type, statement_descriptor, trace_status, trace_id, failure_message, "
        "reconciliation_status, is_listed) "
        "SELECT t.id, $1, 1793577600, 'stripe', 'there' || $1, $2, 'eur', $3, 1793577600, true, 'standard', "
        "'bank_account', 'card', $4, 'supported', 'TRAIL' || right($1, 4), "
        "CASE WHEN $3 = 'failed' THEN 'The account is closed.' END, 'completed', true "
        "FROM tenants t WHERE NOT t.livemode ORDER BY t.id LIMIT 1",
        id, amount, status, descriptor,
    )  # fmt: skip
    query(
        server,
        "INSERT INTO payout_parts (tenant, payout, category, is_ours, number, amount, fee, net) "
        "SELECT p.tenant, p.id, c.category, c.is_ours, c.number, c.net + c.fee, c.fee, c.net FROM payouts p, "
        "(VALUES ('charge', true, 1, 59, 941), ('charge', false, 2, 0, 5000), ('network_cost', false, 1, 0, -7)) "
        "AS c(category, is_ours, number, fee, net) WHERE p.id = $1",
        id,
    )
    return id


def test_everything_has_its_words() -> None:
    assert set(STATUSES) == set(PAYOUT.statuses)
    assert set(READ) == {"completed", "in_progress", "not_applicable"}
    assert set(KINDS) == set(TYPES)
    assert set(RULES) == {rule.value for rule in Rule}
    assert set(_STEPS) == set(STEPS)


def test_the_list_by_status(server: Server, owner: Visitor) -> None:
    paid, failed = made(server, 81_001), made(server, 81_002, status="failed")
    text = owner.get("/payouts").page.text
    assert "€810.01" in text
    assert "€810.02" in text
    narrowed = owner.get("/payouts?status=failed")
    links = [link.attributes.get("href", "") for link in narrowed.page.all("a")]
    assert any(link.endswith(f"/payouts/{failed}") for link in links)
    assert not any(link.endswith(f"/payouts/{paid}") for link in links)
    assert "No payouts match" in owner.get("/payouts?status=canceled").page.text
    assert owner.get("/payouts?status=rubbish").status == 200


def test_what_one_pays(server: Server, owner: Visitor) -> None:
    id = made(server, 5_934, status="failed")
    seen = owner.get(f"/payouts/{id}")
    rows = [row.text for row in seen.page.one("section", aria_label="What it pays").all("tr")][1:]
    assert ["Not through Billhook" in row for row in rows] == [False, True, True]
    assert [text in row for text, row in zip(("€9.41", "€50.00", "€0.07"), rows, strict=True)] == [True] * 3
    assert "Network cost" in rows[2]
    assert "The account is closed." in seen.page.text
    assert f"there{id}" in seen.page.text
    assert owner.get(f"/payouts/{id}/raw").status == 200
    assert owner.get("/payouts/po_none").status == 404


def test_where_it_arrived(server: Server, owner: Visitor) -> None:
    id = made(server, 81_003)
    at_the_bank = owner.get(f"/payouts/{id}").page.one("section", aria_label="At your bank").text
    assert "No statement that you imported has it." in at_the_bank
    entry = ntry("810.03", tx(purpose=(f"STRIPE TRAIL{id[-4:]}",)))
    (movement,) = movements(server, imported(server, entry, iban=f"POPAGE{id[-4:]}"))
    assert "810.03" in owner.get(f"/payouts/{id}").page.one("section", aria_label="At your bank").text
    seen = owner.get(f"/unmatched-money/{movement['id']}")
    assert "Payout" in seen.page.one("h1").text
    actions = [link.text for link in seen.page.one("div", class_="bh-actions").all("a")]
    assert actions == ["Undo"]


def test_a_proposal_is_confirmed(server: Server, owner: Visitor) -> None:
    id = made(server, 81_004, descriptor="Hedges and more")
    entry = ntry("810.04", tx(purpose=("HEDGES AND MORE",)))
    (movement,) = movements(server, imported(server, entry, iban=f"POPAGE{id[-4:]}"))
    page = f"/unmatched-money/{movement['id']}"
    seen = owner.get(page)
    assert "It is this payout" in seen.page.text
    owner.post(f"{page}/assign", {"csrf": owner.get("/").value("csrf"), "then": "accept"})
    assert server.request("GET", f"/v1/billhook/bank_movements/{movement['id']}").json["status"] == "noted"


def test_the_file_has_no_formulas(server: Server, owner: Visitor) -> None:
    id = made(server, 81_005, descriptor="=HYPERLINK(1)")
    lines = owner.get("/payouts/export.csv").content.decode().splitlines()
    (line,) = [line for line in lines if line.startswith(id)]
    assert ",810.05,eur,Paid," in line
    assert ",=HYPERLINK" not in line


def test_the_search_finds_one_by_its_id(server: Server, owner: Visitor) -> None:
    id = made(server, 81_006)
    assert owner.get(f"/search?q={id}").status in (200, 303)
