"""Old clients get what their version says: objects by the names of then, and facts that newer versions leave out."""

from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import TEST_KEY, Server

OLD = "2024-06-20"


@pytest.fixture(scope="module")
def old(server: Server) -> Any:
    """A client of 2024-06-20."""
    return server.client_with(TEST_KEY, stripe_version=OLD).v1


@pytest.fixture(scope="module")
def everything(server: Server) -> dict[str, Any]:
    """An invoice with a priced line, a tax rate on it and a discount, paid by card."""
    shop = Shop(server.client_with(TEST_KEY))
    customer = shop.customer()
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    product = shop.v1.products.create({"name": "Retainer"})
    price = shop.v1.prices.create(
        {
            "product": product.id, "unit_amount": 5_000, "currency": "usd", "lookup_key": f"retainer-{product.id}",
            "metadata": {"ours": "1"}, "nickname": "Retainer", "tax_behavior": "exclusive",
        }
    )  # fmt: skip
    coupon = shop.v1.coupons.create({"percent_off": 10})
    card = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    invoice = shop.v1.invoices.create({"customer": customer.id, "discounts": [{"coupon": coupon.id}]})
    item = shop.v1.invoice_items.create(
        {
            "customer": customer.id, "invoice": invoice.id, "pricing": {"price": price.id}, "quantity": 2,
            "tax_rates": [rate.id],
        }
    )  # fmt: skip
    paid = shop.v1.invoices.pay(invoice.id, {"payment_method": card.id})
    assert paid.status == "paid"
    shop.v1.invoices.retrieve(invoice.id)
    return {
        "invoice": paid, "rate": rate, "product": product, "price": price, "coupon": coupon, "item": item,
        "customer": customer,
    }  # fmt: skip


class TestAnInvoiceOfThePast:
    def test_names_its_charge_and_its_payment_intent(self, old: Any, everything: dict[str, Any]) -> None:
        invoice = old.invoices.retrieve(everything["invoice"].id)
        assert invoice.charge.startswith("ch_")
        assert old.charges.retrieve(invoice.charge).payment_intent == invoice.payment_intent

    def test_is_named_by_what_paid_it(self, old: Any, everything: dict[str, Any]) -> None:
        invoice = old.invoices.retrieve(everything["invoice"].id)
        assert old.charges.retrieve(invoice.charge).invoice == invoice.id
        assert old.payment_intents.retrieve(invoice.payment_intent).invoice == invoice.id
        listed = old.charges.list({"customer": everything["customer"].id, "expand": ["data.invoice"]})
        assert [each.invoice.id for each in listed.data] == [invoice.id]

    def test_shows_its_only_discount_with_its_coupon(self, old: Any, everything: dict[str, Any]) -> None:
        invoice = old.invoices.retrieve(everything["invoice"].id)
        assert invoice.discount.coupon.percent_off == 10.0
        assert invoice.discount.id == invoice.discounts[0]

    def test_shows_the_price_of_a_line_whole(self, old: Any, everything: dict[str, Any]) -> None:
        line = old.invoices.retrieve(everything["invoice"].id).lines.data[0]
        assert line.price == old.prices.retrieve(everything["price"].id)
        assert line.price.recurring is None
        assert line.price.metadata["ours"] == "1"
        assert line.price.tax_behavior == "exclusive"
        assert line.price.lookup_key == everything["price"].lookup_key

    def test_shows_the_tax_rates_of_a_line(self, old: Any, everything: dict[str, Any]) -> None:
        line = old.invoices.retrieve(everything["invoice"].id).lines.data[0]
        assert [(rate.id, rate.percentage) for rate in line.tax_rates] == [(everything["rate"].id, 19.0)]
        assert [tax.tax_rate for tax in line.tax_amounts] == [everything["rate"].id]

    def test_so_do_lines_items_and_lists(self, old: Any, everything: dict[str, Any]) -> None:
        invoice, price = everything["invoice"].id, everything["price"].id
        for lines in (
            old.invoices.line_items.list(invoice).data,
            old.invoices.list({"customer": everything["customer"].id}).data[0].lines.data,
        ):
            assert lines[0].price.nickname == "Retainer"
            assert lines[0].tax_rates[0].id == everything["rate"].id
        assert old.invoice_items.retrieve(everything["item"].id).price.id == price
        assert old.invoice_items.retrieve(everything["item"].id).price.nickname == "Retainer"

    def test_is_expanded_by_the_names_of_then(self, old: Any, everything: dict[str, Any]) -> None:
        invoice = old.invoices.retrieve(
            everything["invoice"].id,
            {
                "expand": [
                    "lines.data.price.product", "total_tax_amounts.tax_rate", "charge.balance_transaction",
                    "payment_intent.latest_charge", "subscription", "quote", "lines.data.tax_amounts.tax_rate",
                ]
            },
        )  # fmt: skip
        assert invoice.lines.data[0].price.product.name == "Retainer"
        assert invoice.total_tax_amounts[0].tax_rate.display_name == "VAT"
        assert invoice.lines.data[0].tax_amounts[0].tax_rate.display_name == "VAT"
        # 2 at 50.00, less 10 %, and 19 % of tax on top.
        assert invoice.charge.balance_transaction.amount == 10_710
        assert invoice.charge.invoice == invoice.id
        assert invoice.payment_intent.latest_charge.id == invoice.charge.id
        assert (invoice.subscription, invoice.quote) == (None, None)

    def test_a_preview_shows_them_too(self, old: Any, everything: dict[str, Any]) -> None:
        preview = old.invoices.create_preview(
            {
                "customer": everything["customer"].id,
                "invoice_items": [{"price": everything["price"].id, "tax_rates": [everything["rate"].id]}],
                "expand": ["lines.data.price.product"],
            }
        )  # fmt: skip
        assert preview.lines.data[0].price.product.name == "Retainer"
        assert preview.lines.data[0].tax_rates[0].id == everything["rate"].id
        assert preview.charge is None

    def test_a_write_answers_like_a_look(self, old: Any, everything: dict[str, Any]) -> None:
        invoice = old.invoices.update(everything["invoice"].id, {"metadata": {"seen": "1"}})
        looked = old.invoices.retrieve(everything["invoice"].id)
        assert invoice.charge == looked.charge
        assert invoice.lines.data[0].price == looked.lines.data[0].price


