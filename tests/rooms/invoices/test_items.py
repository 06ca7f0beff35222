"""Invoice items: what they are charged, where they may stand, and when they are frozen (invoicing.md §1.6, §3.14)."""

from decimal import Decimal
from typing import Any

import pytest
from tests.builders import Shop, refused, types
from tests.conftest import Server

ONE_OF = "You must specify one of these parameters: amount, pricing, price_data, unit_amount_decimal."


@pytest.fixture
def price(shop: Shop) -> Any:
    """One unit of Gold Special for 10.00."""
    product = shop.v1.products.create({"name": "Gold Special"})
    return shop.v1.prices.create({"product": product.id, "unit_amount": 1_000, "currency": "usd"})


def test_a_pending_item_key_by_key(server: Server, shop: Shop) -> None:
    customer = shop.customer()
    body = {"customer": customer.id, "amount": "2500", "currency": "usd", "description": "Setup"}
    item = server.request("POST", "/v1/invoiceitems", body).json
    pricing = item.pop("pricing")
    assert pricing["type"] == "price_details"
    assert pricing["unit_amount_decimal"] == "2500"
    assert pricing["price_details"]["price"].startswith("price_")
    assert pricing["price_details"]["product"].startswith("prod_")
    assert item == {
        "id": item["id"], "object": "invoiceitem", "amount": 2500, "currency": "usd", "customer": customer.id,
        "customer_account": None, "date": item["date"], "description": "Setup", "discountable": True,
        "discounts": [], "invoice": None, "invoicing_rules": None, "livemode": False, "metadata": {},
        "net_amount": None, "parent": None, "period": {"start": item["date"], "end": item["date"]},
        "proration": False, "quantity": 1, "quantity_decimal": "1", "tax_rates": [], "test_clock": None,
    }  # fmt: skip


def test_a_line_key_by_key(server: Server, shop: Shop, price: Any) -> None:
    draft = shop.empty()
    item = shop.v1.invoice_items.create(
        {"customer": draft.customer, "invoice": draft.id, "pricing": {"price": price.id}, "quantity": 3}
    )
    (line,) = server.request("GET", f"/v1/invoices/{draft.id}/lines").json["data"]
    assert line == {
        "id": line["id"], "object": "line_item", "amount": 3_000, "currency": "usd",
        "description": "Gold Special", "discount_amounts": [], "discountable": True, "discounts": [],
        "invoice": draft.id, "livemode": False, "metadata": {},
        "parent": {
            "invoice_item_details": {
                "invoice_item": item.id, "proration": False, "proration_details": {"credited_items": None},
                "subscription": None,
            },
            "subscription_item_details": None, "type": "invoice_item_details",
        },
        "period": {"start": item.date, "end": item.date}, "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price.id, "product": price.product}, "type": "price_details",
            "unit_amount_decimal": "1000",
        },
        "quantity": 3, "quantity_decimal": "3", "subscription": None, "subtotal": 3_000, "taxes": [],
    }  # fmt: skip
    assert line["id"].startswith("il_")


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        ({"amount": 2_500}, 2_500),
        ({"amount": -2_500}, -2_500),
        ({"amount": 0}, 0),
        ({"unit_amount_decimal": "0.5", "quantity": 3}, 2),
        ({"unit_amount_decimal": "-0.5", "quantity": 3}, -2),
        ({"unit_amount_decimal": "0.5"}, 1),
        ({"unit_amount_decimal": "33.333333333333", "quantity": 3}, 100),
        ({"unit_amount_decimal": "1000", "quantity_decimal": "1.5"}, 1_500),
        ({"unit_amount_decimal": "1000", "quantity": 0}, 0),
        ({"unit_amount_decimal": "0.000000000001", "quantity_decimal": "0.000000000001"}, 0),
    ],
    ids=[
        "an amount", "a credit", "free of charge", "1.5 rounds up", "-1.5 rounds away from zero", "0.5 rounds up",
        "99.999999999999 rounds to 100", "an hour and a half", "none of it", "next to nothing",
    ],
)  # fmt: skip
def test_what_a_line_comes_to(shop: Shop, given: dict[str, Any], amount: int) -> None:
    draft = shop.empty()
    item = shop.v1.invoice_items.create({"invoice": draft.id, **given})
    assert item.amount == amount
    assert item.customer == draft.customer
    assert shop.v1.invoices.retrieve(draft.id).total == amount


