"""Money is taken once, whatever happens between the claim, the call and the settlement (rule 5 of the map)."""

import asyncio
from typing import Any

import pytest
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.rooms.payments.beside import Bank, Killed, beside, run
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.processors.interface import ChargeRequest, Outcome, ProcessorSilent
from billhook.processors.testing import outcome

PAID_EVENTS = [
    "charge.succeeded", "payment_intent.succeeded", "invoice_payment.paid", "invoice.updated", "invoice.paid",
    "invoice.payment_succeeded",
]  # fmt: skip


async def silent(_key: str, _request: ChargeRequest) -> Outcome:
    raise ProcessorSilent("no answer")


async def killed(_key: str, _request: ChargeRequest) -> Outcome:
    raise Killed


def open_invoice(shop: Shop) -> Any:
    invoice = shop.invoice("open")
    return shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})


def call_of(server: Server, invoice: Any) -> Any:
    """The one call about the intent of an invoice, as stored."""
    intent = invoice.payments.data[0].payment.payment_intent
    columns = "tenant, id, settled_at, attempts, reply, silence, silent_since"
    (row,) = query(server, f"SELECT {columns} FROM calls WHERE subject = $1", intent)
    return row


def charges_of(shop: Shop, invoice: Any) -> list[Any]:
    intent = invoice.payments.data[0].payment.payment_intent
    return list(shop.v1.charges.list({"payment_intent": intent}).data)


def events_after(shop: Shop, invoice: Any) -> list[str]:
    """Types of the events about the invoice and its payment since it was finalized, oldest first."""
    ids = {invoice.id, invoice.payments.data[0].id, invoice.payments.data[0].payment.payment_intent}
    ids |= {charge.id for charge in charges_of(shop, invoice)}
    newest = list(shop.v1.events.list({"limit": 100}).data)
    found = [event.type for event in reversed(newest) if getattr(event.data.object, "id", None) in ids]
    return found[found.index("invoice.finalized") + 1 :]


def due(server: Server, call: Any) -> None:
    """Let the moment come at which the real server asks again."""
    query(server, "UPDATE calls SET next_attempt_at = 1 WHERE id = $1 AND settled_at IS NULL", call["id"])


def settled(server: Server, invoice: Any) -> None:
    due(server, call_of(server, invoice))
    eventually(lambda: call_of(server, invoice)["settled_at"] is not None, "the call to be settled")


def assert_paid_once(shop: Shop, invoice: Any) -> None:
    now = shop.v1.invoices.retrieve(invoice.id)
    assert (now.status, now.amount_paid, now.amount_remaining, now.attempt_count) == ("paid", invoice.total, 0, 1)
    (charge,) = charges_of(shop, invoice)
    assert (charge.amount, charge.status) == (invoice.total, "succeeded")
    assert events_after(shop, invoice) == PAID_EVENTS


def test_no_answer(shop: Shop, server: Server) -> None:
    """Nobody knows whether money moved: the payment is processing, and nothing else can be done with the invoice."""
    invoice = open_invoice(shop)
    bank = Bank(silent)

    async def story() -> tuple[int, Any]:
        async with beside(server, bank) as other:
            return await other.post(f"/v1/invoices/{invoice.id}/pay", {"payment_method": "pm_card_visa"}, "")

    status, body = run(story())
    assert (status, body["status"], body["attempted"]) == (200, "open", False)
    intent = invoice.payments.data[0].payment.payment_intent
    assert shop.v1.payment_intents.retrieve(intent).status == "processing"
    message = "A payment of this invoice is being processed; wait until it has succeeded or failed."
    for verb in (
        lambda: shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"}),
        lambda: shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True}),
        lambda: shop.v1.invoices.void_invoice(invoice.id),
        lambda: shop.v1.invoices.mark_uncollectible(invoice.id),
        lambda: shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 100}),
    ):
        with refused(message):
            verb()
    with pytest.raises(Exception, match="processing"):
        shop.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})
    # The real server asks with the same key, and is told.
    settled(server, invoice)
    assert bank.asked == [call_of(server, invoice)["id"]]
    assert_paid_once(shop, invoice)


def test_no_answer_for_a_long_time(shop: Shop, server: Server) -> None:
    """It is asked again, at longer and longer intervals, and always with the same key."""
    invoice = open_invoice(shop)
    bank = Bank(silent)

    async def story() -> None:
        async with beside(server, bank) as other:
            await other.post(f"/v1/invoices/{invoice.id}/pay", {"payment_method": "pm_card_visa"})
            call = await asyncio.to_thread(call_of, server, invoice)
            assert (call["silence"], call["silent_since"] is None) == ("no answer", False)
            since.append(call["silent_since"])
            for _ in range(3):
                await other.ask_again(call["tenant"], call["id"])

    since: list[int] = []
    run(story())
    call = call_of(server, invoice)
    assert (call["silence"], [call["silent_since"]]) == ("no answer", since), "the reason and since when are told"
    assert (call["attempts"], call["settled_at"], set(bank.asked or [])) == (3, None, {call["id"]})
    settled(server, invoice)
    assert_paid_once(shop, invoice)


