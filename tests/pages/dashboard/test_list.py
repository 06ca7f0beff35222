"""The list of invoices: tabs, filters, pages and the CSV file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.stories.psql import query

from billhook.dashboard.csv_files import amount, defused


def ids(seen: Seen) -> list[str]:
    """The invoices of a page, by the links of their numbers."""
    links = [link.attributes.get("href", "") for row in seen.page.all("tbody") for link in row.all("a")]
    return [link.rpartition("/")[2] for link in links]


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "List & Sons", "email": "list@example.com"})


def draft(shop: Shop, customer: Any, **more: Any) -> Any:
    return shop.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 30, **more}
    )


def test_newest_first_in_pages_of_25(owner: Visitor, shop: Shop, customer: Any) -> None:
    made = [draft(shop, customer).id for _ in range(27)][::-1]
    first = owner.get(f"/invoices?customer={customer.id}")
    assert ids(first) == made[:25]
    older = first.page.one("nav", aria_label="Pages").all("a")[-1]
    assert older.text == "Older"
    second = owner.get(older.attributes["href"])
    assert ids(second) == made[25:]
    newer = second.page.one("nav", aria_label="Pages").one("a")
    assert newer.text == "Newer"
    assert ids(owner.get(newer.attributes["href"])) == made[:25]
    (longer,) = [link for link in first.page.all("a") if link.text == "Show 100 on a page"]
    long = owner.get(longer.attributes["href"])
    assert ids(long) == made
    (shorter,) = [link for link in long.page.all("a") if link.text == "Show 25 on a page"]
    assert ids(owner.get(shorter.attributes["href"])) == made[:25]


def test_tabs_and_filters(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    first, second = draft(shop, customer), draft(shop, customer)
    shop.v1.invoices.finalize_invoice(second.id)
    assert ids(owner.get(f"/invoices?customer={customer.id}&status=draft")) == [first.id]
    assert ids(owner.get(f"/invoices?customer={customer.id}&status=paid")) == [second.id]  # over nothing, so paid
    third = draft(shop, customer)
    shop.v1.invoice_items.create({"customer": customer.id, "invoice": third.id, "amount": 100, "currency": "usd"})
    shop.v1.invoices.finalize_invoice(third.id)
    assert ids(owner.get(f"/invoices?customer={customer.id}&status=past_due")) == []
    query(server, "UPDATE invoices SET due_date = created - 1 WHERE id = $1", third.id)
    late = owner.get(f"/invoices?customer={customer.id}&status=past_due")
    assert ids(late) == [third.id]
    assert "Past due" in [span.text for span in late.page.all("span", class_="bh-status")]
    assert ids(owner.get(f"/invoices?customer={customer.id}&created_from=2099-01-01")) == []


def test_what_is_filtered_stands_in_chips_and_can_be_removed(owner: Visitor, customer: Any) -> None:
    seen = owner.get(f"/invoices?customer={customer.id}&method=send_invoice")
    chips = {chip.text: chip.attributes["href"] for chip in seen.page.one("ul", class_="bh-chips").all("a")}
    (by_method,) = [address for words, address in chips.items() if words.startswith("Collection method")]
    assert "method" not in by_method
    assert customer.id in by_method
    assert "No invoices match" in seen.page.text


@pytest.mark.parametrize(
    "wrong",
    [
        "status=x", "created_from=yesterday", "created_from=0001-01-01", "due_to=9999-12-31", "method=x",
        "after=nothing", "after=usd.99999999999999999999.in_1&sort=amount", "customer=x%00y",
        "customer=cus_nobody", "currency=xyz",
        "amount_from=1.2.3&currency=eur", "amount_to=12.5&currency=jpy&customer_name=", "sort=size", "order=up",
        "created_from=2026-02-02&created_to=2026-02-01", "amount_from=2&amount_to=1", "number=" + 61 * "x",
    ],
)  # fmt: skip
def test_an_address_that_means_nothing_says_so(owner: Visitor, wrong: str) -> None:
    seen = owner.get(f"/invoices?{wrong}")
    assert seen.status == 422
    assert seen.page.one("div", role="alert").text


# ── Filters ─────────────────────────────────────────────────────────────────────────────────────
GERMAN = {"Accept-Language": "de"}


def test_amounts_are_typed_in_the_signs_of_the_person_and_stand_in_the_address_for_everybody(
    owner: Visitor, shop: Shop, customer: Any
) -> None:
    small, large = (shop.invoice("open", amount, customer, currency="eur") for amount in (99_999, 123_450))
    typed = "customer_name=List+%26+Sons&customer={}&amount_from=1.234,50&currency=eur&number="
    form = owner.get(f"/invoices?{typed.format(customer.id)}", **GERMAN)
    assert form.status == 303
    assert form.to.endswith(f"/invoices?customer={customer.id}&currency=eur&amount_from=1234.50")
    for language in (GERMAN, {"Accept-Language": "en"}):
        assert ids(owner.get(form.to, **language)) == [large.id]
    assert owner.get(form.to, **GERMAN).value("amount_from") == "1234,50"
    assert ids(owner.get(f"/invoices?customer={customer.id}&amount_to=1234.49&currency=eur")) == [small.id]
    assert ids(owner.get(f"/invoices?customer={customer.id}&amount_to=1234.49&currency=usd")) == []
    asked = owner.get(f"/invoices?{typed.format(customer.id)}&amount_to=1.23", **GERMAN)
    assert asked.status == 422
    assert "Did you mean 1,23 or 123?" in asked.page.one("p", id="field-amount_to-error").text
    assert asked.value("amount_to") == "1.23"


def test_a_customer_is_found_by_name_and_several_are_asked_about(owner: Visitor, shop: Shop) -> None:
    first, second = (shop.customer(name="Zwilling Zacharias", email=f"zz{n}@example.com") for n in (1, 2))
    invoice = shop.invoice("open", customer=second)
    several = owner.get("/invoices?customer=&customer_name=Zwilling")
    assert several.status == 422
    assert "Several customers match" in several.page.one("p", id="field-customer_name-error").text
    offered = {link.text: link.attributes["href"] for link in several.page.all("a") if "zz" in link.text}
    assert set(offered) == {f"Zwilling Zacharias · zz{n}@example.com" for n in (1, 2)}
    chosen = owner.get(offered["Zwilling Zacharias · zz2@example.com"])
    assert ids(chosen) == [invoice.id]
    assert chosen.value("customer_name") == "Zwilling Zacharias"
    # The form once more, as it stands: the same customer, not the other of this name.
    again = owner.get(f"/invoices?customer={second.id}&customer_name=Zwilling+Zacharias")
    assert again.to.endswith(f"?customer={second.id}")
    by_mail = owner.get("/invoices?customer=&customer_name=zz1@example.com")
    assert by_mail.to.endswith(f"?customer={first.id}")
    nobody = owner.get("/invoices?customer=&customer_name=Nobody+Atall")
    assert nobody.page.one("p", id="field-customer_name-error").text == "No customer has this name or e-mail."


def test_days_are_those_of_the_account(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    """Home links with the days of finalization and payment; each includes both of its days."""
    invoice = shop.invoice("paid", customer=customer)
    other = shop.invoice("open", customer=customer)
    noon = 1_930_132_800  # 1 March 2031, 12:00 UTC
    query(server, "UPDATE invoices SET finalized_at = $2, paid_at = $2 WHERE id = $1", invoice.id, noon)
    for name in ("finalized", "paid"):
        for first, last, found in (
            ("2031-03-01", "2031-03-01", [invoice.id]),
            ("2031-02-01", "2031-02-28", []),
            ("2031-03-02", "", []),
            ("", "2031-02-28", [other.id]),
        ):
            seen = owner.get(f"/invoices?customer={customer.id}&{name}_from={first}&{name}_to={last}")
            assert ids(seen) == [id for id in found if name == "finalized" or id == invoice.id], (name, first)
    assert (
        "Finalized from: Mar 1, 2026"
        in owner.get("/invoices?finalized_from=2026-03-01", **{"Accept-Language": "en"}).page.text
    )


def test_a_number_is_found_by_how_it_begins(owner: Visitor, shop: Shop) -> None:
    invoice = shop.invoice("open")
    number = str(invoice.number)
    assert ids(owner.get(f"/invoices?number={number[:8].lower()}")) == [invoice.id]
    assert ids(owner.get(f"/invoices?number={number[1:]}")) == []


# ── Order, columns, sums ────────────────────────────────────────────────────────────────────────
def test_heads_of_columns_sort(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    made = [shop.invoice("open", amount, customer) for amount in (20_000, 30_000, 10_000)]
    for invoice, days in zip(made, (1, 3, 2), strict=True):
        query(server, "UPDATE invoices SET due_date = created + 86400 * $2 WHERE id = $1", invoice.id, days)
    seen = owner.get(f"/invoices?customer={customer.id}")
    heads = {th.text.strip(" ↓↑"): th for th in seen.page.one("thead").all("th")}
    assert list(heads) == ["Number", "Customer", "Amount", "Status", "Due", "Created"]
    assert heads["Created"].attributes["aria-sort"] == "descending"
    assert "aria-sort" not in heads["Amount"].attributes
    for head, order in (("Amount", [1, 0, 2]), ("Due", [0, 2, 1])):
        sorted_by = owner.get(heads[head].one("a").attributes["href"])
        assert ids(sorted_by) == [made[n].id for n in order]
        (now,) = [th for th in sorted_by.page.one("thead").all("th") if "aria-sort" in th.attributes]
        assert ids(owner.get(now.one("a").attributes["href"])) == [made[n].id for n in reversed(order)]


def test_pages_in_the_order_of_amounts_lose_and_repeat_nothing(owner: Visitor, shop: Shop, customer: Any) -> None:
    """Many have the same amount, and the last one of a page changes before the next is opened."""
    made = [shop.draft(1_000 + n // 9 * 100, customer) for n in range(27)]
    first = owner.get(f"/invoices?customer={customer.id}&sort=amount")
    older = first.page.one("nav", aria_label="Pages").all("a")[-1].attributes["href"]
    shown = ids(first)
    shop.item(shop.v1.invoices.retrieve(shown[-1]), 5_000)
    second = owner.get(older)
    assert len(shown) == 25
    assert sorted(shown + ids(second)) == sorted(invoice.id for invoice in made)


def test_sums_are_of_everything_that_is_found(owner: Visitor, shop: Shop, customer: Any) -> None:
    for n in range(26):
        shop.draft(10_000 + n, customer)
    shop.invoice("open", 500, customer=shop.customer(email="list2@example.com"), currency="eur")
    foot = owner.get(f"/invoices?customer={customer.id}").page.one("tfoot")
    assert foot.one("th").text == "26 invoices"
    assert [cell.text for cell in foot.all("td") if cell.text] == ["$2,603.25"]
    two = owner.get("/invoices?amount_from=5&amount_to=5&currency=eur&columns=amount,remaining,tax").page.one("tfoot")
    assert {cell.text for cell in two.all("td") if cell.text} >= {"€5.00"}


def test_columns_are_chosen_and_remembered(somebody: Callable[[str], Visitor], shop: Shop, customer: Any) -> None:
    support = somebody("support")
    invoice = shop.invoice("open", customer=customer)
    path = f"/invoices?customer={customer.id}&status=open"
    page = support.get(path)
    chosen = support.post(
        "/invoices/columns",
        [
            ("csrf", page.value("csrf")),
            ("customer", customer.id),
            ("status", "open"),
            ("column", "id"),
            ("column", "email"),
        ],
    )
    assert chosen.to.endswith(f"?status=open&customer={customer.id}&columns=email%2Cid")
    for seen in (support.follow(chosen), support.get(path)):
        assert [th.text for th in seen.page.one("thead").all("th")] == ["Number", "E-mail", "ID"]
        assert invoice.id in seen.page.one("tbody").text
        assert "list@example.com" in seen.page.one("tbody").text
    usual = support.get(f"{path}&columns=amount")
    assert [th.text for th in usual.page.one("thead").all("th")] == ["Number", "Amount"]
    support.post("/invoices/columns", {"csrf": page.value("csrf")})
    assert len(support.get(path).page.one("thead").all("th")) == 6


# ── CSV ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_csv_with_lines_has_a_row_for_each(owner: Visitor, shop: Shop, customer: Any) -> None:
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    made = draft(shop, customer, description="memo")
    empty = draft(shop, customer)
    shop.item(made, 10_000, description="=Hedge", tax_rates=[rate.id])
    shop.item(made, 2_500, description="Travel")
    seen = owner.get(f"/invoices/export.csv?customer={customer.id}&status=draft&lines=1&created_from=2026-01-01")
    name = seen.headers["content-disposition"]
    assert "draft" in name
    assert "created_from-2026-01-01" in name
    rows = list(csv.DictReader(io.StringIO(seen.content.decode())))
    told = [[row[name] for name in ("id", "description", "line_amount", "tax_rates", "tax_amounts")] for row in rows]
    assert told == [
        [empty.id, "", "", "", ""],
        [made.id, "'=Hedge", "100.00", "VAT 19%", "19.00"],
        [made.id, "Travel", "25.00", "", ""],
    ]
    assert {row["memo"] for row in rows if row["id"] == made.id} == {"memo"}
    assert {row["total"] for row in rows if row["id"] == made.id} == {"144.00"}


def test_the_csv_has_every_row_that_the_filters_find(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "=cmd|'/c calc'!A1", "email": "csv@example.com"})
    made = [draft(shop, customer, description="+1") for _ in range(103)]
    shop.v1.invoice_items.create({"customer": customer.id, "invoice": made[0].id, "amount": 123456, "currency": "usd"})
    seen = owner.get(f"/invoices/export.csv?customer={customer.id}")
    assert seen.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(seen.content.decode())))
    assert [row["id"] for row in rows] == [invoice.id for invoice in reversed(made)]
    assert {row["customer_name"] for row in rows} == {"'=cmd|'/c calc'!A1"}
    assert {row["memo"] for row in rows} == {"'+1"}
    last = rows[-1]
    assert (last["total"], last["amount_due"], last["amount_remaining"]) == ("1234.56", "1234.56", "1234.56")
    assert (last["currency"], last["status"], last["mode"]) == ("usd", "draft", "test")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_formula_becomes_a_text(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize(
    ("minor", "currency", "text"), [(12345, "usd", "123.45"), (5, "jpy", "5"), (-1, "kwd", "-0.001")]
)
def test_amounts_are_plain_decimals(minor: int, currency: str, text: str) -> None:
    assert amount(minor, currency) == text
