"""Metered prices: usage is billed once its period is over (recurring.md §6.2, §7)."""

from typing import Any

import pytest
import stripe
from tests.builders import refused
from tests.conftest import Server
from tests.rooms.subscriptions.shop import Subscriber, at, lines


class User(Subscriber):
    """A customer whose usage a meter counts."""

    def __init__(self, client: stripe.StripeClient, start: str, formula: str = "sum", **given: Any) -> None:
        super().__init__(client, start, **given)
        self.event_name = f"usage {self.customer}"
        self.meter: str = self.v1.billing.meters.create(
            {
                "display_name": "Calls", "event_name": self.event_name, "default_aggregation": {"formula": formula}
            }
        ).id  # fmt: skip

    def metered(self, **given: Any) -> str:
        """A price that the meter counts."""
        given.setdefault("name", "API calls")
        recurring = {"usage_type": "metered", "meter": self.meter, **given.pop("recurring", {})}
        return self.price(given.pop("amount", 1), given.pop("interval", "month"), recurring=recurring, **given)

    def exactly(self, unit_amount_decimal: str, **given: Any) -> str:
        """A metered price of parts of a cent."""
        product = self.v1.products.create({"name": "API calls"}).id
        recurring = {"interval": "month", "usage_type": "metered", "meter": self.meter}
        made = {"product": product, "currency": "usd", "unit_amount_decimal": unit_amount_decimal, **given}
        return str(self.v1.prices.create({**made, "recurring": recurring}).id)

    def use(self, value: object, moment: str | None = None, **given: Any) -> None:
        """Report usage, now or at a moment."""
        when = {} if moment is None else {"timestamp": at(moment)}
        payload = {"stripe_customer_id": self.customer, "value": str(value)}
        self.v1.billing.meter_events.create({"event_name": self.event_name, "payload": payload, **when, **given})

    def meter_only(self, price: str, **given: Any) -> Any:
        """A subscription to a metered price."""
        return self.subscribe(items=[{"price": price}], **given)


def test_usage_is_billed_when_its_month_is_over(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered())
    assert (made.status, made.latest_invoice, made.quantity) == ("active", None, None)
    (item,) = made["items"].data
    assert "quantity" not in item
    assert (item.price.recurring.usage_type, item.price.recurring.meter) == ("metered", user.meter)
    assert item.plan.meter == user.meter
    user.clock.advance(at("2026-01-11"))
    user.use(100)
    user.use(50, "2026-01-05")
    user.clock.advance(at("2026-02-01"))
    draft = user.latest(made)
    assert (draft.status, draft.billing_reason, draft.total) == ("draft", "subscription_cycle", 150)
    assert (draft.period_start, draft.period_end) == (at("2026-01-01"), at("2026-02-01"))
    (line,) = draft.lines.data
    assert line.description == "150 × API calls (at $0.01 / month)"
    assert (line.quantity, line.period.start, line.period.end) == (150, at("2026-01-01"), at("2026-02-01"))
    assert line.parent.type == "subscription_item_details"
    assert line.parent.subscription_item_details.subscription_item == item.id
    assert not line.parent.subscription_item_details.proration
    assert line.pricing.price_details.price == item.price.id
    assert user.pending() == []
    user.clock.advance(at("2026-02-01 01:01"))
    paid = user.latest(made)
    assert (paid.id, paid.status, paid.total) == (draft.id, "paid", 150)
    user.clock.advance(at("2026-03-01 01:01"))
    assert lines(user.latest(made)) == [("0 × API calls (at $0.01 / month)", 0)]


