"""A payer pays an invoice of live mode on the page of a processor (live-money.md §2.3)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused
from tests.pages.dashboard.signed_in import Visitor, owner_of
from tests.pages.document import read
from tests.rooms.payments.beside import run
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import Away, away, path_of
from tests.stories.psql import query

from billhook.accounts.directory import Directory
from billhook.db.calls import wake
from billhook.db.cause import Cause
from billhook.db.embedded.server import running_dsn
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import Transactions
from billhook.kernel.clock import WallClock
from billhook.processors.simulated_redirect import NAME
from billhook.reactions import REACTIONS

PAID = ["invoice.updated", "invoice.paid", "invoice.payment_succeeded"]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    with away(tmp_path_factory.mktemp("away")) as found:
        yield found


def test_paid(live: Away) -> None:
    invoice = live.invoice()
    session = live.goes_away(invoice)
    assert session.asked["amount"] == 12_000
    intent = live.intent(invoice)
    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
    assert intent.next_action.redirect_to_url.url == f"{live.page.url}/pay/{session.id}"
    live.decides(session, "paid")
    back = live.comes_back(invoice)
    assert (back.status, back.headers["location"]) == (303, invoice.hosted_invoice_url.removeprefix(live.server.url))
    assert live.sees(invoice).one("main").attributes["data-state"] == "paid"
    paid = live.now(invoice)
    assert (paid.status, paid.amount_paid, paid.attempt_count, paid.livemode) == ("paid", 12_000, 1, True)
    (charge,) = live.charges(invoice)
    assert (charge.amount, charge.payment_method_details.type, charge.payment_method_details.card.last4) == (
        12_000, "card", "4242",
    )  # fmt: skip
    assert live.history(invoice)[-3:] == PAID


def test_abandoned_and_begun_again(live: Away) -> None:
    """Who comes back without paying is waited for three times, and may begin again; the first page is withdrawn."""
    invoice = live.invoice()
    first = live.goes_away(invoice)
    back = live.comes_back(invoice)
    assert back.status == 200
    refresh = read(back.body).one("meta", http_equiv="refresh").attributes["content"]
    assert refresh == f"2;url={path_of(invoice)}/back?try=1"
    last = live.server.request("GET", f"{path_of(invoice)}/back?try=3", key=None)
    assert (last.status, last.headers["location"]) == (303, path_of(invoice))
    page = live.sees(invoice)
    assert page.one("div", role="note").one("a").attributes["href"] == f"{live.page.url}/pay/{first.id}"
    second = live.goes_away(invoice)
    assert (first.status, second.status) == ("expired", "open")
    live.decides(first, "paid")
    assert first.status == "expired"
    live.decides(second, "paid")
    live.settles(invoice)
    assert _amounts(live, invoice) == (12_000, 0)


def test_expired(live: Away) -> None:
    """Once the page is gone the invoice is as before, and can be paid."""
    invoice = live.invoice()
    session = live.goes_away(invoice)
    session.expires_at = 1
    live.settles(invoice)
    intent = live.intent(invoice)
    assert (intent.status, intent.next_action, intent.last_payment_error) == ("requires_payment_method", None, None)
    assert live.charges(invoice) == []
    assert live.goes_away(invoice).id != session.id


def test_expiry_is_looked_at(live: Away) -> None:
    """A session is looked at once an hour, and at its expiry at the latest."""
    invoice = live.invoice()
    session = live.goes_away(invoice)
    sql = "SELECT next_attempt_at, created, expires_at FROM calls WHERE reference = $1"
    ((next_attempt_at, created, expires_at),) = query(live.server, sql, session.id)
    assert expires_at == session.expires_at
    assert created < next_attempt_at <= created + 3_602


def test_a_slow_bank(live: Away) -> None:
    """A bank takes its time after the payer has left the page: the invoice waits, and nothing else can be done."""
    invoice = live.invoice()
    session = live.goes_away(invoice)
    live.decides(session, "pending")
    live.comes_back(invoice)
    assert live.intent(invoice).status == "processing"
    with refused("A payment of this invoice is being processed; wait until it has succeeded or failed."):
        live.shop.v1.invoices.void_invoice(invoice.id)
    live.decides(session, "paid")
    live.settles(invoice)
    now = live.now(invoice)
    assert (now.status, now.amount_paid, now.attempt_count) == ("paid", 12_000, 1)
    assert len(live.charges(invoice)) == 1


def test_a_slow_bank_says_no(live: Away) -> None:
    invoice = live.invoice()
    session = live.goes_away(invoice)
    live.decides(session, "pending")
    live.comes_back(invoice)
    live.decides(session, "declined")
    live.settles(invoice)
    now = live.now(invoice)
    assert (now.status, now.amount_paid, now.attempt_count) == ("open", 0, 1)
    assert live.intent(invoice).status == "requires_payment_method"
    assert live.history(invoice)[-1] == "invoice.payment_failed"


def test_declined(live: Away) -> None:
    """The page says why, and offers the buttons again."""
    invoice = live.invoice()
    live.decides(live.goes_away(invoice), "declined")
    live.comes_back(invoice)
    page = live.sees(invoice)
    assert page.one("div", role="note").one("strong").text == "The last payment did not go through"
    assert len(page.all("form")) == 2
    intent = live.intent(invoice)
    assert (intent.last_payment_error.code, intent.last_payment_error.decline_code) == (
        "card_declined", "insufficient_funds",
    )  # fmt: skip
    live.decides(live.goes_away(invoice, "ideal"), "paid", "ideal")
    live.comes_back(invoice)
    (charge,) = live.charges(invoice)
    assert charge.payment_method_details.to_dict() == {
        "type": "ideal", "ideal": {"bank": "rabobank", "bic": "RABONL2U", "iban_last4": "6789"},
    }  # fmt: skip


def test_a_silent_processor(live: Away) -> None:
    """No page could be made: the payer is told so at once and may try again."""
    invoice = live.invoice()
    live.page.mode = "silent"
    try:
        answer = live.press(invoice)
    finally:
        live.page.mode = "open"
    assert (answer.status, answer.headers["location"]) == (303, path_of(invoice))
    intent = live.intent(invoice)
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", "processing_error")
    assert live.now(invoice).attempt_count == 0
    live.decides(live.goes_away(invoice), "paid")
    live.comes_back(invoice)
    assert live.now(invoice).status == "paid"


def test_silent_when_it_is_to_be_withdrawn(live: Away) -> None:
    """Nobody knows whether the first page is withdrawn: the payer goes there, and no second is begun."""
    invoice = live.invoice()
    session = live.goes_away(invoice)
    live.page.mode = "silent"
    try:
        assert live.goes_away(invoice) is session
    finally:
        live.page.mode = "open"
    live.decides(session, "paid")
    live.settles(invoice)
    assert _amounts(live, invoice) == (12_000, 0)


def test_paid_in_the_moment_of_the_second_begin(live: Away) -> None:
    """The second press withdraws the first page, and learns that it was paid: nothing else begins."""
    invoice = live.invoice()
    live.decides(live.goes_away(invoice), "paid")
    answer = live.press(invoice)
    assert (answer.status, answer.headers["location"]) == (303, path_of(invoice))
    assert (live.now(invoice).status, len(live.charges(invoice))) == ("paid", 1)


def test_voided_while_away(live: Away) -> None:
    """The page is withdrawn, and the invoice is void at once."""
    invoice = live.invoice()
    session = live.goes_away(invoice)
    assert live.shop.v1.invoices.void_invoice(invoice.id).status == "void"
    eventually(lambda: session.status == "expired", "the page to be withdrawn")
    live.settles(invoice)
    assert live.charges(invoice) == []
    assert live.intent(invoice).status == "canceled"


def test_voided_and_paid(live: Away) -> None:
    """They paid in the moment of the void: the money is theirs, on their balance, and told."""
    invoice = live.invoice()
    live.decides(live.goes_away(invoice), "paid")
    live.shop.v1.invoices.void_invoice(invoice.id)
    live.settles(invoice)
    assert live.now(invoice).status == "void"
    (charge,) = live.charges(invoice)
    assert (charge.amount, charge.status) == (12_000, "succeeded")
    assert live.shop.v1.customers.retrieve(invoice.customer).balance == -12_000
    # What is given back is theirs on another way, and balance no longer.
    refund = live.shop.v1.refunds.create({"charge": charge.id, "amount": 5_000})
    assert refund.status == "succeeded"
    assert live.shop.v1.customers.retrieve(invoice.customer).balance == -7_000
    movement, _ = live.shop.v1.customers.balance_transactions.list(invoice.customer).data
    assert (movement.type, movement.amount, movement.invoice) == ("adjustment", 5_000, invoice.id)


def test_paid_twice(live: Away) -> None:
    """Paid out of band while they pay on the page: what is too much goes to their balance."""
    invoice = live.invoice()
    live.decides(live.goes_away(invoice), "paid")
    live.shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    live.settles(invoice)
    assert _amounts(live, invoice) == (12_000, 12_000)
    home = Visitor(live.server, mode="live", cookies=owner_of(live.server).cookies).get("/").page
    assert "more than" in home.one("section", aria_label="Needs attention").text
    assert live.shop.v1.customers.retrieve(invoice.customer).balance == -12_000
    assert "invoice.overpaid" in live.history(invoice)
    # A refund takes the surplus from there, once.
    (charge,) = live.charges(invoice)
    for amount, left in ((5_000, -7_000), (7_000, 0)):
        assert live.shop.v1.refunds.create({"charge": charge.id, "amount": amount}).status == "succeeded"
        assert live.shop.v1.customers.retrieve(invoice.customer).balance == left


def test_credited_while_away(live: Away) -> None:
    """Another amount is owed: the page is withdrawn, and the next one is about what is left."""
    invoice = live.invoice()
    session = live.goes_away(invoice)
    live.shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_000})
    eventually(lambda: session.status == "expired", "the page to be withdrawn")
    assert live.press(invoice, amount=12_000).status == 422
    answer = live.press(invoice, amount=10_000)
    second = live.page.sessions[answer.headers["location"].rpartition("/")[2]]
    assert second.asked["amount"] == 10_000
    live.decides(second, "paid")
    live.settles(invoice)
    assert _amounts(live, invoice) == (10_000, 0)


def test_credited_and_paid(live: Away) -> None:
    """They paid what they saw, before the page was withdrawn: the rest is theirs."""
    invoice = live.invoice()
    live.decides(live.goes_away(invoice), "paid")
    live.shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_000})
    live.settles(invoice)
    assert live.now(invoice).status == "paid"
    assert _amounts(live, invoice) == (10_000, 2_000)
    assert live.intent(invoice).status == "canceled"
    # Only 2,000 of the 12,000 were too much.
    assert live.shop.v1.customers.retrieve(invoice.customer).balance == -2_000
    (charge,) = live.charges(invoice)
    # A credit note gives back what it credits, and no surplus.
    live.shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 3_000, "refund_amount": 3_000})
    assert live.shop.v1.customers.retrieve(invoice.customer).balance == -2_000
    for amount in (1_500, 5_000):
        live.shop.v1.refunds.create({"charge": charge.id, "amount": amount})
    assert live.shop.v1.customers.retrieve(invoice.customer).balance == 0


def test_news(live: Away) -> None:
    """News of the processor only wake a look."""
    invoice = live.invoice()
    session = live.goes_away(invoice)
    live.decides(session, "paid")
    (tenant,) = query(live.server, "SELECT id FROM tenants WHERE livemode")

    async def news() -> tuple[int, int]:
        async with await open_pool(running_dsn(live.server.data_dir), size=4) as pool:
            connections = Connections(pool, 2)
            transactions = Transactions(pool, WallClock(), connections, REACTIONS)
            directory = Directory(pool, live.server.url)
            found = await directory.tenant(tenant["id"])
            async with transactions.begin(found, Cause(actor="news")) as tx:
                known = await wake(tx, NAME, [session.id]), await wake(tx, "another", [session.id])
            await connections.close()
            return known

    assert run(news()) == (1, 0)
    eventually(lambda: live.now(invoice).status == "paid", "the invoice to be paid")


def test_two_tabs(live: Away) -> None:
    """Six presses at once: in the end one page can be paid, and it is paid once."""
    invoice = live.invoice()
    with ThreadPoolExecutor(6) as tabs:
        answers = list(tabs.map(lambda _: live.press(invoice), range(6)))
    assert {answer.status for answer in answers} == {303}
    mine = [each for each in live.page.sessions.values() if each.asked["customer"] == invoice.customer]
    live.due()
    eventually(lambda: len([each for each in mine if each.status == "open"]) == 1, "one page to be left")
    for each in mine:
        live.decides(each, "paid")
    live.settles(invoice)
    assert _amounts(live, invoice) == (12_000, 0)
    assert len(live.charges(invoice)) == 1


def test_confirmed_by_the_api(live: Away) -> None:
    """An intent of its own, confirmed without a method: its payer chooses one on the processor's page."""
    v1 = live.shop.v1
    intent = v1.payment_intents.create({"amount": 5_000, "currency": "usd"})
    away_now = v1.payment_intents.confirm(intent.id, {"return_url": "https://shop.example.com/done"})
    url = away_now.next_action.redirect_to_url.url
    session = live.page.sessions[url.rpartition("/")[2]]
    assert session.asked["return_url"] == "https://shop.example.com/done"
    live.decides(session, "paid")
    live.due()
    eventually(lambda: v1.payment_intents.retrieve(intent.id).status == "succeeded", "it to be paid")
    v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge", "payment_method"]})
    canceled = v1.payment_intents.create({"amount": 5_000, "currency": "usd", "confirm": False})
    v1.payment_intents.confirm(canceled.id, {"return_url": "https://shop.example.com/done"})
    assert v1.payment_intents.cancel(canceled.id).status == "canceled"


