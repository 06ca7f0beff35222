"""Products, prices, coupons, promotion codes, tax rates and shipping rates in the Dashboard."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor

Somebody = Callable[[str], Visitor]
MARKUP = "<b>{{7*7}}</b><script>x</script>"
SECTIONS = ("products", "coupons", "promotion-codes", "tax-rates", "shipping-rates")


@pytest.fixture
def product(shop: Shop) -> Any:
    return shop.v1.products.create(
        {"name": "Hedge trimming", "default_price_data": {"currency": "eur", "unit_amount": 12_000}}
    )


def error_at(seen: Seen, field: str) -> str:
    return seen.page.one("p", id=f"field-{field}-error").text


def made(seen: Seen) -> str:
    """The id of what was made, from the address that the answer leads to."""
    assert seen.status == 303, seen.page.text
    return seen.to.split("/")[-1]


def rows(seen: Seen, caption: str) -> list[list[str]]:
    """The cells of the table with this caption."""
    (table,) = [t for t in seen.page.all("table") if t.one("caption").text == caption]
    return [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]


# ── Products ────────────────────────────────────────────────────────────────────────────────────
def test_a_product_is_made_with_its_price(owner: Visitor, shop: Shop) -> None:
    given = {
        "name": "Consulting", "description": "By the hour", "image": "https://example.com/a.png", "price": "120.50",
        "currency": "eur", "billing": "", "tax_behavior": "exclusive",
    }  # fmt: skip
    seen = owner.send("/products/new", given)
    found = shop.v1.products.retrieve(made(seen), {"expand": ["default_price"]})
    assert (found.name, found.description, found.images) == ("Consulting", "By the hour", ["https://example.com/a.png"])
    price: Any = found.default_price
    assert (price.unit_amount, price.currency, price.type, price.tax_behavior) == (
        12_050,
        "eur",
        "one_time",
        "exclusive",
    )
    assert rows(owner.follow(seen), "Prices")[0][:4] == ["€120.50", "Default", "One time", "Added"]


def test_a_product_needs_no_price(owner: Visitor, shop: Shop) -> None:
    seen = owner.send("/products/new", {"name": "Later", "currency": "eur", "price": ""})
    assert shop.v1.products.retrieve(made(seen)).default_price is None
    assert "It has no price yet." in owner.follow(seen).page.text


def test_a_refused_product_keeps_what_was_typed(owner: Visitor) -> None:
    given = {"name": "", "description": "Kept", "price": "1.2.3", "currency": "eur", "image": "nowhere"}
    seen = owner.send("/products/new", given)
    assert (seen.status, seen.value("description"), seen.value("price")) == (422, "Kept", "1.2.3")
    assert error_at(seen, "name") == "Fill this in."
    assert error_at(seen, "price") == "Enter one number."
    assert error_at(seen, "image") == "This is no address of a web page."


def test_the_list_shows_default_prices_and_statuses(owner: Visitor, shop: Shop, product: Any) -> None:
    assert rows(owner.get("/products"), "Products")[0][:4] == ["Hedge trimming", "€120.00", "One time", "Active"]
    shop.v1.products.update(product.id, {"active": False})
    assert rows(owner.get("/products?status=archived"), "Products")[0][0] == "Hedge trimming"
    actives = owner.get("/products?status=active").page.text
    assert product.id not in actives
    assert rows(owner.get("/products?q=hedge+trim&status=archived"), "Products")[0][3] == "Archived"


def pictures(*addresses: str) -> dict[str, str]:
    """The fields of pictures with these addresses from the first on, and empty ones, as a browser sends them."""
    names = ("image", *(f"image_{n}" for n in range(2, 9)))
    return dict.fromkeys(names, "") | dict(zip(names, addresses, strict=False))


def test_a_product_has_up_to_eight_pictures(owner: Visitor, shop: Shop) -> None:
    eight = [f"https://example.com/{n}.png" for n in range(8)]
    seen = owner.send("/products/new", {"name": "Hedge", "currency": "eur", **pictures(*eight)})
    product = shop.v1.products.retrieve(made(seen))
    assert product.images == eight
    shown = owner.get(f"/products/{product.id}").page
    links = [a for a in shown.all("a") if a.text in eight]
    assert [a.attributes["href"] for a in links] == eight
    assert {a.attributes["rel"] for a in links} == {"noopener noreferrer"}
    assert [image for image in shown.all("img") if "example.com" in image.attributes.get("src", "")] == []


def test_pictures_are_changed_in_their_order_and_taken_away(owner: Visitor, shop: Shop) -> None:
    first, second, third = (f"https://example.com/{n}.png" for n in range(3))
    product = shop.v1.products.create({"name": "Before", "images": [first, second], "metadata": {"sku": "7"}})
    path, rest = f"/products/{product.id}/edit", {"name": "After", "description": ""}
    page = owner.get(path)
    assert [page.value(name) for name in ("image", "image_2", "image_3")] == [first, second, ""]
    (fold,) = [d for d in page.page.one("main").all("details") if d.one("summary").text == "Further pictures"]
    assert "open" in fold.attributes

    owner.send(path, rest | pictures(third, "", second))  # an empty field between two is none
    changed = shop.v1.products.retrieve(product.id)
    assert (changed.name, changed.images, changed.to_dict()["metadata"]) == ("After", [third, second], {"sku": "7"})
    owner.send(path, rest | pictures())
    assert shop.v1.products.retrieve(product.id).images == []


def test_a_picture_that_is_no_address_is_told_at_its_own_field(owner: Visitor, shop: Shop, product: Any) -> None:
    given = {"name": "x", "description": "", **pictures("https://example.com/a.png", "", "javascript:x", "nowhere")}
    for path in (f"/products/{product.id}/edit", "/products/new"):
        seen = owner.send(path, {**given, "currency": "eur"})
        wrong = [p.attributes["id"] for p in seen.page.all("p", class_="bh-error")]
        assert (seen.status, wrong) == (422, ["field-image_3-error", "field-image_4-error"])
        assert seen.value("image_4") == "nowhere"
    assert shop.v1.products.retrieve(product.id).name == "Hedge trimming"


def test_a_product_is_archived_and_restored(owner: Visitor, shop: Shop, product: Any) -> None:
    asked = owner.get(f"/products/{product.id}/archive")
    assert asked.heading == "Archive Hedge trimming?"
    assert "Invoices and drafts that have it keep it." in asked.page.text
    assert shop.v1.products.retrieve(product.id).active
    owner.send(f"/products/{product.id}/archive")
    assert not shop.v1.products.retrieve(product.id).active
    owner.send(f"/products/{product.id}/restore")
    assert shop.v1.products.retrieve(product.id).active


# ── Prices ──────────────────────────────────────────────────────────────────────────────────────
def test_a_price_is_added_and_becomes_the_default(owner: Visitor, shop: Shop, product: Any) -> None:
    given = {
        "price": "0.0045",
        "currency": "usd",
        "billing": "month",
        "tax_behavior": "inclusive",
        "nickname": "API call",
    }
    owner.send(f"/products/{product.id}/prices/new", given)
    added = shop.v1.prices.list({"product": product.id}).data[0]
    assert (str(added.unit_amount_decimal), added.currency, added.nickname) == ("0.45", "usd", "API call")
    assert added.recurring is not None
    assert (added.recurring.interval, added.tax_behavior) == ("month", "inclusive")
    question = owner.get(f"/products/{product.id}/prices/{added.id}/default")
    assert question.heading == "Make $0.0045 the default price?"
    owner.send(f"/products/{product.id}/prices/{added.id}/default")
    assert shop.v1.products.retrieve(product.id).default_price == added.id


def test_a_price_is_archived_and_restored_but_not_the_default(owner: Visitor, shop: Shop, product: Any) -> None:
    other = shop.v1.prices.create({"product": product.id, "currency": "usd", "unit_amount": 500})
    path = f"/products/{product.id}/prices"
    owner.send(f"{path}/{other.id}/archive")
    assert not shop.v1.prices.retrieve(other.id).active
    owner.send(f"{path}/{other.id}/restore")
    assert shop.v1.prices.retrieve(other.id).active
    refused = owner.send(f"{path}/{product.default_price}/archive")
    assert refused.status == 422
    assert "it is the default price" in refused.page.one("div", role="alert").text
    assert shop.v1.prices.retrieve(str(product.default_price)).active


@pytest.mark.parametrize("price", ["", "ten", "-5"])
def test_a_price_that_is_none_is_refused(owner: Visitor, shop: Shop, product: Any, price: str) -> None:
    seen = owner.send(f"/products/{product.id}/prices/new", {"price": price, "currency": "usd", "billing": ""})
    assert (seen.status, seen.value("price")) == (422, price)
    assert error_at(seen, "price")
    assert len(shop.v1.prices.list({"product": product.id}).data) == 1


def test_the_price_of_another_product_is_not_there(owner: Visitor, shop: Shop, product: Any) -> None:
    other = shop.v1.prices.create({"product_data": {"name": "Other"}, "currency": "usd", "unit_amount": 500})
    assert owner.get(f"/products/{product.id}/prices/{other.id}/archive").status == 404
    assert owner.get(f"/products/{product.id}/prices/{product.default_price}/explode").status == 404


# ── Coupons ─────────────────────────────────────────────────────────────────────────────────────
def test_a_coupon_is_made_changed_and_deleted(owner: Visitor, shop: Shop) -> None:
    last = datetime.now(UTC).date() + timedelta(days=100)
    given = {
        "name": "Spring", "id": "50%OFF#1", "percent_off": "12.5", "amount_off": "", "currency": "usd",
        "duration": "repeating", "months": "3", "max_redemptions": "10", "redeem_by": last.isoformat(),
    }  # fmt: skip
    seen = owner.send("/coupons/new", given)
    assert seen.to == "/dashboard/test/coupons/50%25OFF%231"
    coupon = shop.v1.coupons.retrieve("50%OFF#1")
    assert (coupon.percent_off, coupon.duration, coupon.duration_in_months) == (12.5, "repeating", 3)
    assert coupon.max_redemptions == 10
    assert coupon.redeem_by == int(datetime.combine(last, time(23, 59, 59), UTC).timestamp())
    assert rows(owner.get("/coupons"), "Coupons")[0] == [
        "Spring", "Active", "12.5% off", "For 3 months", "0 of 10", f"{last:%b} {last.day}, {last.year}",
    ]  # fmt: skip
    owner.send(f"{seen.to}/edit", {"name": "Summer"})
    assert owner.get(seen.to).heading == "Summer Active"
    assert owner.get(f"{seen.to}/delete").heading == "Delete the coupon Summer?"
    assert owner.send(f"{seen.to}/delete").to == "/dashboard/test/coupons"
    assert owner.get(seen.to).status == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "percent_off"),
        ({"percent_off": "10", "amount_off": "5"}, "percent_off"),
        ({"percent_off": "120"}, "percent_off"),
        ({"amount_off": "1.234"}, "amount_off"),
        ({"percent_off": "10", "max_redemptions": "2.5"}, "max_redemptions"),
        ({"percent_off": "10", "redeem_by": "2020-01-01"}, "redeem_by"),
        ({"percent_off": "10", "redeem_by": "soon"}, "redeem_by"),
        ({"percent_off": "10", "id": "a b"}, "id"),
        ({"percent_off": "10", "duration": "repeating"}, "months"),
    ],
)
def test_a_coupon_that_is_none_is_refused_at_its_field(owner: Visitor, given: dict[str, object], field: str) -> None:
    seen = owner.send("/coupons/new", {"name": "Kept", "currency": "usd", "duration": "once", **given})
    assert (seen.status, seen.value("name")) == (422, "Kept")
    assert error_at(seen, field)


# ── Promotion codes ─────────────────────────────────────────────────────────────────────────────
def test_a_promotion_code_is_made_archived_and_restored(owner: Visitor, shop: Shop) -> None:
    coupon = shop.v1.coupons.create({"amount_off": 500, "currency": "eur", "duration": "once", "name": "Five"})
    given = {
        "coupon": coupon.id, "code": "FIVE-OFF", "max_redemptions": "7", "minimum_amount": "20", "currency": "eur",
        "first_time": "1",
    }  # fmt: skip
    code = shop.v1.promotion_codes.retrieve(made(owner.send("/promotion-codes/new", given)))
    assert (code.code, code.max_redemptions) == ("FIVE-OFF", 7)
    assert code.restrictions.first_time_transaction
    assert (code.restrictions.minimum_amount, code.restrictions.minimum_amount_currency) == (2_000, "eur")
    row = rows(owner.get("/promotion-codes"), "Promotion codes")[0]
    assert row == ["FIVE-OFF", "Active", "Five", "€5.00 off", "0 of 7", "–"]
    owner.send(f"/promotion-codes/{code.id}/archive")
    assert not shop.v1.promotion_codes.retrieve(code.id).active
    owner.send(f"/promotion-codes/{code.id}/restore")
    assert shop.v1.promotion_codes.retrieve(code.id).active
    taken = owner.send("/promotion-codes/new", {"coupon": coupon.id, "code": "FIVE-OFF", "currency": "eur"})
    assert (taken.status, taken.value("code")) == (422, "FIVE-OFF")


def test_a_promotion_code_needs_a_coupon(owner: Visitor) -> None:
    seen = owner.send("/promotion-codes/new", {"coupon": "", "code": "NOTHING", "currency": "eur"})
    assert error_at(seen, "coupon") == "Fill this in."


# ── Tax rates ───────────────────────────────────────────────────────────────────────────────────
def test_a_tax_rate_is_made_changed_and_archived(owner: Visitor, shop: Shop) -> None:
    given = {"display_name": "USt", "percentage": "19", "inclusive": "false", "country": "DE", "tax_type": "vat"}
    rate = shop.v1.tax_rates.retrieve(made(owner.send("/tax-rates/new", given)))
    assert (rate.percentage, rate.inclusive, rate.country, rate.tax_type) == (19, False, "DE", "vat")
    row = rows(owner.get("/tax-rates"), "Tax rates")[0]
    assert row == ["USt", "Active", "19%", "Added to the price", "Germany"]
    path = f"/tax-rates/{rate.id}"
    owner.send(f"{path}/edit", {"display_name": "VAT", "country": "DE", "tax_type": "vat", "jurisdiction": "Berlin"})
    changed = shop.v1.tax_rates.retrieve(rate.id)
    assert (changed.display_name, changed.jurisdiction) == ("VAT", "Berlin")
    refused = owner.send(f"{path}/edit", {"display_name": "VAT", "country": "", "tax_type": "vat"})
    assert error_at(refused, "country") == "This cannot be emptied."
    owner.send(f"{path}/archive")
    assert not shop.v1.tax_rates.retrieve(rate.id).active
    owner.send(f"{path}/restore")
    assert shop.v1.tax_rates.retrieve(rate.id).active


@pytest.mark.parametrize(
    ("percentage", "message"), [("", "Fill this in."), ("101", "between 0 and 100"), ("x", "Enter")]
)
def test_a_percentage_that_is_none_is_refused(owner: Visitor, percentage: str, message: str) -> None:
    seen = owner.send("/tax-rates/new", {"display_name": "Kept", "percentage": percentage, "inclusive": "true"})
    assert (seen.status, seen.value("inclusive")) == (422, "true")
    assert message in error_at(seen, "percentage")


# ── Shipping rates ──────────────────────────────────────────────────────────────────────────────
def test_a_shipping_rate_is_made_and_archived(owner: Visitor, shop: Shop) -> None:
    given = {
        "display_name": "Express", "amount": "9.90", "currency": "eur", "tax_behavior": "exclusive", "least": "1",
        "most": "3", "unit": "business_day",
    }  # fmt: skip
    rate = shop.v1.shipping_rates.retrieve(made(owner.send("/shipping-rates/new", given)))
    assert rate.fixed_amount is not None
    assert (rate.fixed_amount.amount, rate.fixed_amount.currency, rate.tax_behavior) == (990, "eur", "exclusive")
    row = rows(owner.get("/shipping-rates"), "Shipping rates")[0]
    assert row[:4] == ["Express", "Active", "€9.90", "1 to 3 business days"]
    owner.send(f"/shipping-rates/{rate.id}/archive")
    assert not shop.v1.shipping_rates.retrieve(rate.id).active
    owner.send(f"/shipping-rates/{rate.id}/restore")
    assert shop.v1.shipping_rates.retrieve(rate.id).active


def test_a_delivery_that_ends_before_it_begins_is_refused(owner: Visitor) -> None:
    given = {"display_name": "Odd", "amount": "1", "currency": "eur", "least": "5", "most": "3", "unit": "day"}
    assert error_at(owner.send("/shipping-rates/new", given), "most") == "This must not be less than the other."


# ── All of them ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_leads_to_the_others(owner: Visitor, section: str) -> None:
    tabs = owner.get(f"/{section}").page.one("nav", aria_label="Products").all("a")
    assert [a.text for a in tabs] == ["Products", "Coupons", "Promotion codes", "Tax rates", "Shipping rates"]
    here = [a.attributes["href"] for a in tabs if "aria-current" in a.attributes]
    assert here == [f"/dashboard/test/{section}"]


@pytest.fixture
def one_of_each(shop: Shop, product: Any) -> list[str]:
    coupon = shop.v1.coupons.create({"percent_off": 5, "duration": "once", "name": "Five percent"})
    code = shop.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}})
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    express = shop.v1.shipping_rates.create(
        {"display_name": "Express", "type": "fixed_amount", "fixed_amount": {"amount": 5, "currency": "eur"}}
    )
    ids = (product.id, coupon.id, code.id, rate.id, express.id)
    return [f"/{section}/{id}" for section, id in zip(SECTIONS, ids, strict=True)]


def test_json_is_what_the_api_gives(owner: Visitor, one_of_each: list[str]) -> None:
    for path in one_of_each:
        assert f'"id": "{path.split("/")[-1]}"' in owner.get(f"{path}/raw").page.one("pre").text


def test_nothing_of_it_is_in_the_other_mode(server: Server, owner: Visitor, one_of_each: list[str]) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    for path in one_of_each:
        assert live.get(path).status == live.get(f"{path}/raw").status == live.get(f"{path}/archive").status == 404


def test_support_reads_and_changes_nothing(somebody: Somebody, owner: Visitor, one_of_each: list[str]) -> None:
    support = somebody("support")
    token = support.get("/").value("csrf")
    for path in one_of_each:
        seen = support.get(path)
        assert seen.status == 200
        assert [a.text for a in seen.page.one("div", class_="bh-actions").all("a")] == ["View JSON"]
        section = re.sub(r"/[^/]+$", "", path)
        for changing in (f"{section}/new", f"{path}/{'delete' if section == '/coupons' else 'archive'}"):
            assert support.post(changing, {"csrf": token}).status == 403
    seen = support.post(f"{one_of_each[0]}/archive", {"csrf": token})
    assert "Your role, Support, cannot change products" in seen.page.text


def test_texts_are_shown_as_text(owner: Visitor, shop: Shop) -> None:
    product = shop.v1.products.create(
        {"name": MARKUP, "description": MARKUP, "default_price_data": {"currency": "eur", "unit_amount": 1}}
    )
    shop.v1.prices.create({"product": product.id, "currency": "eur", "unit_amount": 2, "nickname": MARKUP})
    rate = shop.v1.tax_rates.create({"display_name": MARKUP, "percentage": 1, "inclusive": True, "description": MARKUP})
    for path in (f"/products/{product.id}", f"/products/{product.id}/edit", f"/tax-rates/{rate.id}", "/tax-rates"):
        page = owner.get(path).page
        assert MARKUP in page.text
        assert all(script.text != "x" for script in page.all("script"))
