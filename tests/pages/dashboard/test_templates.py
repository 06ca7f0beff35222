"""Settings → Templates: what its pages show and do, and the choice of a template on invoices and customers."""

import base64
import json
import re
from collections.abc import Callable

from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor, owner_of
from tests.rooms.rendering_templates.drawing import template_of
from tests.stories.psql import query

from billhook.dashboard.rendering_templates import words
from billhook.documents.look import LAYOUTS

BOXES = {"show_quantities": "1", "show_unit_prices": "1", "show_taxes": "1"}
DESIGN = {
    **BOXES, "nickname": "Trade <b>", "layout": "letter", "page_size": "a4", "brand_color": "#1D5FAE",
    "memo": "Thank you", "footer": "Berlin", "field_name_1": "Order", "field_value_1": "7",
}  # fmt: skip


def made(owner: Visitor, **fields: str) -> str:
    """The id of a template that was made with the form."""
    seen = owner.send("/settings/templates/new", {**BOXES, "layout": "classic", **fields})
    assert seen.status == 303, seen.page.text
    return seen.to.rpartition("/")[2]


def paper(seen: Seen) -> bytes:
    """The first page of a preview, a PNG."""
    assert seen.status == 200
    assert "sandbox" in seen.headers["content-security-policy"]
    (picture, *_) = [image.attributes["src"] for image in seen.page.all("img")]
    return base64.b64decode(picture.removeprefix("data:image/png;base64,"))


def test_every_layout_has_words() -> None:
    assert [layout for layout, _ in words.LAYOUTS] == list(words.SHORT) == list(words.ABOUT) == list(LAYOUTS)


def test_three_starters_where_there_is_none(house: Server) -> None:
    owner = owner_of(house)
    page = owner.get("/settings/templates").page
    for layout in LAYOUTS:
        (link,) = page.all("a", href=f"/dashboard/test/settings/templates/new?layout={layout}")
        assert link.text == f"Use {words.SHORT[layout]}"
        form = owner.get(f"/settings/templates/new?layout={layout}").page
        chosen = [e.attributes["value"] for e in form.all("input", name="layout") if "checked" in e.attributes]
        assert chosen == [layout]
    papers = {paper(owner.get(f"/settings/templates/preview?layout={layout}")) for layout in LAYOUTS}
    assert len(papers) == 3


def test_made_changed_duplicated(server: Server, shop: Shop, owner: Visitor) -> None:
    id = made(owner, **DESIGN)
    stored = shop.v1.invoice_rendering_templates.retrieve(id)
    assert (stored.nickname, stored.version) == ("Trade <b>", 1)
    page = owner.get(f"/settings/templates/{id}")
    assert page.heading == "Trade <b>"
    for name in ("memo", "footer", "page_size"):
        assert page.value(name) == DESIGN[name]
    assert (page.value("brand_color"), page.value("field_name_0")) == ("#1d5fae", "Order")
    draft = shop.draft(rendering={"template": id})
    assert (draft.description, draft.footer, draft.rendering.pdf.page_size) == ("Thank you", "Berlin", "a4")
    change = {key: value for key, value in DESIGN.items() if key != "show_taxes"}
    assert owner.send(f"/settings/templates/{id}", {**change, "memo": "Thanks"}).status == 303
    assert shop.v1.invoice_rendering_templates.retrieve(id).version == 2
    (row,) = query(server, "SELECT design FROM invoice_rendering_templates WHERE id = $1", id)
    assert '"taxes": false' in row["design"]
    copy = owner.get(f"/settings/templates/new?copy={id}")
    assert (copy.value("nickname"), copy.value("memo")) == ("Copy of Trade <b>", "Thanks")
    listed = owner.get("/settings/templates").page
    assert [link.text for link in listed.all("a", href=f"/dashboard/test/settings/templates/{id}")] == ["Trade <b>"]
    assert f'"{id}"' in owner.get(f"/settings/templates/{id}/raw").page.text


def test_a_form_that_is_wrong_keeps_what_was_typed(owner: Visitor) -> None:
    seen = owner.send(
        "/settings/templates/new",
        {**DESIGN, "brand_color": "blue", "memo": "x" * 5_001, "layout": "round"},
    )
    assert seen.status == 422
    faults = {link.attributes["href"]: link.text for link in seen.page.one("ul", class_="bh-problems").all("a")}
    assert faults == {
        "#field-brand_color": "This is not possible: it must be a colour such as #1d5fae.",
        "#field-memo": "This may have at most 5000 characters.",
        "#field-layout": "Choose one of the list.",
    }
    alone = owner.send("/settings/templates/new", {**DESIGN, "field_value_1": ""})
    assert [link.attributes["href"] for link in alone.page.one("ul", class_="bh-problems").all("a")] == [
        "#field-field_value_1"
    ]
    assert (seen.value("brand_color"), seen.value("nickname")) == ("blue", "Trade <b>")


