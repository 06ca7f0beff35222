"""Customers and products from CSV files: previewed, told what is wrong, and imported all or none, once."""

import csv
import io
from collections.abc import Callable

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.stories.psql import query

CUSTOMERS, PRODUCTS = "/customers/import", "/products/import"


def section(seen: Seen, name: str) -> str:
    return seen.page.one("section", aria_label=name).text


def preview(owner: Visitor, path: str, text: str) -> Seen:
    """What is shown of pasted rows."""
    token = owner.get(path).value("csrf")
    return owner.upload(path, [("csrf", token), ("text", text), ("do", "preview")])


def said(seen: Seen) -> dict[str, str]:
    """Everything that the form on a page would send."""
    selects = {field.attributes["name"] for field in seen.page.one("main").all("select")}
    return {name: seen.value(name) for name in ("csrf", "key", "text", *sorted(selects))}


def accept(owner: Visitor, path: str, seen: Seen, **more: str) -> Seen:
    """Send what a preview offers."""
    return owner.upload(path, list({**said(seen), "do": "import", **more}.items()))


def test_customers_are_imported_and_each_is_told_as_one(server: Server, owner: Visitor, shop: Shop) -> None:
    text = (
        "Company;E-Mail;Street;ZIP;City;Country;VAT number;Language;Currency;Shoe size\n"
        "Import Eins;eins@import.example;Ring 1;10115;Berlin;Germany;DE123456789;de;EUR;43\n"
        "Import Zwei;zwei@import.example;;;;at;;;;\n"
    )
    shown = preview(owner, CUSTOMERS, text)
    assert shown.status == 200
    assert "Import Eins" in section(shown, "Preview")
    assert shown.value("column_0") == "name"
    assert shown.value("column_9") == ""
    assert not shop.v1.customers.list({"email": "eins@import.example"}).data
    done = accept(owner, CUSTOMERS, shown)
    assert "2 customers are imported." in owner.follow(done).page.text
    (one,) = shop.v1.customers.list({"email": "eins@import.example"}).data
    assert (one.name, one.currency, one.preferred_locales) == ("Import Eins", "eur", ["de"])
    assert (one.address.line1, one.address.postal_code, one.address.country) == ("Ring 1", "10115", "DE")
    assert [t.value for t in shop.v1.customers.tax_ids.list(one.id).data] == ["DE123456789"]
    (two,) = shop.v1.customers.list({"email": "zwei@import.example"}).data
    assert two.address.country == "AT"
    created = [e.data.object.id for e in shop.v1.events.list({"type": "customer.created", "limit": 2}).data]
    assert sorted(created) == sorted([one.id, two.id])
    for made, events in ((one.id, 2), (two.id, 1)):
        (entry,) = query(server, "SELECT verb, changes FROM audit_log WHERE object = $1", made)
        assert entry["verb"] == "customer.create"
        assert entry["changes"].count('"event"') == events


def test_the_same_form_imports_once(owner: Visitor, shop: Shop) -> None:
    shown = preview(owner, CUSTOMERS, "name,email\nOnce,once@import.example")
    assert [accept(owner, CUSTOMERS, shown).status for _ in range(2)] == [303, 303]
    assert len(shop.v1.customers.list({"email": "once@import.example"}).data) == 1


def test_one_wrong_row_keeps_all_out_and_every_fault_is_told(owner: Visitor, shop: Shop) -> None:
    text = "name,email,country,tax_ids,currency\nGood,good@import.example,DE,,\nBad,no-mail,Atlantis,DE1,xxx\n,,FR,,\n"
    shown = preview(owner, CUSTOMERS, text)
    assert shown.status == 422
    rows = [row.text for row in shown.page.one("section", aria_label="Problems").one("tbody").all("tr")]
    assert len(rows) == 2
    for words in ("Row 3", "E-mail: This is no e-mail", "no country “Atlantis”", "not “DE1”", "no such currency"):
        assert words in rows[0]
    assert "Row 4" in rows[1]
    assert "neither a name nor an e-mail" in rows[1]
    assert "Import" not in [button.text.split()[0] for button in shown.page.one("main").all("button")]
    # Who sends it all the same gets the same page.
    assert accept(owner, CUSTOMERS, shown).status == 422
    assert not shop.v1.customers.list({"email": "good@import.example"}).data


def test_emails_that_are_known_are_told_and_can_be_left_out(owner: Visitor, shop: Shop) -> None:
    shop.v1.customers.create({"email": "known@import.example"})
    text = "name,email\nA,known@import.example\nB,new@import.example\nC,new@import.example\n"
    shown = preview(owner, CUSTOMERS, text)
    told = section(shown, "To look at")
    assert "Row 2, AA customer has this e-mail already." in told
    assert "Row 4, CA row above has this e-mail too." in told
    done = accept(owner, CUSTOMERS, shown, leave_out="1")
    assert "1 customer is imported." in owner.follow(done).page.text
    assert [c.name for c in shop.v1.customers.list({"email": "new@import.example"}).data] == ["B"]
    assert len(shop.v1.customers.list({"email": "known@import.example"}).data) == 1


def test_columns_are_chosen_by_hand(owner: Visitor, shop: Shop) -> None:
    shown = preview(owner, CUSTOMERS, "Wer,Wohin\nHand,hand@import.example")
    assert shown.status == 422
    fields = {**said(shown), "column_0": "name", "column_1": "email"}
    again = owner.upload(CUSTOMERS, list({**fields, "do": "preview"}.items()))
    assert "hand@import.example" in section(again, "Preview")
    twice = owner.upload(CUSTOMERS, list({**fields, "column_1": "name", "do": "import"}.items()))
    assert (twice.status, "More than one column of the file is Name" in twice.page.text) == (422, True)
    assert accept(owner, CUSTOMERS, again).status == 303
    assert shop.v1.customers.list({"email": "hand@import.example"}).data[0].name == "Hand"


