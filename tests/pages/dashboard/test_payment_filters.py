"""The list of payments, narrowed by status, amount, currency and day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.dashboard.payments.words import STATUSES


@pytest.fixture(scope="module")
def customer(server: Server) -> Any:
    return Shop(server.client).v1.customers.create({"name": "Narrow Ltd"})


@pytest.fixture(scope="module")
def paid(server: Server, customer: Any) -> dict[str, str]:
    """A payment of each status, by what it is called."""
    shop = Shop(server.client)

    def pay(amount: int, method: str = "pm_card_visa", **more: Any) -> str:
        given = {
            "amount": amount, "currency": "eur", "customer": customer.id, "payment_method": method, "confirm": True,
            "return_url": "https://example.com", **more,
        }  # fmt: skip
        return shop.v1.payment_intents.create(given).id  # type: ignore[no-any-return]

    whole, part = pay(2_000), pay(3_000)
    shop.v1.refunds.create({"payment_intent": whole})
    shop.v1.refunds.create({"payment_intent": part, "amount": 100})
    disputed = pay(4_000, "pm_card_createDispute")
    eventually(lambda: shop.v1.disputes.list({"payment_intent": disputed}).data, "the dispute")
    untried = shop.v1.payment_intents.create({"amount": 7_000, "currency": "eur", "customer": customer.id})
    failed = shop.v1.payment_intents.create({"amount": 8_000, "currency": "usd", "customer": customer.id})
    with pytest.raises(Exception, match="declined"):
        shop.v1.payment_intents.confirm(failed.id, {"payment_method": "pm_card_chargeDeclined"})
    canceled = shop.v1.payment_intents.create({"amount": 9_000, "currency": "eur", "customer": customer.id})
    shop.v1.payment_intents.cancel(canceled.id)
    return {
        "Succeeded": pay(1_000), "Refunded": whole, "Partly refunded": part, "Disputed": disputed,
        "Uncaptured": pay(5_000, capture_method="manual"), "Needs the customer": untried.id, "Failed": failed.id,
        "Canceled": canceled.id,
    }  # fmt: skip


def shown(seen: Seen) -> list[tuple[str, str]]:
    """Each row: the id of the payment and its status."""
    bodies = seen.page.all("tbody")
    found = []
    for row in bodies[0].all("tr") if bodies else []:
        link = row.one("a").attributes["href"].rpartition("/")[2]
        found.append((link, row.all("td")[1].text))
    return found


def test_each_status_finds_what_is_called_so(owner: Visitor, customer: Any, paid: dict[str, str]) -> None:
    for name, words in STATUSES.items():
        expected = [(paid[words], words)] if words in paid else []
        assert shown(owner.get(f"/payments?customer={customer.id}&status={name}")) == expected


def test_amounts_and_days_narrow_and_stand_in_chips(owner: Visitor, customer: Any, paid: dict[str, str]) -> None:
    base = f"/payments?customer={customer.id}"
    seen = owner.get(f"{base}&currency=eur&amount_from=20.00&amount_to=30.00")
    assert [id for id, _ in shown(seen)] == [paid["Partly refunded"], paid["Refunded"]]
    chips = [link.attributes["aria-label"] for link in seen.page.one("ul", class_="bh-chips").all("a")]
    assert chips == [
        "Remove filter Customer: Narrow Ltd", "Remove filter Currency: EUR", "Remove filter Amount from: €20.00",
        "Remove filter Amount to: €30.00",
    ]  # fmt: skip
    today = datetime.now(UTC).date()
    assert len(shown(owner.get(f"{base}&created_from={today}&created_to={today}"))) == len(paid)
    assert shown(owner.get(f"{base}&created_to={today - timedelta(days=1)}")) == []
    assert shown(owner.get(f"{base}&created_from={today + timedelta(days=1)}")) == []


def test_a_day_is_one_of_the_account(server: Server, owner: Visitor, shop: Shop) -> None:
    other = shop.v1.customers.create({"name": "By day"})
    intent = shop.v1.payment_intents.create({"amount": 700, "currency": "eur", "customer": other.id})
    zone = shop.v1.payment_intents.retrieve(intent.id).created
    # Its first second belongs to the day, the one before does not.
    first = int(datetime.fromtimestamp(zone, UTC).replace(hour=0, minute=0, second=0).timestamp())
    day = datetime.fromtimestamp(first, UTC).date()
    query(server, "UPDATE payment_intents SET created = $2 WHERE id = $1", intent.id, first)
    assert len(shown(owner.get(f"/payments?customer={other.id}&created_from={day}"))) == 1
    query(server, "UPDATE payment_intents SET created = $2 WHERE id = $1", intent.id, first - 1)
    assert shown(owner.get(f"/payments?customer={other.id}&created_from={day}")) == []


def test_the_form_leads_to_an_address_for_everybody(owner: Visitor, customer: Any, paid: dict[str, str]) -> None:
    seen = owner.get(f"/payments?typed=1&customer={customer.id}&amount_from=1%2C000.5&currency=usd")
    assert seen.status == 303
    assert seen.to.endswith(f"?customer={customer.id}&currency=usd&amount_from=1000.50")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ("status=owed", "status"), ("currency=xxx", "currency"), ("amount_from=much", "amount_from"),
        ("created_from=2026-13-01", "created_from"), ("created_from=2026-02-02&created_to=2026-02-01", "created_to"),
    ],
)  # fmt: skip
def test_what_says_nothing_is_told_at_its_field(owner: Visitor, wrong: str, field: str) -> None:
    seen = owner.get(f"/payments?{wrong}")
    assert seen.status == 422
    assert seen.page.one("p", id=f"field-{field}-error").text
    assert shown(seen) == []


def test_pages_of_what_is_narrowed_lose_and_repeat_nothing(owner: Visitor, shop: Shop) -> None:
    many = shop.v1.customers.create({"name": "Many payments"})
    made = []
    for number in range(28):
        given = {"amount": 1_000, "currency": "eur" if number % 14 else "usd", "customer": many.id}
        made.append(shop.v1.payment_intents.create(given).id)
    expected = [id for number, id in enumerate(made) if number % 14][::-1]
    first = owner.get(f"/payments?customer={many.id}&currency=eur")
    assert [id for id, _ in shown(first)] == expected[:25]
    (older,) = [a for a in first.page.one("nav", aria_label="Pages").all("a") if "Older" in a.text]
    second = owner.get(older.attributes["href"])
    assert [id for id, _ in shown(second)] == expected[25:]
    (newer,) = second.page.one("nav", aria_label="Pages").all("a")
    assert [id for id, _ in shown(owner.get(newer.attributes["href"]))] == expected[:25]
