"""Statements, unmatched money and the mapping of CSV, as people see and use them."""

import itertools
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor, owner_of, person_as
from tests.rooms.bank_statements.test_bank_statements import (
    MOVEMENTS,
    imported,
    movements,
    open_invoice,
    status_of,
)
from tests.rules.bank_statements.files import camt, ntry, stmt, tx

from billhook.bank_statements.objects import STEPS
from billhook.bank_statements.rules.lifecycle import STATUSES
from billhook.bank_statements.rules.matching import Rule
from billhook.bank_statements.rules.return_reasons import Next
from billhook.dashboard.bank import words

_accounts = itertools.count(1)


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"PAGE{next(_accounts):04}"


@pytest.fixture(scope="module")
def owner(server: Server) -> Visitor:
    return owner_of(server)


def waiting(server: Server, account: str, amount: str = "60.00", **told: Any) -> Any:
    """A movement that waits for somebody."""
    detail = tx(purpose=("thank you",), name=told.get("name", "Ada"))
    (one,) = movements(server, imported(server, ntry(amount, detail), iban=account))
    return one


def look(server: Server, movement: Any) -> Any:
    return server.request("GET", f"{MOVEMENTS}/{movement['id']}").json


def upload(owner: Visitor, path: str, name: str, content: bytes, *fields: tuple[str, str]) -> Any:
    token = owner.get("/").value("csrf")
    return owner.upload(f"/dashboard/test{path}", [("csrf", token), *fields], (name, content))


def test_every_status_step_rule_and_next_has_its_words() -> None:
    assert set(words.STATUSES) == set(STATUSES)
    assert set(words._STEPS) == set(STEPS)
    assert set(words.RULES) == {rule.value for rule in Rule}
    assert set(words.NEXT) == {one.value for one in Next}


class TestStatements:
    def test_a_file_is_uploaded_and_listed(self, owner: Visitor, account: str) -> None:
        file = camt(stmt(ntry("5.00"), iban=account, closing="1005.00", sequence="77"))
        done = upload(owner, "/bank-statements", f"{account}.xml", file)
        assert done.status == 303
        page = owner.get("/bank-statements").page
        assert account in page.text
        assert f"{account}.xml" in page.text

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [("a.xml", b"<!DOCTYPE a><a/>", "document type"), ("a.csv", b"a;b\n1;2\n", "save its mapping")],
    )
    def test_what_cannot_be_read_is_told(self, owner: Visitor, name: str, content: bytes, sentence: str) -> None:
        seen = upload(owner, "/bank-statements", name, content)
        assert seen.status == 422
        assert sentence in seen.page.text

    def test_nothing_was_chosen(self, owner: Visitor) -> None:
        token = owner.get("/").value("csrf")
        seen = owner.upload("/dashboard/test/bank-statements", [("csrf", token)])
        assert (seen.status, "Choose a file first." in seen.page.text) == (422, True)


