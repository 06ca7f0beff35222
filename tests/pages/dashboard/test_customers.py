"""Customers in the Dashboard: found, shown, made, changed and deleted, with their balance and their tax ids."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor

Somebody = Callable[[str], Visitor]
NOBODY = "cus_1nobodyAtAll"
MARKUP = "<b>{{7*7}}</b><script>x</script>"


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "Hartmann", "email": "books@hartmann.example"})


def figures(seen: Seen) -> dict[str, str]:
    """The figures on top of a customer's page."""
    found = seen.page.one("dl", class_="bh-figures")
    return {one.one("dt").text: one.one("dd").text for one in found.all("div")}


def section(seen: Seen, name: str) -> str:
    return seen.page.one("section", aria_label=name).text


def error_at(seen: Seen, field: str) -> str:
    return seen.page.one("p", id=f"field-{field}-error").text


# ── The list ────────────────────────────────────────────────────────────────────────────────────
def test_the_list_has_the_newest_first_and_leads_to_older_ones(owner: Visitor, shop: Shop) -> None:
    made = [shop.v1.customers.create({"name": f"Numbered {n}"}).id for n in range(27)]
    first = owner.get("/customers")
    shown = [link.attributes["href"].split("/")[-1] for link in first.page.one("tbody").all("a")]
    assert shown == made[:1:-1]
    (older,) = [a for a in first.page.one("nav", aria_label="Pages").all("a") if "Older" in a.text]
    second = owner.get(older.attributes["href"])
    assert [a.attributes["href"].split("/")[-1] for a in second.page.one("tbody").all("a")][:2] == made[1::-1]
    (newer,) = [a for a in second.page.one("nav", aria_label="Pages").all("a") if "Newer" in a.text]
    again = owner.get(newer.attributes["href"])
    assert [link.attributes["href"].split("/")[-1] for link in again.page.one("tbody").all("a")] == shown


def test_an_email_finds_its_customers(owner: Visitor, shop: Shop, customer: Any) -> None:
    other = shop.v1.customers.create({"name": "Hartmann, private", "email": "only@hartmann.example"})
    seen = owner.get("/customers?email=only%40hartmann.example")
    assert [a.attributes["href"] for a in seen.page.one("tbody").all("a")] == [f"/dashboard/test/customers/{other.id}"]
    assert owner.get("/customers?email=nobody%40example.com").page.one("main").one("h2").text == "No customers match"


# ── One customer ────────────────────────────────────────────────────────────────────────────────
def test_figures_say_what_is_owed(owner: Visitor, shop: Shop, customer: Any) -> None:
    shop.invoice("draft", customer=customer)
    shop.invoice("paid", customer=customer)
    shop.invoice("open", customer=customer)
    shop.v1.customers.balance_transactions.create(customer.id, {"amount": -2_500, "currency": "usd"})
    seen = owner.get(f"/customers/{customer.id}")
    assert seen.heading == "Hartmann"
    assert figures(seen) == {
        "Outstanding": "$120.00", "Past due": "$0.00", "Balance": "Credit of $25.00",
        "Average days to pay": "0 days",
    }  # fmt: skip
    assert "All invoices 3" in section(seen, "Invoices")


def test_what_belongs_to_a_customer_is_on_the_page(owner: Visitor, shop: Shop, customer: Any) -> None:
    shop.v1.invoice_items.create({"customer": customer.id, "amount": 700, "currency": "usd", "description": "Gravel"})
    shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    shop.v1.customers.tax_ids.create(customer.id, {"type": "eu_vat", "value": "DE123456789"})
    shop.v1.customers.balance_transactions.create(
        customer.id, {"amount": 300, "currency": "usd", "description": "Postage"}
    )
    seen = owner.get(f"/customers/{customer.id}")
    assert "Gravel" in section(seen, "Pending items")
    assert "$7.00" in section(seen, "Pending items")
    assert "Visa •••• 4242" in section(seen, "Payment methods")
    assert "DE123456789European Union – VAT" in section(seen, "Tax IDs")
    assert "Postage" in section(seen, "Balance history")
    assert "Owes $3.00" in section(seen, "Balance history")
    (create,) = [a for a in seen.page.all("a") if a.text == "Create invoice"]
    assert create.attributes["href"] == f"/dashboard/test/invoices/new?customer={customer.id}"


