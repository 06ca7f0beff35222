"""`invoice_creation`: a session that was paid has an invoice, and that is paid by the session's own payment."""

from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.checkout.test_later import DEBIT
from tests.rooms.checkout.test_paid_sessions import opened
from tests.rooms.checkout.visitor import CARD, EMAIL, Visitor
from tests.rooms.payments.bank import time_passes

WANTED: Any = {
    "enabled": True,
    "invoice_data": {
        "description": "Thank you", "footer": "No returns", "metadata": {"order": "7"},
        "custom_fields": [{"name": "Order", "value": "7"}],
        "rendering_options": {"amount_tax_display": "exclude_tax"},
    },
}  # fmt: skip


def invoice_of(shop: Shop, session: Any) -> Any:
    paid = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["invoice", "invoice.payments"]})
    assert paid.payment_status == "paid"
    return paid.invoice


def test_it_is_paid_by_the_payment_of_the_session(shop: Shop, server: Server) -> None:
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    lines = [{
        "price_data": {"currency": "eur", "unit_amount": 1_000, "product_data": {"name": "Hedge"}}, "quantity": 3,
        "tax_rates": [rate.id],
    }]  # fmt: skip
    session = opened(shop, line_items=lines, invoice_creation=WANTED)
    assert session.invoice is None
    assert session.invoice_creation.enabled
    Visitor(server, session).pays(CARD | EMAIL)
    invoice = invoice_of(shop, session)
    assert (invoice.status, invoice.total, invoice.amount_paid, invoice.amount_remaining) == ("paid", 3_570, 3_570, 0)
    assert (invoice.description, invoice.footer, invoice.metadata.to_dict()) == (
        "Thank you", "No returns", {"order": "7"},
    )  # fmt: skip
    assert [(field.name, field.value) for field in invoice.custom_fields] == [("Order", "7")]
    assert [(line.description, line.quantity, line.amount) for line in invoice.lines.data] == [("Hedge", 3, 3_000)]
    assert [(tax.amount, tax.tax_rate_details.tax_rate) for tax in invoice.total_taxes] == [(570, rate.id)]
    (payment,) = invoice.payments.data
    now = shop.v1.checkout.sessions.retrieve(session.id)
    assert (payment.payment.payment_intent, payment.is_default, payment.status) == (now.payment_intent, True, "paid")
    assert invoice.number
    (charge,) = shop.v1.charges.list({"customer": str(now.customer)}).data
    assert charge.amount == 3_570


def test_it_is_told_before_the_session(shop: Shop, server: Server) -> None:
    session = opened(shop, invoice_creation={"enabled": True})
    Visitor(server, session).pays(CARD | EMAIL)
    invoice = invoice_of(shop, session)
    told = [event for event in reversed(shop.v1.events.list({"limit": 100}).data)
            if event.data.object["id"] in (invoice.id, session.id)]  # fmt: skip
    assert [event.type for event in told] == [
        "invoice.created", "invoice.updated", "invoice.finalized", "invoice.updated", "invoice.paid",
        "invoice.payment_succeeded", "checkout.session.completed",
    ]  # fmt: skip
    assert told[-1].data.object["invoice"] == invoice.id


def test_neither_balance_nor_discount_nor_exemption_change_what_was_paid(shop: Shop, server: Server) -> None:
    customer = shop.customer()
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False})
    lines = [{
        "price_data": {"currency": "usd", "unit_amount": 1_000, "product_data": {"name": "Hedge"}}, "quantity": 1,
        "tax_rates": [rate.id],
    }]  # fmt: skip
    session = opened(shop, customer=customer.id, line_items=lines, invoice_creation={"enabled": True})
    shop.credit(customer, 500)
    shop.v1.customers.update(customer.id, {"tax_exempt": "exempt"})
    Visitor(server, session).pays(CARD | EMAIL)
    invoice = invoice_of(shop, session)
    assert (invoice.total, invoice.amount_paid, invoice.starting_balance) == (1_200, 1_200, 0)
    assert shop.v1.customers.retrieve(customer.id).balance == -500


def test_a_debit_has_it_once_the_money_has_come(shop: Shop, server: Server) -> None:
    session = opened(shop, invoice_creation={"enabled": True})
    Visitor(server, session).pays(DEBIT)
    under_way = shop.v1.checkout.sessions.retrieve(session.id)
    assert (under_way.status, under_way.payment_status, under_way.invoice) == ("complete", "unpaid", None)
    time_passes(server, str(under_way.payment_intent))
    assert invoice_of(shop, session).status == "paid"


def test_less_was_captured_than_it_costs(shop: Shop, server: Server) -> None:
    session = opened(shop, invoice_creation={"enabled": True}, payment_intent_data={"capture_method": "manual"})
    Visitor(server, session).pays(CARD | EMAIL)
    intent = str(shop.v1.checkout.sessions.retrieve(session.id).payment_intent)
    shop.v1.payment_intents.capture(intent, {"amount_to_capture": 100})
    assert invoice_of(shop, session) is None


def test_a_customer_who_is_gone_has_paid_all_the_same(shop: Shop, server: Server) -> None:
    customer = shop.customer()
    session = opened(shop, customer=customer.id, invoice_creation={"enabled": True})
    visitor = Visitor(server, session)
    visitor.pays(DEBIT)
    intent = str(shop.v1.checkout.sessions.retrieve(session.id).payment_intent)
    shop.v1.customers.delete(customer.id)
    time_passes(server, intent)
    assert shop.v1.payment_intents.retrieve(intent).status == "succeeded"
    assert invoice_of(shop, session) is None


def test_it_is_not_asked_for(shop: Shop, server: Server) -> None:
    session = opened(shop, invoice_creation={"enabled": False})
    assert not session.invoice_creation.enabled
    Visitor(server, session).pays(CARD | EMAIL)
    assert invoice_of(shop, session) is None


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"enabled": True, "invoice_data": {"account_tax_ids": ["txi_no"]}}, "[invoice_data][account_tax_ids][0]"),
        (
            {"enabled": True, "invoice_data": {"rendering_options": {"template": "inrtem_no"}}},
            "[invoice_data][rendering_options][template]",
        ),
        ({"enabled": True, "invoice_data": {"issuer": {"type": "account"}}}, "[invoice_data][issuer][type]"),
        ({"invoice_data": {"footer": "x"}}, "[enabled]"),
    ],
)
def test_what_is_wrong_is_named(shop: Shop, given: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        opened(shop, invoice_creation=given)
    assert refusal.value.param == f"invoice_creation{param}"


def test_a_set_up_has_none(shop: Shop) -> None:
    given: Any = {"mode": "setup", "success_url": "https://example.com/", "invoice_creation": {"enabled": True}}
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.checkout.sessions.create(given)
    assert refusal.value.param == "invoice_creation"
