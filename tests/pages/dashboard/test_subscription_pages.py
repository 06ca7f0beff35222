"""Subscriptions in the Dashboard: the list, one subscription, and what is done to one."""

from collections.abc import Callable

import pytest
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor
from tests.rooms.subscriptions.shop import Subscriber, at
from tests.stories.psql import query

from billhook.dashboard.subscriptions import words
from billhook.subscriptions.params import FEEDBACK, PRORATIONS
from billhook.subscriptions.rules.lifecycle import STATUSES


@pytest.fixture
def shop(server: Server) -> Subscriber:
    """Somebody on a clock of their own, at the first of January 2030."""
    return Subscriber(server.client, "2030-01-01")


def test_everything_has_its_words() -> None:
    assert set(words.STATUSES) == set(STATUSES)
    assert set(words.FEEDBACK) == set(FEEDBACK)
    assert set(words.PRORATIONS) == set(PRORATIONS)


def rows(visitor: Visitor, query: str) -> list[str]:
    """The ids that a list shows."""
    seen = visitor.get(f"/subscriptions?{query}")
    links = [link.attributes.get("href", "") for link in seen.page.all("a")]
    return [link.rpartition("/")[2] for link in links if "/subscriptions/sub_" in link]


def test_the_list(shop: Subscriber, owner: Visitor) -> None:
    gold, other = shop.price(2_000), shop.price(500)
    made = shop.subscribe(gold)
    trial = shop.subscribe(other, trial_period_days=9)
    of_customer = f"customer={shop.customer}"
    assert rows(owner, of_customer) == [trial.id, made.id]
    assert rows(owner, f"{of_customer}&status=trialing") == [trial.id]
    assert rows(owner, f"{of_customer}&price={gold}") == [made.id]
    row = owner.get(f"/subscriptions?{of_customer}&status=active").page.one("tbody").text
    assert "$20.00 per month" in row
    assert "in 31 days" in row
    assert owner.get("/subscriptions?status=rubbish&price=no&clock=no").status == 422


def test_the_list_of_a_price_goes_on(server: Server, shop: Subscriber, owner: Visitor) -> None:
    """Thirty copies of a subscription that nothing happens to, every third of which was canceled."""
    made, price = shop.v1.subscriptions, shop.price(2_000)
    customer = shop.v1.customers.create({"name": "Of thirty"}).id
    first = made.create({"customer": customer, "items": [{"price": price}], "trial_period_days": 90})
    for table, told in (
        ("subscriptions", "id, status, next_step_at"), ("subscription_items", "id, subscription"),
    ):  # fmt: skip
        names = query(server, "SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1", table)
        others = ", ".join(row["name"] for row in names if row["name"] not in told.split(", "))
        copies = f"$1 || lpad(n::text, 3, '0'), {_COPIED[table]}"
        owned = "id" if table == "subscriptions" else "subscription"
        query(
            server,
            f"INSERT INTO {table} ({told}, {others}) SELECT {copies}, {others} FROM {table}, generate_series(1, 30) n "
            f"WHERE {owned} = $1",
            first.id,
        )  # fmt: skip
    for query_of_all, number in (("", 31), ("&status=canceled", 10), (f"&customer={customer}", 31)):
        found = rows(owner, f"price={price}{query_of_all}")
        assert len(found) == min(number, 25)
        older = rows(owner, f"price={price}{query_of_all}&after={found[-1]}")
        assert [*found, *older] == sorted({*found, *older}, reverse=True)
        assert len({*found, *older}) == number
        assert rows(owner, f"price={price}{query_of_all}&before={older[0]}")[:25] == found if older else True
    assert len(owner.get(f"/subscriptions/export.csv?price={price}").content.decode().splitlines()) == 32


_COPIED = {
    "subscriptions": "CASE WHEN n % 3 = 0 THEN 'canceled' ELSE 'active' END, NULL",
    "subscription_items": "$1 || lpad(n::text, 3, '0')",
}