def test_late_usage_changes_the_draft_and_never_the_invoice(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered())
    user.use(100)
    user.clock.advance(at("2026-02-01 00:30"))
    assert user.latest(made).total == 100
    user.use(7, "2026-01-31 23:59:59")
    user.use(30, "2026-02-01")  # of the next period
    user.use(20, identifier=f"wrong {user.customer}", moment="2026-01-20")
    user.v1.billing.meter_event_adjustments.create(
        {"event_name": user.event_name, "type": "cancel", "cancel": {"identifier": f"wrong {user.customer}"}}
    )
    user.clock.advance(at("2026-02-01 01:01"))
    invoice = user.latest(made)
    assert (invoice.status, lines(invoice)) == ("paid", [("107 × API calls (at $0.01 / month)", 107)])
    user.use(1_000, "2026-01-31")
    user.clock.advance(at("2026-03-01 01:01"))
    assert user.v1.invoices.retrieve(invoice.id).total == 107
    assert user.latest(made).total == 30


def test_usage_before_the_subscription_is_not_billed(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-15 12:00")
    user.use(1_000, "2026-01-15 11:59:59")
    made = user.meter_only(user.metered())
    user.use(3)
    user.clock.advance(at("2026-02-15 13:01"))
    assert user.latest(made).total == 3


def test_beside_a_licence(client: stripe.StripeClient) -> None:
    """The licence is billed for the month that comes, the usage for the one that is over."""
    user = User(client, "2026-01-01")
    made = user.subscribe(user.price(1_000), user.metered(amount=3))
    assert lines(user.latest(made)) == [("1 × Gold (at $10.00 / month)", 1_000)]
    user.use(40)
    user.clock.advance(at("2026-02-01 01:01"))
    renewal = user.latest(made)
    assert lines(renewal) == [
        ("1 × Gold (at $10.00 / month)", 1_000), ("40 × API calls (at $0.03 / month)", 120)
    ]  # fmt: skip
    assert [line.period.start for line in renewal.lines.data] == [at("2026-02-01"), at("2026-01-01")]


def test_w38_parts_of_a_cent(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.exactly("0.4"))
    user.use(1_234)
    user.clock.advance(at("2026-02-01 01:01"))
    assert lines(user.latest(made)) == [("1234 × API calls (at $0.004 / month)", 494)]


def test_w39_packages(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered(amount=250, transform_quantity={"divide_by": 10, "round": "up"}))
    user.use(37)
    user.clock.advance(at("2026-02-01 01:01"))
    assert user.latest(made).total == 1_000


CREDITS = {
    "name": "Gitpod Usage", "product": {"unit_label": "credit"}, "billing_scheme": "tiered", "tiers_mode": "graduated",
    "tiers": [
        {"up_to": 1_000, "unit_amount": 0, "flat_amount": 900},
        {"up_to": "inf", "unit_amount_decimal": "3.6", "flat_amount": 0},
    ],
}  # fmt: skip


def test_w42_graduated(client: stripe.StripeClient) -> None:
    """The draft has the lines of the first tier; with late usage, the invoice has those of both."""
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered(**CREDITS))
    user.use(999)
    user.clock.advance(at("2026-02-01 00:30"))
    draft = user.latest(made)
    assert lines(draft) == [
        ("999 credit × Gitpod Usage (Tier 1 at $0.00 / month)", 0),
        ("Gitpod Usage (Tier 1 at $9.00 / month)", 900),
    ]
    user.use(32, "2026-01-31")
    user.clock.advance(at("2026-02-01 01:01"))
    invoice = user.latest(made)
    assert lines(invoice) == [
        ("1000 credit × Gitpod Usage (Tier 1 at $0.00 / month)", 0),
        ("Gitpod Usage (Tier 1 at $9.00 / month)", 900),
        ("31 credit × Gitpod Usage (Tier 2 at $0.036 / month)", 112),
        ("Gitpod Usage (Tier 2 at $0.00 / month)", 0),
    ]
    assert [line.quantity for line in invoice.lines.data] == [1_000, 0, 31, 0]
    assert [line.id for line in invoice.lines.data][:2] == [line.id for line in draft.lines.data]
    assert (invoice.total, invoice.amount_paid, invoice.status) == (1_012, 1_012, "paid")