def test_decimals_come_back_as_they_were_sent(shop: Shop) -> None:
    item = shop.v1.invoice_items.create(
        {"invoice": shop.empty().id, "unit_amount_decimal": "12.345678901234", "quantity_decimal": "2.50"}
    )
    assert item.pricing.unit_amount_decimal == Decimal("12.345678901234")
    assert (item.quantity, item.quantity_decimal) == (2, Decimal("2.5"))
    assert item.amount == 31  # 30.864…


class TestOneWayOfCharging:
    @pytest.mark.parametrize(
        ("given", "names", "param"),
        [
            ({"amount": 1, "quantity": 2}, "amount, quantity", "amount"),
            ({"amount": 1, "unit_amount_decimal": "2"}, "amount, unit_amount_decimal", "amount"),
            ({"quantity": 1, "quantity_decimal": "2", "unit_amount_decimal": "5"}, "quantity, quantity_decimal",
             "quantity"),
        ],
    )  # fmt: skip
    def test_not_two(self, shop: Shop, given: dict[str, Any], names: str, param: str) -> None:
        with refused(
            f"You may only specify one of these parameters: {names}.",
            code="parameters_exclusive",
            param=param,
        ):
            shop.v1.invoice_items.create({"invoice": shop.empty().id, **given})

    def test_not_none(self, shop: Shop) -> None:
        with refused(ONE_OF, code="parameter_missing", param="amount"):
            shop.v1.invoice_items.create({"invoice": shop.empty().id})

    def test_an_amount_needs_a_currency_unless_the_invoice_has_one(self, shop: Shop) -> None:
        with refused("Missing required param: currency.", code="parameter_missing", param="currency"):
            shop.v1.invoice_items.create({"customer": shop.customer().id, "amount": 5})

    def test_somebody_must_pay(self, shop: Shop) -> None:
        with refused("Missing required param: customer.", code="parameter_missing", param="customer"):
            shop.v1.invoice_items.create({"amount": 5, "currency": "usd"})

    @pytest.mark.parametrize("given", [{"quantity": -1}, {"quantity_decimal": "-0.5"}], ids=["whole", "decimal"])
    def test_no_negative_quantity(self, shop: Shop, given: dict[str, Any]) -> None:
        (name,) = given
        with refused("This value must be greater than or equal to 0.", code="parameter_invalid_integer", param=name):
            shop.v1.invoice_items.create({"invoice": shop.empty().id, "unit_amount_decimal": "5", **given})


