"""Who gets a copy of a mail: beside a customer, and when an invoice is sent."""

from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor
from tests.stories.psql import query

_CC = "SELECT cc FROM invoice_mails WHERE invoice = $1 ORDER BY id DESC LIMIT 1"


@pytest.fixture
def shop(server: Server) -> Shop:
    return Shop(server.client)


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "Hartmann", "email": "books@hartmann.example"})


def copies(server: Server, invoice: str) -> list[str]:
    (row,) = query(server, _CC, invoice)
    return list(row["cc"])


def test_addresses_are_kept_beside_a_customer(owner: Visitor, customer: Any) -> None:
    path = f"/customers/{customer.id}/mail-copies"
    assert "books@hartmann.example" in owner.get(path).page.text
    seen = owner.send(path, {"addresses": "tax@hartmann.example, nobody"})
    assert seen.status == 422
    assert "'nobody' is none" in seen.page.one("p", id="field-addresses-error").text
    assert seen.value("addresses") == "tax@hartmann.example, nobody"
    seen = owner.send(path, {"addresses": "Tax@Hartmann.example\n tax@hartmann.EXAMPLE; buyer@hartmann.example"})
    assert "count from the next mail" in owner.follow(seen).page.one("p", role="status").text
    assert owner.get(path).value("addresses") == "Tax@hartmann.example, buyer@hartmann.example"
    assert "Tax@hartmann.example, buyer@hartmann.example" in owner.get(f"/customers/{customer.id}").page.text


def test_the_second_who_saves_is_told(owner: Visitor, customer: Any) -> None:
    path = f"/customers/{customer.id}/mail-copies"
    page = owner.get(path)
    owner.send(path, {"addresses": "first@x.example"})
    late = {name: page.value(name) for name in ("csrf", "key", "was")}
    seen = owner.post(path, {**late, "addresses": "second@x.example"})
    assert seen.status == 409
    assert "first@x.example" in seen.page.one("div", role="alert").text
    assert owner.get(path).value("addresses") == "first@x.example"


def test_a_draft_is_sent_with_the_copies_of_the_form(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    owner.send(f"/customers/{customer.id}/mail-copies", {"addresses": "tax@hartmann.example"})
    invoice = shop.draft(customer=customer)
    path = f"/invoices/{invoice.id}/review"
    page = owner.get(path)
    assert page.value("also_to") == "tax@hartmann.example"
    seen = owner.send(path, {"do": "send", "also_to": "x", "version": page.value("version")})
    assert seen.status == 422
    assert "'x' is none" in seen.page.one("p", id="field-also_to-error").text
    assert shop.v1.invoices.retrieve(invoice.id).status == "draft"
    typed = {"do": "send", "also_to": "project@hartmann.example", "version": page.value("version")}
    assert owner.send(path, typed).status == 303
    assert copies(server, invoice.id) == ["project@hartmann.example"]
    # Once more, to others; an empty field is nobody, whatever is kept beside the customer.
    again = owner.get(f"/invoices/{invoice.id}/send")
    assert again.heading == f"Send {shop.v1.invoices.retrieve(invoice.id).number}?"
    assert again.value("also_to") == "tax@hartmann.example"
    refused = owner.send(f"/invoices/{invoice.id}/send", {"also_to": "a@x.example\r\nBcc: b@x.example"})
    assert refused.status == 422
    assert owner.send(f"/invoices/{invoice.id}/send", {"also_to": ""}).status == 303
    assert copies(server, invoice.id) == []
    # Nobody is asked by the API: those of the customer count.
    shop.v1.invoices.send_invoice(invoice.id)
    assert copies(server, invoice.id) == ["tax@hartmann.example"]