def test_usage_that_is_taken_back_takes_its_lines_along(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.subscribe(user.metered(**CREDITS), user.price(500))
    user.use(999)
    user.use(32, identifier=f"back {user.customer}")
    user.clock.advance(at("2026-02-01 00:30"))
    assert len(user.latest(made).lines.data) == 5
    user.v1.billing.meter_event_adjustments.create(
        {"event_name": user.event_name, "type": "cancel", "cancel": {"identifier": f"back {user.customer}"}}
    )
    user.clock.advance(at("2026-02-01 01:01"))
    invoice = user.latest(made)
    assert [line.amount for line in invoice.lines.data] == [0, 900, 500]
    assert invoice.total == 1_400


def test_volume_prices_all_by_the_tier_that_is_reached(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    tiers = [{"up_to": 100, "unit_amount": 10}, {"up_to": "inf", "unit_amount": 5}]
    made = user.meter_only(user.metered(billing_scheme="tiered", tiers_mode="volume", tiers=tiers))
    user.use(101)
    user.clock.advance(at("2026-02-01 01:01"))
    assert lines(user.latest(made)) == [("101 × API calls (Tier 2 at $0.05 / month)", 505)]


def test_usage_in_parts_and_below_nothing(client: stripe.StripeClient) -> None:
    """The quantity is exact, the amount is rounded once; corrections never bill less than nothing."""
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered(amount=3))
    user.use("1.25")
    user.use("0.25")
    user.clock.advance(at("2026-02-01 01:01"))
    (line,) = user.latest(made).lines.data
    assert (line.description, line.amount) == ("1.5 × API calls (at $0.03 / month)", 5)  # 4.5, half away from zero
    assert (line.quantity, str(line.quantity_decimal)) == (1, "1.5")
    user.use("-10")
    user.clock.advance(at("2026-03-01 01:01"))
    assert lines(user.latest(made)) == [("0 × API calls (at $0.03 / month)", 0)]


@pytest.mark.parametrize(("formula", "total"), [("count", 3), ("last", 8), ("sum", 20)])
def test_formulas(client: stripe.StripeClient, formula: str, total: int) -> None:
    user = User(client, "2026-01-01", formula)
    made = user.meter_only(user.metered())
    user.clock.advance(at("2026-01-20"))
    for value, day in ((8, "2026-01-19"), (7, "2026-01-18"), (5, "2026-01-02")):
        user.use(value, day)
    user.clock.advance(at("2026-02-01 01:01"))
    assert user.latest(made).total == total


@pytest.mark.parametrize(("mode", "billed"), [("classic", [75]), ("flexible", [100, 75])])
def test_w15_another_price_within_the_month(client: stripe.StripeClient, mode: str, billed: list[int]) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered(amount=1), billing_mode={"type": mode})
    user.use(100)
    user.clock.advance(at("2026-01-16"))
    item = made["items"].data[0].id
    changed = user.v1.subscriptions.update(
        made.id, {"items": [{"id": item, "price": user.metered(amount=3, name="Dear calls")}]}
    )
    assert "quantity" not in changed["items"].data[0]
    user.use(25)
    user.clock.advance(at("2026-02-01 01:01"))
    assert [line.amount for line in user.latest(made).lines.data] == billed
    assert user.latest(made).total == sum(billed)


def test_an_item_leaves_with_its_usage(client: stripe.StripeClient) -> None:
    """Flexible mode bills what is left, unless it is cleared; classic mode wants to hear that it is dropped."""
    totals = []
    for mode, cleared in (("flexible", False), ("flexible", True), ("classic", False), ("classic", True)):
        user = User(client, "2026-01-01")
        made = user.subscribe(user.price(1_000), user.metered(), billing_mode={"type": mode})
        item = made["items"].data[1].id
        user.use(70)
        user.clock.advance(at("2026-01-16"))
        if (mode, cleared) == ("classic", False):
            with refused(None, param="clear_usage"):
                user.v1.subscription_items.delete(item)
            user.v1.subscriptions.update(made.id, {"items": [{"id": item, "deleted": True, "clear_usage": True}]})
        else:
            user.v1.subscription_items.delete(item, {"clear_usage": cleared})
        user.clock.advance(at("2026-02-01 01:01"))
        totals.append(user.latest(made).total)
    assert totals == [1_070, 1_000, 1_000, 1_000]


