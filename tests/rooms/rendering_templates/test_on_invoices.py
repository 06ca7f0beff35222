"""Templates on invoices and customers through the SDK (invoicing.md §1.14, §10.3)."""

import io
from typing import Any
from urllib.parse import urlsplit

import pypdf
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.rooms.rendering_templates.drawing import changed, template_of
from tests.stories.psql import query


def formatted(invoice: Any) -> tuple[str | None, int | None]:
    return invoice.rendering.template, invoice.rendering.template_version


def by_default(template: str) -> dict[str, Any]:
    return {"invoice_settings": {"rendering_options": {"template": template}}}


def test_a_draft_follows_its_template_until_it_is_finalized(server: Server, shop: Shop) -> None:
    id = template_of(server, memo="One", footer="Foot", fields={"Terms": "Net"}, page_size="a4", layout="compact").id
    draft = shop.draft(rendering={"template": id})
    assert formatted(draft) == (id, None)
    assert (draft.description, draft.footer, draft.rendering.pdf.page_size) == ("One", "Foot", "a4")
    assert [f.to_dict() for f in draft.custom_fields] == [{"name": "Terms", "value": "Net"}]
    changed(server, id, memo="Two", brand_color="#123456", page_size="letter", layout="letter", show_quantities="false")
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    assert formatted(invoice) == (id, 2)
    assert (invoice.description, invoice.footer, invoice.custom_fields) == ("Two", None, None)
    assert invoice.rendering.pdf.page_size == "letter"
    # What was issued is frozen.
    changed(server, id, memo="Three", layout="classic")
    after = shop.v1.invoices.retrieve(invoice.id)
    assert (formatted(after), after.description) == ((id, 2), "Two")
    (row,) = query(server, "SELECT look, account_facts -> 'brand' AS brand FROM invoices WHERE id = $1", invoice.id)
    assert '"letter"' in row["look"]
    assert '"#123456"' in row["brand"]
    page = server.request("GET", urlsplit(invoice.hosted_invoice_url).path, key=None).body.decode()
    assert 'fill="#123456"' in page
    paper = pypdf.PdfReader(io.BytesIO(server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body))
    text = paper.pages[0].extract_text()
    assert ("Two" in text, "Qty" in text, "One" in text, "Three" in text) == (True, False, False, False)
    with refused("Finalized invoices can't be updated in this way", param="rendering"):
        shop.v1.invoices.update(invoice.id, {"rendering": {"template": id}})


def test_a_version_is_kept(server: Server, shop: Shop) -> None:
    id = template_of(server, memo="One").id
    changed(server, id, memo="Two")
    draft = shop.draft(rendering={"template": id, "template_version": 1})
    assert (formatted(draft), draft.description) == ((id, 1), "One")
    newest = shop.v1.invoices.update(draft.id, {"rendering": {"template_version": ""}})
    assert (formatted(newest), newest.description) == ((id, None), "Two")
    shop.v1.invoices.update(draft.id, {"rendering": {"template_version": 1}})
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    assert (formatted(invoice), invoice.description) == ((id, 1), "One")
    # A revision says the same; its words do not follow the template either.
    revision = shop.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": invoice.id}})
    assert (formatted(revision), revision.description) == ((id, 1), "One")


def test_the_invoices_own_words_come_first_and_other_words_follow(server: Server, shop: Shop) -> None:
    first, second = template_of(server, memo="One", footer="One").id, template_of(server, memo="Two").id
    customer = shop.customer(invoice_settings={"footer": "Of the customer"})
    draft = shop.draft(customer=customer, rendering={"template": first}, description="Mine")
    assert (draft.description, draft.footer) == ("Mine", "One")
    other = shop.v1.invoices.update(draft.id, {"rendering": {"template": second}})
    assert (other.description, other.footer) == ("Mine", "Of the customer")
    none = shop.v1.invoices.update(draft.id, {"rendering": {"template": ""}, "footer": ""})
    assert (formatted(none), none.description, none.footer) == ((None, None), "Mine", None)