def test_who_saves_second_is_told_and_may_insist(shop: Shop, owner: Visitor) -> None:
    id = made(owner, memo="One")
    path, rest = f"/settings/templates/{id}", {"layout": "classic", "show_quantities": "1", "show_unit_prices": "1"}
    page = owner.get(path)
    assert owner.send(path, {**rest, "show_taxes": "1", "memo": "Two"}).status == 303
    hidden = {name: page.value(name) for name in ("csrf", "key", "was")}
    seen = owner.post(path, {**hidden, **rest, "show_taxes": "1", "memo": "Three"})
    assert (seen.status, seen.value("memo")) == (409, "Three")
    assert "Somebody changed Memo while you typed." in seen.page.one("div", role="alert").text
    assert shop.draft(rendering={"template": id}).description == "Two"
    again = {name: seen.value(name) for name in ("csrf", "key", "was")}
    assert owner.post(path, {**again, **rest, "memo": "Three"}).status == 303
    assert shop.draft(rendering={"template": id}).description == "Three"


def test_the_preview_is_of_what_is_typed_and_stores_nothing(shop: Shop, owner: Visitor) -> None:
    id = made(owner, memo="One")
    plain = paper(owner.get(f"/settings/templates/preview?template={id}"))
    csrf = owner.get(f"/settings/templates/{id}").value("csrf")
    typed = owner.post("/settings/templates/preview", {**DESIGN, "csrf": csrf})
    assert paper(typed) != plain
    wrong = owner.post("/settings/templates/preview", {**DESIGN, "csrf": csrf, "accent_color": "blue"})
    assert "must be a colour such as #1d5fae" in wrong.page.text
    assert shop.v1.invoice_rendering_templates.retrieve(id).version == 1


def test_archived_and_restored(shop: Shop, owner: Visitor) -> None:
    id = made(owner, nickname="Old")
    assert owner.get(f"/settings/templates/{id}/archive").heading == "Archive the template Old?"
    assert owner.send(f"/settings/templates/{id}/archive").status == 303
    assert shop.v1.invoice_rendering_templates.retrieve(id).status == "archived"
    page = owner.get(f"/settings/templates/{id}")
    assert "Nothing new can choose it" in page.page.text
    assert "Save changes" not in page.page.text
    seen = owner.post(f"/settings/templates/{id}", {"csrf": page.value("csrf"), **BOXES, "layout": "classic"})
    assert (seen.status, "can no longer be changed" in seen.page.text) == (422, True)
    assert owner.send(f"/settings/templates/{id}/restore").status == 303
    assert shop.v1.invoice_rendering_templates.retrieve(id).status == "active"


def test_who_may_only_read_sees_the_form_and_no_button(server: Server, somebody: Callable[[str], Visitor]) -> None:
    id = template_of(server, nickname="Read me").id
    analyst = somebody("analyst")
    page = analyst.get(f"/settings/templates/{id}").page
    assert "Your role, Analyst, reads templates." in page.text
    assert [b for b in page.all("button") if b.text in ("Save changes", "Show preview")] == []
    assert analyst.get("/settings/templates/new").status == 403


def test_the_editor_chooses_a_template_and_words_follow(server: Server, shop: Shop, owner: Visitor) -> None:
    one, two = template_of(server, nickname="One", memo="One").id, template_of(server, nickname="Two", memo="Two").id
    customer = shop.customer(invoice_settings={"rendering_options": {"template": one}, "footer": "Theirs"})
    line = {"line_id": "", "line_description": "Hedge", "line_quantity": "1", "line_price": "90", "line_tax": ""}
    new = {**line, "customer": customer.id, "currency": "usd", "method": "send_invoice", "terms": "30", "do": "save"}
    seen = owner.send("/invoices/new", new)
    path = seen.to.partition("?")[0].removeprefix("/dashboard/test")
    invoice = path.split("/")[2]
    page = owner.get(path)
    # What nobody chose or typed is the customer's, and is shown.
    assert (page.value("template"), page.value("memo"), page.value("footer")) == (one, "One", "Theirs")
    kept = {"customer": customer.id, "currency": "usd", "method": "send_invoice", "terms": "30", "do": "save"}
    shown = {name: page.value(name) for name in ("memo", "footer", "line_id", "line_description", "line_price")}
    owner.send(path, {**kept, **shown, "line_quantity": "1", "line_tax": "", "template": two})
    changed = shop.v1.invoices.retrieve(invoice)
    assert (changed.rendering.template, changed.description, changed.footer) == (two, "Two", "Theirs")
    page = owner.get(path)
    shown = {name: page.value(name) for name in ("footer", "line_id", "line_description", "line_price")}
    owner.send(path, {**kept, **shown, "line_quantity": "1", "line_tax": "", "template": "none", "memo": "Mine"})
    none = shop.v1.invoices.retrieve(invoice)
    assert (none.rendering.template, none.description) == (None, "Mine")