class TestPrices:
    def test_a_price_names_the_line(self, shop: Shop, price: Any) -> None:
        item = shop.v1.invoice_items.create({"invoice": shop.empty().id, "pricing": {"price": price.id}, "quantity": 2})
        assert (item.amount, item.description) == (2_000, "Gold Special")
        assert item.pricing.price_details.price == price.id

    def test_of_another_currency(self, shop: Shop, price: Any) -> None:
        with refused(
            "The currency of the price (usd) does not match the currency of the invoice (eur).",
            param="pricing[price]",
        ):
            shop.v1.invoice_items.create({"invoice": shop.empty(currency="eur").id, "pricing": {"price": price.id}})

    def test_unknown(self, shop: Shop) -> None:
        with refused("No such price: 'price_x'", code="resource_missing", param="pricing[price]"):
            shop.v1.invoice_items.create({"invoice": shop.empty().id, "pricing": {"price": "price_x"}})

    def test_recurring(self, shop: Shop, price: Any) -> None:
        monthly = shop.v1.prices.create(
            {
                "product": price.product,
                "unit_amount": 500,
                "currency": "usd",
                "recurring": {"interval": "month"},
            }
        )
        with refused(
            "The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.",
            param="pricing[price]",
        ):
            shop.v1.invoice_items.create({"invoice": shop.empty().id, "pricing": {"price": monthly.id}})

    def test_inactive(self, shop: Shop, price: Any) -> None:
        shop.v1.prices.update(price.id, {"active": False})
        with refused(None, param="pricing[price]"):
            shop.v1.invoice_items.create({"invoice": shop.empty().id, "pricing": {"price": price.id}})

    def test_inline(self, shop: Shop, price: Any) -> None:
        data = {"currency": "usd", "product": price.product, "unit_amount_decimal": "12.5"}
        item = shop.v1.invoice_items.create({"invoice": shop.empty().id, "price_data": data, "quantity": 3})
        assert item.amount == 38  # 37.5
        assert item.pricing.price_details.product == price.product


class TestWhereItStands:
    def test_only_on_an_invoice_of_the_same_customer(self, shop: Shop) -> None:
        draft, stranger = shop.empty(), shop.customer()
        with refused("The customer of the invoice item does not match the customer of the invoice.", param="customer"):
            shop.v1.invoice_items.create({"customer": stranger.id, "invoice": draft.id, "amount": 5})

    def test_only_in_the_currency_of_the_invoice(self, shop: Shop) -> None:
        with refused(
            "The currency of the invoice item (eur) does not match that of the invoice (usd).",
            param="currency",
        ):
            shop.item(shop.empty(), 5, currency="eur")

    def test_on_an_unknown_invoice(self, shop: Shop) -> None:
        with refused("No such invoice: 'in_x'", code="resource_missing", param="invoice"):
            shop.v1.invoice_items.create({"invoice": "in_x", "amount": 5})

    def test_for_an_unknown_or_deleted_customer(self, shop: Shop) -> None:
        gone = shop.customer()
        shop.v1.customers.delete(gone.id)
        for customer in ("cus_x", gone.id):
            with refused(f"No such customer: '{customer}'", code="resource_missing", param="customer"):
                shop.v1.invoice_items.create({"customer": customer, "amount": 5, "currency": "usd"})

    def test_credit_is_not_discountable_unless_said_so(self, shop: Shop) -> None:
        customer = shop.customer()
        assert shop.pending(customer, 5).discountable is True
        credit = shop.pending(customer, -5)
        assert (credit.discountable, credit.net_amount) == (False, -5)
        assert shop.pending(customer, -5, discountable=True).discountable is True

    def test_the_period_of_service(self, shop: Shop) -> None:
        period = {"start": 1_700_000_000, "end": 1_702_000_000}
        assert shop.pending(shop.customer(), period=period).period.to_dict() == period
        with refused(None, param="period[end]"):
            shop.pending(shop.customer(), period={"start": 5, "end": 4})