def test_json_is_what_the_api_gives(owner: Visitor, customer: Any) -> None:
    assert f'"id": "{customer.id}"' in owner.get(f"/customers/{customer.id}/raw").page.one("pre").text


def test_texts_are_shown_as_text(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create(
        {
            "name": MARKUP, "description": MARKUP, "phone": MARKUP, "address": {"line1": MARKUP, "country": "DE"},
            "invoice_settings": {"footer": MARKUP, "custom_fields": [{"name": MARKUP, "value": MARKUP}]},
        }
    )  # fmt: skip
    for path in ("", "/edit", "/delete", "/balance", "/raw"):
        page = owner.get(f"/customers/{customer.id}{path}").page
        assert MARKUP in page.text or "{{7*7}}" in page.text
        assert all(script.text != "x" for script in page.all("script"))


# ── Making and changing ─────────────────────────────────────────────────────────────────────────
def test_everything_in_the_form_is_stored(owner: Visitor, shop: Shop) -> None:
    seen = owner.send(
        "/customers/new",
        {
            "name": "Atelier Moreau", "email": "compta@moreau.example", "phone": "+33 1 23",
            "description": "Pays early",
            "line1": "12 rue des Lilas", "line2": "2e étage", "postal_code": "75011", "city": "Paris", "state": "",
            "country": "FR", "language": "fr", "currency": "eur", "tax_exempt": "reverse", "footer": "Merci",
            "tax_type_1": "eu_vat", "tax_value_1": "FR40303265045", "field_name_0": "Commande", "field_value_0": "7",
            "invoice_prefix": "MOREAU",
        },
    )  # fmt: skip
    made = shop.v1.customers.retrieve(seen.to.split("/")[-1])
    assert (made.name, made.email, made.phone, made.description) == (
        "Atelier Moreau", "compta@moreau.example", "+33 1 23", "Pays early",
    )  # fmt: skip
    assert made.address is not None
    assert made.address.to_dict() == {
        "line1": "12 rue des Lilas", "line2": "2e étage", "postal_code": "75011", "city": "Paris", "state": None,
        "country": "FR",
    }  # fmt: skip
    assert (made.preferred_locales, made.currency, made.tax_exempt) == (["fr"], "eur", "reverse")
    assert made.invoice_settings is not None
    assert made.invoice_settings.footer == "Merci"
    assert made.invoice_prefix == "MOREAU"
    assert [(field.name, field.value) for field in made.invoice_settings.custom_fields or []] == [("Commande", "7")]
    assert [(t.type, t.value) for t in shop.v1.customers.tax_ids.list(made.id).data] == [("eu_vat", "FR40303265045")]
    assert "The customer is created." in owner.follow(seen).page.one("p", role="status").text


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_at_each_field(owner: Visitor, shop: Shop) -> None:
    before = shop.v1.customers.list().data[0].id
    seen = owner.send(
        "/customers/new",
        {"name": "Kept", "email": "not an e-mail", "field_name_2": "x" * 41, "field_value_2": "PO", "currency": "xyz"},
    )
    assert seen.status == 422
    assert (seen.value("name"), seen.value("email")) == ("Kept", "not an e-mail")
    assert seen.value("field_value_2") == "PO"
    assert error_at(seen, "email") == "This is no e-mail address."
    assert error_at(seen, "field_name_2") == "This may have at most 40 characters."
    assert error_at(seen, "currency") == "Choose a currency of the list."
    assert "There are 3 problems" in seen.page.one("div", role="alert").text
    assert shop.v1.customers.list().data[0].id == before


def test_what_the_verb_refuses_stands_at_its_field_too(owner: Visitor, shop: Shop, customer: Any) -> None:
    seen = owner.send("/customers/new", {"name": "Second", "invoice_prefix": customer.invoice_prefix})
    assert seen.status == 422
    assert error_at(seen, "invoice_prefix").startswith(f"{customer.invoice_prefix} is used already")
    seen = owner.send("/customers/new", {"name": "Taxed", "tax_type_0": "eu_vat", "tax_value_0": "DE1"})
    assert error_at(seen, "tax_value_0") == "This is no number of this type."


def test_an_edit_changes_what_the_form_shows_and_nothing_else(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create(
        {
            "name": "Before", "email": "b@example.com", "preferred_locales": ["de", "fr"], "metadata": {"crm": "7"},
            "address": {"line1": "Old Street", "country": "Freedonia"}, "business_name": "Before Ltd",
        }
    )  # fmt: skip
    path = f"/customers/{customer.id}/edit"
    form = owner.get(path)
    assert (form.value("name"), form.value("line1"), form.value("language")) == ("Before", "Old Street", "de")
    assert form.value("country") == "Freedonia"
    names = ("name", "email", "line1", "country", "language", "tax_exempt", "currency")
    seen = owner.send(path, {**{name: form.value(name) for name in names}, "name": "After", "email": ""})
    assert seen.to == f"/dashboard/test/customers/{customer.id}"
    changed = shop.v1.customers.retrieve(customer.id)
    assert (changed.name, changed.email, changed.preferred_locales) == ("After", None, ["de", "fr"])
    assert changed.address is not None
    assert (changed.address.line1, changed.address.country) == ("Old Street", "Freedonia")
    assert (changed.to_dict()["metadata"], changed.business_name) == ({"crm": "7"}, "Before Ltd")


def test_a_currency_is_chosen_once(owner: Visitor, shop: Shop, customer: Any) -> None:
    path = f"/customers/{customer.id}/edit"
    owner.send(path, {"name": "Hartmann", "tax_exempt": "none", "currency": "chf"})
    assert shop.v1.customers.retrieve(customer.id).currency == "chf"
    assert not owner.get(path).page.all("select", name="currency")
    owner.send(path, {"name": "Hartmann", "tax_exempt": "none", "currency": "usd"})
    assert shop.v1.customers.retrieve(customer.id).currency == "chf"


# ── Balance ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("kind", "amount", "notice"), [
    ("credit", -1_250, "credit of €12.50"), ("debit", 1_250, "owes €12.50"),
])  # fmt: skip
def test_the_balance_is_adjusted_in_words(
    owner: Visitor, shop: Shop, customer: Any, kind: str, amount: int, notice: str
) -> None:
    given = {"kind": kind, "amount": "12.50", "currency": "eur", "description": "Late delivery"}
    seen = owner.send(f"/customers/{customer.id}/balance", given)
    assert notice in owner.follow(seen).page.one("p", role="status").text
    (movement,) = shop.v1.customers.balance_transactions.list(customer.id).data
    assert (movement.amount, movement.currency, movement.description) == (amount, "eur", "Late delivery")


