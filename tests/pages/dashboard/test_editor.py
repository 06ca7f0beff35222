"""The editor without scripts: what is typed becomes a draft, what is wrong is said at its field, nothing is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.stories.psql import query

from billhook.events.store import TEXT

HEDGE = {"line_id": "", "line_description": "Hedge", "line_quantity": "2.5", "line_price": "120", "line_tax": ""}
TRAVEL = {"line_id": "", "line_description": "Travel", "line_quantity": "1", "line_price": "40", "line_tax": ""}
EMPTY = {"line_id": "", "line_description": "", "line_quantity": "1", "line_price": "", "line_tax": ""}
NAMES = (
    "customer", "currency", "method", "terms", "due", "coupon", "memo", "footer", "purchase_order", "send_on",
    "shipping_rate",
)  # fmt: skip
DATES = ("line_starts", "line_ends")


def typed(page: Seen, *lines: dict[str, str], act: str = "save", **fields: str) -> list[tuple[str, str]]:
    """The form of a page with these fields and lines in it."""
    hidden = [(name, page.value(name)) for name in ("csrf", "key", "version")]
    standing = {name: page.value(name) for name in NAMES if name != "method"} | {"method": "send_invoice"}
    return [
        *hidden,
        *(standing | fields).items(),
        *[(name, value) for line in lines for name, value in line.items()],
        ("do", act),
    ]


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "Hartmann", "email": "books@hartmann.example"})


def made(owner: Visitor, customer: Any, *lines: dict[str, str], **fields: str) -> str:
    """The id of a draft that was made in the editor."""
    page = owner.get(f"/invoices/new?customer={customer.id}")
    seen = owner.post("/invoices/new", typed(page, *lines, **fields))
    assert seen.status == 303, seen.page.text
    return seen.to.split("/")[4]


def test_what_is_typed_becomes_a_draft(owner: Visitor, shop: Shop, customer: Any) -> None:
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    coupon = shop.v1.coupons.create({"percent_off": 10, "duration": "once"})
    taxed = {**HEDGE, "line_tax": rate.id}
    invoice_id = made(
        owner, customer, taxed, TRAVEL, EMPTY, currency="eur", terms="14", coupon=coupon.id, memo="Thank you",
        footer="Berlin", purchase_order="PO-7",
    )  # fmt: skip
    invoice = shop.v1.invoices.retrieve(invoice_id)
    # 2.5 × 120 + 40 = 340; less 10 % = 306; 19 % of 270 = 51.30.
    assert (invoice.status, invoice.currency) == ("draft", "eur")
    assert (invoice.subtotal, invoice.total) == (34_000, 35_730)
    assert [(line.description, line.amount) for line in invoice.lines.data] == [("Hedge", 30_000), ("Travel", 4_000)]
    assert (invoice.description, invoice.footer, invoice.collection_method) == ("Thank you", "Berlin", "send_invoice")
    assert invoice.due_date is not None
    assert invoice.due_date - invoice.created == 14 * 86_400
    assert [(field.name, field.value) for field in invoice.custom_fields or []] == [("Purchase order", "PO-7")]


def test_a_line_keeps_its_id_when_others_change(owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE, TRAVEL)
    before = shop.v1.invoices.retrieve(invoice_id).lines.data
    page = owner.get(f"/invoices/{invoice_id}/edit")
    first, second = ({**line, "line_id": stored.id} for line, stored in zip((HEDGE, TRAVEL), before, strict=True))
    seen = owner.post(
        f"/invoices/{invoice_id}/edit", typed(page, {**second, "line_price": "50"}, {**EMPTY, **TRAVEL}, first)
    )
    assert seen.status == 303
    after = shop.v1.invoices.retrieve(invoice_id).lines.data
    assert [line.amount for line in after] == [5_000, 4_000, 30_000]
    assert (after[0].id, after[2].id) == (before[1].id, before[0].id)


def test_saving_what_is_stored_changes_nothing(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE)
    before = shop.v1.invoices.retrieve(invoice_id)
    count = f"SELECT count(*) AS n FROM events e WHERE {TEXT} LIKE '%' || $1 || '%'"
    events = query(server, count, invoice_id)[0]["n"]
    page = owner.get(f"/invoices/{invoice_id}/edit")
    line = {**HEDGE, "line_id": before.lines.data[0].id, "line_price": page.value("line_price")}
    assert owner.post(f"/invoices/{invoice_id}/edit", typed(page, line, EMPTY)).status == 303
    assert shop.v1.invoices.retrieve(invoice_id) == before
    assert query(server, count, invoice_id)[0]["n"] == events


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"line_price": "1,23"}, "field-line_price-1", "Did you mean 1.23 or 123?"),
        ({"line_price": ""}, "field-line_price-1", "Enter a unit price."),
        ({"line_quantity": "some"}, "field-line_quantity-1", "Enter a number, such as 1.50."),
        (
            {"line_quantity": "-1"},
            "field-line_quantity-1",
            "A quantity is not negative. Make the price negative instead.",
        ),
        ({"line_tax": "txr_none"}, "field-line_tax-1", "No such tax rate: 'txr_none'"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    owner: Visitor, customer: Any, change: dict[str, str], field: str, sentence: str
) -> None:
    page = owner.get(f"/invoices/new?customer={customer.id}")
    seen = owner.post("/invoices/new", typed(page, {**HEDGE, **change}, memo="kept"))
    assert seen.status == 422
    assert seen.page.one("p", id=f"{field}-error").text == sentence
    assert seen.page.one("a", href=f"#{field}").text == sentence
    assert seen.value("line_description") == "Hedge"
    assert seen.value("memo") == "kept"


def test_without_a_customer_nothing_is_made(owner: Visitor, shop: Shop) -> None:
    before = shop.v1.invoices.list({"limit": 1}).data[:1]
    seen = owner.post("/invoices/new", typed(owner.get("/invoices/new"), HEDGE, customer=""))
    assert seen.status == 422
    assert seen.page.one("p", id="field-customer-error").text == "Choose a customer."
    assert shop.v1.invoices.list({"limit": 1}).data[:1] == before


def test_a_customer_without_an_email_is_explained(owner: Visitor, shop: Shop) -> None:
    silent = shop.v1.customers.create({"name": "Silent"})
    seen = owner.post("/invoices/new", typed(owner.get(f"/invoices/new?customer={silent.id}"), HEDGE))
    assert seen.status == 422
    assert "no e-mail" in seen.page.one("p", id="field-customer-error").text


def test_a_customer_is_made_while_one_writes(owner: Visitor, shop: Shop) -> None:
    page = owner.get("/invoices/new")
    fields = {"new_name": "Gärtner & Co", "new_email": "g@example.com"}
    seen = owner.post("/invoices/new", typed(page, HEDGE, act="customer", memo="kept", **fields))
    assert seen.status == 200
    chosen = seen.value("customer")
    assert shop.v1.customers.retrieve(chosen).name == "Gärtner & Co"
    assert (seen.value("memo"), seen.value("line_description")) == ("kept", "Hedge")


@pytest.mark.parametrize(
    ("act", "order"), [("down-1", [4_000, 30_000]), ("up-2", [4_000, 30_000]), ("remove-1", [4_000])]
)
def test_the_buttons_of_a_line(owner: Visitor, shop: Shop, customer: Any, act: str, order: list[int]) -> None:
    invoice_id = made(owner, customer, HEDGE, TRAVEL)
    ids = [line.id for line in shop.v1.invoices.retrieve(invoice_id).lines.data]
    page = owner.get(f"/invoices/{invoice_id}/edit")
    lines = [{**HEDGE, "line_id": ids[0]}, {**TRAVEL, "line_id": ids[1]}]
    assert owner.post(f"/invoices/{invoice_id}/edit", typed(page, *lines, act=act)).status == 200
    assert [line.amount for line in shop.v1.invoices.retrieve(invoice_id).lines.data] == order


def test_two_people_edit_and_the_second_is_told(owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE)
    line = {**HEDGE, "line_id": shop.v1.invoices.retrieve(invoice_id).lines.data[0].id}
    path = f"/invoices/{invoice_id}/edit"
    page = owner.get(path)
    assert owner.post(path, typed(page, line, memo="Anna's")).status == 303
    seen = owner.post(path, typed(page, {**line, "line_price": "130"}, memo="Ben's"))
    assert (seen.status, seen.heading) == (409, "Somebody changed this draft")
    rows = [[cell.text for cell in row.all("td")] for row in seen.page.all("tr")]
    assert ["Ben's", "Anna's"] in rows
    stored = shop.v1.invoices.retrieve(invoice_id)
    assert (stored.description, stored.total) == ("Anna's", 30_000)
    # Whoever insists writes theirs over what they have seen.
    hidden = [(i.attributes["name"], i.attributes["value"]) for i in seen.page.all("form")[-1].all("input")]
    assert owner.post(path, [*hidden, ("do", "save")]).status == 303
    stored = shop.v1.invoices.retrieve(invoice_id)
    assert (stored.description, stored.total) == ("Ben's", 32_500)


def test_what_was_finalized_meanwhile_is_not_written(owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE)
    page = owner.get(f"/invoices/{invoice_id}/edit")
    shop.v1.invoices.finalize_invoice(invoice_id)
    seen = owner.post(f"/invoices/{invoice_id}/edit", typed(page, TRAVEL, memo="late"))
    assert (seen.status, seen.to) == (303, f"/dashboard/test/invoices/{invoice_id}")
    assert shop.v1.invoices.retrieve(invoice_id).description is None


def test_a_form_sent_twice_makes_one_draft(owner: Visitor, shop: Shop, customer: Any) -> None:
    page = owner.get(f"/invoices/new?customer={customer.id}")
    fields = typed(page, HEDGE)
    first, second = owner.post("/invoices/new", fields), owner.post("/invoices/new", fields)
    assert first.to == second.to
    assert len(shop.v1.invoices.list({"customer": customer.id}).data) == 1


# ── Review and send ─────────────────────────────────────────────────────────────────────────────
def test_what_was_reviewed_goes_out(owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE, TRAVEL)
    path = f"/invoices/{invoice_id}/review"
    page = owner.get(path)
    assert "$340.00" in page.page.text
    assert "books@hartmann.example" in page.page.text
    seen = owner.send(path, {"do": "send"})
    assert seen.to == f"/dashboard/test/invoices/{invoice_id}"
    after = owner.follow(seen)
    assert after.page.one("p", role="status").text == "Sent to books@hartmann.example."
    assert shop.v1.invoices.retrieve(invoice_id).status == "open"


def test_what_changed_after_the_review_does_not_go_out(owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE)
    path = f"/invoices/{invoice_id}/review"
    page = owner.get(path)
    shop.v1.invoices.update(invoice_id, {"description": "Another sum"})
    fields = {name: page.value(name) for name in ("csrf", "key", "version")}
    seen = owner.post(path, {**fields, "do": "send"})
    assert seen.status == 422
    assert "Somebody changed this invoice since you read it." in seen.page.one("div", role="alert").text
    assert shop.v1.invoices.retrieve(invoice_id).status == "draft"


def test_a_preview_uses_no_number(owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE)
    before = shop.v1.invoices.retrieve(invoice_id)
    looks = {look: owner.get(f"/invoices/{invoice_id}/preview/{look}") for look in ("page", "paper", "mail")}
    for look, seen in looks.items():
        assert seen.status == 200, look
        assert "sandbox" in seen.headers["content-security-policy"].split("; ")
        assert "frame-ancestors 'self'" in seen.headers["content-security-policy"]
    assert "$300.00" in looks["page"].page.text
    assert "$300.00" in looks["mail"].page.text
    (picture,) = looks["paper"].page.all("img")
    assert picture.attributes["alt"] == "Page 1 of the invoice on paper, over $300.00"
    assert picture.attributes["src"].startswith("data:image/png;base64,iVBOR")
    assert shop.v1.invoices.retrieve(invoice_id) == before
    number = shop.v1.invoices.finalize_invoice(invoice_id).number
    assert number is not None
    assert number.endswith("-0001")


def test_two_send_at_once_and_one_mail_leaves(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE)
    path = f"/invoices/{invoice_id}/review"
    pages = [owner.get(path), owner.get(path)]
    fields = [{name: page.value(name) for name in ("csrf", "key", "version")} | {"do": "send"} for page in pages]
    first, second = owner.post(path, fields[0]), owner.post(path, fields[1])
    assert (first.status, second.status) == (303, 303)
    assert owner.follow(second).page.one("p", role="status").text == "Somebody sent it a moment ago."
    assert len(query(server, "SELECT 1 FROM invoice_mails WHERE invoice = $1", invoice_id)) == 1


def test_what_the_editor_does_not_show_stays(owner: Visitor, shop: Shop, customer: Any) -> None:
    """A line that the API made has more than the editor's fields; a change elsewhere leaves all of it."""
    rate = {"display_name": "City", "percentage": 3, "inclusive": False}
    invoice_id = made(owner, customer, HEDGE)
    taxes: Any = [{"amount": 77, "taxable_amount": 2_000, "tax_rate_data": rate}]
    period: Any = {"start": 1_700_000_000, "end": 1_700_086_400}
    product: Any = {"currency": "usd", "product_data": {"name": "Odd"}, "unit_amount_decimal": "0.123456789"}
    added: Any = {
        "description": " spaced ",
        "price_data": product,
        "quantity": 3_000,
        "tax_amounts": taxes,
        "period": period,
    }
    shop.v1.invoices.add_lines(invoice_id, {"lines": [added]})
    before = shop.v1.invoices.retrieve(invoice_id)
    page = owner.get(f"/invoices/{invoice_id}/edit")
    columns = {
        name: [e.attributes.get("value", "") for e in page.page.all("input", name=name)] for name in (*EMPTY, *DATES)
    }
    columns["line_tax"] = [
        next((o.attributes["value"] for o in e.all("option") if "selected" in o.attributes), "")
        for e in page.page.all("select", name="line_tax")
    ]
    lines = [{name: values[n] for name, values in columns.items()} for n in range(len(columns["line_id"]))]
    assert owner.post(f"/invoices/{invoice_id}/edit", typed(page, *lines, memo="New")).status == 303
    after = shop.v1.invoices.retrieve(invoice_id)
    assert after.description == "New"
    assert after.lines == before.lines
    assert (after.total, after.total_taxes) == (before.total, before.total_taxes)