def exported(owner: Visitor, path: str) -> str:
    return owner.get(path).content.decode()


def test_an_export_comes_back_as_it_was(owner: Visitor, shop: Shop) -> None:
    given = {
        "name": "=Round, \"trip\"", "email": "round@import.example", "phone": "+49 30 1", "description": "-\nlines",
        "address": {"line1": "Ring 1", "line2": "Hof", "postal_code": "01067", "city": "Dresden", "state": "SN",
                    "country": "DE"},
        "tax_exempt": "reverse", "preferred_locales": ["de", "fr"],
        "tax_id_data": [
            {"type": "eu_vat", "value": "DE123456789"}, {"type": "ch_vat", "value": "CHE-123.456.788 MWST"},
        ],
    }  # fmt: skip
    first = shop.v1.customers.create(given)  # type: ignore[arg-type]
    text = exported(owner, "/customers/export.csv?email=round%40import.example")
    shop.v1.customers.delete(first.id)
    assert accept(owner, CUSTOMERS, preview(owner, CUSTOMERS, text)).status == 303
    again = exported(owner, "/customers/export.csv?email=round%40import.example")
    told = [next(csv.DictReader(io.StringIO(each, newline=""))) for each in (text, again)]
    for row in told:
        del row["id"], row["created"]
    assert told[0] == told[1]


def test_products_come_with_a_price(owner: Visitor, shop: Shop) -> None:
    text = (
        "name;price;currency;billing;tax_behavior;status\n"
        "Import Hecke;1.234,50;EUR;;inclusive;active\nImport Abo;0,125;usd;3 months;;\nImport Zaun;;;;;archived\n"
    )
    shown = preview(owner, PRODUCTS, text)
    assert shown.value("decimal_sign") == ","
    assert "€1,234.50" in section(shown, "Preview")
    assert "3 products are imported." in owner.follow(accept(owner, PRODUCTS, shown)).page.text
    found = {p.name: p for p in shop.v1.products.list({"limit": 3, "expand": ["data.default_price"]}).data}
    hedge, plan = found["Import Hecke"].default_price, found["Import Abo"].default_price
    assert (hedge.unit_amount, hedge.currency, hedge.tax_behavior, hedge.recurring) == (
        123_450,
        "eur",
        "inclusive",
        None,
    )
    assert (str(plan.unit_amount_decimal), plan.recurring.interval, plan.recurring.interval_count) == (
        "12.5", "month", 3,
    )  # fmt: skip
    assert (found["Import Zaun"].active, found["Import Zaun"].default_price) == (False, None)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",5,,", "Name: Fill this in."),
        ("A,five,,", "Price: Enter a number"),
        ("A,5,xxx,", "Currency: There is no such currency."),
        ("A,5,,fortnight", "Billing: Write one_time"),
        ("A,5,,4 years", "Billing: A price is billed at least every three years."),
    ],
)
def test_a_product_that_is_none_is_told(owner: Visitor, row: str, sentence: str) -> None:
    shown = preview(owner, PRODUCTS, f"name,price,currency,billing\n{row}")
    assert shown.status == 422
    assert sentence in section(shown, "Problems")


def test_products_of_an_export_come_back(owner: Visitor, shop: Shop) -> None:
    price = {"currency": "eur", "unit_amount_decimal": "12.5", "recurring": {"interval": "month"}}
    made = shop.v1.products.create({
        "name": "Rundreise", "description": "=A1", "default_price_data": price, "unit_label": "seat",
        "images": ["https://example.com/a.png"], "url": "https://example.com",
    })  # fmt: skip
    text = exported(owner, "/products/export.csv?q=Rundreise")
    shop.v1.products.update(made.id, {"name": "Former"})
    assert accept(owner, PRODUCTS, preview(owner, PRODUCTS, text)).status == 303
    told = [
        next(csv.DictReader(io.StringIO(each))) for each in (text, exported(owner, "/products/export.csv?q=Rundreise"))
    ]
    for row in told:
        del row["id"], row["created"], row["default_price"]
    assert told[0] == told[1]


def test_a_file_is_uploaded(owner: Visitor) -> None:
    sent = [("csrf", owner.get(CUSTOMERS).value("csrf")), ("text", ""), ("do", "preview")]
    seen = owner.upload(CUSTOMERS, sent, ("customers.csv", "name\nGärtnerei".encode("cp1252")))
    assert "Gärtnerei" in section(seen, "Preview")
    large = owner.upload(CUSTOMERS, sent, ("customers.csv", b"name\n" + b"x" * 1_000_001))
    assert (large.status, "larger than 1 MB" in large.page.text) == (422, True)


def test_two_thousand_rows_come_in_at_once(owner: Visitor, shop: Shop) -> None:
    text = "name,email\n" + "".join(f"Bulk {n},bulk{n}@import.example\n" for n in range(2_000))
    done = accept(owner, CUSTOMERS, preview(owner, CUSTOMERS, text))
    assert "2,000 customers are imported." in owner.follow(done).page.text
    assert shop.v1.customers.list({"email": "bulk1999@import.example"}).data[0].name == "Bulk 1999"


def test_support_and_analysts_do_not_import(somebody: Callable[[str], Visitor], owner: Visitor, shop: Shop) -> None:
    shop.customer()
    for role in ("support", "analyst"):
        visitor = somebody(role)
        assert "Import CSV" not in visitor.get("/customers").page.one("main").text
        for path in (CUSTOMERS, PRODUCTS):
            assert visitor.get(path).status == 403
            token = visitor.get("/").value("csrf")
            assert visitor.upload(path, [("csrf", token), ("text", "name\nA")]).status == 403
