"""Customers: what an invoice needs of them (invoicing.md §1.3, platform.md §1.7)."""

from typing import Any

import pytest
from tests.builders import Shop, refused, types
from tests.conftest import Server, run_billhook


def test_a_customer_key_by_key(server: Server) -> None:
    customer = server.request("POST", "/v1/customers", {"name": "A", "email": "a@b.c"}).json
    assert customer == {
        "id": customer["id"], "object": "customer", "address": None, "balance": 0, "business_name": None,
        "created": customer["created"], "currency": None, "customer_account": None, "default_source": None,
        "delinquent": False, "description": None, "discount": None, "email": "a@b.c", "individual_name": None,
        "invoice_prefix": customer["invoice_prefix"],
        "invoice_settings": {
            "custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None,
        },
        "livemode": False, "metadata": {}, "name": "A", "next_invoice_sequence": 1, "phone": None,
        "preferred_locales": [], "shipping": None, "tax_exempt": "none", "test_clock": None,
    }  # fmt: skip
    assert len(customer["id"]) == 18
    assert len(customer["invoice_prefix"]) == 8
    assert set(customer["invoice_prefix"]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert server.request("GET", f"/v1/customers/{customer['id']}").json == customer


def test_every_field(shop: Shop) -> None:
    given: dict[str, Any] = {
        "address": {"line1": "Lindengasse 7", "city": "Wien", "country": "AT"},
        "business_name": "Quill & Thorn",
        "individual_name": "Ada",
        "description": "My first customer",
        "phone": "+43 1",
        "preferred_locales": ["de-AT", "en"],
        "tax_exempt": "reverse",
        "metadata": {"k": "v"},
        "invoice_settings": {"footer": "F", "custom_fields": [{"name": "PO", "value": "1"}]},
    }
    customer = shop.customer(**given)
    for name in ("business_name", "individual_name", "description", "phone", "preferred_locales", "tax_exempt"):
        assert customer[name] == given[name]
    # All six lines of an address once it is set.
    assert customer.address.to_dict() == {
        "city": "Wien", "country": "AT", "line1": "Lindengasse 7", "line2": None, "postal_code": None,
        "state": None,
    }  # fmt: skip
    assert customer.invoice_settings.footer == "F"
    cleared = shop.v1.customers.update(
        customer.id, {"address": "", "description": "", "preferred_locales": "", "tax_exempt": "", "metadata": ""}
    )
    assert (cleared.address, cleared.description, cleared.preferred_locales) == (None, None, [])
    assert (cleared.tax_exempt, cleared.metadata.to_dict()) == ("none", {})


class TestDeleted:
    def test_leaves_a_stub(self, shop: Shop) -> None:
        customer = shop.customer()
        stub = {"id": customer.id, "object": "customer", "deleted": True}
        deleted = shop.v1.customers.delete(customer.id)
        assert deleted.to_dict() == stub
        assert shop.v1.customers.retrieve(customer.id).to_dict() == stub
        (event,) = shop.events_of(deleted)
        assert event.type == "customer.deleted"
        assert event.data.object.to_dict() == customer.to_dict()
        listed = shop.v1.customers.list({"limit": 100}).data
        assert customer.id not in [c.id for c in listed]

    def test_takes_no_more_writes(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.v1.customers.delete(customer.id)
        missing = f"No such customer: '{customer.id}'"
        with refused(missing, status=404, code="resource_missing", param="id"):
            shop.v1.customers.update(customer.id, {"name": "B"})
        with refused(missing, status=404, code="resource_missing", param="id"):
            shop.v1.customers.delete(customer.id)

    def test_open_invoices_live_on(self, shop: Shop) -> None:
        customer = shop.customer()
        opened = shop.invoice("open", customer=customer)
        shop.v1.customers.delete(customer.id)
        assert shop.v1.invoices.retrieve(opened.id) == opened
        assert shop.v1.invoices.pay(opened.id, {"paid_out_of_band": True}).status == "paid"


class TestPrefixAndSequence:
    def test_the_first_number(self, shop: Shop) -> None:
        customer = shop.customer(invoice_prefix="ACME26", next_invoice_sequence=42)
        assert shop.invoice("open", customer=customer).number == "ACME26-0042"
        assert shop.v1.customers.retrieve(customer.id).next_invoice_sequence == 43

    def test_past_9999_the_digits_grow(self, shop: Shop) -> None:
        customer = shop.customer(invoice_prefix="BIG26", next_invoice_sequence=9_999)
        numbers = [shop.invoice("open", customer=customer).number for _ in range(2)]
        assert numbers == ["BIG26-9999", "BIG26-10000"]

    def test_a_prefix_belongs_to_one_customer_for_ever(self, shop: Shop) -> None:
        first = shop.customer(invoice_prefix="ONCE26")
        shop.v1.customers.update(first.id, {"invoice_prefix": "THEN26"})
        for prefix in ("ONCE26", "THEN26"):
            with refused(f"The invoice prefix {prefix} is already used, or was used before.", param="invoice_prefix"):
                shop.customer(invoice_prefix=prefix)

    @pytest.mark.parametrize("prefix", ["AB", "A" * 13, "abc", "A-B", "ÄÖÜ", "A B"])
    def test_prefixes_that_are_none(self, shop: Shop, prefix: str) -> None:
        with refused(None, param="invoice_prefix"):
            shop.customer(invoice_prefix=prefix)

    def test_the_sequence_never_goes_back(self, shop: Shop) -> None:
        customer = shop.customer(next_invoice_sequence=10)
        shop.invoice("open", customer=customer)
        with refused(None, param="next_invoice_sequence"):
            shop.v1.customers.update(customer.id, {"next_invoice_sequence": 10})
        changed = shop.v1.customers.update(customer.id, {"next_invoice_sequence": 20})
        assert changed.next_invoice_sequence == 20
        with refused(None, code="parameter_invalid_integer", param="next_invoice_sequence"):
            shop.v1.customers.update(customer.id, {"next_invoice_sequence": 1_000_000_001})

    def test_with_one_sequence_for_the_account_theirs_is_not_shown(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        run_billhook(server, "settings", "set", "numbering", "account")
        try:
            assert "next_invoice_sequence" not in shop.v1.customers.update(customer.id, {"name": "B"})
        finally:
            run_billhook(server, "settings", "set", "numbering", "customer")
        assert "next_invoice_sequence" in shop.v1.customers.update(customer.id, {"name": "C"})


class TestTaxIds:
    def test_come_and_go(self, shop: Shop) -> None:
        customer = shop.customer(tax_id_data=[{"type": "eu_vat", "value": "DE123456789"}])
        assert "tax_ids" not in customer
        shown = shop.v1.customers.retrieve(customer.id, {"expand": ["tax_ids"]})
        (first,) = shown.tax_ids.data
        assert (first.type, first.value, first.customer) == ("eu_vat", "DE123456789", customer.id)
        second = shop.v1.customers.tax_ids.create(customer.id, {"type": "gb_vat", "value": "GB123456789"})
        listed = shop.v1.customers.tax_ids.list(customer.id).data
        assert [t.id for t in listed] == [second.id, first.id]
        shop.v1.customers.tax_ids.delete(customer.id, first.id)
        assert [t.id for t in shop.v1.customers.tax_ids.list(customer.id).data] == [second.id]

    def test_are_frozen_on_a_finalized_invoice(self, shop: Shop) -> None:
        customer = shop.customer(tax_id_data=[{"type": "eu_vat", "value": "DE123456789"}])
        opened = shop.invoice("open", customer=customer)
        (tax_id,) = shop.v1.customers.tax_ids.list(customer.id).data
        shop.v1.customers.tax_ids.delete(customer.id, tax_id.id)
        kept = shop.v1.invoices.retrieve(opened.id).customer_tax_ids
        assert [(t.type, t.value) for t in kept] == [("eu_vat", "DE123456789")]
        assert shop.empty(customer).customer_tax_ids == []


class TestLists:
    def test_by_email(self, shop: Shop) -> None:
        customer = shop.customer(email="only.one@example.com")
        assert [c.id for c in shop.v1.customers.list({"email": "only.one@example.com"}).data] == [customer.id]
        assert shop.v1.customers.list({"email": "nobody@example.com"}).data == []

    def test_pages_in_both_directions(self, shop: Shop) -> None:
        made = [shop.customer(email="pages@example.com").id for _ in range(5)][::-1]
        by = {"email": "pages@example.com", "limit": 2}
        assert [c.id for c in shop.v1.customers.list(by).auto_paging_iter()] == made
        newer = shop.v1.customers.list({**by, "ending_before": made[4]})
        assert ([c.id for c in newer.data], newer.has_more) == (made[2:4], True)
        with refused("No such customer: 'cus_x'", code="resource_missing", param="ending_before"):
            shop.v1.customers.list({"ending_before": "cus_x"})


class TestEvents:
    def test_created_and_updated(self, shop: Shop) -> None:
        customer = shop.customer(address={"city": "Bonn"}, metadata={"a": "1"})
        (created,) = shop.events_of(customer)
        assert created.type == "customer.created"
        assert created.data.object.to_dict() == customer.to_dict()
        changed = shop.v1.customers.update(customer.id, {"address": {"city": "Ulm"}, "name": "New"})
        (updated,) = shop.events_of(changed)
        assert updated.data.previous_attributes.to_dict() == {
            "address": {"city": "Bonn"}, "name": "Jenny Rosen",
        }  # fmt: skip

    def test_no_change_no_event(self, shop: Shop) -> None:
        customer = shop.customer()
        assert shop.events_of(shop.v1.customers.update(customer.id, {"name": "Jenny Rosen"})) == []

    def test_tax_ids_follow_their_customer(self, shop: Shop) -> None:
        customer = shop.customer(tax_id_data=[{"type": "eu_vat", "value": "DE123456789"}])
        assert types(shop.events_of(customer)) == ["customer.created", "customer.tax_id.created"]


@pytest.mark.parametrize(
    ("given", "message", "code", "param"),
    [
        ({"email": "nobody"}, "Invalid email address: nobody", "email_invalid", "email"),
        ({"name": "n" * 257}, None, None, "name"),
        ({"tax_exempt": "maybe"}, "Invalid tax_exempt: must be one of none, exempt, or reverse", None, "tax_exempt"),
        ({"adress": {"city": "Ulm"}}, "Received unknown parameter: adress. Did you mean address?",
         "parameter_unknown", "adress"),
        ({"address": {"town": "Ulm"}}, "Received unknown parameter: address[town]", "parameter_unknown",
         "address[town]"),
        ({"address": "Ulm"}, "Invalid object", None, "address"),
        ({"foo": "1", "bar": "2"}, "Received unknown parameters: foo, bar", "parameter_unknown", "foo"),
    ],
)  # fmt: skip
def test_what_does_not_fit(
    shop: Shop, given: dict[str, Any], message: str | None, code: str | None, param: str
) -> None:
    with refused(message, code=code, param=param):
        shop.v1.customers.create(given)


def test_no_such_customer(shop: Shop) -> None:
    with refused("No such customer: 'cus_x'", status=404, code="resource_missing", param="id"):
        shop.v1.customers.retrieve("cus_x")
    invoice = shop.empty()
    with refused(f"No such customer: '{invoice.id}'", status=404, code="resource_missing", param="id"):
        shop.v1.customers.update(invoice.id, {"name": "B"})