def test_a_service_period_shipping_ways_to_pay_and_tax_ids(owner: Visitor, shop: Shop, customer: Any) -> None:
    cost: Any = {"amount": 990, "currency": "eur"}
    rate = shop.v1.shipping_rates.create({"display_name": "Express", "type": "fixed_amount", "fixed_amount": cost})
    tax_id = shop.v1.tax_ids.create({"type": "eu_vat", "value": "DE123456789"})
    served = {**HEDGE, "line_starts": "2026-11-01", "line_ends": "2026-11-30"}
    page = owner.get(f"/invoices/new?customer={customer.id}")
    form = typed(page, served, EMPTY | dict.fromkeys(DATES, ""), currency="eur", shipping_rate=rate.id)
    seen = owner.post("/invoices/new", [*form, ("ways", "card"), ("ways", "customer_balance"), ("tax_ids", tax_id.id)])
    invoice = shop.v1.invoices.retrieve(seen.to.split("/")[4])
    (line,) = invoice.lines.data
    # Days of UTC, the account's time zone.
    assert (line.period.start, line.period.end) == (1_793_491_200, 1_795_996_800)
    assert invoice.shipping_cost is not None
    assert (invoice.shipping_cost.amount_total, invoice.total) == (990, 30_990)
    assert invoice.payment_settings.payment_method_types == ["card", "customer_balance"]
    assert invoice.account_tax_ids == [tax_id.id]
    page = owner.get(f"/invoices/{invoice.id}/edit")
    assert page.value("line_starts") == "2026-11-01"
    ticked = [e.attributes["value"] for e in page.page.all("input", type="checkbox") if "checked" in e.attributes]
    assert ticked == ["card", "customer_balance", tax_id.id]
    # Without them again.
    kept = {**HEDGE, **dict.fromkeys(DATES, ""), "line_id": line.id}
    owner.post(f"/invoices/{invoice.id}/edit", typed(page, kept, shipping_rate=""))
    invoice = shop.v1.invoices.retrieve(invoice.id)
    assert (invoice.shipping_cost, invoice.total, invoice.account_tax_ids) == (None, 30_000, None)
    assert invoice.payment_settings.payment_method_types is None
    assert invoice.lines.data[0].period.start == invoice.lines.data[0].period.end
    shop.v1.tax_ids.delete(tax_id.id)


