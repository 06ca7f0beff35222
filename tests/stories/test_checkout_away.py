"""The payer of a Checkout Session of live mode pays on the page of a processor, and so do those whom a bank asks."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe
from tests.conftest import Response
from tests.nightly import usual
from tests.pages.document import read
from tests.rooms.checkout.visitor import leads_to, state_of
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import Away, away
from tests.stories.psql import query

from billhook.processors.simulated_page import Session

LINE: Any = {"price_data": {"currency": "eur", "unit_amount": 1_500, "product_data": {"name": "Cup"}}, "quantity": 2}
THANKS = "https://example.com/thanks"
CUPS: Any = {
    "mode": "payment", "line_items": [LINE], "success_url": f"{THANKS}?of={{CHECKOUT_SESSION_ID}}",
    "customer_email": "jenny@example.com",
}  # fmt: skip


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    with away(tmp_path_factory.mktemp("checkout")) as found:
        yield found


class Buyer:
    """Somebody with a browser without scripts and the address of a session."""

    def __init__(self, live: Away, asked: Any = CUPS, **given: Any) -> None:
        self.live, self.v1 = live, live.shop.v1
        self.id = self.v1.checkout.sessions.create({**asked, **given}).id
        self.path = urlsplit(str(self.now.url)).path

    @property
    def now(self) -> Any:
        return self.v1.checkout.sessions.retrieve(self.id, {"expand": ["payment_intent", "setup_intent", "invoice"]})

    def press(self, method: str = "card", **typed: str) -> Response:
        sent = urlencode({"method": method, **typed}).encode()
        return self.live.server.request("POST", f"{self.path}/pay", sent, key=None)

    def goes_away(self, method: str = "card", **typed: str) -> Session:
        answer = self.press(method, **typed)
        assert answer.status == 303
        url = answer.headers["location"]
        assert url.startswith(f"{self.live.page.url}/pay/"), url
        return self.live.page.sessions[url.rpartition("/")[2]]

    def comes_back(self, query: str = "") -> Response:
        return self.live.server.request("GET", f"{self.path}/back{query}", key=None)

    def sees(self, path: str | None = None) -> Any:
        answer = self.live.server.request("GET", path or self.path, key=None)
        assert answer.status == 200
        return read(answer.body)

    def events(self) -> list[str]:
        """The events about the session and its intent, the oldest first."""
        now = self.now
        intent = now.payment_intent or now.setup_intent
        ids = {self.id, intent.id, getattr(intent, "latest_charge", None)}
        found = self.v1.events.list({"limit": 100}).data
        return [event.type for event in reversed(found) if event.data.object["id"] in ids]

    def settles(self) -> None:
        self.live.due()
        subject = (self.now.payment_intent or self.now.setup_intent).id
        sql = "SELECT id FROM calls WHERE subject = $1 AND settled_at IS NULL"
        eventually(lambda: not query(self.live.server, sql, subject), "the calls to be settled")


def test_paid(live: Away) -> None:
    """The page has a button for each way; the payer comes back, and is led on to the shop."""
    buyer = Buyer(live)
    seen = buyer.sees()
    assert [button.text for button in seen.all("button")] == ["Pay €30.00", "Pay €30.00"]
    session = buyer.goes_away()
    assert (session.asked["amount"], session.asked["currency"], session.asked["text"]) == (3_000, "eur", "Cup")
    assert session.asked["email"] == "jenny@example.com"
    assert (buyer.now.status, buyer.now.payment_intent.status) == ("open", "requires_action")
    live.decides(session, "paid")
    back = buyer.comes_back()
    assert (back.status, back.headers["location"]) == (303, f"{buyer.path}?done=yes")
    done = buyer.sees(back.headers["location"])
    assert (state_of(done), leads_to(done)) == ("complete", f"{THANKS}?of={buyer.id}")
    assert (buyer.now.status, buyer.now.payment_status) == ("complete", "paid")
    assert buyer.events() == [
        "payment_intent.created", "payment_intent.requires_action", "charge.succeeded", "payment_intent.succeeded",
        "checkout.session.completed",
    ]  # fmt: skip


def test_abandoned_and_begun_again(live: Away) -> None:
    """Who comes back without paying is waited for, and may begin again; the first page is withdrawn before."""
    buyer = Buyer(live)
    first = buyer.goes_away()
    waits = buyer.comes_back("?payment_status=paid")
    assert waits.status == 200
    assert f"2;url={buyer.path}/back?try=1" in waits.body.decode()
    last = buyer.comes_back("?try=3")
    assert (last.status, last.headers["location"]) == (303, f"{buyer.path}?done=yes")
    note = buyer.sees().one("div", role="note")
    assert note.one("a").attributes["href"] == f"{live.page.url}/pay/{first.id}"
    second = buyer.goes_away()
    assert (first.status, second.status) == ("expired", "open")
    live.decides(second, "paid")
    buyer.comes_back()
    assert buyer.now.payment_status == "paid"
    (charge,) = live.shop.v1.charges.list({"payment_intent": buyer.now.payment_intent.id}).data
    assert charge.amount == 3_000


def test_a_second_press_learns_that_the_first_was_paid(live: Away) -> None:
    buyer = Buyer(live)
    live.decides(buyer.goes_away(), "paid")
    answer = buyer.press()
    assert answer.headers["location"] == f"{buyer.path}?done=yes"
    assert buyer.now.payment_status == "paid"
    assert len(live.shop.v1.charges.list({"payment_intent": buyer.now.payment_intent.id}).data) == 1


def test_declined(live: Away) -> None:
    buyer = Buyer(live)
    live.decides(buyer.goes_away(), "declined")
    buyer.comes_back()
    assert buyer.sees().one("div", role="note").one("strong").text == "The last payment did not go through"
    assert buyer.now.status == "open"
    live.decides(buyer.goes_away(), "paid")
    buyer.comes_back()
    assert buyer.now.status == "complete"


@pytest.mark.parametrize(
    ("ends", "event"), usual([("paid", "succeeded"), ("declined", "failed")], [("paid", "succeeded")])
)
def test_a_slow_bank(live: Away, ends: str, event: str) -> None:
    """The session is complete when the payer has done their part; the bank's word comes later."""
    buyer = Buyer(live)
    session = buyer.goes_away()
    live.decides(session, "pending")
    buyer.comes_back()
    assert (buyer.now.status, buyer.now.payment_status) == ("complete", "unpaid")
    with pytest.raises(stripe.InvalidRequestError):
        live.shop.v1.checkout.sessions.expire(buyer.id)
    live.decides(session, ends)
    buyer.settles()
    assert buyer.now.payment_status == ("paid" if ends == "paid" else "unpaid")
    told = [each for each in buyer.events() if each.startswith("checkout")]
    assert told == ["checkout.session.completed", f"checkout.session.async_payment_{event}"]