class TestTotalCount:
    def test_counts_what_the_list_has_in_all(self, old: Any, shop: Shop) -> None:
        customer = shop.customer()
        for _ in range(3):
            shop.pending(customer)
        listed = old.invoice_items.list({"customer": customer.id, "limit": 1, "expand": ["total_count"]})
        assert (len(listed.data), listed.has_more, listed.total_count) == (1, True, 3)
        rest = {"customer": customer.id, "starting_after": listed.data[0].id, "expand": ["total_count"]}
        assert old.invoice_items.list(rest).total_count == 3

    @pytest.mark.parametrize(
        ("path", "query"),
        [
            ("invoices", {"status": "void"}),
            ("invoices", {"collection_method": "send_invoice"}),
            ("invoices", {"status": "void", "collection_method": "send_invoice"}),
            ("invoices", {"status": "void", "due_date": {"gt": 1}}),
            ("events", {"type": "invoice.voided"}),
            ("events", {"types": ["invoice.voided", "customer.*"]}),
        ],
    )
    def test_counts_what_the_filters_find(self, old: Any, shop: Shop, path: str, query: dict[str, Any]) -> None:
        shop.invoice("void")
        shop.invoice("draft", collection_method="charge_automatically")
        lists = getattr(old, path)
        listed = lists.list({"limit": 1, "expand": ["total_count"], **query})
        assert listed.total_count == len(list(lists.list({"limit": 100, **query}).auto_paging_iter())) > 0
        assert listed.total_count < lists.list({"limit": 1, "expand": ["total_count"]}).total_count

    def test_is_not_there_unasked(self, old: Any) -> None:
        assert "total_count" not in old.customers.list({"limit": 1})

    def test_is_gone_since_basil(self, shop: Shop) -> None:
        with pytest.raises(stripe.InvalidRequestError, match=r"total_count"):
            shop.v1.customers.list({"limit": 1, "expand": ["total_count"]})


