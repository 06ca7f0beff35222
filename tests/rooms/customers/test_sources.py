"""Sources of customers: cards as old clients know them (docs/decisions/0080)."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types
from tests.conftest import Server

CARD: Any = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123", "name": "Jenny Rosen"}


def with_source(shop: Shop, source: str = "tok_visa", **given: Any) -> Any:
    """A customer with a default source."""
    return shop.customer(source=source, **given)


class TestOfACustomer:
    def test_created_with_one(self, shop: Shop) -> None:
        customer = with_source(shop)
        assert customer.default_source.startswith("card_")
        assert types(shop.events_of(customer)) == [
            "customer.source.created", "payment_method.attached", "customer.created",
        ]  # fmt: skip
        whole = shop.v1.customers.retrieve(customer.id, {"expand": ["default_source", "sources"]})
        assert (whole.default_source.object, whole.default_source.customer) == ("card", customer.id)
        assert [card.id for card in whole.sources.data] == [customer.default_source]
        assert whole.sources.url == f"/v1/customers/{customer.id}/sources"

    def test_changed_with_another(self, shop: Shop) -> None:
        customer = with_source(shop)
        changed = shop.v1.customers.update(customer.id, {"source": "tok_amex"})
        assert changed.default_source != customer.default_source
        told = shop.events_of(changed)
        assert types(told) == [
            "customer.source.created", "payment_method.attached", "payment_method.detached",
            "customer.source.deleted", "customer.updated",
        ]  # fmt: skip
        assert told[3].data.object.id == customer.default_source
        assert told[4].data.previous_attributes["default_source"] == customer.default_source
        assert [card.brand for card in shop.v1.customers.payment_sources.list(customer.id)] == ["American Express"]

    def test_another_default(self, shop: Shop) -> None:
        customer = with_source(shop)
        other = shop.v1.customers.payment_sources.create(customer.id, {"source": "tok_mastercard"})
        assert shop.v1.customers.retrieve(customer.id).default_source == customer.default_source
        assert shop.v1.customers.update(customer.id, {"default_source": other.id}).default_source == other.id

    def test_a_default_that_is_not_theirs(self, shop: Shop) -> None:
        customer, method = (
            with_source(shop),
            shop.v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}}),
        )
        for named in (with_source(shop).default_source, method.id, "card_nothing", "tok_visa"):
            with refused(f"No such source: '{named}'", code="resource_missing", param="default_source"):
                shop.v1.customers.update(customer.id, {"default_source": named})

    def test_both_at_once(self, shop: Shop) -> None:
        customer = with_source(shop)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.customers.update(customer.id, {"source": "tok_visa", "default_source": customer.default_source})
        assert caught.value.param == "source"

    def test_a_card_that_declines_everything(self, shop: Shop) -> None:
        with pytest.raises(stripe.CardError) as caught:
            with_source(shop, "tok_chargeDeclined")
        assert (caught.value.code, caught.value.http_status) == ("card_declined", 402)

    def test_deleted_with_their_sources(self, shop: Shop) -> None:
        customer = with_source(shop)
        assert "customer.source.deleted" in types(shop.events_of(shop.v1.customers.delete(customer.id)))

    @pytest.mark.parametrize(("source", "code"), [("src_1a", "not_supported"), ("tok_nothing", "resource_missing")])
    def test_what_is_no_card(self, shop: Shop, source: str, code: str) -> None:
        with refused(None, code=code, param="source"):
            with_source(shop, source)

    @pytest.mark.parametrize("name", ["default_source", "default_card", "validate"])
    def test_refused_by_name(self, shop: Shop, name: str) -> None:
        with refused(None, code="parameter_not_supported", param=name):
            shop.customer(**{name: "card_1"})


class TestOnTheirOwn:
    def test_what_it_looks_like(self, shop: Shop) -> None:
        customer, token = shop.customer(), shop.v1.tokens.create({"card": CARD})
        made = shop.v1.customers.payment_sources.create(customer.id, {"source": token.id, "metadata": {"a": "b"}})
        assert json.loads(made.last_response.body) == {
            "id": token.card.id, "object": "card", "address_city": None, "address_country": None,
            "address_line1": None, "address_line1_check": None, "address_line2": None, "address_state": None,
            "address_zip": None, "address_zip_check": None, "brand": "Visa", "country": "US", "customer": customer.id,
            "cvc_check": "pass", "dynamic_last4": None, "exp_month": 12, "exp_year": 2040,
            "fingerprint": token.card.fingerprint, "funding": "credit", "last4": "4242", "metadata": {"a": "b"},
            "name": "Jenny Rosen", "networks": {"preferred": None}, "regulated_status": "unregulated",
            "tokenization_method": None, "wallet": None,
        }  # fmt: skip
        assert types(shop.events_of(made)) == [
            "customer.source.created", "payment_method.attached", "customer.updated",
        ]  # fmt: skip
        assert shop.v1.customers.retrieve(customer.id).default_source == made.id
        assert shop.v1.customers.payment_sources.retrieve(customer.id, made.id).last4 == "4242"

    def test_the_list(self, shop: Shop) -> None:
        customer = with_source(shop)
        shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        second = shop.v1.customers.payment_sources.create(customer.id, {"source": "tok_amex"})
        both = [second.id, customer.default_source]
        sources = shop.v1.customers.payment_sources
        assert [card.id for card in sources.list(customer.id)] == both
        assert [card.id for card in sources.list(customer.id, {"object": "card"})] == both
        page = sources.list(customer.id, {"limit": 1})
        assert ([card.id for card in page.data], page.has_more) == (both[:1], True)
        assert [card.id for card in sources.list(customer.id, {"starting_after": both[0]})] == both[1:]
        with pytest.raises(stripe.InvalidRequestError):
            sources.list(customer.id, {"object": "bank_account"})
        # They are payment methods, too.
        assert {*both} < {method.id for method in shop.v1.payment_methods.list({"customer": customer.id})}

    def test_changed(self, shop: Shop) -> None:
        customer = with_source(shop)
        changed = shop.v1.customers.payment_sources.update(
            customer.id, customer.default_source,
            {"name": "Jenny", "address_zip": "94111", "exp_year": "2041", "metadata": {"a": "b"}},
        )  # fmt: skip
        assert (changed.name, changed.address_zip, changed.exp_year, changed.metadata["a"]) == (
            "Jenny", "94111", 2041, "b",
        )  # fmt: skip
        (told,) = shop.events_of(changed)
        assert (told.type, told.data.previous_attributes["name"]) == ("customer.source.updated", None)
        same = shop.v1.customers.payment_sources.update(customer.id, customer.default_source, {"name": "Jenny"})
        assert shop.events_of(same) == []

    @pytest.mark.parametrize(
        ("given", "code", "param"),
        [
            ({"exp_month": "13"}, "invalid_expiry_month", "exp_month"),
            ({"exp_year": "1999"}, "invalid_expiry_year", "exp_year"),
            ({"owner": {"name": "J"}}, "parameter_not_supported", "owner"),
            ({"account_holder_name": "J"}, "parameter_not_supported", "account_holder_name"),
        ],
    )
    def test_changed_wrongly(self, shop: Shop, given: Any, code: str, param: str) -> None:
        customer = with_source(shop)
        with pytest.raises(stripe.StripeError) as caught:
            shop.v1.customers.payment_sources.update(customer.id, customer.default_source, given)
        assert (caught.value.code, caught.value.error.param) == (code, param)

    def test_deleted(self, shop: Shop) -> None:
        customer = with_source(shop)
        second, third = (
            shop.v1.customers.payment_sources.create(customer.id, {"source": "tok_amex"}) for _ in range(2)
        )
        gone = shop.v1.customers.payment_sources.delete(customer.id, customer.default_source)
        assert (gone.id, gone.object, gone.deleted) == (customer.default_source, "card", True)
        assert types(shop.events_of(gone)) == [
            "payment_method.detached", "customer.source.deleted", "customer.updated",
        ]  # fmt: skip
        # The newest of the others is the default from now on.
        assert shop.v1.customers.retrieve(customer.id).default_source == third.id
        shop.v1.payment_methods.detach(third.id)
        assert shop.v1.customers.retrieve(customer.id).default_source == second.id
        shop.v1.customers.payment_sources.delete(customer.id, second.id)
        assert shop.v1.customers.retrieve(customer.id).default_source is None

    def test_of_somebody_else(self, shop: Shop) -> None:
        customer, other = with_source(shop), with_source(shop)
        sources = shop.v1.customers.payment_sources
        for verb in (sources.retrieve, sources.update, sources.delete):
            message = f"No such source: '{other.default_source}'"
            with refused(message, status=404, code="resource_missing", param="id"):
                verb(customer.id, other.default_source)
        method = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        with refused(f"No such source: '{method.id}'", status=404, code="resource_missing", param="id"):
            sources.retrieve(customer.id, method.id)

    def test_of_nobody(self, shop: Shop) -> None:
        sources = shop.v1.customers.payment_sources
        for verb in (
            lambda: sources.create("cus_nothing", {"source": "tok_visa"}),
            lambda: sources.list("cus_nothing"),
        ):
            with refused("No such customer: 'cus_nothing'", status=404, code="resource_missing", param="customer"):
                verb()

    def test_two_at_once_make_one_default(self, shop: Shop) -> None:
        customer = shop.customer()
        with ThreadPoolExecutor(4) as pool:
            made = list(
                pool.map(
                    lambda _: shop.v1.customers.payment_sources.create(customer.id, {"source": "tok_visa"}).id, range(4)
                )
            )
        assert shop.v1.customers.retrieve(customer.id).default_source in made
        assert len(shop.v1.customers.payment_sources.list(customer.id).data) == 4

    def test_verifying_is_refused_by_name(self, server: Server, shop: Shop) -> None:
        customer = with_source(shop)
        path = f"/v1/customers/{customer.id}/sources/{customer.default_source}/verify"
        assert "other-sources" in server.request("POST", path, {}).json["error"]["message"]


class TestPayingInvoices:
    def test_with_the_default_source(self, shop: Shop) -> None:
        customer = with_source(shop, "tok_mastercard")
        draft = shop.draft(customer=customer, collection_method="charge_automatically")
        paid = shop.v1.invoices.pay(shop.v1.invoices.finalize_invoice(draft.id).id)
        assert paid.status == "paid"
        (charge,) = shop.v1.charges.list({"customer": customer.id}).data
        assert (charge.payment_method, charge.source) == (customer.default_source, None)
        assert charge.payment_intent is not None

    def test_a_default_payment_method_comes_first(self, shop: Shop) -> None:
        customer = with_source(shop)
        method = shop.v1.payment_methods.attach("pm_card_amex", {"customer": customer.id})
        shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
        draft = shop.draft(customer=customer, collection_method="charge_automatically")
        shop.v1.invoices.pay(shop.v1.invoices.finalize_invoice(draft.id).id)
        (charge,) = shop.v1.charges.list({"customer": customer.id}).data
        assert charge.payment_method == method.id

    def test_a_source_pays_an_intent(self, shop: Shop) -> None:
        customer = with_source(shop)
        intent = shop.v1.payment_intents.create(
            {"amount": 900, "currency": "usd", "customer": customer.id, "confirm": True,
             "payment_method": customer.default_source}
        )  # fmt: skip
        assert intent.status == "succeeded"