@pytest.mark.parametrize("amount", ["", "0", "-5", "ten", "1.234"])
def test_an_amount_that_is_none_moves_nothing(owner: Visitor, shop: Shop, customer: Any, amount: str) -> None:
    given = {"kind": "credit", "amount": amount, "currency": "eur", "description": "Kept"}
    seen = owner.send(f"/customers/{customer.id}/balance", given)
    assert seen.status == 422
    assert error_at(seen, "amount")
    assert (seen.value("amount"), seen.value("description")) == (amount, "Kept")
    assert shop.v1.customers.balance_transactions.list(customer.id).data == []


# ── Tax ids ─────────────────────────────────────────────────────────────────────────────────────
def test_tax_ids_are_added_and_deleted(owner: Visitor, shop: Shop, customer: Any) -> None:
    path = f"/customers/{customer.id}/tax-ids"
    refused = owner.send(f"{path}/new", {"type": "eu_vat", "value": "DE12"})
    assert (refused.status, refused.value("value")) == (422, "DE12")
    assert error_at(refused, "value") == "This is no number of this type."
    owner.send(f"{path}/new", {"type": "eu_vat", "value": "DE123456789"})
    (tax_id,) = shop.v1.customers.tax_ids.list(customer.id).data
    assert owner.get(f"{path}/{tax_id.id}/delete").heading == "Delete the tax ID DE123456789?"
    owner.send(f"{path}/{tax_id.id}/delete")
    assert shop.v1.customers.tax_ids.list(customer.id).data == []


