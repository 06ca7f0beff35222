"""What comes of a Checkout Session after its payer has left, and who may see it."""

from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.checkout.test_paid_sessions import opened
from tests.rooms.checkout.visitor import CARD, EMAIL, Visitor, state_of
from tests.rooms.payments.bank import time_passes
from tests.rooms.webhooks.receiver import eventually
from tests.wire.restricted import restricted_key

DEBIT = {"method": "sepa_debit", "iban": "DE89370400440532013000", "name": "Jenny", "email": "jenny@example.com"}
REFUSED = DEBIT | {"iban": "DE62370400440532013001"}


def events_of(shop: Shop, session: Any) -> list[str]:
    found = shop.v1.events.list({"limit": 100, "type": "checkout.session.*"}).data
    return [event.type for event in reversed(found) if event.data.object["id"] == session.id]


@pytest.mark.parametrize(
    ("typed", "payment_status", "event"),
    [(DEBIT, "paid", "async_payment_succeeded"), (REFUSED, "unpaid", "async_payment_failed")],
)
def test_a_debit_takes_days(shop: Shop, server: Server, typed: dict[str, str], payment_status: str, event: str) -> None:
    session = opened(shop)
    assert state_of(Visitor(server, session).pays(typed)) == "complete"
    under_way = shop.v1.checkout.sessions.retrieve(session.id)
    assert (under_way.status, under_way.payment_status) == ("complete", "unpaid")
    time_passes(server, str(under_way.payment_intent))
    assert shop.v1.checkout.sessions.retrieve(session.id).payment_status == payment_status
    assert events_of(shop, session) == ["checkout.session.completed", f"checkout.session.{event}"]


def test_an_authorization_is_paid_once_it_is_captured(shop: Shop, server: Server) -> None:
    session = opened(shop, payment_intent_data={"capture_method": "manual"})
    Visitor(server, session).pays(CARD | EMAIL)
    held = shop.v1.checkout.sessions.retrieve(session.id)
    assert (held.status, held.payment_status) == ("complete", "unpaid")
    shop.v1.payment_intents.capture(str(held.payment_intent))
    assert shop.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert events_of(shop, session) == ["checkout.session.completed"]


def test_a_session_expires_in_the_time_of_its_customer(shop: Shop) -> None:
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 1_900_000_000})
    customer = shop.v1.customers.create({"test_clock": clock.id})
    session = opened(shop, customer=customer.id)
    assert session.expires_at == 1_900_000_000 + 86_400
    shop.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": 1_900_000_000 + 86_401})
    eventually(lambda: shop.v1.checkout.sessions.retrieve(session.id).status == "expired", "the session to expire")
    assert events_of(shop, session) == ["checkout.session.expired"]


def test_metadata_changes_and_nothing_else(shop: Shop) -> None:
    session = opened(shop, metadata={"a": "1", "b": "2"})
    changed = shop.v1.checkout.sessions.update(session.id, {"metadata": {"a": "", "c": "3"}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


def test_the_same_key_makes_one_session(shop: Shop) -> None:
    given: Any = {"mode": "setup", "success_url": "https://example.com/"}
    first, again = (
        shop.v1.checkout.sessions.create(given, {"idempotency_key": f"checkout-{shop.customer().id[:0]}once"})
        for _ in range(2)
    )
    assert first.id == again.id


def test_a_restricted_key_sees_or_opens_sessions(shop: Shop, server: Server) -> None:
    session = opened(shop)
    with restricted_key(server, "rak_checkout_session_read") as key:
        reader = server.client_with(key)
        assert reader.v1.checkout.sessions.retrieve(session.id).id == session.id
        with pytest.raises(stripe.PermissionError):
            reader.v1.checkout.sessions.expire(session.id)


def test_live_mode_does_not_know_it(shop: Shop, live: stripe.StripeClient, server: Server) -> None:
    session = opened(shop)
    with pytest.raises(stripe.InvalidRequestError):
        live.v1.checkout.sessions.retrieve(session.id)
    path = Visitor(server, session).path
    assert server.request("GET", path.replace("test_", "live_"), key=None).status == 404
    assert server.request("GET", path[:-1], key=None).status == 404


def test_older_versions_speak_in_their_words(shop: Shop) -> None:
    given: Any = {
        "mode": "setup", "success_url": "https://example.com/", "ui_mode": "hosted", "payment_method_types": ["card"],
    }  # fmt: skip
    session = shop.v1.checkout.sessions.create(given, {"stripe_version": "2025-08-27.basil"})
    assert (session.ui_mode, session.payment_method_types) == ("hosted", ["card"])
    assert shop.v1.checkout.sessions.retrieve(session.id).ui_mode == "hosted_page"