def test_one(shop: Subscriber, owner: Visitor) -> None:
    made = shop.subscribe(shop.price(2_000), metadata={"plan": "=1+1"})
    seen = owner.get(f"/subscriptions/{made.id}")
    text = seen.page.text
    assert "Gold" in seen.heading
    assert "Next invoice on Feb 1, 2030" in text
    assert "for $20.00." in text
    assert "=1+1" in text
    assert owner.get(f"/subscriptions/{made.id}/raw").status == 200
    assert owner.get("/subscriptions/sub_none").status == 404


# ── Creating ────────────────────────────────────────────────────────────────────────────────────
def test_a_subscription_is_created(shop: Subscriber, owner: Visitor) -> None:
    gold = shop.price(2_000)
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False})
    assert owner.get(f"/subscriptions/new?customer={shop.customer}").value("customer") == shop.customer
    typed = {
        "customer": shop.customer, "customer_name": "", "price_1": gold, "quantity_1": "3", "tax_rate": rate.id,
        "collection_method": "charge_automatically", "days_until_due": "30", "key_0": "plan", "value_0": "gold",
        "description": "For the hedges",
    }  # fmt: skip
    seen = owner.send("/subscriptions/new", typed)
    page = owner.follow(seen)
    (made,) = shop.v1.subscriptions.list({"customer": shop.customer}).data
    assert seen.to.endswith(f"/subscriptions/{made.id}")
    assert (made.status, made.metadata.to_dict(), made.description) == ("active", {"plan": "gold"}, "For the hedges")
    assert shop.latest(made).total == 7_200
    assert "Created by Anna Berg" in page.page.text
    assert "for $72.00." in page.page.text


def test_what_is_wrong_stands_at_its_field(server: Server, shop: Subscriber, owner: Visitor) -> None:
    poor = Subscriber(server.client, "2030-01-01", card=None)
    gold = shop.price(2_000)
    assert owner.send("/subscriptions/new", {"customer_name": "nobody at all"}).page.text.count("No customer has") == 2
    seen = owner.send("/subscriptions/new", {
        "customer": poor.customer, "price_0": gold, "quantity_0": "1,5", "trial_days": "many", "value_1": "x",
        "tax_rate": ["txr_none"], "collection_method": "charge_automatically",
    })  # fmt: skip
    assert seen.status == 422
    wrong = {e.attributes["id"] for e in seen.page.all("p", class_="bh-error")}
    assert wrong == {f"field-{name}-error" for name in ("quantity_0", "trial_days", "key_1")}
    assert seen.value("price_0") == gold
    refused = owner.send("/subscriptions/new", {"customer": poor.customer, "price_0": gold, "quantity_0": "2"})
    assert "no payment method to charge" in refused.page.text
    assert shop.v1.subscriptions.list({"customer": poor.customer}).data == []
    trial = {"customer": poor.customer, "price_0": gold, "trial_days": "9", "collection_method": "send_invoice"}
    owner.follow(owner.send("/subscriptions/new", {**trial, "days_until_due": "14"}))
    (made,) = shop.v1.subscriptions.list({"customer": poor.customer}).data
    assert (made.status, made.days_until_due) == ("trialing", 14)


def test_the_same_form_makes_one(shop: Subscriber, owner: Visitor) -> None:
    page = owner.get("/subscriptions/new")
    typed = {name: page.value(name) for name in ("csrf", "key")}
    typed |= {"customer": shop.customer, "price_0": shop.price(2_000)}
    first, again = (owner.post("/subscriptions/new", typed) for _ in range(2))
    assert (first.status, first.to) == (303, again.to)
    assert len(shop.v1.subscriptions.list({"customer": shop.customer}).data) == 1