class TestUnmatchedMoney:
    def test_it_is_listed_until_it_is_assigned(self, server: Server, shop: Shop, owner: Visitor, account: str) -> None:
        invoice = open_invoice(shop, 6_000)
        one = waiting(server, account, name=f"Ada {account}")
        assert f"Ada {account}" in owner.get("/unmatched-money").page.text
        path = f"/unmatched-money/{one['id']}/assign"
        done = owner.send(path, {"whose": str(invoice.number)})
        assert done.status == 303
        assert status_of(shop, invoice) == "paid"
        assert f"Ada {account}" not in owner.get("/unmatched-money").page.text
        text = owner.get(f"/unmatched-money/{one['id']}").page.text
        assert "Booked" in text
        assert "Undo" in text

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [("", "Write the number"), ("NOTHING-1", "No invoice"), ("no@example.com", "No customer"),
         ("in_no", "There is no such invoice"), ("cus_no", "There is no such customer")],
    )  # fmt: skip
    def test_what_is_nobody(self, server: Server, owner: Visitor, account: str, typed: str, sentence: str) -> None:
        one = waiting(server, account)
        seen = owner.send(f"/unmatched-money/{one['id']}/assign", {"whose": typed})
        assert seen.status == 422
        assert sentence in seen.page.text
        assert look(server, one)["status"] == "unassigned"

    def test_it_is_split_and_undone(self, server: Server, shop: Shop, owner: Visitor, account: str) -> None:
        first, second = open_invoice(shop, 5_000), open_invoice(shop, 900)
        one = waiting(server, account)
        path = f"/unmatched-money/{one['id']}"
        given = {
            "amount-0": "50.00", "whose-0": str(first.number), "amount-2": "9.00", "whose-2": str(second.number),
        }  # fmt: skip
        refused = owner.send(f"{path}/split", given)
        assert (refused.status, refused.value("amount-2")) == (422, "9.00")
        assert owner.send(f"{path}/split", {**given, "rest": "unassigned"}).status == 303
        assert (status_of(shop, first), status_of(shop, second)) == ("paid", "paid")
        assert look(server, one)["status"] == "partly_booked"
        assert owner.send(f"{path}/undo", {}).status == 303
        assert (status_of(shop, first), look(server, one)["status"]) == ("open", "unassigned")
        assert "undone" in owner.get(path).page.text

    def test_it_is_dismissed_and_taken_up_again(self, server: Server, owner: Visitor, account: str) -> None:
        one = waiting(server, account)
        path = f"/unmatched-money/{one['id']}"
        assert owner.send(f"{path}/dismiss", {}).status == 303
        assert look(server, one)["status"] == "dismissed"
        assert owner.send(f"{path}/undo", {}).status == 303
        assert look(server, one)["status"] == "unassigned"

    def test_an_analyst_sees_it_and_may_do_nothing(self, server: Server, account: str) -> None:
        one = waiting(server, account)
        analyst = person_as(server, "analyst")
        page = analyst.get(f"/unmatched-money/{one['id']}").page
        assert "Assign" not in page.text
        assert analyst.get(f"/unmatched-money/{one['id']}/assign").status == 403

    def test_markup_in_texts_is_text(self, server: Server, owner: Visitor, account: str) -> None:
        one = waiting(server, account, name="&lt;b&gt;Ada")
        assert "<b>Ada" in owner.get(f"/unmatched-money/{one['id']}").page.text


class TestMapping:
    def test_a_file_is_previewed_mended_kept_and_uploaded(self, owner: Visitor, account: str) -> None:
        content = f"Tag;Betrag;Wer {account};Zweck\r\n02.11.2026;5,00;Jürgen;first\r\n".encode("cp1252")
        first = upload(owner, "/bank-statements/csv", "day.csv", content, ("account", account))
        assert first.status == 200
        assert (
            "No line can be read yet." in first.page.text
            or "no column" in first.page.text
            or "A column" in first.page.text
        )
        head = first.value("head")
        given = [
            ("head", head), ("filename", "day.csv"), ("account", account), ("currency", "eur"),
            ("separator", "semicolon"),
            ("encoding", "cp1252"), ("skip_lines", "0"), ("decimal_comma", "true"), ("date_form", "DD.MM.YYYY"),
            ("date-column", "Tag"), ("amount-column", "Betrag"), ("name-column", f"Wer {account}"),
            ("purpose-column", "Zweck"),
        ]  # fmt: skip
        token = owner.get("/").value("csrf")
        path = "/dashboard/test/bank-statements/csv"
        second = owner.upload(path, [("csrf", token), *given, ("then", "look")])
        assert second.status == 200
        assert "Jürgen" in second.page.text
        kept = owner.upload(path, [("csrf", token), *given, ("then", "save")])
        assert kept.status == 303
        assert upload(owner, "/bank-statements", "day.csv", content).status == 303