def test_expired(live: Away) -> None:
    """The page of the processor is withdrawn before the session expires."""
    buyer = Buyer(live)
    session = buyer.goes_away()
    assert live.shop.v1.checkout.sessions.expire(buyer.id).status == "expired"
    assert session.status == "expired"
    assert buyer.now.payment_intent.status == "canceled"
    assert buyer.events()[-2:] == ["payment_intent.canceled", "checkout.session.expired"]
    assert buyer.press().status == 303
    assert state_of(buyer.sees()) == "expired"


def test_paid_in_the_moment_in_which_it_expires(live: Away) -> None:
    buyer = Buyer(live)
    live.decides(buyer.goes_away(), "paid")
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        live.shop.v1.checkout.sessions.expire(buyer.id)
    assert buyer.now.payment_status == "paid"


def test_nobody_expires_what_may_be_paid(live: Away) -> None:
    """The processor is silent, so nobody can say that its page is closed."""
    buyer = Buyer(live)
    session = buyer.goes_away()
    live.page.mode = "silent"
    try:
        with pytest.raises(stripe.InvalidRequestError, match="paying this Checkout Session"):
            live.shop.v1.checkout.sessions.expire(buyer.id)
    finally:
        live.page.mode = "open"
    live.decides(session, "paid")
    buyer.settles()
    assert buyer.now.payment_status == "paid"


