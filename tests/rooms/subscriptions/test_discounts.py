"""Discounts of subscriptions and their items (recurring.md §2.1, §5.4, §6.2)."""

from typing import Any

import pytest
import stripe
from tests.builders import refused
from tests.rooms.subscriptions.shop import Subscriber, at, lines


def _coupon(client: stripe.StripeClient, duration: str = "forever", **given: Any) -> str:
    return str(client.v1.coupons.create({"duration": duration, **given}).id)  # type: ignore[typeddict-item]


def test_w40_once_with_tax(client: stripe.StripeClient) -> None:
    """2000 - 200 + 5 % of 1800; then it is over."""
    buyer = Subscriber(client, "2026-01-01")
    tax = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 5, "inclusive": False})
    made = buyer.subscribe(
        buyer.price(2_000), discounts=[{"coupon": _coupon(client, "once", percent_off=10)}],
        default_tax_rates=[tax.id],
    )  # fmt: skip
    assert buyer.latest(made).total == 1_890
    assert made.discounts == []
    buyer.clock.advance(at("2026-02-01 02:00"))
    assert buyer.latest(made).total == 2_100


def test_w43_a_trial_gives_back_what_was_paid(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    tax = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 5, "inclusive": False})
    made = buyer.subscribe(
        buyer.price(2_000), discounts=[{"coupon": _coupon(client, percent_off=10)}], default_tax_rates=[tax.id],
    )  # fmt: skip
    buyer.v1.subscriptions.update(made.id, {"trial_end": at("2026-01-20")})
    given_back = buyer.latest(made)
    assert given_back.total == -1_890
    credit = next(line for line in given_back.lines.data if line.amount)
    assert (credit.amount, credit.description) == (-1_800, "Unused time on Gold (with 10.0% off) after 01 Jan 2026")
    assert sum(one.amount for one in given_back.total_taxes) == -90


@pytest.mark.parametrize(("mode", "credit"), [("classic", -250), ("flexible", -417)])
def test_w12_an_amount_over_two_items(client: stripe.StripeClient, mode: str, credit: int) -> None:
    """The item of 10.00 is deleted halfway; in flexible mode it had 1.67 of the 5.00."""
    buyer = Subscriber(client, "2026-01-01")
    small, large = buyer.price(1_000), buyer.price(2_000, name="More")
    made = buyer.subscribe(
        small, large, billing_mode={"type": mode},
        discounts=[{"coupon": _coupon(client, amount_off=500, currency="usd")}],
    )  # fmt: skip
    buyer.clock.advance(at("2026-01-16 12:00"))
    buyer.v1.subscription_items.delete(made["items"].data[0].id)
    (pending,) = buyer.pending()
    assert pending.amount == credit


def test_w13_the_split_of_an_amount(client: stripe.StripeClient) -> None:
    """5.00 over 10.00 and 20.00: largest remainder, 1.67 and 3.33 (recurring.md §15, 2)."""
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(
        buyer.price(1_000), buyer.price(2_000, name="More"),
        discounts=[{"coupon": _coupon(client, amount_off=500, currency="usd")}],
    )  # fmt: skip
    taken = sorted(one.amount for line in buyer.latest(made).lines.data for one in line.discount_amounts)
    assert taken == [167, 333]


def test_w14_prorations_contain_it(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(), discounts=[{"coupon": _coupon(client, percent_off=25)}])
    buyer.clock.advance(at("2026-01-16 12:00"))
    change = {"id": made["items"].data[0].id, "price": buyer.price(2_000, name="More")}
    buyer.v1.subscriptions.update(made.id, {"items": [change]})
    assert sorted(one.amount for one in buyer.pending()) == [-375, 750]
    buyer.clock.advance(at("2026-02-01 02:00"))
    assert buyer.latest(made).total == 375 + 1_500


