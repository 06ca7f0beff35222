"""Search from the header of every page, and the rows of pickers."""

from typing import Any
from urllib.parse import urlencode

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.pages.document import Element


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "Quellenhof Weinbau", "email": "keller@quellenhof.example"})


def found(seen: Seen, group: str) -> list[str]:
    """The links of a group of results; none if the group is not there."""
    sections = seen.page.all("section", aria_label=group)
    return [link.text for link in sections[0].all("a")] if sections else []


def options(seen: Seen) -> list[Element]:
    return seen.page.all("li", role="option")


def test_the_header_has_a_search(owner: Visitor) -> None:
    form = owner.get("/").page.one("form", role="search")
    assert form.attributes["action"] == "/dashboard/test/search"
    field = form.one("input", name="q")
    assert field.attributes["data-hotkey"] == "/"
    assert form.one("label").attributes["for"] == field.attributes["id"]


@pytest.mark.parametrize(
    "text", ["quellenhof", "WEIN", "bau quellen", "keller@quellenhof.example", "hof.exam", "Qu", "we"]
)
def test_a_part_of_a_name_or_an_email_finds_the_customer(owner: Visitor, customer: Any, text: str) -> None:
    assert "Quellenhof Weinbau" in found(owner.get(f"/search?q={text.replace(' ', '+')}"), "Customers")


def test_every_word_has_to_match(owner: Visitor, customer: Any) -> None:
    assert found(owner.get("/search?q=quellenhof+nowhere"), "Customers") == []


def test_what_is_special_in_a_pattern_is_text(owner: Visitor, shop: Shop) -> None:
    shop.v1.customers.create({"name": "Rabatt 100%ig"})
    assert "Rabatt 100%ig" in found(owner.get("/search?q=100%25i"), "Customers")
    assert found(owner.get("/search?q=R_batt"), "Customers") == []
    assert found(owner.get("/search?q=Rab%25ig"), "Customers") == []


def test_an_email_is_first_and_so_is_the_beginning_of_a_name(owner: Visitor, shop: Shop) -> None:
    shop.v1.customers.create({"name": "Zirbel", "email": "z@zirbel.example"})
    shop.v1.customers.create({"name": "Neue Zirbel", "email": "zz@zirbel.example"})
    assert found(owner.get("/search?q=zirbel"), "Customers") == ["Zirbel", "Neue Zirbel"]
    assert found(owner.get("/search?q=ZZ%40zirbel.example"), "Customers")[0] == "Neue Zirbel"


def test_a_deleted_customer_is_not_found(owner: Visitor, shop: Shop, customer: Any) -> None:
    gone = shop.v1.customers.create({"name": "Verschwunden"})
    shop.v1.customers.delete(gone.id)
    assert found(owner.get("/search?q=verschwunden"), "Customers") == []


def test_invoices_and_payments_of_the_customer_are_found_too(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "Taubenschlag", "email": "t@example.com"})
    shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    invoice = shop.invoice("open", customer=customer)
    paid = shop.invoice("open", customer=customer)
    method = shop.v1.customers.payment_methods.list(customer.id).data[0].id
    shop.v1.invoices.pay(paid.id, {"payment_method": method})
    seen = owner.get("/search?q=taubenschlag")
    assert found(seen, "Invoices") == [paid.number, invoice.number]
    assert found(seen, "Payments") == ["$120.00"]