def test_its_moment_comes(live: Away) -> None:
    """The worker withdraws the page, and then the session expires."""
    buyer = Buyer(live)
    session = buyer.goes_away()
    query(live.server, "UPDATE checkout_sessions SET expires_at = 1 WHERE id = $1", buyer.id)
    query(live.server, "UPDATE pgqueuer SET execute_after = now() WHERE entrypoint = 'checkout.expire'")
    eventually(lambda: buyer.now.status == "expired", "the session to expire")
    assert session.status == "expired"


def test_a_canceled_intent_that_was_paid_all_the_same(live: Away) -> None:
    """A program cancels the intent while its payer pays: the session is complete, and nobody pays it again."""
    buyer = Buyer(live)
    session = buyer.goes_away()
    live.decides(session, "paid")
    canceled = buyer.now.payment_intent.id
    live.shop.v1.payment_intents.cancel(canceled)
    eventually(lambda: buyer.now.status == "complete", "the payment to be here")
    assert buyer.now.payment_intent.id != canceled
    assert (buyer.now.payment_status, buyer.now.payment_intent.amount_received) == ("paid", 3_000)


def test_an_invoice_of_what_was_paid(live: Away) -> None:
    buyer = Buyer(live, invoice_creation={"enabled": True})
    live.decides(buyer.goes_away(), "paid")
    buyer.comes_back()
    invoice = buyer.now.invoice
    assert (invoice.status, invoice.amount_paid, invoice.livemode) == ("paid", 3_000, True)
    assert live.shop.v1.customers.retrieve(str(invoice.customer)).email == "jenny@example.com"


def test_a_method_is_kept_with_a_payment(live: Away) -> None:
    buyer = Buyer(live, payment_intent_data={"setup_future_usage": "off_session"})
    session = buyer.goes_away()
    assert session.asked["save"] is True
    live.decides(session, "paid")
    buyer.comes_back()
    (kept,) = live.shop.v1.payment_methods.list({"customer": str(buyer.now.customer)}).data
    assert (kept.type, kept.card.last4) == ("card", "4242")


def keeper(live: Away) -> tuple[Buyer, Any]:
    """Somebody who keeps a method, and the customer whose it will be."""
    customer = live.shop.customer()
    return Buyer(live, {"mode": "setup", "currency": "eur", "success_url": THANKS, "customer": customer.id}), customer


def test_a_method_is_kept_alone(live: Away) -> None:
    buyer, customer = keeper(live)
    assert [button.text for button in buyer.sees().all("button")] == ["Save"]  # nobody keeps iDEAL
    assert buyer.press("ideal").status == 422
    session = buyer.goes_away()
    assert (session.asked["amount"], session.asked["currency"], session.asked["save"]) == (0, "eur", True)
    away_now = buyer.now.setup_intent
    assert (away_now.status, away_now.next_action.redirect_to_url.url) == (
        "requires_action", f"{live.page.url}/pay/{session.id}",
    )  # fmt: skip
    live.decides(session, "paid")
    back = buyer.comes_back()
    assert leads_to(buyer.sees(back.headers["location"])) == THANKS
    done = buyer.now
    assert (done.status, done.payment_status, done.setup_intent.status) == (
        "complete", "no_payment_required", "succeeded",
    )  # fmt: skip
    (kept,) = live.shop.v1.customers.payment_methods.list(customer.id).data
    assert (kept.id, kept.card.last4) == (done.setup_intent.payment_method, "4242")
    assert buyer.events() == [
        "setup_intent.created", "setup_intent.requires_action", "setup_intent.succeeded", "checkout.session.completed",
    ]  # fmt: skip
    (attempt,) = live.shop.v1.setup_attempts.list({"setup_intent": done.setup_intent.id}).data
    assert (attempt.status, attempt.payment_method) == ("succeeded", kept.id)


def test_a_set_up_that_fails_and_begins_again(live: Away) -> None:
    buyer, customer = keeper(live)
    live.decides(buyer.goes_away(), "declined")
    buyer.comes_back()
    now = buyer.now.setup_intent
    assert (now.status, now.last_setup_error.code) == ("requires_payment_method", "card_declined")
    first, second = buyer.goes_away(), buyer.goes_away()
    assert first is not second
    live.decides(second, "paid")
    buyer.comes_back()
    assert buyer.now.status == "complete"
    buyer.settles()
    assert first.status == "expired"
    assert len(live.shop.v1.customers.payment_methods.list(customer.id).data) == 1


