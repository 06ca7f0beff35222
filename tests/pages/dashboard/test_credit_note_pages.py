"""Credit notes and the balance in the Dashboard."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor

Somebody = Callable[[str], Visitor]


@pytest.fixture
def open_note(shop: Shop) -> Any:
    """20.00 less to pay of an open invoice over 120.00."""
    invoice = shop.invoice("open", customer=shop.customer(name="Ada <b>"))
    return shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_000, "memo": "A <i>dent</i>"})


def page_of(note: Any, rest: str = "") -> str:
    return f"/credit-notes/{note.id}{rest}"


def actions(seen: Seen) -> list[str]:
    return [link.text for link in seen.page.one("div", class_="bh-actions").all("a")]


def went(seen: Seen) -> list[str]:
    return [item.text for item in seen.page.one("section", aria_label="What this did").all("li")]


def token(visitor: Visitor) -> str:
    return visitor.get("/").value("csrf")


def test_credit_notes_are_listed(owner: Visitor, shop: Shop, open_note: Any) -> None:
    row = owner.get("/credit-notes").page.one("tbody").all("tr")[0]
    number = shop.v1.invoices.retrieve(open_note.invoice).number
    cells = [cell.text for cell in row.all("td")]
    assert cells[:5] == [open_note.number, "$20.00", "Ada <b>", "Issued", number]


def test_a_credit_note_says_where_the_money_went(owner: Visitor, shop: Shop, open_note: Any) -> None:
    seen = owner.get(page_of(open_note))
    assert seen.heading == f"{open_note.number} Issued"
    assert went(seen) == ["Less to pay$20.00"]
    assert "A <i>dent</i>" in seen.page.one("section", aria_label="Summary").text
    assert actions(seen) == ["Download PDF", "Void", "View JSON"]
    paid = shop.invoice("paid", 10_000)
    split = {"credit_amount": 1_500, "out_of_band_amount": 500}
    note = shop.v1.credit_notes.create({"invoice": paid.id, "amount": 2_000, **split})
    seen = owner.get(page_of(note))
    assert went(seen) == ["On the customer's balance$15.00", "Settled elsewhere$5.00"]
    assert "Void" not in actions(seen)


def test_its_paper_opens(server: Server, owner: Visitor, open_note: Any) -> None:
    link = owner.get(page_of(open_note)).page.one("div", class_="bh-actions").all("a")[0].attributes["href"]
    answer = server.request("GET", link.removeprefix(server.url), key=None)
    assert (answer.status, answer.body[:5]) == (200, b"%PDF-")


def test_a_credit_note_is_voided(owner: Visitor, shop: Shop, open_note: Any) -> None:
    page = owner.get(page_of(open_note, "/void"))
    assert page.heading == f"Void {open_note.number}?"
    assert "$20.00 of its invoice is owed again." in page.page.text
    assert owner.follow(owner.send(page_of(open_note, "/void"))).heading == f"{open_note.number} Void"
    assert shop.v1.invoices.retrieve(open_note.invoice).amount_remaining == 12_000
    refused = owner.post(page_of(open_note, "/void"), {"csrf": token(owner)})
    assert refused.status == 422
    assert refused.page.one("div", role="alert").text != ""


def test_an_analyst_voids_nothing(somebody: Somebody, owner: Visitor, shop: Shop, open_note: Any) -> None:
    analyst = somebody("analyst")
    assert actions(analyst.get(page_of(open_note))) == ["Download PDF", "View JSON"]
    assert analyst.post(page_of(open_note, "/void"), {"csrf": token(analyst)}).status == 403
    assert shop.v1.credit_notes.retrieve(open_note.id).status == "issued"


def test_a_credit_note_of_the_other_mode_is_not_there(server: Server, owner: Visitor, open_note: Any) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    assert "No credit notes yet" in live.get("/credit-notes").page.text
    for path in ("", "/raw", "/void"):
        assert live.get(page_of(open_note, path)).status == 404, path
    assert live.post(page_of(open_note, "/void"), {"csrf": token(live)}).status == 404


# ── The balance ─────────────────────────────────────────────────────────────────────────────────
def test_the_balance_lists_what_moved_it(owner: Visitor, shop: Shop) -> None:
    intent = shop.v1.payment_intents.create(
        {"amount": 10_000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    )
    shop.v1.refunds.create({"payment_intent": intent.id, "amount": 2_500})
    refund, charge = shop.v1.balance_transactions.list({"limit": 2}).data
    rows = owner.get("/balance").page.one("tbody").all("tr")[:2]
    cells = [[cell.text for cell in row.all("td")][:4] for row in rows]
    fee, net = charge.fee / 100, charge.net / 100
    assert cells == [
        ["Refund to a card", "−$25.00", "–", "−$25.00"],
        ["Payment by card", "$100.00", f"−${fee:.2f}", f"${net:.2f}"],
    ]
    assert [row.one("a").attributes["href"] for row in rows] == [owner.address(f"/payments/{intent.id}")] * 2
    assert refund.type == "refund"


def test_the_balance_sums_up_each_currency(owner: Visitor, shop: Shop) -> None:
    given = {"confirm": True, "payment_method": "pm_card_visa"}
    shop.v1.payment_intents.create({"amount": 7_000, "currency": "chf", **given})
    balance = shop.v1.balance.retrieve()
    (pending,) = [one.amount for one in balance.pending if one.currency == "chf"]
    figures = [item.text for item in owner.get("/balance").page.one("main").one("dl").all("dd")]
    assert f"CHF\xa0{pending / 100:.2f}" in [text.replace(" ", "\xa0") for text in figures]


def test_entries_are_narrowed_by_their_type(owner: Visitor, shop: Shop) -> None:
    shop.v1.payment_intents.create(
        {"amount": 4_000, "currency": "usd", "confirm": True, "payment_method": "pm_card_createDispute"}
    )
    rows = owner.get("/balance?type=adjustment").page.one("tbody").all("tr")
    assert {row.all("td")[0].text for row in rows} == {"Dispute or adjustment"}
    assert rows[0].one("a").attributes["href"].rpartition("/")[2].startswith("du_")