# ── Changing ────────────────────────────────────────────────────────────────────────────────────
def test_a_change_is_seen_to_the_cent_before_it_is_made(shop: Subscriber, owner: Visitor) -> None:
    gold, more = shop.price(2_000), shop.price(3_000, name="More Gold")
    made = shop.subscribe(gold)
    item = made["items"].data[0].id
    shop.clock.advance(at("2030-01-16T12:00:00"))  # half of January is left
    page = f"/subscriptions/{made.id}/change"
    typed = {f"price_{item}": more, f"quantity_{item}": "2", "prorate": "always_invoice"}
    seen = owner.send(page, {**typed, "do": "preview"})
    told = seen.page.one("section", aria_label="What this does").text
    assert all(text in told for text in ("−$10.00", "$30.00", "$20.00 per month", "$60.00 per month"))
    assert "Charged at once$20.00" in told
    assert shop.again(made).latest_invoice == made.latest_invoice

    confirmed = {"csrf": seen.value("csrf"), "key": seen.value("key"), "at": seen.value("at"), "do": "confirm"}
    other = owner.post(page, {**typed, **confirmed, f"quantity_{item}": "3", "seen": seen.value("seen")})
    assert "Look at it once more." in other.page.text
    owner.follow(owner.post(page, {**typed, **confirmed, "seen": seen.value("seen")}))
    invoice = shop.latest(made)
    assert (invoice.billing_reason, invoice.status, invoice.total) == ("subscription_update", "paid", 2_000)


def test_a_difference_waits_for_the_next_invoice(shop: Subscriber, owner: Visitor) -> None:
    made = shop.subscribe(shop.price(2_000))
    item, extra = made["items"].data[0].id, shop.price(400, name="Extra")
    shop.clock.advance(at("2030-01-16T12:00:00"))
    page = f"/subscriptions/{made.id}/change"
    typed = {f"price_{item}": made["items"].data[0].price.id, f"quantity_{item}": "1", "price_new1": extra}
    assert "Nothing is changed yet." in owner.send(page, {**typed, "price_new1": "", "do": "preview"}).page.text
    seen = owner.send(page, {**typed, "do": "preview"})
    assert "On the next invoice$2.00" in seen.page.one("section", aria_label="What this does").text
    hidden = {name: seen.value(name) for name in ("csrf", "key", "at", "seen")}
    text = owner.follow(owner.post(page, {**typed, **hidden, "do": "confirm"})).page.text
    assert [item.amount for item in shop.pending()] == [200]
    assert "Pending items" in text
    assert "for $26.00." in text  # $20.00, $4.00 and what waits
    removed = f"remove_{shop.again(made)['items'].data[1].id}"
    gone = owner.send(page, {**typed, "price_new1": "", removed: "1", "prorate": "none", "do": "preview"})
    assert "Nothing is billed for the rest of the period." in gone.page.text


# ── Ending ──────────────────────────────────────────────────────────────────────────────────────
def test_it_ends_with_its_period_and_goes_on_after_all(shop: Subscriber, owner: Visitor) -> None:
    made = shop.subscribe(shop.price(2_000))
    page = f"/subscriptions/{made.id}"
    said = {"when": "period_end", "feedback": "unused", "comment": "Moved away"}
    text = owner.follow(owner.send(f"{page}/cancel", said)).page.text
    ending = shop.again(made)
    assert (ending.cancel_at, ending.cancel_at_period_end) == (at("2030-02-01"), True)
    assert ending.cancellation_details.feedback == "unused"
    assert "Ends on Feb 1, 2030" in text
    assert "Canceling" in text
    owner.follow(owner.send(f"{page}/keep"))
    assert shop.again(made).cancel_at is None
    assert "No end is planned." in owner.follow(owner.get(f"{page}/keep")).page.text


def test_it_ends_on_a_day_and_at_once(shop: Subscriber, owner: Visitor) -> None:
    made = shop.subscribe(shop.price(2_000))
    page = f"/subscriptions/{made.id}"
    assert owner.send(f"{page}/cancel", {"when": "day", "day": "soon"}).status == 422
    assert owner.send(f"{page}/cancel", {"when": "day", "day": "2029-12-31"}).status == 422
    assert owner.send(f"{page}/cancel", {"when": "never"}).status == 422
    owner.follow(owner.send(f"{page}/cancel", {"when": "day", "day": "2030-03-15"}))
    assert shop.again(made).cancel_at == at("2030-03-15T23:59:59")
    shop.clock.advance(at("2030-01-16T12:00:00"))
    text = owner.follow(owner.send(f"{page}/cancel", {"when": "now", "prorate": "1"})).page.text
    assert shop.again(made).status == "canceled"
    assert [item.amount for item in shop.pending()] == [-1_000]
    assert "Nothing more is billed." in text
    assert owner.get(f"{page}/cancel").status == owner.get(f"{page}/change").status == 303