def test_the_template_of_the_customer(server: Server, shop: Shop) -> None:
    theirs, mine = template_of(server, memo="Theirs", footer="Theirs").id, template_of(server, memo="Mine").id
    customer = shop.customer(**by_default(theirs))
    options = customer.invoice_settings.rendering_options
    assert options.to_dict() == {"amount_tax_display": None, "template": theirs}
    assert formatted(shop.draft(customer=customer)) == (theirs, None)
    # The template on the invoice comes first; of what it does not speak, the customer's does.
    draft = shop.draft(customer=customer, rendering={"template": mine})
    assert (formatted(draft), draft.description, draft.footer) == ((mine, None), "Mine", "Theirs")
    preview = shop.v1.invoices.create_preview({"customer": customer.id, "invoice_items": [{"amount": 900}]})
    assert (preview.rendering.template, preview.description) == (theirs, "Theirs")
    only = {"invoice_settings": {"rendering_options": {"amount_tax_display": "exclude_tax"}}}
    kept = shop.v1.customers.update(customer.id, only).invoice_settings.rendering_options
    assert kept.to_dict() == {"amount_tax_display": "exclude_tax", "template": theirs}
    none = shop.v1.customers.update(customer.id, {"invoice_settings": {"rendering_options": ""}})
    assert none.invoice_settings.rendering_options is None


def test_an_archived_template_goes_on_where_it_is_named(server: Server, shop: Shop) -> None:
    id = template_of(server, memo="Old").id
    customer = shop.customer(**by_default(id))
    draft = shop.draft(rendering={"template": id})
    shop.v1.invoice_rendering_templates.archive(id)
    archived = f"The template {id} is archived. This field only accepts active templates."
    with refused(archived, param="rendering[template]"):
        shop.draft(rendering={"template": id})
    with refused(archived, param="invoice_settings[rendering_options][template]"):
        shop.customer(**by_default(id))
    assert formatted(shop.draft(customer=customer)) == (id, None)
    same = shop.v1.invoices.update(draft.id, {"rendering": {"template": id}})
    assert formatted(shop.v1.invoices.finalize_invoice(same.id)) == (id, 1)
    shop.v1.customers.update(customer.id, by_default(id))


def test_what_is_named_has_to_be_there(server: Server, shop: Shop) -> None:
    id = template_of(server).id
    missing = {"code": "resource_missing"}
    with refused("No such invoice_rendering_template: 'inrtem_no'", param="rendering[template]", **missing):  # type: ignore[arg-type]
        shop.draft(rendering={"template": "inrtem_no"})
    place = "invoice_settings[rendering_options][template]"
    with refused("No such invoice_rendering_template: 'inrtem_no'", param=place, **missing):  # type: ignore[arg-type]
        shop.customer(**by_default("inrtem_no"))
    version = "rendering[template_version]"
    for number in (2, 10**15):
        with refused(f"No such version of the template {id}: {number}", param=version, **missing):  # type: ignore[arg-type]
            shop.draft(rendering={"template": id, "template_version": number})
    with refused("Missing required param: rendering[template].", param="rendering[template]", code="parameter_missing"):
        shop.draft(rendering={"template_version": 1})


def test_lines_are_grouped_as_the_version_says_and_stay_so(server: Server, shop: Shop) -> None:
    groups = {
        "0": {"filter": "metadata", "matches": "team=web", "group_by": "nothing", "title": "Web", "hide_lines": "true"},
        "1": {"filter": "all", "group_by": "product", "title": "Product"},
    }
    product = shop.v1.products.create({"name": "Support"})
    id = template_of(server, groups=groups).id
    draft = shop.draft(rendering={"template": id})
    customer = draft.customer
    for what, amount, more in (
        ("Pixels", 2_000, {"metadata": {"team": "web"}}),
        ("Fonts", 3_000, {"metadata": {"team": "web"}}),
        ("Hour", None, {"price_data": {"product": product.id, "currency": "usd", "unit_amount": 4_000}}),
    ):
        given = {"customer": customer, "invoice": draft.id, "currency": "usd", "description": what, **more}
        shop.v1.invoice_items.create({**given, "amount": amount} if amount else given)  # type: ignore[typeddict-item, arg-type]
    before = shop.v1.invoices.retrieve(draft.id)
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    # What is frozen follows neither the template nor the product, and the API shows each line.
    changed(server, id, memo="Two")
    shop.v1.products.update(product.id, {"name": "Help"})
    assert [line.id for line in invoice.lines.data] == [line.id for line in before.lines.data]
    page = server.request("GET", urlsplit(invoice.hosted_invoice_url).path, key=None).body.decode()
    paper = pypdf.PdfReader(io.BytesIO(server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body))
    for text in (page, paper.pages[0].extract_text()):
        assert ("Web" in text, "$50.00" in text, "Product · Support" in text, "Hour" in text) == (True,) * 4
        assert ("Pixels" in text, "Fonts" in text, "Help" in text) == (False,) * 3
    # A revision is grouped anew when it is finalized.
    revision = shop.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": invoice.id}})
    (row,) = query(server, "SELECT line_groups::text AS groups FROM invoices WHERE id = $1", revision.id)
    assert row["groups"] == "[]"
