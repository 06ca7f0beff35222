"""Checkout Sessions in setup mode: a method is kept, and nothing is paid."""

from typing import Any

from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.checkout.visitor import CARD, DECLINED, EMAIL, SECURE, Visitor, leads_to, state_of


def opened(shop: Shop, **given: Any) -> Any:
    """A session that keeps a method."""
    return shop.v1.checkout.sessions.create(
        {"mode": "setup", "currency": "eur", "success_url": "https://example.com/kept", **given}
    )


def test_a_card_is_kept_for_a_customer(shop: Shop, server: Server) -> None:
    customer = shop.customer()
    session = opened(shop, customer=customer.id, setup_intent_data={"metadata": {"plan": "gold"}})
    assert (session.payment_status, session.amount_total, session.setup_intent) == ("no_payment_required", None, None)
    page = Visitor(server, session).pays(CARD)
    assert (state_of(page), leads_to(page)) == ("complete", "https://example.com/kept")
    done = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    assert (done.setup_intent.status, done.setup_intent.metadata["plan"]) == ("succeeded", "gold")
    (kept,) = shop.v1.customers.payment_methods.list(customer.id).data
    assert kept.id == done.setup_intent.payment_method


def test_the_event_comes_after_that_of_the_setup_intent(shop: Shop, server: Server) -> None:
    session = opened(shop)
    Visitor(server, session).pays(CARD | EMAIL)
    done = shop.v1.checkout.sessions.retrieve(session.id)
    about = [
        event.type
        for event in shop.v1.events.list({"limit": 60}).data
        if event.data.object["id"] in (session.id, done.setup_intent)
    ]
    assert about[::-1] == ["setup_intent.created", "setup_intent.succeeded", "checkout.session.completed"]


def test_a_decline_stays_on_the_page(shop: Shop, server: Server) -> None:
    session = opened(shop)
    visitor = Visitor(server, session)
    assert state_of(visitor.pays(DECLINED | EMAIL)) == "open"
    assert state_of(visitor.pays(CARD | EMAIL)) == "complete"


def test_the_bank_asks_the_holder(shop: Shop, server: Server) -> None:
    session = opened(shop)
    assert state_of(Visitor(server, session).decides(SECURE | EMAIL, "complete")) == "complete"


def test_an_expired_session_keeps_nothing(shop: Shop, server: Server) -> None:
    session = opened(shop)
    visitor = Visitor(server, session)
    visitor.pays(DECLINED | EMAIL)
    expired = shop.v1.checkout.sessions.expire(session.id)
    assert shop.v1.setup_intents.retrieve(expired.setup_intent).status == "canceled"
    assert state_of(visitor.sees()) == "expired"
