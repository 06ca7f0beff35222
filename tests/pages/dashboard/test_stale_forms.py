"""Two people edit the same object: the second who saves is told what changed, and may save all the same."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from tests.builders import Shop
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.pages.dashboard.test_dispute_pages import disputed

from billhook.dashboard.staleness import changed, differing, marks

Somebody = Callable[[str], Visitor]


@dataclass(frozen=True)
class Form:
    """A form of something stored: where it is, the field that both change and its label, and how to read it."""

    path: str
    field: str
    label: str
    read: Callable[[], Any]
    texts: tuple[str, str, str] = ("First words", "Words of a colleague", "My own words")
    further: tuple[tuple[str, str], ...] = ()


def _customer(shop: Shop) -> Form:
    made = shop.customer(description="First words", address={"country": "DE"})
    return Form(
        f"/customers/{made.id}/edit", "description", "Description",
        lambda: shop.v1.customers.retrieve(made.id).description,
        further=(("name", "Jenny Rosen"), ("email", "jenny@example.com"), ("country", "DE")),
    )  # fmt: skip


def _product(shop: Shop) -> Form:
    made = shop.v1.products.create({"name": "Hedge", "description": "First words"})
    return Form(
        f"/products/{made.id}/edit", "description", "Description",
        lambda: shop.v1.products.retrieve(made.id).description, further=(("name", "Hedge"),),
    )  # fmt: skip


def _coupon(shop: Shop) -> Form:
    made = shop.v1.coupons.create({"percent_off": 10, "name": "First words"})
    return Form(f"/coupons/{made.id}/edit", "name", "Name", lambda: shop.v1.coupons.retrieve(made.id).name)


def _tax_rate(shop: Shop) -> Form:
    made = shop.v1.tax_rates.create({"percentage": 19, "inclusive": False, "display_name": "First words"})
    return Form(
        f"/tax-rates/{made.id}/edit", "display_name", "Name", lambda: shop.v1.tax_rates.retrieve(made.id).display_name
    )


def _endpoint(shop: Shop) -> Form:
    first = "https://example.com/hooks"
    made = shop.v1.webhook_endpoints.create(
        {"url": first, "enabled_events": ["customer.created"], "description": "First words"}
    )
    return Form(
        f"/developers/webhooks/{made.id}/edit", "description", "Description",
        lambda: shop.v1.webhook_endpoints.retrieve(made.id).description,
        further=(("url", first), ("events", "customer.created")),
    )  # fmt: skip


def _dispute(shop: Shop) -> Form:
    made = disputed(shop)
    shop.v1.disputes.update(made.id, {"evidence": {"customer_name": "First words"}, "submit": False})
    return Form(
        f"/disputes/{made.id}/evidence", "customer_name", "Name",
        lambda: shop.v1.disputes.retrieve(made.id).evidence.customer_name,
    )  # fmt: skip


FORMS = {
    "customer": _customer, "product": _product, "coupon": _coupon, "tax rate": _tax_rate, "endpoint": _endpoint,
    "dispute": _dispute,
}  # fmt: skip


def hidden(seen: Seen) -> dict[str, str]:
    return {name: seen.value(name) for name in ("csrf", "key", "was")}


def told(seen: Seen) -> list[list[str]]:
    """The rows of what changed meanwhile: field, what was typed, what is stored."""
    table = seen.page.one("div", role="alert").one("table")
    return [[cell.text for cell in row.all("*") if cell.tag in ("th", "td")] for row in table.one("tbody").all("tr")]


@pytest.mark.parametrize("kind", FORMS)
def test_who_saves_second_is_told_and_may_insist(owner: Visitor, somebody: Somebody, shop: Shop, kind: str) -> None:
    form, colleague = FORMS[kind](shop), somebody("administrator")
    first, theirs, mine = form.texts
    page = owner.get(form.path)
    assert page.value(form.field) == first
    assert colleague.send(form.path, {**dict(form.further), form.field: theirs}).status == 303

    seen = owner.post(form.path, {**hidden(page), **dict(form.further), form.field: mine})
    assert (seen.status, seen.value(form.field), form.read()) == (409, mine, theirs)
    assert told(seen) == [[form.label, mine, theirs]]
    words = seen.page.one("div", role="alert").text
    assert f"Somebody changed {form.label} while you typed. Nothing of yours is saved yet." in words
    assert any(link.text == "Take what is stored" for link in seen.page.one("div", role="alert").all("a"))

    again = owner.post(form.path, {**hidden(seen), **dict(form.further), form.field: mine})
    assert (again.status, form.read()) == (303, mine)
    if kind == "endpoint":
        shop.v1.webhook_endpoints.delete(form.path.split("/")[-2])


def test_what_was_told_counts_up_to_then(owner: Visitor, somebody: Somebody, shop: Shop) -> None:
    """A third change after the warning is told as well; a form that is refused for another reason stays stale."""
    made = shop.customer(description="One")
    path, rest = f"/customers/{made.id}/edit", {"name": "Jenny Rosen", "phone": ""}
    page = owner.get(path)
    shop.v1.customers.update(made.id, {"description": "Two", "address": {"country": "AT"}})

    wrong = {**rest, "description": "Mine", "country": "DE", "email": "nobody"}
    refused = owner.post(path, {**hidden(page), **wrong})
    assert (refused.status, refused.page.all("table")) == (422, [])
    stale = owner.post(path, {**hidden(refused), **wrong, "email": "jenny@example.com"})
    assert told(stale) == [["Description", "Mine", "Two"], ["Country", "Germany", "Austria"]]
    assert "Description and Country" in stale.page.one("div", role="alert").text

    shop.v1.customers.update(made.id, {"phone": "030 1234"})
    later = owner.post(path, {**hidden(stale), **wrong, "email": "jenny@example.com"})
    assert told(later) == [["Phone", "–", "030 1234"]]
    assert owner.post(path, {**hidden(later), **wrong, "email": "jenny@example.com"}).status == 303
    found = shop.v1.customers.retrieve(made.id)
    assert (found.description, found.phone, found.address.country) == ("Mine", None, "DE")


def test_the_same_words_are_no_conflict_and_a_form_sent_twice_is_none(owner: Visitor, shop: Shop) -> None:
    made = shop.v1.products.create({"name": "Hedge", "description": "One"})
    path = f"/products/{made.id}/edit"
    page = owner.get(path)
    shop.v1.products.update(made.id, {"description": "Two"})
    fields = {**hidden(page), "name": "Hedge trimming", "description": "Two"}
    assert [owner.post(path, fields).status for _ in range(2)] == [303, 303]
    assert shop.v1.products.retrieve(made.id).name == "Hedge trimming"
    # One's own second tab is somebody else too.
    assert owner.post(path, {**fields, "name": "Trimming"}).status == 409


def test_what_was_filled_in_meanwhile_is_told_before_it_is_missed(owner: Visitor, shop: Shop) -> None:
    """A tax rate keeps its description once it has one, so an empty field would be refused for another reason."""
    made = shop.v1.tax_rates.create({"percentage": 19, "inclusive": False, "display_name": "VAT"})
    path = f"/tax-rates/{made.id}/edit"
    page = owner.get(path)
    shop.v1.tax_rates.update(made.id, {"description": "Of the colleague"})
    seen = owner.post(path, {**hidden(page), "display_name": "VAT", "description": ""})
    assert (seen.status, told(seen)) == (409, [["Description", "–", "Of the colleague"]])


def test_of_two_at_once_one_wins(owner: Visitor, somebody: Somebody, shop: Shop) -> None:
    """Both read the same values; the second waits for the first, and then sees what it wrote."""
    colleague = somebody("administrator")
    for _ in range(3):
        made = shop.v1.products.create({"name": "Hedge"})
        path = f"/products/{made.id}/edit"
        sent = [(who, {**hidden(who.get(path)), "name": name}) for who, name in ((owner, "A"), (colleague, "B"))]
        with ThreadPoolExecutor(2) as both:
            waiting = [both.submit(who.post, path, fields) for who, fields in sent]
            answers = [each.result().status for each in waiting]
        assert sorted(answers) == [303, 409]
        assert shop.v1.products.retrieve(made.id).name == "AB"[answers.index(303)]


def test_the_events_of_an_endpoint_are_compared_as_a_whole(owner: Visitor, shop: Shop) -> None:
    made = shop.v1.webhook_endpoints.create({"url": "https://example.com/a", "enabled_events": ["customer.created"]})
    path = f"/developers/webhooks/{made.id}/edit"
    page = owner.get(path)
    shop.v1.webhook_endpoints.update(made.id, {"enabled_events": ["*"]})
    fields = {"url": "https://example.com/a", "events": ["invoice.paid", "customer.created"]}
    seen = owner.post(path, {**hidden(page), **fields})
    assert told(seen) == [["Events", "customer.created, invoice.paid", "All events"]]
    shop.v1.webhook_endpoints.delete(made.id)


# ── The rule by itself ──────────────────────────────────────────────────────────────────────────
BEFORE = {"name": "Jenny", "note": "", "text": "two\nlines: a b"}


@pytest.mark.parametrize(
    ("mine", "now", "fields"),
    [
        (BEFORE, BEFORE, []),
        ({**BEFORE, "name": "Anna"}, BEFORE, []),
        (BEFORE, {**BEFORE, "name": "Anna"}, ["name"]),
        ({**BEFORE, "name": "Anna"}, {**BEFORE, "name": "Anna"}, []),
        ({**BEFORE, "note": "x"}, {**BEFORE, "note": "y", "text": ""}, ["note", "text"]),
        ({"note": ""}, {**BEFORE, "name": "Anna"}, []),
        ({**BEFORE, "new": "x"}, {**BEFORE, "new": "y"}, []),
    ],
)
def test_a_field_conflicts_if_it_was_changed_to_something_else(
    mine: dict[str, str], now: dict[str, str], fields: list[str]
) -> None:
    assert changed(marks(BEFORE), mine, now) == fields


@pytest.mark.parametrize("was", ["", "rubbish", ":", "name", "name: note"])
def test_marks_that_no_page_made_compare_only_what_they_name(was: str) -> None:
    assert changed(was, BEFORE, BEFORE | {"note": "x"}) == []


def test_what_is_chosen_is_told_in_words() -> None:
    now = {"country": "AT", "name": "x"}
    found = differing(
        marks({"country": "", "name": "x"}), {"country": "DE", "name": "x"}, now, {"country": "Country"},
        {"country": [("DE", "Germany"), ("AT", "Austria")]},
    )  # fmt: skip
    assert (found.names, found.differences) == ("Country", [("Country", "Germany", "Austria")])
    assert found.was == marks(now)