def test_a_trial_ends_at_once(shop: Subscriber, owner: Visitor) -> None:
    made = shop.subscribe(shop.price(2_000), trial_period_days=14)
    page = f"/subscriptions/{made.id}"
    assert "The trial ends on Jan 15, 2030" in owner.get(page).page.text
    assert "$20.00 is charged" in owner.get(f"{page}/end-trial").page.text
    owner.follow(owner.send(f"{page}/end-trial"))
    assert shop.again(made).status == "active"
    assert shop.latest(made).status == "paid"


def test_a_first_invoice_that_nobody_paid(shop: Subscriber, owner: Visitor) -> None:
    made = shop.subscribe(shop.price(2_000), payment_behavior="default_incomplete")
    text = owner.get(f"/subscriptions/{made.id}").page.text
    assert "Void in 23 hours if nobody pays the first invoice." in text
    assert owner.get(f"/subscriptions/{made.id}/change").status == 303
    owner.follow(owner.send(f"/subscriptions/{made.id}/cancel", {"when": "now"}))
    assert shop.again(made).status == "canceled"


def test_who_may(shop: Subscriber, somebody: Callable[[str], Visitor]) -> None:
    made = shop.subscribe(shop.price(2_000), metadata={"<b>": "<script>alert(1)</script>"})
    page = somebody("analyst").get(f"/subscriptions/{made.id}")
    assert [link.text for link in page.page.one("div", class_="bh-actions").all("a")] == ["View JSON"]
    assert b"<script>alert" not in page.content
    assert somebody("support").get(f"/subscriptions/{made.id}/change").status == 200


def test_the_file(shop: Subscriber, owner: Visitor) -> None:
    made = shop.subscribe(shop.price(2_000, name="=Gold"), shop.price(500, name="Silver"))
    lines = owner.get(f"/subscriptions/export.csv?customer={shop.customer}").content.decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(f"{made.id},{shop.customer},")
    assert ",Active,'=Gold; Silver," in lines[1]
    assert ",20.00; 5.00,per month; per month,usd," in lines[1]


# ── Where others lead to them ───────────────────────────────────────────────────────────────────
def test_the_pages_around_it(shop: Subscriber, owner: Visitor) -> None:
    gold = shop.price(2_000)
    made = shop.subscribe(gold)
    address = f"/dashboard/test/subscriptions/{made.id}"
    of_customer = owner.get(f"/customers/{shop.customer}").page.one("section", aria_label="Subscriptions")
    assert of_customer.one("tbody").one("a").attributes["href"] == address
    assert "Invoice in 31 days" in of_customer.text
    invoice = owner.get(f"/invoices/{made.latest_invoice}").page
    assert address in [link.attributes.get("href") for link in invoice.all("a")]
    assert owner.get(f"/search?q={made.id}").to == address
    other = shop.v1.customers.create({"payment_method": "pm_card_visa", "name": "Off clocks"})
    sent = {"customer": other.id, "collection_method": "send_invoice", "days_until_due": 9}
    for _ in range(2):
        shop.v1.subscriptions.create({**sent, "items": [{"price": gold}]})
    product = owner.get(f"/products/{shop.v1.prices.retrieve(gold).product}").page
    (link,) = [each for each in product.all("a") if each.text == "2 subscriptions"]
    assert len(rows(owner, link.attributes["href"].partition("?")[2])) == 2


def test_the_page_of_a_deleted_customers_subscription(shop: Subscriber, owner: Visitor) -> None:
    made = shop.subscribe(shop.price(2_000))
    shop.v1.customers.delete(shop.customer)
    seen = owner.get(f"/subscriptions/{made.id}")
    assert seen.status == 200
    assert "Canceled" in seen.page.text
    assert owner.get("/subscriptions").status == 200
