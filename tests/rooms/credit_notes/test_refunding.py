"""Credit notes that give back what was charged: a refund of their own, or refunds that were made (invoicing.md §7)."""

from typing import Any

import pytest
from tests.builders import Shop, refused, types
from tests.conftest import Server
from tests.rooms.payments.beside import Bank, Killed, beside, run
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.processors.interface import RefundOutcome, RefundRequest


def charged(shop: Shop, amount: int = 1_000) -> Any:
    """An invoice that a card has paid."""
    return shop.v1.invoices.pay(shop.draft(amount).id, {"payment_method": "pm_card_visa", "expand": ["payments"]})


def intent_of(invoice: Any) -> str:
    return str(invoice.payments.data[0].payment.payment_intent)


def credit(shop: Shop, invoice: Any, **given: Any) -> Any:
    return shop.v1.credit_notes.create({"invoice": invoice.id, **given})


def test_it_refunds_the_charge(shop: Shop) -> None:
    invoice = charged(shop)
    note = credit(shop, invoice, amount=400, refund_amount=400, reason="duplicate", expand=["refunds.refund"])
    assert (note.type, note.post_payment_amount, note.pre_payment_amount) == ("post_payment", 400, 0)
    (given_back,) = note.refunds
    assert (given_back.amount_refunded, given_back.type) == (400, "refund")
    refund = given_back.refund
    assert (refund.amount, refund.status, refund.reason) == (400, "succeeded", "duplicate")
    assert shop.v1.charges.retrieve(refund.charge).amount_refunded == 400
    assert sorted(types(shop.events_of(note))) == [
        "charge.refunded", "credit_note.created", "invoice.updated", "refund.created",
    ]  # fmt: skip
    now = shop.v1.invoices.retrieve(invoice.id)
    assert (now.status, now.amount_paid, now.post_payment_credit_notes_amount) == ("paid", 1_000, 400)
    with refused("You can only void a credit note if the associated invoice is open."):
        shop.v1.credit_notes.void_credit_note(note.id)


def test_all_ways_at_once(shop: Shop) -> None:
    invoice = charged(shop)
    note = credit(shop, invoice, amount=1_000, refund_amount=500, credit_amount=300, out_of_band_amount=200)
    assert shop.v1.customers.retrieve(invoice.customer).balance == -300
    assert note.refunds[0].amount_refunded == 500
    with refused(None, param="amount"):
        credit(shop, invoice, amount=1, refund_amount=1)


def test_no_more_than_was_charged(shop: Shop) -> None:
    invoice = charged(shop)
    message = "The refund amount ($8.00) is more than what was charged for this invoice ($7.00)."
    shop.v1.refunds.create({"payment_intent": intent_of(invoice), "amount": 300})
    with refused(message, param="refund_amount"):
        credit(shop, invoice, amount=800, refund_amount=800)
    assert credit(shop, invoice, amount=700, refund_amount=700).refunds[0].amount_refunded == 700


def test_refunds_that_were_made_are_linked(shop: Shop) -> None:
    invoice = charged(shop)
    refund = shop.v1.refunds.create({"payment_intent": intent_of(invoice), "amount": 600})
    part = {"refund": refund.id, "amount_refunded": 200}
    note = credit(shop, invoice, amount=200, refunds=[part])
    assert [(one.refund, one.amount_refunded) for one in note.refunds] == [(refund.id, 200)]
    # Nothing was given back a second time.
    assert shop.v1.charges.retrieve(refund.charge).amount_refunded == 600
    with refused(None, param="refunds[0][refund]"):
        credit(shop, invoice, amount=500, refunds=[{"refund": refund.id, "amount_refunded": 500}])
    # Without an amount, all of it that is left; and one of its own beside it.
    both = credit(shop, invoice, amount=500, refunds=[{"refund": refund.id}], refund_amount=100)
    assert [one.amount_refunded for one in both.refunds] == [100, 400]
    assert shop.v1.charges.retrieve(refund.charge).amount_refunded == 700


def test_a_refund_of_something_else(shop: Shop) -> None:
    other = shop.v1.refunds.create({"payment_intent": intent_of(charged(shop))})
    with refused(None, param="refunds[0][refund]"):
        credit(shop, charged(shop), amount=100, refunds=[{"refund": other.id}])


def test_a_preview_asks_nobody(shop: Shop) -> None:
    invoice = charged(shop)
    preview = shop.v1.credit_notes.preview({"invoice": invoice.id, "amount": 400, "refund_amount": 400})
    assert preview.refunds[0].amount_refunded == 400
    assert shop.v1.refunds.list({"payment_intent": intent_of(invoice)}).data == []


def test_killed_before_the_refund_was_settled(shop: Shop, server: Server) -> None:
    async def killed(_key: str, _request: RefundRequest) -> RefundOutcome:
        raise Killed

    invoice = charged(shop)
    form = {"invoice": invoice.id, "amount": "400", "refund_amount": "400"}
    key = f"credit-{invoice.id}"

    async def story() -> None:
        async with beside(server, Bank(refund_by=killed)) as other:
            await other.post("/v1/credit_notes", form, key)

    with pytest.raises(Killed):
        run(story())
    (note,) = shop.v1.credit_notes.list({"invoice": invoice.id}).data
    query(server, "UPDATE calls SET next_attempt_at = 1 WHERE subject = $1", note.id)
    sql = "SELECT settled_at FROM calls WHERE subject = $1"
    eventually(lambda: query(server, sql, note.id)[0]["settled_at"] is not None, "the refund to be settled")
    answer = server.request("POST", "/v1/credit_notes", form, {"Idempotency-Key": key})
    assert (answer.status, answer.json["id"]) == (200, note.id)
    assert shop.v1.refunds.retrieve(note.refunds[0].refund).status == "succeeded"
    assert len(shop.v1.credit_notes.list({"invoice": invoice.id}).data) == 1


def test_a_refund_that_fails_later_leaves_the_credit_note(shop: Shop) -> None:
    """What was credited stays credited; the money is the merchant's to give back in another way."""
    invoice = shop.v1.invoices.pay(shop.invoice("open", 1_000).id, {"payment_method": "pm_card_refundFail"})
    note = credit(shop, invoice, amount=1_000, refund_amount=1_000)
    (linked,) = note.refunds
    assert linked.amount_refunded == 1_000
    eventually(lambda: shop.v1.refunds.retrieve(linked.refund).status == "failed", "the refund to come back")
    assert shop.v1.credit_notes.retrieve(note.id).status == "issued"
    assert shop.v1.invoices.retrieve(invoice.id).post_payment_credit_notes_amount == 1_000
    # Once only was the credit note told of.
    told = [
        e
        for e in shop.v1.events.list({"type": "credit_note.created"}).data
        if getattr(e.data.object, "id", None) == note.id
    ]
    assert len(told) == 1
