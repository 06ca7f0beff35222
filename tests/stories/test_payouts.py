"""Payouts of the merchant's Stripe, through the public API: what they pay, news in any order, and what comes back.

Each test makes payouts of its own at the small Stripe, and looks at those alone.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe
from tests.rooms.webhooks.receiver import eventually
from tests.stories.test_paid_by_stripe import Merchant, merchant

__all__ = ["merchant"]


def paid(merchant: Merchant, amount: int) -> tuple[Any, str]:
    """An invoice that was paid at Stripe, and the entry that Stripe made of it."""
    invoice = merchant.shop.invoice("open", amount)
    session = merchant.goes_away(invoice)
    merchant.there.fake.pay(session["id"])
    merchant.hears(session["id"])
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
    objects = merchant.there.fake.objects
    intent = objects[session["id"]]["payment_intent"]
    return invoice, str(objects[objects[intent]["latest_charge"]]["balance_transaction"])


def told(merchant: Merchant, payout: str, type: str) -> None:
    assert merchant.hears(payout, type=type) == 200


def found(merchant: Merchant, amount: int) -> Any:
    """The payout of an amount, which no other payout of this file has; None if it is not known yet."""
    known = [one for one in merchant.shop.v1.payouts.list({"limit": 100}).data if one.amount == amount]
    return known[0] if known else None


def becomes(merchant: Merchant, amount: int, name: str, value: str) -> Any:
    eventually(lambda: getattr(found(merchant, amount), name, None) == value, f"{name} to be {value}")
    return found(merchant, amount)


def events_of(merchant: Merchant, payout: str) -> list[str]:
    """The types of events about a payout, the oldest first."""
    listed = merchant.shop.v1.events.list({"limit": 100, "type": "payout.*"}).data
    return [one.type for one in reversed(listed) if one.data.object.id == payout]


def entries(merchant: Merchant, payout: str) -> list[Any]:
    return merchant.shop.v1.balance_transactions.list({"payout": payout, "limit": 100}).data


def available(merchant: Merchant) -> int:
    balance = merchant.shop.v1.balance.retrieve()
    return sum(one.amount for one in [*balance.available, *balance.pending] if one.currency == "eur")


def test_a_payout_pays_ours_and_what_we_do_not_know(merchant: Merchant) -> None:
    """10,000 cost 320, by the fake. 5,000 less 175 did not go through Billhook, and are not dropped."""
    fake = merchant.there.fake
    invoice, entry = paid(merchant, 10_000)
    payout = fake.pay_out([entry, fake.entry("charge", 4_825, None, 175)])
    told(merchant, payout, "payout.created")
    known = becomes(merchant, 9_680 + 4_825, "reconciliation_status", "completed")
    assert (known.status, known.currency, known.livemode, known.automatic) == ("in_transit", "eur", True, True)
    paid_out = {one.reporting_category: one for one in entries(merchant, known.id)}
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    assert paid_out["charge"].source == charge.id
    assert paid_out["other_adjustment"].net == 4_825
    assert paid_out["payout"].id == known.balance_transaction
    assert sum(one.net for one in paid_out.values()) == 0
    fake.objects[payout] |= {"status": "paid", "trace_id": {"status": "supported", "value": "TRACE77"}}
    for _ in range(2):
        told(merchant, payout, "payout.paid")
    known = becomes(merchant, 14_505, "status", "paid")
    assert known.trace_id.value == "TRACE77"
    shown: Any = merchant.shop.v1.payouts.retrieve(known.id, {"expand": ["balance_transaction"]})
    assert shown.balance_transaction.amount == -14_505
    own: Any = merchant.shop.v1.balance_transactions.retrieve(known.balance_transaction, {"expand": ["source"]})
    assert (own.type, own.source.id) == ("payout", known.id)
    assert events_of(merchant, known.id) == [
        "payout.created", "payout.updated", "payout.reconciliation_completed", "payout.updated", "payout.paid",
    ]  # fmt: skip


def test_news_that_are_late_doubled_and_in_the_wrong_order(merchant: Merchant) -> None:
    """Only the last one comes, twice, and then the first."""
    fake = merchant.there.fake
    before = available(merchant)
    payout = fake.pay_out([fake.entry("charge", 3_001)], "paid")
    for type in ("payout.paid", "payout.paid", "payout.created"):
        told(merchant, payout, type)
    known = becomes(merchant, 3_001, "reconciliation_status", "completed")
    assert events_of(merchant, known.id) == [
        "payout.created", "payout.updated", "payout.paid", "payout.reconciliation_completed",
    ]  # fmt: skip
    fake.objects[payout]["status"] = "in_transit"  # an answer that is older than what is known
    told(merchant, payout, "payout.updated")
    other = fake.pay_out([fake.entry("charge", 3_002)])
    told(merchant, other, "payout.created")
    becomes(merchant, 3_002, "reconciliation_status", "completed")
    assert found(merchant, 3_001).status == "paid"
    assert len(entries(merchant, known.id)) == 2
    assert available(merchant) == before


def test_what_cannot_be_read_keeps_nothing_else_back(merchant: Merchant) -> None:
    """A list with an entry in no currency, and one of a status that nobody knows: the third is read all the same."""
    fake = merchant.there.fake
    entry = fake.entry("charge", 3_103)
    broken = fake.pay_out([entry])
    fake.objects[entry]["currency"] = "zzz"
    strange = fake.pay_out([fake.entry("charge", 3_104)], "on_the_moon")
    whole = fake.pay_out([fake.entry("charge", 3_105)])
    told(merchant, whole, "payout.created")
    becomes(merchant, 3_105, "reconciliation_status", "completed")
    assert found(merchant, 3_103).reconciliation_status == "in_progress"
    assert found(merchant, 3_104) is None
    # Once they can be read, they are.
    fake.objects[entry]["currency"] = "eur"
    fake.objects[strange]["status"] = "in_transit"
    told(merchant, broken, "payout.updated")
    for amount in (3_103, 3_104):
        becomes(merchant, amount, "reconciliation_status", "completed")


def test_a_payout_that_fails_after_it_was_paid_is_paid_by_the_next(merchant: Merchant) -> None:
    fake = merchant.there.fake
    _, entry = paid(merchant, 7_000)  # it costs 233
    before = available(merchant)
    first = fake.pay_out([entry], "paid")
    told(merchant, first, "payout.paid")
    known = becomes(merchant, 6_767, "reconciliation_status", "completed")
    assert available(merchant) == before - 6_767
    back = fake.bounce(first)
    told(merchant, first, "payout.failed")
    known = becomes(merchant, 6_767, "status", "failed")
    assert (known.failure_code, known.failure_message) == ("account_closed", "The account is closed.")
    returned = merchant.shop.v1.balance_transactions.retrieve(known.failure_balance_transaction)
    assert (returned.type, returned.net, returned.reporting_category) == ("payout_failure", 6_767, "payout_reversal")
    assert available(merchant) == before
    second = fake.pay_out([back, fake.entry("charge", 4)])
    told(merchant, second, "payout.created")
    again = becomes(merchant, 6_771, "reconciliation_status", "completed")
    assert {one.id for one in entries(merchant, again.id)} >= {returned.id, again.balance_transaction}
    assert available(merchant) == before - 6_767
    assert events_of(merchant, known.id)[-1] == "payout.failed"


def test_a_refund_of_ours_and_one_made_there_are_found(merchant: Merchant) -> None:
    fake = merchant.there.fake
    invoice, entry = paid(merchant, 20_000)  # it costs 610
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    ours = merchant.shop.v1.refunds.create({"charge": charge.id, "amount": 1_000})
    (there,) = [one for one in fake.all("re") if one["amount"] == 1_000 and one["metadata"].get("billhook_call")][-1:]
    paid_there = fake.entry("refund", -1_000, there["id"])
    payout = fake.pay_out([entry, paid_there])
    told(merchant, payout, "payout.created")
    known = becomes(merchant, 18_390, "reconciliation_status", "completed")
    found_here = entries(merchant, known.id)
    assert {one.source for one in found_here} == {charge.id, ours.id, known.id}
    assert [one for one in found_here if one.reporting_category == "other_adjustment"] == []


def test_a_debit_of_the_bank_account(merchant: Merchant) -> None:
    """More was given back than came in: Stripe takes it from the bank account, and the balance rises."""
    fake = merchant.there.fake
    before = available(merchant)
    told(merchant, fake.pay_out([fake.entry("refund", -2_222)], "paid"), "payout.paid")
    known = becomes(merchant, -2_222, "reconciliation_status", "completed")
    assert sorted(one.net for one in entries(merchant, known.id)) == [-2_222, 2_222]
    assert available(merchant) == before


def test_a_manual_payout_is_not_listed(merchant: Merchant) -> None:
    fake = merchant.there.fake
    payout = fake.pay_out([fake.entry("charge", 1_234)], "canceled", automatic=False,
                          reconciliation_status="not_applicable")  # fmt: skip
    told(merchant, payout, "payout.canceled")
    known = becomes(merchant, 1_234, "status", "canceled")
    assert (known.reconciliation_status, entries(merchant, known.id)) == ("not_applicable", [])


def test_what_a_page_does_not_hold_is_read_all_the_same(merchant: Merchant) -> None:
    """45 entries in pages of two: more than one look reads."""
    fake = merchant.there.fake
    fake.page_size = 2
    try:
        payout = fake.pay_out([fake.entry("charge", 101) for _ in range(45)])
        told(merchant, payout, "payout.created")
        known = becomes(merchant, 4_545, "reconciliation_status", "completed")
    finally:
        fake.page_size = 100
    assert sorted(one.net for one in entries(merchant, known.id)) == [-4_545, 4_545]


def test_lists_and_what_is_refused(merchant: Merchant) -> None:
    fake, v1 = merchant.there.fake, merchant.shop.v1
    now = int(time.time())
    payout = fake.pay_out([fake.entry("charge", 8_888)], "paid", arrival_date=now + 900_000)
    told(merchant, payout, "payout.paid")
    known = becomes(merchant, 8_888, "status", "paid")
    listed = v1.payouts.list({"arrival_date": {"gt": now + 800_000}, "status": "paid", "limit": 100}).data
    assert [one.id for one in listed] == [known.id]
    assert known.id in {one.id for one in v1.payouts.list({"created": {"gte": now - 600}, "limit": 100}).data}
    assert v1.payouts.list({"arrival_date": {"gt": now + 1_000_000}}).data == []
    for given in ({"destination": "ba_1"}, {"status": "lost"}, {"starting_after": "po_none"}):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            v1.payouts.list(given)  # type: ignore[arg-type]
        assert caught.value.param == next(iter(given))
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.payouts.retrieve("po_none")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    asked: tuple[Callable[[], Any], ...] = (
        lambda: v1.payouts.create({"amount": 100, "currency": "eur"}),
        lambda: v1.payouts.update(known.id, {"metadata": {"a": "b"}}),
        lambda: v1.payouts.cancel(known.id),
        lambda: v1.payouts.reverse(known.id),
    )
    for request in asked:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            request()
        assert "payouts" in str(caught.value.user_message)
    assert entries(merchant, "po_none") == []


def test_a_payout_in_another_currency_than_the_balance(merchant: Merchant) -> None:
    """920 euros are paid out as 1,003 dollars: the entries are euros, as Stripe has them, and come to 0."""
    fake = merchant.there.fake
    payout = fake.pay_out([fake.entry("charge", 920)], "paid", amount=1_003, currency="usd")
    own = fake.objects[fake.objects[payout]["balance_transaction"]]
    own["exchange_rate"] = 1.09
    told(merchant, payout, "payout.paid")
    known = becomes(merchant, 1_003, "reconciliation_status", "completed")
    assert known.currency == "usd"
    assert sorted((one.net, one.currency) for one in entries(merchant, known.id)) == [(-920, "eur"), (920, "eur")]
    shown = merchant.shop.v1.balance_transactions.retrieve(known.balance_transaction)
    assert shown.exchange_rate == 1.09


def test_an_entry_of_ours_that_is_on_its_way_is_waited_for(merchant: Merchant) -> None:
    """Stripe has booked the payment, and nobody here has heard of it: it is asked about, and the payout waits."""
    fake = merchant.there.fake
    fake.books_at_once = False
    try:
        invoice = merchant.shop.invoice("open", 30_000)  # it costs 900
        session = merchant.goes_away(invoice)
        fake.pay(session["id"])
        merchant.hears(session["id"])
        eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
    finally:
        fake.books_at_once = True
    intent = fake.objects[session["id"]]["payment_intent"]
    fake.book(intent)
    payout = fake.pay_out([fake.objects[fake.objects[intent]["latest_charge"]]["balance_transaction"]])
    told(merchant, payout, "payout.created")
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    eventually(
        lambda: merchant.shop.v1.charges.retrieve(charge.id).balance_transaction is not None, "the payment to be booked"
    )
    assert found(merchant, 29_100).reconciliation_status == "in_progress"
    told(merchant, payout, "payout.updated")
    known = becomes(merchant, 29_100, "reconciliation_status", "completed")
    assert {one.source for one in entries(merchant, known.id)} == {charge.id, known.id}


def test_a_dispute_is_found(merchant: Merchant) -> None:
    """The bank takes 4,000, and it costs 1,500: Stripe pays that out as an amount below 0."""
    fake = merchant.there.fake
    invoice, _ = paid(merchant, 4_000)
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    (intent,) = [one["payment_intent"] for one in fake.all("ch") if one["amount"] == 4_000]
    dispute = fake.dispute(intent)
    merchant.hears(dispute, type="charge.dispute.created")
    eventually(lambda: merchant.shop.v1.disputes.list({"charge": charge.id}).data != [], "the dispute")
    (here,) = merchant.shop.v1.disputes.list({"charge": charge.id}).data
    told(merchant, fake.pay_out([fake.entry("dispute", -5_500, dispute, 1_500)]), "payout.created")
    known = becomes(merchant, -5_500, "reconciliation_status", "completed")
    assert {one.source for one in entries(merchant, known.id)} == {here.id, known.id}


def test_a_list_of_another_currency_is_not_counted(merchant: Merchant) -> None:
    fake = merchant.there.fake
    wrong = fake.entry("charge", 6_543)
    fake.objects[wrong]["currency"] = "usd"
    told(merchant, fake.pay_out([wrong], "paid"), "payout.paid")
    known = becomes(merchant, 6_543, "status", "paid")
    assert (known.reconciliation_status, entries(merchant, known.id)) == ("in_progress", [])


def test_payouts_of_live_mode_are_not_there_in_test_mode(merchant: Merchant) -> None:
    fake = merchant.there.fake
    told(merchant, fake.pay_out([fake.entry("charge", 5_432)], "paid"), "payout.paid")
    known = becomes(merchant, 5_432, "status", "paid")
    in_test = merchant.server.client
    assert in_test.v1.payouts.list().data == []
    assert in_test.v1.balance_transactions.list({"payout": known.id}).data == []
    with pytest.raises(stripe.InvalidRequestError):
        in_test.v1.payouts.retrieve(known.id)


@pytest.mark.parametrize("query", ["payout[]=po_1", "payout=", "payout=" + "x" * 5_001])
def test_rubbish_is_refused(merchant: Merchant, query: str) -> None:
    assert merchant.server.request("GET", f"/v1/balance_transactions?{query}").status in range(200, 500)