def test_classic_mode_says_that_nothing_was_used_yet(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    user.use(5)
    made = user.meter_only(user.metered(), billing_mode={"type": "classic"})
    first = user.latest(made)
    assert (first.status, lines(first)) == ("paid", [("0 × API calls (at $0.01 / month)", 0)])
    user.clock.advance(at("2026-02-01 01:01"))
    assert user.latest(made).total == 5


@pytest.mark.parametrize("mode", ["classic", "flexible"])
def test_usage_of_a_trial_is_free(client: stripe.StripeClient, mode: str) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered(), billing_mode={"type": mode}, trial_period_days=10)
    assert made.status == "trialing"
    if mode == "classic":
        assert lines(user.latest(made)) == [("0 × API calls (Free trial)", 0)]
    user.use(500)
    user.clock.advance(at("2026-01-11 01:01"))
    assert user.again(made).status == "active"
    user.use(9)
    user.clock.advance(at("2026-02-11 01:01"))
    assert user.latest(made).total == 9


def test_a_trial_that_begins_later_bills_what_was_used_before(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered())
    user.use(100)
    user.clock.advance(at("2026-01-11"))
    user.v1.subscriptions.update(made.id, {"trial_end": at("2026-01-21")})
    assert user.latest(made).total == 100
    user.use(500)
    user.clock.advance(at("2026-01-21 01:01"))
    user.use(5)
    user.clock.advance(at("2026-02-21 01:01"))
    assert [invoice.total for invoice in user.invoices(made)] == [100, 5]


def test_a_new_cycle_bills_the_usage_until_now(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered())
    user.use(100)
    user.clock.advance(at("2026-01-11"))
    user.v1.subscriptions.update(made.id, {"billing_cycle_anchor": "now", "proration_behavior": "always_invoice"})
    assert lines(user.latest(made)) == [("100 × API calls (at $0.01 / month)", 100)]
    user.use(5)
    user.clock.advance(at("2026-02-11 01:01"))
    assert [invoice.total for invoice in user.invoices(made)] == [100, 5]


def test_an_end_that_was_planned_bills_the_usage_until_then(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered(), cancel_at=at("2026-01-20"))
    user.use(100)
    user.clock.advance(at("2026-01-20 00:30"))
    assert user.again(made).status == "canceled"
    assert user.latest(made).status == "draft"
    user.use(11, "2026-01-19")
    user.use(1_000, "2026-01-20")
    user.clock.advance(at("2026-01-20 01:01"))
    last = user.latest(made)
    assert (last.billing_reason, last.status, last.total) == ("subscription_cycle", "paid", 111)


def test_an_end_with_its_period_bills_the_period(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered(), cancel_at_period_end=True)
    user.use(100)
    user.clock.advance(at("2026-02-01 01:01"))
    assert user.again(made).status == "canceled"
    assert [invoice.total for invoice in user.invoices(made)] == [100]


def test_a_cancellation_at_once_bills_no_usage(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered())
    user.use(100)
    user.v1.subscriptions.cancel(made.id, {"prorate": True})
    user.clock.advance(at("2026-02-01 01:01"))
    assert user.invoices(made) == []
    assert user.pending() == []


def test_discounts_and_taxes_apply_to_late_usage(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    coupon = user.v1.coupons.create({"percent_off": 10, "duration": "forever"}).id
    user.v1.customers.update(user.customer, {"coupon": coupon})
    rate = user.v1.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False}).id
    made = user.meter_only(user.metered(**CREDITS), default_tax_rates=[rate])
    user.use(1_000)
    user.clock.advance(at("2026-02-01 00:30"))
    assert user.latest(made).total == 972  # 900 - 90, and 20 % of 810
    user.use(31, "2026-01-31")
    user.clock.advance(at("2026-02-01 01:01"))
    invoice = user.latest(made)
    # 10 % of 900 + 112 are 101.2; 20 % of 911 are 182.2.
    assert (invoice.subtotal, invoice.total, invoice.status) == (1_012, 911 + 182, "paid")


