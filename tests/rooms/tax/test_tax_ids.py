"""Tax ids by both doors: of the account, and of its customers (invoicing.md §1.11)."""

from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types
from tests.conftest import Server
from tests.rooms.tax.inside import inside

from billhook.kernel.errors import ApiError
from billhook.tax.actions.account_tax_ids import account_tax_ids

GERMAN = {"type": "eu_vat", "value": "DE123456789"}
AMERICAN = {"type": "us_ein", "value": "12-3456789"}


def of(customer: Any) -> dict[str, Any]:
    return {"owner": {"type": "customer", "customer": customer.id}}


class TestOfTheAccount:
    def test_key_by_key(self, server: Server) -> None:
        made = server.request("POST", "/v1/tax_ids", {"type": "eu_vat", "value": "EL123456789"}).json
        assert made == {
            "id": made["id"], "object": "tax_id", "country": "GR", "created": made["created"], "customer": None,
            "customer_account": None, "livemode": False,
            "owner": {"customer": None, "customer_account": None, "type": "self"}, "type": "eu_vat",
            "value": "EL123456789", "verification": None,
        }  # fmt: skip
        assert made["id"].startswith("atxi_")
        assert server.request("GET", f"/v1/tax_ids/{made['id']}").json == made

    def test_come_and_go_without_events(self, shop: Shop) -> None:
        first, second = (shop.v1.tax_ids.create(AMERICAN) for _ in range(2))
        assert shop.events_of(first) == []
        listed = [t.id for t in shop.v1.tax_ids.list({"limit": 2}).data]
        assert listed == [second.id, first.id]
        assert shop.v1.tax_ids.list({"limit": 2, "owner": {"type": "self"}}).data[0].id == second.id
        gone = shop.v1.tax_ids.delete(first.id)
        assert gone.to_dict() == {"id": first.id, "object": "tax_id", "deleted": True}
        assert shop.events_of(gone) == []
        with refused(f"No such tax_id: '{first.id}'", status=404, code="resource_missing", param="id"):
            shop.v1.tax_ids.retrieve(first.id)

    def test_are_no_customers(self, shop: Shop) -> None:
        made, customer = shop.v1.tax_ids.create(AMERICAN), shop.customer()
        with refused(f"No such tax_id: '{made.id}'", status=404, code="resource_missing", param="id"):
            shop.v1.customers.tax_ids.delete(customer.id, made.id)

    def test_each_mode_has_its_own(self, shop: Shop, live: stripe.StripeClient) -> None:
        made = shop.v1.tax_ids.create(AMERICAN)
        assert made.id not in [t.id for t in live.v1.tax_ids.list({"limit": 100}).data]
        with refused(None, status=404, code="resource_missing", param="id"):
            live.v1.tax_ids.delete(made.id)


class TestForInvoices:
    def test_all_of_the_account_or_those_that_are_named(self, server: Server, shop: Shop) -> None:
        first, second = (shop.v1.tax_ids.create(AMERICAN).id for _ in range(2))
        (everything,) = inside(server, lambda tx: account_tax_ids(tx, None))
        assert [t.id for t in everything][-2:] == [first, second]
        (named,) = inside(server, lambda tx: account_tax_ids(tx, [second, first, second]))
        assert [t.id for t in named] == [second, first]
        assert inside(server, lambda tx: account_tax_ids(tx, [])) == [[]]

    def test_those_of_customers_are_refused(self, server: Server, shop: Shop) -> None:
        own, his = shop.v1.tax_ids.create(AMERICAN).id, shop.v1.tax_ids.create({**GERMAN, **of(shop.customer())}).id
        for wanted in (his, "atxi_x"):
            with pytest.raises(ApiError, match=f"No such tax_id: '{wanted}'") as caught:
                inside(server, lambda tx, wanted=wanted: account_tax_ids(tx, [own, wanted]))
            assert (caught.value.status, caught.value.param) == (400, "account_tax_ids[1]")


class TestOfCustomers:
    def test_both_doors_lead_to_the_same(self, shop: Shop) -> None:
        customer = shop.customer()
        by_one = shop.v1.tax_ids.create({**GERMAN, **of(customer)})
        by_other = shop.v1.customers.tax_ids.create(customer.id, AMERICAN)
        assert by_one.id.startswith("txi_")
        assert by_one.to_dict()["owner"] == {"customer": customer.id, "customer_account": None, "type": "customer"}
        for listed in (shop.v1.tax_ids.list(of(customer)), shop.v1.customers.tax_ids.list(customer.id)):
            assert [t.id for t in listed.data] == [by_other.id, by_one.id]
        assert shop.v1.tax_ids.retrieve(by_other.id).to_dict() == by_other.to_dict()
        assert shop.v1.customers.tax_ids.retrieve(customer.id, by_one.id).to_dict() == by_one.to_dict()
        expanded = shop.v1.tax_ids.retrieve(by_one.id, {"expand": ["customer", "owner.customer"]})
        assert (expanded.customer.id, expanded.owner.customer.id) == (customer.id, customer.id)
        gone = shop.v1.tax_ids.delete(by_one.id)
        (event,) = shop.events_of(gone)
        assert (event.type, event.data.object.to_dict()) == ("customer.tax_id.deleted", by_one.to_dict())
        assert [t.id for t in shop.v1.customers.tax_ids.list(customer.id).data] == [by_other.id]

    def test_go_with_a_deleted_customer(self, shop: Shop) -> None:
        customer = shop.customer(tax_id_data=[GERMAN])
        (made,) = shop.v1.customers.tax_ids.list(customer.id).data
        shop.v1.customers.delete(customer.id)
        missing = f"No such tax_id: '{made.id}'"
        with refused(missing, status=404, code="resource_missing", param="id"):
            shop.v1.tax_ids.retrieve(made.id)
        with refused(missing, status=404, code="resource_missing", param="id"):
            shop.v1.tax_ids.delete(made.id)
        gone = {"code": "resource_missing", "param": "owner[customer]"}
        with refused(f"No such customer: '{customer.id}'", **gone):
            shop.v1.tax_ids.list(of(customer))
        with refused(f"No such customer: '{customer.id}'", **gone):
            shop.v1.tax_ids.create({**GERMAN, **of(customer)})