@pytest.mark.parametrize(("first", "last"), [("2026-11-30", "2026-11-01"), ("2026-11-01", ""), ("", "2026-11-01")])
def test_half_a_period_is_told_at_its_field(owner: Visitor, customer: Any, first: str, last: str) -> None:
    page = owner.get(f"/invoices/new?customer={customer.id}")
    seen = owner.post("/invoices/new", typed(page, {**HEDGE, "line_starts": first, "line_ends": last}))
    assert seen.status == 422
    told = "Enter the first and the last day of the service."
    assert seen.page.one("p", id="field-line_starts-1-error").text == told
    assert (seen.value("line_starts"), seen.value("line_ends")) == (first, last)


def test_it_goes_out_by_itself_at_a_moment(owner: Visitor, shop: Shop, customer: Any) -> None:
    moment = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=3)
    invoice_id = made(owner, customer, HEDGE, send_on=moment.strftime("%Y-%m-%dT%H:%M"))
    invoice = shop.v1.invoices.retrieve(invoice_id)
    assert (invoice.auto_advance, invoice.automatically_finalizes_at) == (True, int(moment.timestamp()))
    line = {**HEDGE, "line_id": invoice.lines.data[0].id, **dict.fromkeys(DATES, "")}
    page = owner.get(f"/invoices/{invoice_id}/edit")
    owner.post(f"/invoices/{invoice_id}/edit", typed(page, line, send_on=""))
    invoice = shop.v1.invoices.retrieve(invoice_id)
    assert (invoice.auto_advance, invoice.automatically_finalizes_at) == (False, None)
    page = owner.get(f"/invoices/{invoice_id}/edit")
    past = owner.post(f"/invoices/{invoice_id}/edit", typed(page, line, send_on="2020-01-01T09:00"))
    assert past.status == 422
    assert past.page.one("p", id="field-send_on-error").text


def test_a_line_that_is_sent_twice_is_not_charged_twice(owner: Visitor, shop: Shop, customer: Any) -> None:
    invoice_id = made(owner, customer, HEDGE)
    line = {**HEDGE, "line_id": shop.v1.invoices.retrieve(invoice_id).lines.data[0].id}
    page = owner.get(f"/invoices/{invoice_id}/edit")
    assert owner.post(f"/invoices/{invoice_id}/edit", typed(page, line, {**line, "line_price": "130"})).status == 422
    stored = shop.v1.invoices.retrieve(invoice_id)
    assert (stored.total, len(stored.lines.data)) == (30_000, 1)
