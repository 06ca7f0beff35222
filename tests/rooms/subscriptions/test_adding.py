"""What is billed beside the prices, prices made on the way, and the last invoice (recurring.md §2.1, §3.6, §4.3)."""

from typing import Any

import pytest
import stripe
from tests.builders import refused
from tests.rooms.subscriptions.shop import Subscriber, at, lines, period


class TestOnce:
    def test_on_the_first_invoice_before_the_prices(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        setup = buyer.v1.products.create(
            {"name": "Setup", "default_price_data": {"unit_amount": 500, "currency": "usd"}}
        )
        added = [
            {"price": setup.default_price, "quantity": 2},
            {"price_data": {"currency": "usd", "product": setup.id, "unit_amount": 199}, "metadata": {"kind": "extra"}},
        ]
        made = buyer.subscribe(buyer.price(), add_invoice_items=added)
        first = buyer.latest(made)
        assert lines(first) == [("Setup", 1_000), ("Setup", 199), ("1 × Gold (at $10.00 / month)", 1_000)]
        line = first.lines.data[0]
        assert line.parent.type == "invoice_item_details"
        assert line.parent.invoice_item_details.subscription == made.id
        assert (line.period.start, line.period.end) == (at("2026-01-01"), at("2026-02-01"))
        buyer.clock.advance(at("2026-02-01 02:00"))
        assert buyer.latest(made).total == 1_000

    def test_of_an_update_it_waits_or_is_billed_at_once(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        product = buyer.v1.products.create({"name": "Help"})
        added = [{
            "price_data": {"currency": "usd", "product": product.id, "unit_amount": 300},
            "period": {"start": {"type": "now"}, "end": {"type": "timestamp", "timestamp": at("2026-01-20")}},
        }]  # fmt: skip
        made = buyer.subscribe(buyer.price())
        buyer.clock.advance(at("2026-01-10"))
        buyer.v1.subscriptions.update(made.id, {"add_invoice_items": added})
        (waiting,) = buyer.pending()
        assert (waiting.amount, waiting.proration) == (300, False)
        assert (waiting.period.start, waiting.period.end) == (at("2026-01-10"), at("2026-01-20"))
        buyer.v1.subscriptions.update(made.id, {"add_invoice_items": added, "proration_behavior": "always_invoice"})
        assert lines(buyer.latest(made)) == [("Help", 300)]
        assert buyer.latest(made).status == "paid"
        buyer.clock.advance(at("2026-02-01 02:00"))
        assert buyer.latest(made).total == 1_300

    def test_without_an_invoice_it_waits(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-10")
        product = buyer.v1.products.create({"name": "Help"})
        added = [{"price_data": {"currency": "usd", "product": product.id, "unit_amount": 300}}]
        made = buyer.subscribe(
            buyer.price(), add_invoice_items=added, billing_cycle_anchor=at("2026-02-01"), proration_behavior="none",
        )  # fmt: skip
        assert made.latest_invoice is None
        assert [one.amount for one in buyer.pending()] == [300]

    @pytest.mark.parametrize(
        ("added", "param"),
        [
            ({"price": "price_none"}, "add_invoice_items[0][price]"),
            ({"quantity": 2}, "add_invoice_items[0][price]"),
            (
                {"price_data": {"currency": "usd", "product": "prod_none", "unit_amount": 1}},
                "add_invoice_items[0][price_data][product]",
            ),
        ],
    )  # fmt: skip
    def test_what_is_refused(self, client: stripe.StripeClient, added: Any, param: str) -> None:
        buyer = Subscriber(client, "2026-01-01")
        with pytest.raises(stripe.InvalidRequestError) as caught:
            buyer.subscribe(buyer.price(), add_invoice_items=[added])
        assert caught.value.param == param

    def test_a_recurring_price_is_refused(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        with refused(None, param="add_invoice_items[0][price]"):
            buyer.subscribe(buyer.price(), add_invoice_items=[{"price": buyer.price(name="More")}])


class TestPriceData:
    def _data(self, client: stripe.StripeClient, **given: Any) -> dict[str, Any]:
        product = client.v1.products.create({"name": "Gold"})
        return {
            "currency": "usd",
            "product": product.id,
            "recurring": {"interval": "month"},
            "unit_amount": 700,
        } | given

    def test_a_price_that_nobody_lists(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(items=[{"price_data": self._data(client), "quantity": 2}])
        assert lines(buyer.latest(made)) == [("2 × Gold (at $7.00 / month)", 1_400)]
        price = made["items"].data[0].price
        assert (price.unit_amount, price.recurring.interval, price.active) == (700, "month", False)
        assert client.v1.prices.list({"product": price.product}).data == []
        buyer.clock.advance(at("2026-01-16 12:00"))
        change = {"id": made["items"].data[0].id, "price_data": self._data(client, unit_amount=1_400), "quantity": 2}
        buyer.v1.subscriptions.update(made.id, {"items": [change]})
        assert sorted(one.amount for one in buyer.pending()) == [-700, 1_400]
        buyer.clock.advance(at("2026-02-01 02:00"))
        assert buyer.latest(made).total == 2_800 + 700

    @pytest.mark.parametrize(
        ("given", "param"),
        [
            ({"product": "prod_none"}, "items[0][price_data][product]"),
            ({"unit_amount": -1}, "items[0][price_data][unit_amount]"),
            (
                {"recurring": {"interval": "year", "interval_count": 4}},
                "items[0][price_data][recurring][interval_count]",
            ),
            ({"unit_amount_decimal": "1.5"}, "items[0][price_data][unit_amount_decimal]"),
        ],
    )
    def test_what_is_refused(self, client: stripe.StripeClient, given: Any, param: str) -> None:
        buyer = Subscriber(client, "2026-01-01")
        with pytest.raises(stripe.InvalidRequestError) as caught:
            buyer.subscribe(items=[{"price_data": self._data(client, **given)}])
        assert caught.value.param == param

    def test_one_of_three(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        with refused(None, code="parameters_exclusive", param="items[0][price_data]"):
            buyer.subscribe(items=[{"price": buyer.price(), "price_data": self._data(client)}])


class TestTheLastInvoice:
    def test_it_bills_what_waits(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        buyer.clock.advance(at("2026-01-11"))
        buyer.v1.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "quantity": 3}]})
        over = buyer.v1.subscriptions.cancel(made.id, {"invoice_now": True})
        last = buyer.latest(made)
        assert (over.status, over.latest_invoice) == ("canceled", last.id)
        assert (last.billing_reason, last.total) == ("subscription_cycle", -677 + 2_032)
        assert (last.period_start, last.period_end) == (at("2026-01-01"), at("2026-01-11"))
        buyer.clock.advance(at("2026-01-11 00:10"))
        assert buyer.latest(made).status == "paid"
        assert buyer.pending() == []

    def test_what_it_gives_back_is_the_customers(self, client: stripe.StripeClient) -> None:
        """W30 with the invoice at once: 22 of 30 days of 30.00."""
        buyer = Subscriber(client, "2026-04-01")
        made = buyer.subscribe(buyer.price(3_000))
        buyer.clock.advance(at("2026-04-09"))
        buyer.v1.subscriptions.cancel(made.id, {"invoice_now": True, "prorate": True})
        last = buyer.latest(made)
        assert (last.total, last.status) == (-2_200, "paid")
        assert buyer.v1.customers.retrieve(buyer.customer).balance == -2_200

    def test_without_anything_to_bill_there_is_none(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        buyer.v1.subscriptions.cancel(made.id, {"invoice_now": True})
        assert len(buyer.invoices(made)) == 1


class TestACycleFromNowOn:
    """`billing_cycle_anchor=now` in flexible mode."""

    def test_what_stays_pays_for_the_longer_time(self, client: stripe.StripeClient) -> None:
        """Paid to 1 February; the new period ends on 11 February: 10 of 31 days of 31.00."""
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price(3_100))
        buyer.clock.advance(at("2026-01-11"))
        moved = buyer.v1.subscriptions.update(made.id, {"billing_cycle_anchor": "now"})
        assert moved.billing_cycle_anchor == at("2026-01-11")
        assert period(moved) == ("2026-01-11", "2026-02-11")
        assert moved.latest_invoice == made.latest_invoice
        (sliver,) = buyer.pending()
        assert (sliver.amount, sliver.description) == (1_000, "Remaining time on Gold after 01 Feb 2026")
        assert (sliver.period.start, sliver.period.end) == (at("2026-02-01"), at("2026-02-11"))
        buyer.clock.advance(at("2026-02-11 02:00"))
        assert buyer.latest(made).total == 3_100 + 1_000

    def test_what_changes_is_given_back_and_charged(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price(3_100))
        buyer.clock.advance(at("2026-01-11"))
        change = {"id": made["items"].data[0].id, "quantity": 2}
        buyer.v1.subscriptions.update(made.id, {"billing_cycle_anchor": "now", "items": [change]})
        assert sorted(one.amount for one in buyer.pending()) == [-2_100, 6_200]

    def test_without_prorations_the_new_period_is_billed(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price(3_100))
        buyer.clock.advance(at("2026-01-11"))
        buyer.v1.subscriptions.update(made.id, {"billing_cycle_anchor": "now", "proration_behavior": "none"})
        assert lines(buyer.latest(made)) == [("1 × Gold (at $31.00 / month)", 3_100)]
        assert buyer.pending() == []