@pytest.mark.parametrize(
    ("method", "status", "said"), [("pm_card_visa", 200, "paid"), ("pm_card_visa_chargeDeclined", 402, "card_declined")]
)
def test_killed_between_the_call_and_the_settlement(
    shop: Shop, server: Server, method: str, status: int, said: str
) -> None:
    """The key is held until somebody has settled; then it gives the answer that was never sent, expansions and all."""
    invoice = open_invoice(shop)
    key = f"killed-{invoice.id}"
    form = {"payment_method": method, "expand[]": "customer"}
    path = f"/v1/invoices/{invoice.id}/pay"

    async def story() -> None:
        async with beside(server, Bank(killed)) as other:
            await other.post(path, form, key)

    with pytest.raises(Killed):
        run(story())
    headers = {"Idempotency-Key": key}
    waiting = server.request("POST", path, form, headers)
    assert (waiting.status, waiting.json["error"]["code"]) == (409, "idempotency_key_in_use")
    settled(server, invoice)
    for _ in range(2):
        answer = server.request("POST", path, form, headers)
        assert (answer.status, answer.headers["idempotent-replayed"]) == (status, "true")
        if status == 200:
            assert (answer.json["status"], answer.json["customer"]["object"]) == (said, "customer")
        else:
            assert answer.json["error"]["code"] == said
            assert answer.json["error"]["payment_intent"]["status"] == "requires_payment_method"
    other_request = server.request("POST", path, {"payment_method": "pm_card_amex"}, headers)
    assert other_request.status == 400
    if status == 200:
        assert_paid_once(shop, invoice)
    else:
        (charge,) = charges_of(shop, invoice)
        assert charge.status == "failed"


def test_a_late_answer(shop: Shop, server: Server) -> None:
    """Somebody else asked again and settled before the first answer came: it changes nothing any more."""
    invoice = open_invoice(shop)

    async def story() -> tuple[int, Any]:
        async def late(key: str, request: ChargeRequest) -> Outcome:
            await asyncio.to_thread(settled, server, invoice)
            return outcome(request, 0)

        async with beside(server, Bank(late)) as other:
            return await other.post(
                f"/v1/invoices/{invoice.id}/pay", {"payment_method": "pm_card_visa"}, "late-" + invoice.id
            )

    status, body = run(story())
    assert (status, body["status"]) == (200, "paid")
    assert_paid_once(shop, invoice)


def test_the_same_answer_for_many(shop: Shop, server: Server) -> None:
    """Several workers ask about one call at once."""
    invoice = open_invoice(shop)
    bank = Bank(silent)

    async def story() -> None:
        async with beside(server, bank) as other:
            await other.post(f"/v1/invoices/{invoice.id}/pay", {"payment_method": "pm_card_visa"})
            bank.charge_by = None
            call = await asyncio.to_thread(call_of, server, invoice)
            await asyncio.gather(*(other.ask_again(call["tenant"], call["id"]) for _ in range(5)))

    run(story())
    assert_paid_once(shop, invoice)


def test_many_pay_at_once(shop: Shop, server: Server) -> None:
    """Two servers, twelve requests, two cards and an envelope: one of them pays."""
    invoice = open_invoice(shop)
    path = f"/v1/invoices/{invoice.id}/pay"
    ways = [{"payment_method": "pm_card_visa"}, {"payment_method": "pm_card_mastercard"}, {"paid_out_of_band": "true"}]

    async def story() -> list[tuple[int, Any]]:
        async with beside(server, Bank()) as one, beside(server, Bank()) as two:
            asked = [server_.post(path, way) for _ in range(2) for way in ways for server_ in (one, two)]
            return list(await asyncio.gather(*asked))

    answers = run(story())
    assert sorted({status for status, _ in answers}) in ([200, 400], [200])
    now = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
    assert (now.status, now.amount_paid) == ("paid", invoice.total)
    paid = [payment for payment in now.payments.data if payment.status == "paid"]
    assert len(paid) == 1
    assert len(charges_of(shop, invoice)) == (0 if now.amount_paid_off_stripe else 1)
    assert events_after(shop, invoice).count("invoice.paid") == 1