def test_prices_and_meters(server: Server, client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    product = user.v1.products.create({"name": "Calls"}).id
    base = {"product": product, "currency": "usd", "unit_amount": 1}

    def create(**recurring: Any) -> Any:
        return user.v1.prices.create({**base, "recurring": {"interval": "month", **recurring}})

    meter = "recurring[meter]"
    with refused(None, param=meter):
        create(usage_type="metered")
    with refused(None, param=meter):
        create(meter=user.meter)
    with refused("No such meter: 'mtr_none'", code="resource_missing", param=meter):
        create(usage_type="metered", meter="mtr_none")
    made = create(usage_type="metered", meter=user.meter)
    found = user.v1.prices.list({"recurring": {"meter": user.meter}}).data
    assert [price.id for price in found] == [made.id]
    assert user.v1.prices.list({"recurring": {"meter": "mtr_none"}}).data == []
    plan = user.v1.plans.create(
        {"product": product, "currency": "usd", "amount": 1, "interval": "month", "usage_type": "metered",
         "meter": user.meter}
    )  # fmt: skip
    assert (plan.usage_type, plan.meter) == ("metered", user.meter)
    with refused(None, param="meter"):
        user.v1.plans.create(
            {"product": product, "currency": "usd", "amount": 1, "interval": "month", "usage_type": "metered"}
        )  # fmt: skip
    user.v1.billing.meters.deactivate(user.meter)
    with refused(f"The meter {user.meter} is inactive. A price needs an active meter.", param=meter):
        create(usage_type="metered", meter=user.meter)


def test_a_metered_item_has_no_quantity(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    price, licence = user.metered(), user.price(0, name="Licence")
    message = "`quantity` cannot be set for a metered price: the meter counts it."
    with refused(message, param="items[0][quantity]"):
        user.subscribe(items=[{"price": price, "quantity": 2}])
    made = user.subscribe(price, licence)
    item, licensed = (one.id for one in made["items"].data)
    with refused(message, param="items[0][quantity]"):
        user.v1.subscriptions.update(made.id, {"items": [{"id": item, "quantity": 2}]})
    with refused(None, param="clear_usage"):
        user.v1.subscriptions.update(made.id, {"items": [{"id": licensed, "deleted": True, "clear_usage": True}]})
    assert "quantity" not in user.v1.subscription_items.retrieve(item)


def test_usage_of_a_subscription_in_an_old_version(client: stripe.StripeClient, server: Server) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered())
    user.use(12)
    user.clock.advance(at("2026-02-01 01:01"))
    old = server.request(
        "GET", f"/v1/invoices/{user.again(made).latest_invoice}", headers={"Stripe-Version": "2024-06-20"}
    ).json  # fmt: skip
    (line,) = old["lines"]["data"]
    assert (line["type"], line["quantity"], line["plan"]["usage_type"]) == ("subscription", 12, "metered")
    assert line["plan"]["meter"] == user.meter


def test_the_last_invoice_at_once_bills_it(client: stripe.StripeClient) -> None:
    user = User(client, "2026-01-01")
    made = user.meter_only(user.metered())
    user.clock.advance(at("2026-01-11"))
    user.use(120)
    user.clock.advance(at("2026-01-11 01:00"))
    shown = user.v1.invoices.create_preview({"subscription": made.id, "subscription_details": {"cancel_now": True}})
    over = user.v1.subscriptions.cancel(made.id, {"invoice_now": True})
    assert over.status == "canceled"
    assert lines(user.latest(made)) == lines(shown) == [("120 × API calls (at $0.01 / month)", 120)]
    unused = user.meter_only(user.metered(name="More"))
    user.clock.advance(at("2026-01-12"))
    assert user.v1.subscriptions.cancel(unused.id, {"invoice_now": True}).latest_invoice is None


def test_a_cycle_that_begins_anew_leaves_what_was_used(client: stripe.StripeClient) -> None:
    """In flexible mode it waits for the next invoice, and usage from then on counts anew."""
    user = User(client, "2026-01-01")
    made = user.subscribe(items=[{"price": user.metered()}, {"price": user.price(3_100)}])
    user.clock.advance(at("2026-01-11"))
    user.use(120)
    user.clock.advance(at("2026-01-12"))
    user.v1.subscriptions.update(made.id, {"billing_cycle_anchor": "now"})
    assert sorted(one.amount for one in user.pending()) == [120, 1_100]
    user.clock.advance(at("2026-01-20"))
    user.use(7)
    user.clock.advance(at("2026-02-12 02:00"))
    assert sorted(line.amount for line in user.latest(made).lines.data) == [7, 120, 1_100, 3_100]


class TestReadOnce:
    """What was billed is not billed again, and what was frozen is not read again (recurring.md §7.3)."""

    def test_a_revision_bills_what_its_original_billed(self, client: stripe.StripeClient) -> None:
        user = User(client, "2026-01-01")
        made = user.meter_only(user.metered(amount=100), collection_method="send_invoice", days_until_due=30)
        user.v1.customers.update(user.customer, {"email": "user@example.com"})
        user.clock.advance(at("2026-01-11"))
        user.use(10)
        user.clock.advance(at("2026-02-01 02:00"))
        frozen = user.latest(made)
        assert (frozen.status, frozen.total) == ("open", 1_000)
        user.use(5, "2026-01-20")
        again = user.v1.invoices.create({"from_invoice": {"invoice": frozen.id, "action": "revision"}})
        assert user.v1.invoices.finalize_invoice(again.id).total == 1_000

    def test_the_period_of_a_line_stays(self, client: stripe.StripeClient) -> None:
        user = User(client, "2026-01-01")
        made = user.meter_only(user.metered())
        user.clock.advance(at("2026-01-11"))
        user.use(10)
        user.clock.advance(at("2026-02-01"))
        draft = user.latest(made)
        earlier = {"period": {"start": at("2025-12-01"), "end": at("2026-02-01")}}
        with refused(None):
            user.v1.invoices.line_items.update(draft.id, draft.lines.data[0].id, earlier)
        named = user.v1.invoices.line_items.update(
            draft.id, draft.lines.data[0].id, {"description": "Calls of January"}
        )
        assert named.amount == 10
        user.clock.advance(at("2026-02-01 02:00"))
        assert lines(user.latest(made)) == [("Calls of January", 10)]

    def test_the_flat_amount_comes_once_a_period_in_classic_mode(self, client: stripe.StripeClient) -> None:
        user = User(client, "2026-01-01")
        tiers = [{"up_to": 1_000, "unit_amount": 0, "flat_amount": 900}, {"up_to": "inf", "unit_amount_decimal": "3.6"}]
        price = user.metered(tiers=tiers, tiers_mode="graduated", billing_scheme="tiered")
        made = user.meter_only(price, billing_mode={"type": "classic"})
        assert user.latest(made).total == 0
        user.clock.advance(at("2026-01-11"))
        user.use(10)
        user.clock.advance(at("2026-02-01 02:00"))
        assert user.latest(made).total == 900

    def test_a_preview_counts_what_was_used_until_now(self, client: stripe.StripeClient) -> None:
        user = User(client, "2026-01-01")
        made = user.meter_only(user.metered())
        user.clock.advance(at("2026-01-11"))
        user.use(10)
        user.clock.advance(at("2026-01-12"))
        shown = user.v1.invoices.create_preview({"subscription": made.id})
        assert lines(shown) == [("10 × API calls (at $0.01 / month)", 10)]
