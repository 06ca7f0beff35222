"""`GET /v1/invoices/upcoming` of versions before basil: the preview of today, by another URL."""

from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.invoices.figures import figures

OLD = {"Stripe-Version": "2024-06-20"}
URL = "/v1/invoices/upcoming"


def ask(server: Server, path: str = URL, headers: dict[str, str] = OLD, **sent: str) -> Any:
    """The answer to a GET."""
    query = "&".join(f"{name}={value}" for name, value in sent.items())
    return server.request("GET", f"{path}?{query}", headers=headers)


@pytest.fixture
def lively(shop: Shop) -> str:
    """A customer with three pending items."""
    customer = shop.customer()
    for amount in (999, 500, 1):
        shop.pending(customer, amount)
    return customer.id


def test_it_is_the_invoice_that_follows(server: Server, shop: Shop, lively: str) -> None:
    ten = shop.v1.coupons.create({"percent_off": 10}).id
    answer = ask(server, customer=lively, coupon=ten)
    assert answer.status == 200
    assert (answer.json["object"], answer.json["billing_reason"], answer.json["status"]) == (
        "invoice", "upcoming", "draft",
    )  # fmt: skip
    # 1500 less a tenth.
    assert (answer.json["subtotal"], answer.json["total"]) == (1_500, 1_350)
    draft = shop.v1.invoices.create(
        {"customer": lively, "discounts": [{"coupon": ten}], "pending_invoice_items_behavior": "include"}
    )
    kept = server.request("GET", f"/v1/invoices/{draft.id}", headers=OLD).json
    for name in ("subtotal", "total", "amount_due", "currency", "customer", "tax", "total_tax_amounts", "paid"):
        assert answer.json[name] == kept[name]
    assert figures(shop.v1.invoices.retrieve(draft.id))["total"] == answer.json["total"]


def test_it_has_no_id_and_names_the_url_of_its_lines(server: Server, lively: str) -> None:
    shown = ask(server, customer=lively).json
    assert "id" not in shown
    assert shown["lines"]["url"] == f"/v1/invoices/upcoming/lines?customer={lively}"
    assert {line["amount"] for line in shown["lines"]["data"]} == {999, 500, 1}


def test_its_lines_are_paged(server: Server, lively: str) -> None:
    whole = ask(server, customer=lively).json["lines"]["data"]
    lines = f"{URL}/lines"
    first = ask(server, lines, customer=lively, limit="2").json
    assert (first["object"], first["url"], first["has_more"]) == ("list", lines, True)
    assert [line["id"] for line in first["data"]] == ["il_tmp_1", "il_tmp_2"]
    rest = ask(server, lines, customer=lively, limit="2", starting_after="il_tmp_2").json
    assert [line["id"] for line in rest["data"]] == ["il_tmp_3"]
    assert rest["has_more"] is False
    assert [line["amount"] for line in first["data"] + rest["data"]] == [line["amount"] for line in whole]
    back = ask(server, lines, customer=lively, limit="1", ending_before="il_tmp_3").json
    assert ([line["id"] for line in back["data"]], back["has_more"]) == (["il_tmp_2"], True)
    counted = ask(server, lines, customer=lively, limit="1", **{"expand[]": "total_count"}).json
    assert (len(counted["data"]), counted["total_count"]) == (1, 3)
    lost = ask(server, lines, customer=lively, starting_after="il_tmp_9").json["error"]
    assert (lost["param"], lost["message"]) == ("starting_after", "No such line_item: 'il_tmp_9'")


def test_items_that_are_only_asked_about_are_on_it(server: Server, shop: Shop) -> None:
    price = shop.v1.prices.create({"currency": "usd", "unit_amount": 700, "product_data": {"name": "Gold"}}).id
    customer = shop.customer().id
    sent = {"invoice_items[0][price]": price, "invoice_items[0][quantity]": "3"}
    shown = ask(server, customer=customer, **sent, **{"expand[]": "lines.data.price.product"}).json
    assert shown["total"] == 2_100
    assert shown["lines"]["data"][0]["price"]["product"]["name"] == "Gold"
    assert ask(server, f"{URL}/lines", customer=customer, **sent).json["data"][0]["amount"] == 2_100
    assert shop.v1.invoices.list({"customer": customer}).data == []


def test_what_is_refused(server: Server, shop: Shop) -> None:
    customer = shop.customer().id
    none = ask(server, customer=customer)
    assert (none.status, none.json["error"]["code"]) == (404, "invoice_upcoming_none")
    assert none.json["error"]["message"] == f"No upcoming invoices for customer: {customer}"
    nobody = ask(server)
    assert (nobody.status, nobody.json["error"]["message"]) == (
        400, "You must either provide a `customer` or a `subscription` to the upcoming invoice endpoint.",
    )  # fmt: skip
    assert ask(server, customer=customer, subscription="sub_1").json["error"]["code"] == "resource_missing"
    assert ask(server, customer=customer, coupon="none").json["error"]["code"] == "invoice_upcoming_none"
    wrong = ask(server, customer="cus_none").json["error"]
    assert (wrong["code"], wrong["param"]) == ("resource_missing", "customer")


@pytest.mark.parametrize("version", ["2025-03-31.basil", "2026-10-28.endive"])
@pytest.mark.parametrize("path", [URL, f"{URL}/lines"])
def test_newer_versions_do_not_have_it(server: Server, lively: str, version: str, path: str) -> None:
    answer = ask(server, path, {"Stripe-Version": version}, customer=lively)
    assert answer.status == 404
    assert answer.json["error"]["message"] == (
        f"GET {path} ended with the API version 2025-03-31.basil. Use POST /v1/invoices/create_preview."
    )


@pytest.mark.parametrize(("version", "has_id"), [("2025-08-27.basil", False), ("2025-09-30.clover", True)])
def test_previews_have_ids_since_clover(server: Server, lively: str, version: str, has_id: bool) -> None:
    sent = {"customer": lively, "expand[]": "payments"}
    shown = server.request("POST", "/v1/invoices/create_preview", sent, {"Stripe-Version": version}).json
    assert ("id" in shown) is has_id
    assert (shown["total"], shown["payments"]["data"]) == (1_500, [])