@pytest.mark.parametrize(
    ("owner", "message", "code", "param"),
    [
        ({"type": "customer"}, "Missing required param: owner[customer].", "parameter_missing", "owner[customer]"),
        ({"customer": "cus_1"}, "Missing required param: owner[type].", "parameter_missing", "owner[type]"),
        ({"type": "self", "customer": "cus_1"},
         "You can only specify 'owner[customer]' if 'owner[type]' is 'customer'.", None, "owner[customer]"),
        ({"type": "customer", "customer": "cus_x"}, "No such customer: 'cus_x'", "resource_missing",
         "owner[customer]"),
        ({"type": "account", "account": "acct_1"}, None, "parameter_not_supported", "owner[account]"),
        ({"type": "application"}, None, "parameter_not_supported", "owner[type]"),
        ({"type": "nobody"}, None, None, "owner[type]"),
    ],
)  # fmt: skip
def test_owners_that_cannot_be(
    shop: Shop, owner: dict[str, str], message: str | None, code: str | None, param: str
) -> None:
    with refused(message, code=code, param=param):
        shop.v1.tax_ids.create({**AMERICAN, "owner": owner})
    with refused(message, code=code, param=param):
        shop.v1.tax_ids.list({"owner": owner})


class TestFormat:
    def test_the_wrong_form_is_refused_everywhere(self, shop: Shop, live: stripe.StripeClient) -> None:
        customer = shop.customer()
        bad = {"type": "eu_vat", "value": "DE123"}
        message = "Invalid value for eu_vat."
        with refused(message, code="tax_id_invalid", param="value"):
            shop.v1.customers.tax_ids.create(customer.id, bad)
        with refused(message, code="tax_id_invalid", param="value"):
            shop.v1.tax_ids.create(bad)
        with refused(message, code="tax_id_invalid", param="value"):
            live.v1.tax_ids.create({"type": "eu_vat", "value": "000000000"})
        with refused(message, code="tax_id_invalid", param="tax_id_data[1][value]"):
            shop.customer(name="Nobody", tax_id_data=[AMERICAN, bad])
        assert shop.v1.customers.tax_ids.list(customer.id).data == []

    def test_values_are_kept_as_they_were_sent(self, shop: Shop) -> None:
        for value in ("CHE-123.456.789 MWST", "CHE123456789MWST"):
            assert shop.v1.tax_ids.create({"type": "ch_vat", "value": value}).value == value


class TestVerification:
    @pytest.mark.parametrize(
        ("value", "status"),
        [("000000000", "verified"), ("DE000000000", "verified"), ("DE111111111", "unverified"),
         ("222222222", "pending"), ("DE123456789", "pending")],
    )  # fmt: skip
    def test_by_test_values(self, shop: Shop, value: str, status: str) -> None:
        made = shop.v1.customers.tax_ids.create(shop.customer().id, {"type": "eu_vat", "value": value})
        assert made.verification.status == "pending"
        created, *updated = shop.events_of(made)
        assert (created.type, created.data.object.to_dict()) == ("customer.tax_id.created", made.to_dict())
        now = shop.v1.tax_ids.retrieve(made.id)
        assert now.verification.to_dict() == {"status": status, "verified_address": None, "verified_name": None}
        if status == "pending":
            assert updated == []
        else:
            (event,) = updated
            assert (event.type, event.data.object.to_dict()) == ("customer.tax_id.updated", now.to_dict())
            assert event.data.previous_attributes.to_dict() == {"verification": {"status": "pending"}}

    def test_types_that_no_office_verifies(self, shop: Shop) -> None:
        made = shop.v1.customers.tax_ids.create(shop.customer().id, AMERICAN)
        assert made.verification.status == "unavailable"
        assert types(shop.events_of(made)) == ["customer.tax_id.created"]

    @pytest.mark.parametrize(
        ("value", "status"),
        [("DE123456789", "unverified"), ("DE136695976", "unavailable"), ("DE000000000", "unverified")],
    )
    def test_in_live_mode_by_check_digits_and_never_a_refusal(
        self, live: stripe.StripeClient, value: str, status: str
    ) -> None:
        shop = Shop(live)
        made = shop.v1.tax_ids.create({"type": "eu_vat", "value": value, **of(shop.customer())})
        assert types(shop.events_of(made)) == ["customer.tax_id.created", "customer.tax_id.updated"]
        assert shop.v1.tax_ids.retrieve(made.id).verification.status == status
