"""Payments and refunds in the Dashboard."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.stories.psql import query

Somebody = Callable[[str], Visitor]


def paid(shop: Shop, amount: int = 10_000, card: str = "visa", **given: Any) -> Any:
    """A payment by card in US dollars."""
    return shop.v1.payment_intents.create(
        {"amount": amount, "currency": "usd", "confirm": True, "payment_method": f"pm_card_{card}", **given}
    )


def declined(shop: Shop, **given: Any) -> str:
    """The id of a payment that a bank has refused."""
    with pytest.raises(stripe.CardError) as caught:
        paid(shop, card="chargeDeclinedInsufficientFunds", **given)
    return str(caught.value.error.payment_intent.id)  # type: ignore[union-attr]


def facts(seen: Seen) -> dict[str, str]:
    """What the summary says, by its terms."""
    summary = seen.page.one("section", aria_label="Summary").one("dl")
    return {pair.one("dt").text: pair.one("dd").text for pair in summary.all("div")}


def told(seen: Seen) -> list[str]:
    return [item.all("div")[0].text for item in seen.page.one("section", aria_label="Timeline").all("li")]


def actions(seen: Seen) -> list[str]:
    return [link.text for link in seen.page.one("div", class_="bh-actions").all("a")]


def token(visitor: Visitor) -> str:
    return visitor.get("/").value("csrf")


# ── Looking ─────────────────────────────────────────────────────────────────────────────────────
def test_payments_are_listed_in_words(owner: Visitor, shop: Shop) -> None:
    """The words of a payment are those of the guide: what happened, not what a field is called."""
    customer = shop.customer(name="Ada <b>Lovelace</b>")
    given = {"customer": customer.id}
    waiting = shop.v1.payment_intents.create({"amount": 900, "currency": "jpy", **given})
    canceled = shop.v1.payment_intents.create({"amount": 900, "currency": "usd", **given})
    shop.v1.payment_intents.cancel(canceled.id)
    whole, part = paid(shop, **given), paid(shop, **given)
    shop.v1.refunds.create({"payment_intent": whole.id})
    shop.v1.refunds.create({"payment_intent": part.id, "amount": 1})
    expected = {
        waiting.id: ("¥900", "Needs the customer", "–"),
        canceled.id: ("$9.00", "Canceled", "–"),
        whole.id: ("$100.00", "Refunded", "Visa •••• 4242"),
        part.id: ("$100.00", "Partly refunded", "Visa •••• 4242"),
        paid(shop, **given).id: ("$100.00", "Succeeded", "Visa •••• 4242"),
        paid(shop, capture_method="manual", **given).id: ("$100.00", "Uncaptured", "Visa •••• 4242"),
        paid(shop, card="createDispute", **given).id: ("$100.00", "Disputed", "Visa •••• 0259"),
        declined(shop, **given): ("$100.00", "Failed", "Visa •••• 9995"),
    }
    seen = owner.get(f"/payments?customer={customer.id}")
    shown = {}
    for row in seen.page.one("tbody").all("tr"):
        cells = [cell.text for cell in row.all("td")]
        assert cells[2] == "Ada <b>Lovelace</b>"
        shown[row.one("a").attributes["href"].rpartition("/")[2]] = (cells[0], cells[1], cells[3])
    assert shown == expected


def test_older_payments_follow(owner: Visitor, shop: Shop) -> None:
    customer = shop.customer()
    made = [
        shop.v1.payment_intents.create({"amount": 900, "currency": "usd", "customer": customer.id}).id
        for _ in range(27)
    ]

    def ids(seen: Seen) -> list[str]:
        return [row.one("a").attributes["href"].rpartition("/")[2] for row in seen.page.one("tbody").all("tr")]

    first = owner.get(f"/payments?customer={customer.id}")
    assert ids(first) == made[:1:-1]
    (older,) = first.page.one("nav", aria_label="Pages").all("a")
    second = owner.get(older.attributes["href"])
    assert ids(second) == [made[1], made[0]]
    (newer,) = second.page.one("nav", aria_label="Pages").all("a")
    assert ids(owner.get(newer.attributes["href"])) == made[:1:-1]


def test_a_payment_shows_what_is_left_of_it(owner: Visitor, shop: Shop) -> None:
    """The fee is that of the ledger; a refund does not give it back."""
    intent = paid(shop)
    entry = shop.v1.charges.retrieve(intent.latest_charge, {"expand": ["balance_transaction"]}).balance_transaction
    shop.v1.refunds.create({"payment_intent": intent.id, "amount": 2_500})
    shown = facts(owner.get(f"/payments/{intent.id}"))
    assert entry.fee > 0
    assert shown["Fees"] == f"−${entry.fee / 100:.2f}"
    assert shown["Net"] == f"${(10_000 - entry.fee - 2_500) / 100:.2f}"
    assert (shown["Method"], shown["Id"]) == ("Visa •••• 4242", intent.id)


def test_a_payment_of_an_invoice_names_it(owner: Visitor, shop: Shop) -> None:
    customer = shop.customer(name="Ada")
    method = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    invoice = shop.invoice("open", customer=customer)
    shop.v1.invoices.pay(invoice.id, {"payment_method": method.id})
    (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
    seen = owner.get(f"/payments/{payment.payment.payment_intent}")
    assert facts(seen)["Invoice"] == invoice.number
    assert facts(seen)["Customer"] == "Ada"
    assert "Cancel payment" not in actions(seen)


def test_a_decline_is_told_with_the_reason_of_the_bank(owner: Visitor, shop: Shop) -> None:
    intent = declined(shop)
    seen = owner.get(f"/payments/{intent}")
    assert seen.heading == "$100.00 Failed"
    assert told(seen)[0] == (
        "Charge of $100.00 by Visa •••• 9995 failedYour card has insufficient funds. (insufficient_funds)"
    )
    assert "Refund" not in actions(seen)


def test_a_payment_is_shown_as_the_api_gives_it(owner: Visitor, shop: Shop) -> None:
    intent = paid(shop)
    assert f'"id": "{intent.id}"' in owner.get(f"/payments/{intent.id}/raw").page.one("pre").text


# ── Refunds ─────────────────────────────────────────────────────────────────────────────────────
def test_all_of_a_payment_is_given_back(server: Server, owner: Visitor, shop: Shop) -> None:
    intent = paid(shop)
    here = f"/payments/{intent.id}"
    assert "Refund" in actions(owner.get(here))
    page = owner.get(f"{here}/refund")
    assert page.heading == "Refund $100.00?"
    assert "$100.00 goes back to Visa •••• 4242; that takes 5 to 10 days." in page.page.text
    assert [b.text for b in page.page.one("main").all("button")] == ["Use this amount", "Refund $100.00"]
    fields = {name: page.value(name) for name in ("csrf", "key", "amount")} | {"reason": "requested_by_customer"}
    seen = owner.post(f"{here}/refund", fields)
    assert owner.post(f"{here}/refund", fields).to == seen.to  # a double click
    (refund,) = shop.v1.refunds.list({"payment_intent": intent.id}).data
    assert (refund.amount, refund.reason) == (10_000, "requested_by_customer")
    after = owner.follow(seen)
    assert after.page.one("p", role="status").text == "$100.00 goes back to Visa •••• 4242."
    assert after.heading == "$100.00 Refunded"
    assert told(after)[0] == "Refund of $100.00 doneAsked for by the customer"
    assert "Refund" not in actions(after)
    (entry,) = query(
        server, "SELECT verb, actor_label FROM audit_log WHERE verb = 'refund.create' ORDER BY id DESC LIMIT 1"
    )
    assert tuple(entry) == ("refund.create", "Anna Berg")


def test_a_part_is_given_back_as_it_was_typed(owner: Visitor, shop: Shop) -> None:
    intent = paid(shop, 500_000)
    here = f"/payments/{intent.id}/refund"
    page = owner.get(f"{here}?amount=1%2C234.50")
    assert page.heading == "Refund $1,234.50?"
    assert "$3,765.50 can be given back later." in page.page.text
    owner.send(here, {"amount": page.page.all("input", name="amount")[1].attributes["value"]})
    (refund,) = shop.v1.refunds.list({"payment_intent": intent.id}).data
    assert (refund.amount, refund.reason) == (123_450, None)
    assert owner.get(here).heading == "Refund $3,765.50?"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1,50", "Did you mean 1.50 or 150?"),
        ("0", "Write an amount up to $100.00."),
        ("-5", "Write an amount up to $100.00."),
        ("100.01", "Write an amount up to $100.00."),
        ("1.005", "USD has at most 2 decimal places."),
    ],
)
def test_an_amount_that_cannot_be_given_back_is_asked_for_again(
    owner: Visitor, shop: Shop, typed: str, sentence: str
) -> None:
    intent = paid(shop)
    here = f"/payments/{intent.id}/refund"
    for seen in (owner.get(f"{here}?amount={typed}"), owner.send(here, {"amount": typed})):
        assert seen.status == 422
        assert seen.page.one("p", id="field-amount-error").text == sentence
        assert seen.value("amount") == typed
    assert shop.v1.refunds.list({"payment_intent": intent.id}).data == []


def test_what_the_bank_has_taken_back_is_not_refunded(owner: Visitor, shop: Shop) -> None:
    intent = paid(shop, card="createDispute")
    assert "Refund" not in actions(owner.get(f"/payments/{intent.id}"))
    seen = owner.post(f"/payments/{intent.id}/refund", {"csrf": token(owner), "amount": "1.00"})
    assert seen.status == 422
    assert shop.v1.refunds.list({"payment_intent": intent.id}).data == []


def test_two_who_refund_at_once_give_back_once(owner: Visitor, shop: Shop) -> None:
    """The second page was opened before the first was sent."""
    intent = paid(shop)
    here = f"/payments/{intent.id}/refund"
    pages = [owner.get(here), owner.get(here)]
    answers = [owner.post(here, {name: page.value(name) for name in ("csrf", "key", "amount")}) for page in pages]
    assert [answer.status for answer in answers] == [303, 422]
    assert sum(refund.amount for refund in shop.v1.refunds.list({"payment_intent": intent.id}).data) == 10_000


def test_refunds_are_listed(owner: Visitor, shop: Shop) -> None:
    intent = paid(shop, customer=shop.customer(name="Ada").id)
    shop.v1.refunds.create({"payment_intent": intent.id, "amount": 700, "reason": "duplicate"})
    row = owner.get("/refunds").page.one("tbody").all("tr")[0]
    assert [cell.text for cell in row.all("td")][:4] == ["$7.00", "Succeeded", "Ada", "Paid twice"]
    assert row.one("a").attributes["href"].endswith(f"/payments/{intent.id}")


# ── Capturing and canceling ─────────────────────────────────────────────────────────────────────
def test_a_part_of_an_authorization_is_captured(owner: Visitor, shop: Shop) -> None:
    intent = paid(shop, capture_method="manual")
    here = f"/payments/{intent.id}"
    assert actions(owner.get(here))[0] == "Capture"
    page = owner.get(f"{here}/capture?amount=40")
    assert page.heading == "Capture $40.00?"
    assert "$60.00 is released. It cannot be captured later." in page.page.text
    after = owner.follow(owner.send(f"{here}/capture", {"amount": "40"}))
    assert after.heading == "$100.00 Succeeded"
    assert shop.v1.payment_intents.retrieve(intent.id).amount_received == 4_000
    again = owner.send(f"{here}/capture", {"amount": "40"}, on="/")
    assert again.status == 422


def test_a_payment_is_canceled(owner: Visitor, shop: Shop) -> None:
    intent = paid(shop, capture_method="manual")
    here = f"/payments/{intent.id}"
    page = owner.get(f"{here}/cancel")
    assert page.heading == "Cancel the payment of $100.00?"
    assert "$100.00 that the bank keeps ready is released." in page.page.text
    assert owner.follow(owner.send(f"{here}/cancel")).heading == "$100.00 Canceled"
    assert shop.v1.payment_intents.retrieve(intent.id).status == "canceled"


# ── Charges without a payment intent ────────────────────────────────────────────────────────────
def direct(shop: Shop, source: str = "tok_visa", **given: Any) -> Any:
    """A charge as old programs make them."""
    return shop.v1.charges.create({"amount": 10_000, "currency": "usd", "source": source, **given})


def page_of_charge(server: Server, charge: str) -> str:
    (row,) = query(server, "SELECT payment_intent FROM charges WHERE id = $1", charge)
    return f"/payments/{row['payment_intent']}"


def test_a_direct_charge_is_a_payment_like_others(owner: Visitor, shop: Shop, server: Server) -> None:
    customer = shop.customer(name="Ada", source="tok_visa")
    charge = shop.v1.charges.create({"amount": 10_000, "currency": "usd", "customer": customer.id})
    here = page_of_charge(server, charge.id)
    (row,) = owner.get(f"/payments?customer={customer.id}").page.one("tbody").all("tr")
    assert row.one("a").attributes["href"].endswith(here)
    seen = owner.get(here)
    assert (seen.status, seen.heading) == (200, "$100.00 Succeeded")
    assert (facts(seen)["Id"], facts(seen)["Customer"]) == (charge.id, "Ada")
    assert actions(seen) == ["Refund", "Send receipt", "View JSON"]
    assert charge.id in owner.get(f"{here}/raw").page.text
    assert owner.follow(owner.get(f"/search?q={charge.id}")).heading == "$100.00 Succeeded"
    assert owner.follow(owner.send(f"{here}/refund", {"amount": "40"})).heading == "$100.00 Partly refunded"
    assert [refund.amount for refund in shop.v1.refunds.list({"charge": charge.id})] == [4_000]


def test_a_direct_charge_that_was_declined(owner: Visitor, shop: Shop, server: Server) -> None:
    with pytest.raises(stripe.CardError) as caught:
        direct(shop, "tok_chargeDeclined")
    seen = owner.get(page_of_charge(server, caught.value.json_body["error"]["charge"]))
    assert (seen.heading, actions(seen)) == ("$100.00 Failed", ["View JSON"])


def test_a_direct_charge_is_captured(owner: Visitor, shop: Shop, server: Server) -> None:
    charge = direct(shop, capture=False)
    here = page_of_charge(server, charge.id)
    assert actions(owner.get(here)) == ["Capture", "Cancel payment", "View JSON"]
    after = owner.follow(owner.send(f"{here}/capture", {"amount": "40"}))
    assert after.heading == "$100.00 Succeeded"
    assert shop.v1.charges.retrieve(charge.id).amount_captured == 4_000


def test_a_direct_charge_is_released(owner: Visitor, shop: Shop, server: Server) -> None:
    charge = direct(shop, capture=False)
    here = page_of_charge(server, charge.id)
    assert owner.follow(owner.send(f"{here}/cancel")).heading == "$100.00 Canceled"
    assert shop.v1.charges.retrieve(charge.id).refunded


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────
def test_an_analyst_moves_no_money(somebody: Somebody, owner: Visitor, shop: Shop) -> None:
    intent = paid(shop, capture_method="manual")
    done = paid(shop)
    analyst = somebody("analyst")
    assert actions(analyst.get(f"/payments/{intent.id}")) == ["View JSON"]
    for id, verb in ((done.id, "refund"), (intent.id, "capture"), (intent.id, "cancel")):
        assert analyst.get(f"/payments/{id}/{verb}").status == 403
        assert analyst.post(f"/payments/{id}/{verb}", {"csrf": token(analyst), "amount": "1"}).status == 403
    assert shop.v1.refunds.list({"payment_intent": done.id}).data == []
    assert shop.v1.payment_intents.retrieve(intent.id).status == "requires_capture"


def test_support_cancels_and_refunds_and_does_not_capture(somebody: Somebody, owner: Visitor, shop: Shop) -> None:
    intent = paid(shop, capture_method="manual")
    support = somebody("support")
    assert actions(support.get(f"/payments/{intent.id}")) == ["Cancel payment", "View JSON"]
    assert support.send(f"/payments/{paid(shop).id}/refund", {"amount": "1"}).status == 303
    assert support.post(f"/payments/{intent.id}/capture", {"csrf": token(support), "amount": "1"}).status == 403
    assert support.send(f"/payments/{intent.id}/cancel").status == 303


def test_a_payment_of_the_other_mode_is_not_there(server: Server, owner: Visitor, shop: Shop) -> None:
    intent = paid(shop)
    live = Visitor(server, mode="live", cookies=owner.cookies)
    for path in ("", "/raw", "/refund", "/capture", "/cancel"):
        assert live.get(f"/payments/{intent.id}{path}").status == 404, path
    assert live.post(f"/payments/{intent.id}/refund", {"csrf": token(live), "amount": "1"}).status == 404
    links = [link.attributes.get("href", "") for link in live.get("/payments").page.one("main").all("a")]
    assert not [link for link in links if intent.id in link]
    assert shop.v1.refunds.list({"payment_intent": intent.id}).data == []


def test_a_form_without_its_token_does_nothing(owner: Visitor, shop: Shop) -> None:
    intent = paid(shop)
    assert owner.post(f"/payments/{intent.id}/refund", {"amount": "1"}).status == 403
    assert shop.v1.refunds.list({"payment_intent": intent.id}).data == []


# ── Receipts ────────────────────────────────────────────────────────────────────────────────────
_MAILS = "SELECT kind, recipient FROM invoice_mails WHERE about = $1 ORDER BY id"


def test_a_receipt_is_mailed_from_the_page_of_its_payment(owner: Visitor, shop: Shop, server: Server) -> None:
    customer = shop.customer(email="ada@example.com")
    intent = paid(shop, customer=customer.id)
    here = f"/payments/{intent.id}/receipt"
    assert "Send receipt" in actions(owner.get(f"/payments/{intent.id}"))
    assert owner.get(here).value("email") == "ada@example.com"
    wrong = owner.send(here, {"email": "nobody"})
    assert wrong.status == 422
    assert "This is no e-mail address." in wrong.page.one("p", id="field-email-error").text
    seen = owner.follow(owner.send(here, {"email": "books@example.com"}))
    assert "The receipt is on its way to books@example.com." in seen.page.one("p", role="status").text
    charge = shop.v1.charges.retrieve(intent.latest_charge)
    assert facts(seen)["Receipt number"] == charge.receipt_number
    assert told(seen)[0].startswith(f"Receipt {charge.receipt_number}: e-mail")
    assert [tuple(row) for row in query(server, _MAILS, charge.id)] == [("receipt", "books@example.com")]
    # The customer's own address is as good, and the number stays.
    owner.send(here, {"email": "ada@example.com"})
    assert [row["recipient"] for row in query(server, _MAILS, charge.id)] == ["books@example.com", "ada@example.com"]
    assert shop.v1.charges.retrieve(intent.latest_charge).receipt_number == charge.receipt_number
    # The mail can be read in the outbox, from which a link leads to the payment.
    (mail,) = query(server, "SELECT id FROM invoice_mails WHERE about = $1 AND recipient LIKE 'books%'", charge.id)
    shown = owner.get(f"/developers/outbox/{mail['id']}")
    assert shown.heading.startswith(f"[TEST] Receipt {charge.receipt_number}")
    assert owner.address(f"/payments/{intent.id}") in [link.attributes.get("href") for link in shown.page.all("a")]
    listed = owner.get("/developers/outbox?to=books@example.com")
    assert f"[TEST] Receipt {charge.receipt_number}" in listed.page.one("tbody").text
    assert charge.receipt_number.encode() in owner.get("/developers/outbox/export.csv?to=books@example.com").content


def test_what_took_no_money_has_no_receipt(owner: Visitor, shop: Shop, somebody: Somebody) -> None:
    held, failed = paid(shop, capture_method="manual"), declined(shop)
    for intent in (held.id, failed):
        assert "Send receipt" not in actions(owner.get(f"/payments/{intent}"))
        assert owner.send(f"/payments/{intent}/receipt", {"email": "ada@example.com"}).status == 422
    analyst, intent = somebody("analyst"), paid(shop)
    assert "Send receipt" not in actions(analyst.get(f"/payments/{intent.id}"))
    assert analyst.get(f"/payments/{intent.id}/receipt").status == 403
