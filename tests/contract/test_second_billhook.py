"""The Stripe adapter against a second Billhook in test mode: it speaks Stripe, and was not written for these tests."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.conftest import Server
from tests.contract.rigs import Written

from billhook.kernel.clock import wall_now
from billhook.processors.following import Followed, FollowRequest, Missed
from billhook.processors.interface import (
    ActionRequired,
    Approved,
    AuthorizationExpired,
    Authorized,
    CaptureRequest,
    ChargeRequest,
    Declined,
    DisputeDecided,
    DisputeRequest,
    LookRequest,
    Pending,
    Refunded,
    RefundRequest,
    Released,
    ReleaseRequest,
    SetUpRequest,
)
from billhook.processors.stripe.client import StripeClient
from billhook.processors.stripe.processor import StripeProcessor

Story = Callable[[StripeProcessor], Awaitable[None]]


def played(server: Server, story: Story) -> None:
    async def play() -> None:
        processor = StripeProcessor(StripeClient(server.key, base=server.url), Written())
        try:
            await story(processor)
        finally:
            await processor.close()

    asyncio.run(play())


def saved(server: Server, card: str) -> str:
    """A method of a customer there."""
    customer = server.client.v1.customers.create({"email": "ada@example.com"}).id
    return server.client.v1.payment_methods.attach(card, {"customer": customer}).id


def call(server: Server) -> str:
    """A key of a call that nothing else uses."""
    return server.client.v1.customers.create({}).id.replace("cus_", "call_")


def test_taken_once_and_given_back(server: Server):
    token, key, back = saved(server, "pm_card_visa"), call(server), call(server)

    async def story(processor: StripeProcessor) -> None:
        request = ChargeRequest(1_000, "usd", token, off_session=True)
        first = await processor.charge(key, request)
        assert isinstance(first, Approved)
        assert first.method is not None
        assert first.method.details["last4"] == "4242"
        assert first.fee == 59
        assert first.reference is not None
        again = await processor.charge(key, request)
        assert isinstance(again, Approved)
        assert again.reference == first.reference
        looked = await processor.look(call(server), LookRequest(first.reference, key))
        assert isinstance(looked, Approved)
        refund = RefundRequest(400, "usd", key, made_at=wall_now())
        assert await processor.refund(back, refund) == Refunded(86_400)
        assert await processor.refund(back, refund) == Refunded(86_400)
        old = RefundRequest(400, "usd", first.reference, made_at=wall_now() - 90_000)
        fresh = StripeProcessor(processor._client, Written())
        assert await fresh.refund(back, old) == Refunded(86_400)
        charges = server.client.v1.charges.list({"payment_intent": first.reference}).data
        assert [(charge.amount, charge.amount_refunded) for charge in charges] == [(1_000, 400)]

    played(server, story)


@pytest.mark.parametrize(
    ("card", "code", "reason"),
    [
        ("pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
        ("pm_card_authenticationRequired", "authentication_required", "authentication_required"),
    ],
)
def test_declined(server: Server, card: str, code: str, reason: str):
    token, key = saved(server, card), call(server)

    async def story(processor: StripeProcessor) -> None:
        for _ in range(2):
            request = ChargeRequest(1_000, "usd", token, off_session=True, may_ask=False)
            answer = await processor.charge(key, request)
            assert isinstance(answer, Declined)
            assert (answer.decline.code, answer.decline.decline_code) == (code, reason)

    played(server, story)


def test_the_bank_wants_to_hear_its_holder(server: Server):
    token, key = saved(server, "pm_card_authenticationRequired"), call(server)

    async def story(processor: StripeProcessor) -> None:
        answer = await processor.charge(key, ChargeRequest(1_000, "usd", token, off_session=True))
        assert answer == ActionRequired()

    played(server, story)


def test_kept_ready_captured_and_given_up(server: Server):
    token, keys = saved(server, "pm_card_visa"), [call(server) for _ in range(5)]

    async def story(processor: StripeProcessor) -> None:
        request = ChargeRequest(1_000, "usd", token, authorize_only=True)
        assert isinstance(await processor.charge(keys[0], request), Authorized)
        take = CaptureRequest(800, "usd", keys[0])
        for key in keys[1:3]:
            assert isinstance(await processor.capture(key, take), Approved)
        assert isinstance(await processor.charge(keys[3], request), Authorized)
        assert await processor.release(keys[4], ReleaseRequest(keys[3])) == Released()
        late = CaptureRequest(800, "usd", keys[3])
        assert await processor.capture(call(server), late) == AuthorizationExpired()

    played(server, story)


def test_set_up(server: Server):
    token, key = saved(server, "pm_card_visa"), call(server)

    async def story(processor: StripeProcessor) -> None:
        answer = await processor.set_up(key, SetUpRequest(token))
        assert isinstance(answer, Approved)
        assert answer.token == token
        gone = await processor.set_up(call(server), SetUpRequest("pm_gone"))
        assert isinstance(gone, Declined)

    played(server, story)


def test_disputed_and_given_up(server: Server):
    token, key = saved(server, "pm_card_createDispute"), call(server)

    async def story(processor: StripeProcessor) -> None:
        paid = await processor.charge(key, ChargeRequest(1_000, "usd", token, off_session=True))
        assert isinstance(paid, Approved)
        assert paid.reference is not None
        looked = await processor.look(call(server), LookRequest(paid.reference, key))
        assert isinstance(looked, Approved)
        assert looked.happened
        told = await processor.follow(call(server), FollowRequest(paid.reference, 1_000, "usd"))
        (dispute,) = told.disputes
        assert (dispute.status, dispute.fee) == ("needs_response", 1_500)
        verdict = await processor.respond(call(server), DisputeRequest(key, {}, accepts=True))
        assert verdict == DisputeDecided("lost")

    played(server, story)


def test_a_slow_bank(server: Server):
    client = server.client.v1
    customer = client.customers.create({"email": "ada@example.com"}).id
    method = client.payment_methods.create({
        "type": "sepa_debit", "sepa_debit": {"iban": "AT611904300234573201"},
        "billing_details": {"name": "Ada Lovelace", "email": "ada@example.com"},
    }).id  # fmt: skip
    client.payment_methods.attach(method, {"customer": customer})
    mandate = {"customer_acceptance": {"type": "offline"}}
    client.setup_intents.create({
        "customer": customer, "payment_method": method, "confirm": True, "allowed_payment_method_types": ["sepa_debit"],
        "mandate_data": mandate,  # type: ignore[typeddict-item]
    })  # fmt: skip
    key = call(server)

    async def story(processor: StripeProcessor) -> None:
        answer = await processor.charge(key, ChargeRequest(1_000, "eur", method, off_session=True))
        assert isinstance(answer, Pending)

    played(server, story)


def test_what_followed_and_its_news(server: Server):
    """A card that is disputed at once, and another with a refund that somebody else makes."""
    since = wall_now()

    async def story(processor: StripeProcessor) -> None:
        told: dict[str, Followed] = {}
        for card in ("pm_card_createDispute", "pm_card_visa"):
            paid = await processor.charge(call(server), ChargeRequest(1_000, "usd", saved(server, card)))
            assert isinstance(paid, Approved)
            assert paid.reference is not None
            assert paid.happened == (card == "pm_card_createDispute")
            if not paid.happened:
                server.client.v1.refunds.create({"payment_intent": paid.reference, "amount": 250})
            request = FollowRequest(paid.reference, 1_000, "usd", since)
            told[card] = await processor.follow(call(server), request)
            news = await processor.missed(None, since)
            assert paid.reference in news.followed
            assert await processor.missed(news.last, since) == Missed(last=news.last)
        (dispute,) = told["pm_card_createDispute"].disputes
        assert (dispute.status, dispute.reason, dispute.amount, dispute.fee) == (
            "needs_response", "fraudulent", 1_000, 1_500,
        )  # fmt: skip
        (refund,) = told["pm_card_visa"].refunds
        assert (refund.amount, refund.is_pending, refund.failure) == (250, False, None)
        booked = told["pm_card_visa"].booked
        assert booked is not None
        assert (booked.amount, booked.fee, booked.rate) == (1_000, 59, None)

    played(server, story)