class TestWhatDoesNotExistHere:
    def test_of_a_customer(self, shop: Shop) -> None:
        made = shop.v1.customers.create({"email": "a@example.com", "expand": ["tax", "invoice_credit_balance"]})
        assert made.tax.to_dict() == {
            "automatic_tax": "unrecognized_location", "ip_address": None, "location": None, "provider": "stripe",
        }  # fmt: skip
        assert made.invoice_credit_balance.to_dict() == {}
        wanted = ["default_source", "test_clock", "sources", "subscriptions"]
        looked = shop.v1.customers.retrieve(made.id, {"expand": wanted})
        assert (looked.default_source, looked.test_clock) == (None, None)
        assert (looked.sources.data, looked.subscriptions.data) == ([], [])

    def test_where_a_customer_is(self, shop: Shop) -> None:
        made = shop.customer(address={"country": "DE", "line1": "Pariser Platz 1"}, expand=["tax"])
        assert made.tax.automatic_tax in ("supported", "not_collecting")
        assert made.tax.location.to_dict() == {"country": "DE", "source": "billing_address", "state": None}

    def test_of_an_invoice(self, shop: Shop, everything: dict[str, Any]) -> None:
        wanted = ["parent.subscription_details.subscription", "application", "on_behalf_of", "test_clock"]
        invoice = shop.v1.invoices.retrieve(everything["invoice"].id, {"expand": wanted})
        assert (invoice.parent, invoice.application, invoice.on_behalf_of, invoice.test_clock) == (None,) * 4

    def test_the_rate_of_a_tax(self, shop: Shop, everything: dict[str, Any]) -> None:
        """The types call it an id; Stripe expands it all the same, and integrations ask for it."""
        wanted = ["total_taxes", "total_taxes.tax_rate_details.tax_rate", "lines.data.taxes.tax_rate_details.tax_rate"]
        invoice = shop.v1.invoices.retrieve(everything["invoice"].id, {"expand": wanted})
        assert invoice.total_taxes[0].tax_rate_details.tax_rate.display_name == "VAT"
        assert invoice.lines.data[0].taxes[0].tax_rate_details.tax_rate.display_name == "VAT"

    def test_four_names_of_an_invoice_payment(self, shop: Shop, everything: dict[str, Any]) -> None:
        wanted = ["data.invoice.total_discount_amounts.discount"]
        listed = shop.v1.invoice_payments.list({"invoice": everything["invoice"].id, "expand": wanted})
        assert listed.data[0].invoice.total_discount_amounts[0].discount.source.coupon == everything["coupon"].id


class TestOldRequests:
    def test_a_setup_intent_of_cards(self, old: Any) -> None:
        made = old.setup_intents.create({"payment_method_types": ["card"]})
        assert made.payment_method_types == ["card"]

    def test_a_preview_with_a_coupon(self, old: Any, everything: dict[str, Any]) -> None:
        items = [{"amount": 1_000, "currency": "usd"}]
        wanted = {"customer": everything["customer"].id, "invoice_items": items, "coupon": everything["coupon"].id}
        assert old.invoices.create_preview(wanted).total == 900

    def test_a_version_that_is_too_old_is_refused(self, server: Server) -> None:
        ancient = server.client_with(TEST_KEY, stripe_version="2020-08-27").v1
        with pytest.raises(stripe.InvalidRequestError, match=r"2020-08-27 is too old: .* 2022-11-15"):
            ancient.customers.list()

    def test_the_names_before_2024_04_10(self, server: Server) -> None:
        older = server.client_with(TEST_KEY, stripe_version="2023-10-16").v1
        product = older.products.create({"name": "Retainer", "features": [{"name": "Fast"}]})
        assert [feature.name for feature in product.features] == ["Fast"]
        assert "marketing_features" not in product
        shown = {"rendering_options": {"amount_tax_display": "include_inclusive_tax"}}
        invoice = older.invoices.create({"customer": older.customers.create({}).id, **shown})
        assert invoice.rendering_options.amount_tax_display == "include_inclusive_tax"

    @pytest.mark.parametrize("version", ["2022-11-15", OLD, "2025-08-27.basil", "2026-10-28.endive"])
    def test_a_payment_intent_says_that_no_mandate_was_asked_for(self, server: Server, version: str) -> None:
        client = server.client_with(TEST_KEY, stripe_version=version).v1
        intent = client.payment_intents.create({"amount": 500, "currency": "usd"})
        assert intent.payment_method_options.card["mandate_options"] is None
