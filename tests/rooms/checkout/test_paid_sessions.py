"""Checkout Sessions in payment mode, through the SDK and the page."""

import concurrent.futures
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.checkout.visitor import CARD, DECLINED, EMAIL, SECURE, Visitor, leads_to, state_of

LINE: dict[str, Any] = {
    "price_data": {"currency": "eur", "unit_amount": 1_500, "product_data": {"name": "Brown Cup"}}, "quantity": 2,
}  # fmt: skip


def opened(shop: Shop, **given: Any) -> Any:
    """A session over two cups for 30 euros."""
    return shop.v1.checkout.sessions.create(
        {
            "mode": "payment", "line_items": [LINE],
            "success_url": "https://example.com/thanks?session={CHECKOUT_SESSION_ID}", **given,
        }
    )  # fmt: skip


def test_a_new_session_is_open_and_unpaid(shop: Shop) -> None:
    session = opened(shop, client_reference_id="order-1", metadata={"a": "b"})
    assert session.id.startswith("cs_test_")
    assert len(session.id) == 66
    assert (session.status, session.payment_status, session.mode) == ("open", "unpaid", "payment")
    assert (session.amount_subtotal, session.amount_total, session.currency) == (3_000, 3_000, "eur")
    assert (session.payment_intent, session.customer, session.customer_details) == (None, None, None)
    assert session.expires_at == session.created + 86_400
    assert session.ui_mode == "hosted_page"
    again = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
    (line,) = again.line_items.data
    assert (line.description, line.quantity, line.amount_total, line.price.unit_amount) == (
        "Brown Cup",
        2,
        3_000,
        1_500,
    )
    assert shop.v1.checkout.sessions.line_items.list(session.id).data[0].id == line.id


def test_a_guest_pays_by_card(shop: Shop, server: Server) -> None:
    session = opened(shop, payment_intent_data={"metadata": {"order": "7"}, "description": "Cups"})
    page = Visitor(server, session).pays(CARD | EMAIL)
    assert state_of(page) == "complete"
    assert leads_to(page) == f"https://example.com/thanks?session={session.id}"
    paid = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details.email == "jenny@example.com"
    assert (paid.payment_intent.status, paid.payment_intent.amount_received) == ("succeeded", 3_000)
    assert (paid.payment_intent.metadata["order"], paid.payment_intent.description) == ("7", "Cups")


def test_the_events_in_their_order(shop: Shop, server: Server) -> None:
    customer = shop.customer(email="jenny@example.com")
    session = opened(shop, customer=customer.id)
    Visitor(server, session).pays(CARD)
    told = [event for event in shop.v1.events.list({"limit": 60}).data if _is_about(event, session, customer)]
    assert [event.type for event in reversed(told)][1:] == [
        "payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed",
    ]  # fmt: skip
    assert told[0].data.object["payment_status"] == "paid"


def _is_about(event: Any, session: Any, customer: Any) -> bool:
    told = event.data.object.to_dict()
    return session.id == told["id"] or customer.id in (told["id"], told.get("customer"))


def test_a_decline_stays_on_the_page_and_another_card_pays(shop: Shop, server: Server) -> None:
    session = opened(shop)
    visitor = Visitor(server, session)
    page = visitor.pays(DECLINED | EMAIL)
    assert state_of(page) == "open"
    assert page.one("div", role="note").text
    declined = shop.v1.checkout.sessions.retrieve(session.id)
    assert (declined.status, declined.payment_status) == ("open", "unpaid")
    assert state_of(visitor.pays(CARD)) == "complete"
    paid = shop.v1.checkout.sessions.retrieve(session.id)
    assert paid.payment_intent == declined.payment_intent


@pytest.mark.parametrize(("outcome", "state"), [("complete", "complete"), ("fail", "open")])
def test_the_bank_asks_the_holder(shop: Shop, server: Server, outcome: str, state: str) -> None:
    session = opened(shop)
    page = Visitor(server, session).decides(SECURE | EMAIL, outcome)
    assert state_of(page) == state
    assert shop.v1.checkout.sessions.retrieve(session.id).status == state


def test_two_tabs_pay_once(shop: Shop, server: Server) -> None:
    customer = shop.customer()
    session = opened(shop, customer=customer.id)
    visitor = Visitor(server, session)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: visitor.sends(CARD), range(6)))
    assert {answer.status for answer in answers} == {303}
    assert [charge.status for charge in shop.v1.charges.list({"customer": customer.id}).data] == ["succeeded"]
    assert len(shop.v1.payment_intents.list({"customer": customer.id}).data) == 1