def test_what_cannot_be_charged_again_is_not_kept(live: Away) -> None:
    """The page of the processor gives something else than it was asked for: the set-up fails, and can begin again."""
    buyer, customer = keeper(live)
    session = buyer.goes_away()
    assert session.asked["types"] == ["card"]
    live.decides(session, "paid", "ideal")
    buyer.comes_back()
    now = buyer.now
    assert (now.status, now.setup_intent.status, now.setup_intent.payment_method) == (
        "open", "requires_payment_method", None,
    )  # fmt: skip
    assert now.setup_intent.last_setup_error.message == (
        "A payment method of type ideal cannot be attached to a customer."
    )
    assert buyer.events()[-1] == "setup_intent.setup_failed"
    assert buyer.sees().one("div", role="note").one("strong").text == "The last payment did not go through"
    assert live.shop.v1.customers.payment_methods.list(customer.id).data == []
    live.decides(buyer.goes_away(), "paid")
    buyer.comes_back()
    assert buyer.now.status == "complete"


def test_a_set_up_expires(live: Away) -> None:
    buyer, _ = keeper(live)
    session = buyer.goes_away()
    live.shop.v1.checkout.sessions.expire(buyer.id)
    assert buyer.now.setup_intent.status == "canceled"
    eventually(lambda: session.status == "expired", "the page to be withdrawn")


def test_what_the_page_asks_and_refuses(live: Away) -> None:
    """It asks for the address that nobody knows, and takes what it offers alone."""
    asked = {name: value for name, value in CUPS.items() if name != "customer_email"}
    buyer = Buyer(live, asked, allowed_payment_method_types=["card"])
    assert buyer.press("card").status == 422
    assert buyer.goes_away("card", email="jo@example.com").asked["email"] == "jo@example.com"
    buyer = Buyer(live, allowed_payment_method_types=["card"])
    assert len(buyer.sees().all("button")) == 1
    for method in ("ideal", "", "x" * 5_000, "\0"):
        assert buyer.press(method).status == 422
    policy = live.server.request("GET", buyer.path, key=None).headers["content-security-policy"]
    assert f"form-action 'self' {live.page.url};" in policy
    assert buyer.now.payment_intent is None


def test_what_is_captured_by_hand_since_has_no_button(live: Away) -> None:
    """A program changes the intent of the last attempt: the page of the processor would take the money at once."""
    buyer = Buyer(live)
    live.decides(buyer.goes_away(), "declined")
    buyer.comes_back()
    live.shop.v1.payment_intents.update(buyer.now.payment_intent.id, {"capture_method": "manual"})
    assert buyer.sees().all("button") == []
    assert buyer.press().status == 422


def test_back_in_the_moment_in_which_it_ends(live: Away) -> None:
    """Nobody says that it is over while nobody knows whether they have paid."""
    buyer = Buyer(live)
    session = buyer.goes_away()
    query(live.server, "UPDATE checkout_sessions SET expires_at = 1 WHERE id = $1", buyer.id)
    live.page.mode = "silent"
    try:
        live.decides(session, "paid")
        assert buyer.comes_back().status == 200
        seen = buyer.sees(f"{buyer.path}?done=yes")
    finally:
        live.page.mode = "open"
    assert seen.one("div", role="note").one("strong").text == "We are waiting for your payment"
    assert seen.all("button") == []
    assert buyer.comes_back().status == 303
    assert buyer.now.payment_status == "paid"


def test_what_nobody_can_pay_is_refused(live: Away) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="has no page that takes this payment"):
        Buyer(live, allowed_payment_method_types=["sepa_debit"])
    with pytest.raises(stripe.InvalidRequestError, match="manual capture is not offered") as refusal:
        Buyer(live, payment_intent_data={"capture_method": "manual"})
    assert refusal.value.param == "payment_intent_data[capture_method]"