def test_the_customer_form_has_the_template(server: Server, shop: Shop, owner: Visitor) -> None:
    id = template_of(server, nickname="Window").id
    seen = owner.send("/customers/new", {"name": "Ada", "tax_exempt": "none", "template": id})
    customer = seen.to.rpartition("/")[2]
    options = shop.v1.customers.retrieve(customer).invoice_settings.rendering_options
    assert options is not None
    assert options.template == id
    shop.v1.invoice_rendering_templates.archive(id)
    page = owner.get(f"/customers/{customer}/edit")
    assert page.value("template") == id
    assert "Window, archived" in page.page.text
    owner.send(f"/customers/{customer}/edit", {"name": "Ada", "tax_exempt": "none", "template": ""})
    assert shop.v1.customers.retrieve(customer).invoice_settings.rendering_options is None


def test_a_duplicate_follows_the_newest_version(server: Server, shop: Shop, owner: Visitor) -> None:
    id = made(owner, memo="One")
    invoice = shop.v1.invoices.finalize_invoice(shop.draft(rendering={"template": id}).id)
    owner.send(f"/settings/templates/{id}", {**BOXES, "layout": "classic", "memo": "Two"})
    seen = owner.send(f"/invoices/{invoice.id}/duplicate")
    (copy,) = re.findall(r"in_\w+", seen.to)
    draft = shop.v1.invoices.retrieve(copy)
    assert (draft.rendering.template, draft.rendering.template_version) == (id, None)
    assert shop.v1.invoices.finalize_invoice(copy).description == "Two"


def test_groups_are_made_shown_and_checked(server: Server, owner: Visitor) -> None:
    first = {"filter_0": "product", "matches_0": "prod_1", "group_by_0": "nothing", "title_0": "Support"}
    second = {"filter_1": "all", "group_by_1": "metadata", "key_1": "team", "hide_lines_1": "1"}
    id = made(owner, **first, **second)
    (row,) = query(server, "SELECT design -> 'groups' AS groups FROM invoice_rendering_templates WHERE id = $1", id)
    assert [(rule["filter"], rule["by"], rule["title"], rule["hides_lines"]) for rule in json.loads(row["groups"])] == [
        ("product", "nothing", "Support", False), ("all", "metadata", "", True),
    ]  # fmt: skip
    page = owner.get(f"/settings/templates/{id}")
    assert (page.value("matches_0"), page.value("key_1"), page.value("title_0")) == ("prod_1", "team", "Support")
    assert [e.attributes["name"] for e in page.page.all("select") if "filter" in e.attributes["name"]] == [
        "filter_0", "filter_1", "filter_2",
    ]  # fmt: skip
    plain = paper(owner.get("/settings/templates/preview?layout=classic"))
    assert paper(owner.get(f"/settings/templates/preview?template={id}")) != plain
    # The choices say which fields have to be filled in.
    wrong = {"filter_0": "price", "matches_0": "", "group_by_0": "nothing", "title_0": "", "filter_1": "all",
             "group_by_1": "metadata", "key_1": ""}  # fmt: skip
    seen = owner.send("/settings/templates/new", {**BOXES, "layout": "classic", **wrong})
    assert {link.attributes["href"] for link in seen.page.one("ul", class_="bh-problems").all("a")} == {
        "#field-matches_0", "#field-title_0", "#field-key_1",
    }  # fmt: skip


def test_the_code_of_the_page_can_be_left_out(server: Server, owner: Visitor) -> None:
    id = made(owner)
    (row,) = query(server, "SELECT design FROM invoice_rendering_templates WHERE id = $1", id)
    assert '"page_code": false' in row["design"]
    assert paper(owner.get(f"/settings/templates/preview?template={id}")) != paper(
        owner.get("/settings/templates/preview?layout=classic")
    )