def test_the_beginning_of_a_number_finds_invoices_highest_first(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create({"email": "n@example.com", "invoice_prefix": "NUMBERED"})
    numbers = [shop.invoice("open", customer=customer).number for _ in range(3)]
    assert found(owner.get("/search?q=numbered-0"), "Invoices") == numbers[::-1]


def test_products_are_found_and_those_made_for_one_item_are_not(owner: Visitor, shop: Shop, customer: Any) -> None:
    shop.v1.products.create({"name": "Kellerführung"})
    shop.v1.invoice_items.create(
        {"customer": customer.id, "amount": 1, "currency": "usd", "description": "Kellergeist"}
    )
    assert found(owner.get("/search?q=keller"), "Products") == ["Kellerführung"]


def test_an_id_or_a_number_leads_to_its_page_at_once(owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice = shop.invoice("open")
    product = shop.v1.products.create({"name": "Jumped", "default_price_data": {"currency": "usd", "unit_amount": 5}})
    here = "/dashboard/test"
    for text, page in {
        customer.id: f"/customers/{customer.id}",
        invoice.id: f"/invoices/{invoice.id}",
        str(invoice.number): f"/invoices/{invoice.id}",
        str(invoice.number).lower(): f"/invoices/{invoice.id}",
        product.id: f"/products/{product.id}",
        str(product.default_price): f"/products/{product.id}",
    }.items():
        seen = owner.get(f"/search?q={text}")
        assert (seen.status, seen.to) == (303, here + page)


def test_nothing_of_the_other_mode_is_found(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    invoice = shop.invoice("open")
    for text in ("quellenhof", customer.id, invoice.id, invoice.number):
        seen = live.get(f"/search?q={text}")
        assert (seen.status, seen.page.one("main").one("h2").text) == (200, "Nothing matches")
    assert "Quellenhof" not in live.get("/pick/customers?q=quellenhof").page.text


@pytest.mark.parametrize(
    "text", ["%26", "%25", "%27%3B--", "%00", "cus_", "in_%00", "x" * 2000, "%E2%80%AE", "a+b+c+d+e+f+g"]
)
def test_odd_texts_are_answered(owner: Visitor, text: str) -> None:
    assert owner.get(f"/search?q={text}").status == 200


def test_markup_is_shown_as_text(owner: Visitor, shop: Shop) -> None:
    shop.v1.customers.create({"name": "<script>x</script> Markup"})
    for path in ("/search?q=%3Cscript%3Ex", "/search?q=markup", "/pick/customers?q=markup"):
        page = owner.get(path).page
        assert all(script.text != "x" for script in page.all("script"))


def test_the_list_of_customers_can_be_searched(owner: Visitor, customer: Any) -> None:
    seen = owner.get("/customers?q=quellenhof")
    assert customer.id in "".join(a.attributes["href"] for a in seen.page.one("tbody").all("a"))
    assert seen.page.one("input", id="field-q").attributes["value"] == "quellenhof"
    main = owner.get("/customers?q=quellenhof&email=n%40example.com").page.one("main")
    assert main.one("h2").text == "No customers match"


# ── Pickers ─────────────────────────────────────────────────────────────────────────────────────
def test_a_picker_of_customers_gives_name_and_id(owner: Visitor, customer: Any) -> None:
    (row, *_) = options(owner.get("/pick/customers?q=quellenhof"))
    assert row.attributes["data-autocomplete-value"] == "Quellenhof Weinbau"
    assert row.attributes["data-id"].startswith("cus_")
    assert row.attributes["data-email"] == "keller@quellenhof.example"
    assert options(owner.get("/pick/customers?q=nobodyatall"))[0].text == "No customers match"


def test_a_picker_shows_the_newest_where_nothing_was_typed(owner: Visitor, shop: Shop) -> None:
    made = [shop.v1.customers.create({"name": f"Picked {n}"}).id for n in range(21)]
    rows = options(owner.get("/pick/customers"))
    assert [row.attributes["data-id"] for row in rows] == made[:0:-1]


def test_a_picker_of_products_gives_the_default_price(owner: Visitor, shop: Shop) -> None:
    product = shop.v1.products.create(
        {"name": "Heckenschnitt", "default_price_data": {"currency": "eur", "unit_amount": 12050}}
    )
    archived = shop.v1.products.create({"name": "Heckenschnitt alt"})
    shop.v1.products.update(archived.id, {"active": False})
    (row,) = options(owner.get("/pick/products?q=hecken"))
    kept = {
        name: row.attributes[f"data-{name}"] for name in ("autocomplete-value", "id", "price", "unit-price", "currency")
    }
    assert kept == {
        "autocomplete-value": "Heckenschnitt", "id": product.id, "price": product.default_price,
        "unit-price": "120.50", "currency": "eur",
    }  # fmt: skip


# ── Queries ─────────────────────────────────────────────────────────────────────────────────────
def asked(visitor: Visitor, query: str, **more: str) -> Seen:
    return visitor.get("/search?" + urlencode({"q": query, **more}))


def test_a_query_lists_each_kind_that_has_its_fields(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "Abfrage", "email": "abfrage@example.com"})
    shop.v1.customers.update(customer.id, {"metadata": {"of": customer.id}})
    invoice = shop.invoice("open", customer=customer, metadata={"of": customer.id})
    seen = asked(owner, f'metadata["of"]:"{customer.id}"')
    assert (found(seen, "Customers"), found(seen, "Invoices")) == (["Abfrage"], [invoice.number])
    seen = asked(owner, f'customer:"{customer.id}" status:"open"')
    assert (found(seen, "Customers"), found(seen, "Invoices")) == ([], [invoice.number])
    assert found(asked(owner, f'customer:"{customer.id}" status:"paid"'), "Invoices") == []
    assert "Nothing matches" in asked(owner, f'customer:"{customer.id}" status:"paid"').page.text


def test_a_charge_leads_to_its_payment_and_a_price_to_its_product(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "Zahlerin"}).id
    shop.v1.payment_intents.create(
        {"amount": 4_300, "currency": "usd", "customer": customer, "payment_method": "pm_card_visa", "confirm": True,
         "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}
    )  # fmt: skip
    seen = asked(owner, f'customer:"{customer}" refunded:null')
    assert found(seen, "Payments by their charges") == ["$43.00"]
    product = shop.v1.products.create({"name": "Preislich"}).id
    shop.v1.prices.create({"product": product, "currency": "usd", "unit_amount": 5})
    assert found(asked(owner, f'product:"{product}"'), "Products by their prices") == ["Preislich"]


def test_a_query_has_further_pages(owner: Visitor, shop: Shop) -> None:
    tag = shop.v1.products.create({"name": "for its id"}).id
    for n in range(12):
        shop.v1.customers.create({"name": f"Nr. {n}", "metadata": {"tag": tag}})
    seen = asked(owner, f'metadata["tag"]:"{tag}"')
    older = next(link for link in seen.page.all("a") if link.text.strip() == "Older").attributes["href"]
    names = found(seen, "Customers")[:10]
    assert names == [f"Nr. {n}" for n in range(11, 1, -1)]
    assert found(owner.get(older.removeprefix("/dashboard/test")), "Customers") == ["Nr. 1", "Nr. 0"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("status:open", "Character 8: expected a value: a text in quotation marks, a number, or null."),
        ('status:"open" OR', "Character 17: expected a clause after OR."),
        ('email:"a@example.com" total>5', "No kind of object has all of these fields."),
        ("total~'1234'", "total is a numeric field, whose operators are : > < >= <= =."),
    ],
)
def test_a_mistake_in_a_query_is_told(owner: Visitor, query: str, told: str) -> None:
    assert told in asked(owner, query).page.text


def test_what_only_looks_like_a_query_is_searched_as_words(owner: Visitor, shop: Shop) -> None:
    shop.v1.customers.create({"name": "Status quo: Beratung"})
    assert found(owner.get("/search?q=quo%3A"), "Customers") == ["Status quo: Beratung"]