class TestChanging:
    def test_a_pending_item(self, shop: Shop) -> None:
        item = shop.pending(shop.customer(), metadata={"a": "1"})
        changed = shop.v1.invoice_items.update(
            item.id, {"amount": 700, "description": "New", "metadata": {"b": "2"}, "discountable": False}
        )
        assert (changed.amount, changed.description, changed.discountable) == (700, "New", False)
        assert changed.metadata.to_dict() == {"a": "1", "b": "2"}
        assert changed.net_amount == 700
        # There is no `invoiceitem.updated`.
        assert shop.events_of(changed) == []
        assert shop.v1.invoice_items.retrieve(item.id) == changed

    def test_on_a_draft_the_sums_follow(self, shop: Shop) -> None:
        draft = shop.draft(1_000)
        item = shop.item(draft, 500)
        changed = shop.v1.invoice_items.update(item.id, {"amount": 700})
        (event,) = shop.events_of(changed)
        assert event.type == "invoice.updated"
        assert event.data.object["total"] == 1_700
        assert event.data.previous_attributes["total"] == 1_500
        assert shop.v1.invoices.retrieve(draft.id).amount_due == 1_700

    def test_another_quantity_of_the_same_price(self, shop: Shop, price: Any) -> None:
        item = shop.v1.invoice_items.create({"invoice": shop.empty().id, "pricing": {"price": price.id}, "quantity": 2})
        changed = shop.v1.invoice_items.update(item.id, {"quantity": 5})
        assert (changed.amount, changed.quantity, changed.pricing.price_details.price) == (
            5_000, 5, price.id,
        )  # fmt: skip

    def test_another_unit_amount_of_the_same_quantity(self, shop: Shop) -> None:
        item = shop.v1.invoice_items.create({"invoice": shop.empty().id, "unit_amount_decimal": "100", "quantity": 4})
        changed = shop.v1.invoice_items.update(item.id, {"unit_amount_decimal": "150"})
        assert (changed.quantity, changed.amount) == (4, 600)

    def test_another_price_of_the_same_quantity(self, shop: Shop, price: Any) -> None:
        item = shop.v1.invoice_items.create({"invoice": shop.empty().id, "unit_amount_decimal": "100", "quantity": 4})
        changed = shop.v1.invoice_items.update(item.id, {"pricing": {"price": price.id}})
        assert (changed.quantity, changed.amount) == (4, 4_000)

    @pytest.mark.parametrize("name", ["currency", "customer", "invoice", "subscription"])
    def test_what_is_decided_at_creation_is_no_parameter(self, shop: Shop, name: str) -> None:
        item = shop.pending(shop.customer())
        with refused(f"Received unknown parameter: {name}", code="parameter_unknown", param=name):
            shop.v1.invoice_items.update(item.id, {name: "usd"})

    @pytest.mark.parametrize("status", ["open", "paid", "void", "uncollectible"])
    def test_not_on_a_finalized_invoice(self, shop: Shop, status: str) -> None:
        invoice = shop.invoice(status)
        item = invoice.lines.data[0].parent.invoice_item_details.invoice_item
        with refused("Invalid invoice: This invoice is no longer editable", code="invoice_not_editable"):
            shop.v1.invoice_items.update(item, {"amount": 1})
        with refused("Can't delete an invoice item that is attached to an invoice that is no longer editable"):
            shop.v1.invoice_items.delete(item)
        assert shop.v1.invoices.retrieve(invoice.id) == invoice


class TestDeleting:
    def test_a_pending_item(self, shop: Shop) -> None:
        item = shop.pending(shop.customer())
        stub = shop.v1.invoice_items.delete(item.id)
        assert stub.to_dict() == {"id": item.id, "object": "invoiceitem", "deleted": True}
        assert types(shop.events_of(stub)) == ["invoiceitem.deleted"]

    def test_on_a_draft_the_sums_follow(self, shop: Shop) -> None:
        draft = shop.draft(1_000)
        item = shop.item(draft, 500)
        stub = shop.v1.invoice_items.delete(item.id)
        assert types(shop.events_of(stub)) == ["invoiceitem.deleted", "invoice.updated"]
        assert shop.v1.invoices.retrieve(draft.id).total == 1_000

    def test_a_missing_one(self, shop: Shop) -> None:
        missing = "No such Invoice Item: 'ii_x'(livemode=false)"
        for verb in (
            lambda: shop.v1.invoice_items.delete("ii_x"),
            lambda: shop.v1.invoice_items.retrieve("ii_x"),
            lambda: shop.v1.invoice_items.update("ii_x", {"amount": 1}),
        ):
            with refused(missing, status=404, code="resource_missing", param="id"):
                verb()