def test_a_session_expires_when_it_is_asked_to(shop: Shop, server: Server) -> None:
    session = opened(shop)
    visitor = Visitor(server, session)
    visitor.pays(DECLINED | EMAIL)
    expired = shop.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    assert shop.v1.payment_intents.retrieve(expired.payment_intent).status == "canceled"
    page = visitor.sees()
    assert state_of(page) == "expired"
    assert page.all("form") == []
    assert visitor.sends(CARD | EMAIL).status == 303
    assert shop.v1.checkout.sessions.retrieve(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="Only Checkout Sessions"):
        shop.v1.checkout.sessions.expire(session.id)


def test_who_told_no_address_is_asked_for_one(shop: Shop, server: Server) -> None:
    visitor = Visitor(server, opened(shop))
    answer = visitor.sends(CARD)
    assert answer.status == 422
    assert b'name="email"' in answer.body
    known = Visitor(server, opened(shop, customer_email="jenny@example.com"))
    card = known.sees().all("form")[0]
    assert all(one.attributes["name"] != "email" for one in card.all("input"))


def test_a_payer_becomes_a_customer_who_keeps_the_card(shop: Shop, server: Server) -> None:
    session = opened(shop, customer_creation="always", payment_intent_data={"setup_future_usage": "off_session"})
    Visitor(server, session).pays(CARD | EMAIL | {"name": "Jenny Rosen"})
    paid = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["customer"]})
    assert (paid.customer.email, paid.customer.name) == ("jenny@example.com", "Jenny Rosen")
    assert len(shop.v1.customers.payment_methods.list(paid.customer.id).data) == 1


def test_taxes_are_those_of_an_invoice(shop: Shop) -> None:
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": "19", "inclusive": False})
    session = opened(shop, line_items=[LINE | {"tax_rates": [rate.id]}])
    assert (session.amount_subtotal, session.total_details.amount_tax, session.amount_total) == (3_000, 570, 3_570)


def test_sessions_are_listed(shop: Shop, server: Server) -> None:
    customer = shop.customer()
    first, second = (opened(shop, customer=customer.id) for _ in range(2))
    Visitor(server, first).pays(CARD)
    listed = shop.v1.checkout.sessions.list({"customer": customer.id})
    assert [session.id for session in listed.data] == [second.id, first.id]
    paid = shop.v1.checkout.sessions.list({"customer": customer.id, "status": "complete"})
    assert [session.id for session in paid.data] == [first.id]
    by_intent = shop.v1.checkout.sessions.list({"payment_intent": paid.data[0].payment_intent})
    assert [session.id for session in by_intent.data] == [first.id]
    assert not shop.v1.checkout.sessions.list({"customer": customer.id, "created": {"lt": first.created}}).data


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"mode": "subscription"}, "mode"),
        ({"ui_mode": "embedded_page"}, "ui_mode"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price]"),
        ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]"),
        ({"line_items": [LINE | {"quantity": 0}]}, "line_items[0][quantity]"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"expires_at": 1}, "expires_at"),
        ({"customer": "cus_none"}, "customer"),
        ({"discounts": [{"coupon": "x"}]}, "discounts"),
        ({"setup_intent_data": {"description": "x"}}, "setup_intent_data"),
        ({"payment_method_types": ["card"]}, "payment_method_types"),
    ],
)
def test_what_is_refused(shop: Shop, given: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        opened(shop, **given)
    assert (refused.value.http_status, refused.value.param) == (400, param)


def test_the_page_charges_what_it_shows(shop: Shop, server: Server) -> None:
    """A program changes the intent after a decline; the payer saw 30 euros and pays 30 euros."""
    session = opened(shop)
    visitor = Visitor(server, session)
    visitor.pays(DECLINED | EMAIL)
    intent = shop.v1.checkout.sessions.retrieve(session.id).payment_intent
    shop.v1.payment_intents.update(intent, {"amount": 9_900})
    assert state_of(visitor.pays(CARD | EMAIL)) == "complete"
    paid = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.payment_status, paid.payment_intent.amount_received) == ("paid", 3_000)
    assert shop.v1.payment_intents.retrieve(intent).status == "canceled"