def test_it_takes_something_off_each_invoice_instead_of_the_customers(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    buyer.v1.customers.update(buyer.customer, {"coupon": _coupon(client, percent_off=90)})
    made = buyer.subscribe(
        buyer.price(), discounts=[{"coupon": _coupon(client, percent_off=50)}], expand=["discounts"],
    )  # fmt: skip
    (discount,) = made.discounts
    assert (discount.subscription, discount.customer, discount.invoice) == (made.id, buyer.customer, None)
    first = buyer.latest(made)
    assert (first.total, first.discounts) == (500, [discount.id])
    buyer.clock.advance(at("2026-02-01 02:00"))
    assert (buyer.latest(made).total, buyer.latest(made).discounts) == (500, [discount.id])
    buyer.v1.subscriptions.update(made.id, {"discounts": ""})
    assert buyer.again(made).discounts == []
    buyer.clock.advance(at("2026-03-01 02:00"))
    assert buyer.latest(made).total == 100, "the customer's is used again"


def test_repeating_counts_months(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    coupon = _coupon(client, "repeating", percent_off=50, duration_in_months=2)
    made = buyer.subscribe(buyer.price(), discounts=[{"coupon": coupon}])
    buyer.clock.advance(at("2026-03-02"))
    assert [invoice.total for invoice in buyer.invoices(made)] == [500, 500, 1_000]
    assert buyer.again(made).discounts == []
    gone = buyer.v1.events.list({"type": "customer.discount.deleted", "limit": 20}).data
    assert [e.data.object.subscription for e in gone].count(made.id) == 1


def test_a_trial_does_not_use_up_one_for_once(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(
        buyer.price(), trial_period_days=10, discounts=[{"coupon": _coupon(client, "once", percent_off=50)}],
    )  # fmt: skip
    assert len(made.discounts) == 1
    buyer.clock.advance(at("2026-02-12"))
    assert [invoice.total for invoice in buyer.invoices(made)] == [0, 500, 1_000]
    assert buyer.again(made).discounts == []


class TestOfAnItem:
    def test_it_takes_off_its_lines_alone(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        half = {"coupon": _coupon(client, percent_off=50)}
        items = [{"price": buyer.price(), "discounts": [half]}, {"price": buyer.price(2_000, name="More")}]
        made = buyer.subscribe(items=items)
        assert buyer.latest(made).total == 2_500
        (discount,) = made["items"].data[0].discounts
        item = made["items"].data[0].id
        kept = buyer.v1.subscription_items.update(item, {"discounts": [{"discount": discount}], "quantity": 2})
        assert kept.discounts == [discount]
        assert sorted(one.amount for one in buyer.pending()) == [-500, 1_000]
        buyer.v1.subscription_items.update(item, {"discounts": ""})
        assert buyer.again(made)["items"].data[0].discounts == []

    def test_once_is_over_with_the_first_invoice(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        once = {"coupon": _coupon(client, "once", percent_off=50)}
        made = buyer.subscribe(items=[{"price": buyer.price(), "discounts": [once]}])
        assert made["items"].data[0].discounts == []
        buyer.clock.advance(at("2026-02-01 02:00"))
        assert [invoice.total for invoice in buyer.invoices(made)] == [500, 1_000]


class TestNamed:
    def test_a_promotion_code_has_its_conditions(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        coupon = _coupon(client, percent_off=50)
        restrictions = {"minimum_amount": 5_000, "minimum_amount_currency": "usd"}
        code = client.v1.promotion_codes.create(
            {"promotion": {"type": "coupon", "coupon": coupon}, "restrictions": restrictions}  # type: ignore[typeddict-item]
        )
        named = [{"promotion_code": code.id}]
        with refused(None, param="discounts[0][promotion_code]"):
            buyer.subscribe(buyer.price(), discounts=named)
        made = buyer.subscribe(buyer.price(6_000), discounts=named)
        assert buyer.latest(made).total == 3_000
        assert client.v1.promotion_codes.retrieve(code.id).times_redeemed == 1

    def test_only_its_own_discount_can_be_kept(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        price = buyer.price()
        first = buyer.subscribe(price, discounts=[{"coupon": _coupon(client, percent_off=50)}])
        other = buyer.subscribe(buyer.price(name="More"))
        with refused(None, code="resource_missing", param="discounts[0][discount]"):
            buyer.v1.subscriptions.update(other.id, {"discounts": [{"discount": first.discounts[0]}]})
        kept = [{"discount": first.discounts[0]}, {"coupon": _coupon(client, percent_off=10)}]
        both = buyer.v1.subscriptions.update(first.id, {"discounts": kept})
        assert both.discounts[0] == first.discounts[0]
        buyer.clock.advance(at("2026-02-01"))
        assert buyer.latest(first).total == 450

    def test_a_draft_of_a_renewal_can_drop_it(self, client: stripe.StripeClient) -> None:
        """The subscription keeps it."""
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price(), discounts=[{"coupon": _coupon(client, percent_off=50)}])
        buyer.clock.advance(at("2026-02-01"))
        dropped = buyer.v1.invoices.update(buyer.latest(made).id, {"discounts": ""})
        assert dropped.total == 1_000
        assert buyer.again(made).discounts == made.discounts
        with_it = buyer.v1.invoices.update(dropped.id, {"discounts": [{"discount": made.discounts[0]}]})
        assert with_it.total == 500

    def test_a_preview_redeems_nothing(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        coupon = _coupon(client, percent_off=50)
        made = buyer.subscribe(buyer.price())
        shown = buyer.v1.invoices.create_preview({"subscription": made.id, "discounts": [{"coupon": coupon}]})
        assert lines(shown) == [("1 × Gold (at $10.00 / month)", 1_000)]
        assert shown.total == 500
        assert client.v1.coupons.retrieve(coupon).times_redeemed == 0


def test_before_basil_it_is_shown_itself_and_named_alone(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    old = {"stripe_version": "2024-06-20"}
    given = {"customer": buyer.customer, "items": [{"price": buyer.price()}], "coupon": _coupon(client, percent_off=50)}
    made = client.v1.subscriptions.create(given, old)  # type: ignore[arg-type]
    assert made["discount"].coupon.percent_off == 50
    assert made["discount"].subscription == made.id
    assert buyer.latest(made).total == 500
    without = client.v1.subscriptions.update(made.id, {"coupon": ""}, old)  # type: ignore[typeddict-unknown-key]
    assert without["discount"] is None


def test_deleted_by_its_own_route(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(), discounts=[{"coupon": _coupon(client, percent_off=50)}])
    gone = buyer.v1.subscriptions.delete_discount(made.id)
    assert gone.deleted
    assert gone.subscription == made.id
    assert buyer.again(made).discounts == []
    with refused(None, code="resource_missing", status=404):
        buyer.v1.subscriptions.delete_discount(made.id)


class TestOnceIsOnce:
    """Several drafts may carry it; the first that is finalized with it has it."""

    def test_of_drafts_that_were_kept(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        once = {"coupon": _coupon(client, "once", percent_off=50)}
        half = {"discounts": [once], "pause_collection": {"behavior": "keep_as_draft"}}
        buyer.v1.subscriptions.update(made.id, half)
        buyer.clock.advance(at("2026-03-02"))
        drafts = [invoice.id for invoice in buyer.invoices(made) if invoice.status == "draft"]
        assert len(drafts) == 2
        totals = [buyer.v1.invoices.finalize_invoice(draft).total for draft in drafts]
        assert totals == [500, 1_000]
        assert buyer.again(made).discounts == []
        assert buyer.v1.invoices.retrieve(drafts[1]).discounts == []

    def test_of_an_item_in_the_hour_of_a_renewal(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price(), trial_period_days=31)
        once = {"coupon": _coupon(client, "once", percent_off=50)}
        item = made["items"].data[0].id
        buyer.v1.subscription_items.update(item, {"discounts": [once]})
        buyer.clock.advance(at("2026-02-01"))
        draft = buyer.latest(made)
        assert (draft.status, draft.total) == ("draft", 500)
        anew = {"billing_cycle_anchor": "now", "proration_behavior": "none"}
        buyer.v1.subscriptions.update(made.id, anew)
        assert buyer.latest(made).total == 500
        buyer.clock.advance(at("2026-02-01 02:00"))
        assert buyer.v1.invoices.retrieve(draft.id).total == 1_000

    def test_a_pause_that_voids_spends_none(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        once = {"coupon": _coupon(client, "once", percent_off=50)}
        pause = {"behavior": "void", "resumes_at": at("2026-02-15")}
        buyer.v1.subscriptions.update(made.id, {"discounts": [once], "pause_collection": pause})
        buyer.clock.advance(at("2026-03-01 02:00"))
        assert [(i.status, i.total) for i in buyer.invoices(made)] == [("paid", 1_000), ("void", 500), ("paid", 500)]

    def test_a_preview_of_each_period_has_none(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(
            buyer.price(), trial_period_days=10, discounts=[{"coupon": _coupon(client, "once", percent_off=50)}],
        )  # fmt: skip
        of = {"subscription": made.id}
        assert buyer.v1.invoices.create_preview(of).total == 500
        assert buyer.v1.invoices.create_preview({**of, "preview_mode": "recurring"}).total == 1_000


def test_a_discount_of_the_customer_stays_theirs(client: stripe.StripeClient) -> None:
    """A subscription names none but its own, and an item none of its subscription."""
    buyer = Subscriber(client, "2026-01-01")
    buyer.v1.customers.update(buyer.customer, {"coupon": _coupon(client, percent_off=10)})
    of_customer = buyer.v1.customers.retrieve(buyer.customer).discount.id
    made = buyer.subscribe(buyer.price(), discounts=[{"coupon": _coupon(client, percent_off=50)}])
    with refused(None, code="resource_missing", param="discounts[0][discount]"):
        buyer.v1.subscriptions.update(made.id, {"discounts": [{"discount": of_customer}]})
    item = made["items"].data[0].id
    with refused(None, code="resource_missing", param="items[0][discounts][0][discount]"):
        buyer.v1.subscriptions.update(
            made.id, {"items": [{"id": item, "discounts": [{"discount": made.discounts[0]}]}]}
        )
    buyer.v1.subscriptions.update(made.id, {"discounts": ""})
    assert buyer.v1.customers.retrieve(buyer.customer).discount.id == of_customer