def test_the_tax_id_of_somebody_else_is_not_there(owner: Visitor, shop: Shop, customer: Any) -> None:
    other = shop.v1.customers.create({"tax_id_data": [{"type": "eu_vat", "value": "DE123456789"}]})
    (theirs,) = shop.v1.customers.tax_ids.list(other.id).data
    assert owner.get(f"/customers/{customer.id}/tax-ids/{theirs.id}/delete").status == 404


# ── Deleting ────────────────────────────────────────────────────────────────────────────────────
def test_deleting_counts_what_stays(owner: Visitor, shop: Shop, customer: Any) -> None:
    shop.invoice("open", customer=customer)
    shop.invoice("draft", customer=customer)
    shop.v1.invoice_items.create({"customer": customer.id, "amount": 700, "currency": "usd"})
    shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    path = f"/customers/{customer.id}/delete"
    asked = owner.get(path)
    assert asked.heading == "Delete Hartmann?"
    said = asked.page.one("main").text
    for sentence in (
        "2 invoices stay.", "$120.00 of open invoices can still be paid.", "1 payment method is detached.",
        "1 pending item is left and will not be invoiced.",
    ):  # fmt: skip
        assert sentence in said
    assert owner.send(path).to == "/dashboard/test/customers"
    assert shop.v1.customers.retrieve(customer.id).deleted
    assert owner.get(f"/customers/{customer.id}").status == 404


def test_a_customer_with_cash_is_not_deleted(owner: Visitor, shop: Shop, customer: Any) -> None:
    shop.v1.test_helpers.customers.fund_cash_balance(customer.id, {"amount": 500, "currency": "eur"})
    seen = owner.send(f"/customers/{customer.id}/delete")
    assert seen.status == 422
    assert "has a cash balance" in seen.page.one("div", role="alert").text
    assert not getattr(shop.v1.customers.retrieve(customer.id), "deleted", False)


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────
_CHANGES = ("/customers/new", "/customers/{id}/edit", "/customers/{id}/balance", "/customers/{id}/delete",
            "/customers/{id}/tax-ids/new")  # fmt: skip


@pytest.mark.parametrize("path", _CHANGES)
def test_an_analyst_reads_and_changes_nothing(somebody: Somebody, owner: Visitor, customer: Any, path: str) -> None:
    analyst = somebody("analyst")
    assert analyst.get(f"/customers/{customer.id}").status == 200
    token = analyst.get("/").value("csrf")
    seen = analyst.post(path.format(id=customer.id), {"csrf": token, "name": "Changed", "amount": "5"})
    assert seen.status == 403
    assert "Your role, Analyst, cannot" in seen.page.text


def test_support_changes_customers_but_no_balances(somebody: Somebody, owner: Visitor, customer: Any) -> None:
    support = somebody("support")
    assert support.get(f"/customers/{customer.id}/edit").status == 200
    assert not support.get(f"/customers/{customer.id}/balance").page.one("main").all("form", method="post")
    given = {"kind": "credit", "amount": "5", "currency": "eur", "csrf": support.get("/").value("csrf")}
    assert support.post(f"/customers/{customer.id}/balance", given).status == 403


@pytest.mark.parametrize("path", ["", "/raw", "/edit", "/balance", "/delete", "/tax-ids/new"])
def test_a_customer_of_the_other_mode_is_not_there(
    server: Server, owner: Visitor, customer: Any, path: str
) -> None:  # fmt: skip
    live = Visitor(server, mode="live", cookies=owner.cookies)
    assert live.get(f"/customers/{customer.id}{path}").status == 404
    assert owner.get(f"/customers/{NOBODY}{path}").status == 404


def test_a_form_without_its_token_does_nothing(owner: Visitor, shop: Shop, customer: Any) -> None:
    assert owner.post(f"/customers/{customer.id}/delete", {}).status == 403
    assert not getattr(shop.v1.customers.retrieve(customer.id), "deleted", False)