def test_what_is_captured_by_hand_does_not_go_to_a_page_that_takes_it_at_once(live: Away) -> None:
    v1 = live.shop.v1
    intent = v1.payment_intents.create({"amount": 5_000, "currency": "usd", "capture_method": "manual"})
    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        v1.payment_intents.confirm(intent.id, {"return_url": "https://shop.example.com/done"})


def test_events_are_those_of_test_mode(live: Away) -> None:
    """The events of a payment in live mode are those of one in test mode, after the payer was sent away."""
    invoice = live.invoice()
    live.decides(live.goes_away(invoice), "paid")
    live.comes_back(invoice)
    in_test = Shop(live.server.client)
    paid = in_test.invoice("open")
    in_test.v1.invoices.pay(paid.id, {"payment_method": "pm_card_visa"})
    there, here = events_of(in_test, paid), events_of(live.shop, invoice)
    # A method that the payer leaves with the account is attached; one that is only named is not.
    assert [each for each in here if each != "payment_method.attached"] == [
        there[0], "payment_intent.requires_action", *there[1:],
    ]  # fmt: skip
    assert there[0] == "payment_intent.created"


def events_of(shop: Shop, invoice: Any) -> list[str]:
    """The events about the payment of an invoice, oldest first."""
    (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
    ids = {payment.payment.payment_intent, payment.id}
    ids |= {charge.id for charge in shop.v1.charges.list({"customer": invoice.customer}).data}
    newest = shop.v1.events.list({"limit": 100}).data
    return [event.type for event in reversed(newest) if getattr(event.data.object, "id", None) in ids]


def test_what_is_kept_pays_later_only_if_the_processor_gave_a_token(live: Away) -> None:
    """A card that was saved there is the customer's; the processor of this test charges nobody in their absence."""
    invoice = live.invoice()
    session = live.goes_away(invoice)
    assert session.asked["save"] is True
    live.decides(session, "paid")
    live.comes_back(invoice)
    (kept,) = live.shop.v1.payment_methods.list({"customer": invoice.customer}).data
    assert (kept.type, kept.card.last4, kept.card.brand) == ("card", "4242", "visa")
    other = live.shop.v1.invoices.create({"customer": invoice.customer})
    live.shop.v1.invoice_items.create(
        {"customer": invoice.customer, "invoice": other.id, "amount": 500, "currency": "usd"}
    )
    with refused(
        "No processor of this account takes this. Without one, record the payment with paid_out_of_band=true."
    ):
        live.shop.v1.invoices.pay(other.id, {"payment_method": kept.id})
    assert live.now(other).next_payment_attempt is None


def test_the_query_is_not_believed(live: Away) -> None:
    invoice = live.invoice()
    live.goes_away(invoice)
    for query_ in ("?status=paid&payment_status=paid", "?try=999999999999999999999", "?try=%00", "?session_id=cs_1"):
        assert live.server.request("GET", f"{path_of(invoice)}/back{query_}", key=None).status in (200, 303)
    assert live.now(invoice).status == "open"


def test_what_no_page_of_ours_sends(live: Away) -> None:
    invoice = live.invoice()
    for method in ("", "paypal", "x" * 5_000, "\0"):
        assert live.press(invoice, method).status == 422
    assert live.press(invoice, amount=1).status == 422
    assert live.calls(invoice) == []


def test_the_policy_names_the_processor_here_alone(live: Away) -> None:
    invoice = live.invoice()
    policy = live.server.request("GET", path_of(invoice), key=None).headers["content-security-policy"]
    assert f"form-action 'self' {live.page.url};" in policy
    in_test = Shop(live.server.client).invoice("open")
    policy = live.server.request("GET", path_of(in_test), key=None).headers["content-security-policy"]
    assert "form-action 'self';" in policy


def _amounts(live: Away, invoice: Any) -> tuple[int, int]:
    now = live.now(invoice)
    return now.amount_paid, now.amount_overpaid
