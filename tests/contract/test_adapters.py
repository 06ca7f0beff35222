"""What every processor's adapter has to keep, whoever it is: one list of cases, against a fake of its own.

An adapter joins by a `Rig`: a fake on loopback that the test can pay at, break and ask how much money moved.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest
from tests.contract import stripe_fake
from tests.contract.rigs import (
    KINDS,
    STRIPE,
    Kind,
    Play,
    Rig,
    asked,
    begun,
    cancel,
    kinds_with,
    no_secret,
    played_by,
)
from tests.contract.stripe_fake import FakeStripe

from billhook.processors.connecting import Adapter
from billhook.processors.interface import (
    ActionRequired,
    Approved,
    AuthorizationExpired,
    Authorized,
    BeginRequest,
    Begun,
    CaptureRequest,
    ChargeRequest,
    Decline,
    Declined,
    DisputeDecided,
    DisputeRequest,
    Expired,
    Forged,
    IncrementRequest,
    LookRequest,
    Pending,
    ProcessorSilent,
    Refunded,
    RefundFailed,
    RefundPending,
    RefundRequest,
    Released,
    ReleaseRequest,
    SetUpRequest,
    UnderReview,
    Waiting,
)
from billhook.processors.stripe.news import news

DAY = 86_400


@pytest.fixture(params=KINDS, ids=[kind.name for kind in KINDS])
def played(request: pytest.FixtureRequest) -> Play:
    """What every adapter has to keep."""
    return partial(played_by, request.param)


@pytest.fixture
def stripe_played() -> Play:
    """What only Stripe has: authorizations, risks, inquiries, evidence, keys that hold a day."""
    return partial(played_by, STRIPE)


# A payer on the processor's page.


def test_paid(stripe_played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        assert isinstance(await rig.processor.look("call_2", look), Waiting)
        rig.fake.pay(look.reference)
        first = await rig.processor.look("call_2", look)
        assert isinstance(first, Approved)
        assert (first.risk, first.notice, first.fee, first.available_in) == ("normal", None, 59, 2 * DAY)
        assert first.reference is not None
        assert first.reference.startswith("pi_")
        assert first.method is not None
        assert (first.method.type, first.method.details["last4"]) == ("card", "4242")
        assert first.method.details["wallet"] == {"type": "apple_pay"}
        assert first.settled is not None
        assert (first.settled.currency, first.settled.rate) == ("eur", "0.92")
        assert first.token is None
        assert await rig.processor.look("call_3", look) == first
        no_secret(repr(first))

    assert stripe_played(story).fake.taken == 1_000


def test_the_same_key_begins_the_same_however_late(played: Play):
    async def story(rig: Rig) -> None:
        request = asked(rig, customer="cus_ours")
        first = await rig.processor.begin("call_1", request)
        rig.fake.now += 3 * DAY
        assert await rig.anew().begin("call_1", request) == first
        assert len(rig.fake.all(rig.kind.page_prefix)) == 1

    played(story)


def test_a_method_is_saved_if_that_was_asked(played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig, save=True, customer="cus_ours")
        rig.fake.pay(look.reference)
        answer = await rig.processor.look("call_2", look)
        assert isinstance(answer, Approved)
        assert answer.token is not None
        assert answer.token.endswith("_good")
        charged = await rig.processor.charge("call_3", ChargeRequest(500, "usd", answer.token, off_session=True))
        assert isinstance(charged, Approved)

    assert played(story).fake.taken == 1_500


def test_two_payments_of_one_customer_know_one_customer_there(played: Play):
    async def story(rig: Rig) -> None:
        await begun(rig, "call_1", customer="cus_ours", save=True)
        first = rig.written.rows["cus_ours"]
        await begun(rig, "call_2", customer="cus_ours", save=True)
        assert rig.written.rows["cus_ours"] == first
        del rig.fake.objects[first]  # the merchant deletes it
        await begun(rig, "call_3", customer="cus_ours", save=True)
        assert rig.written.rows["cus_ours"] != first
        assert rig.written.rows["cus_ours"] in rig.fake.objects

    played(story)


def test_an_address_that_the_processor_does_not_like_stops_nobody(played: Play):
    async def story(rig: Rig) -> None:
        request = BeginRequest(1_000, "usd", "Invoice", "https://b.example", email="a b@example", made_at=rig.fake.now)
        first = await rig.processor.begin("call_1", request)
        assert isinstance(first, Begun)
        assert await rig.anew().begin("call_1", request) == first

    played(story)


def test_abandoned(played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        assert await rig.processor.cancel("call_2", cancel(look)) == Released()
        assert await rig.processor.cancel("call_3", cancel(look)) == Released()
        assert await rig.processor.look("call_4", look) == Expired()

    assert played(story).fake.taken == 0


def test_expired(played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.expire(look.reference)
        assert await rig.processor.look("call_2", look) == Expired()
        assert await rig.processor.cancel("call_3", cancel(look)) == Released()
        answer = await rig.processor.begin("call_1", asked(rig))
        assert isinstance(answer, Begun)
        assert (answer.reference, answer.url) == (look.reference, "https://bill.example/i/x")

    played(story)


@pytest.mark.parametrize("well", [True, False])
def test_slow(played: Play, well: bool):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference, slowly=True)
        assert isinstance(await rig.processor.look("call_2", look), Pending)
        assert isinstance(await rig.processor.cancel("call_3", cancel(look)), Pending)
        rig.fake.end(look.reference, well=well)
        answer = await rig.processor.look("call_4", look)
        assert isinstance(answer, Approved) if well else answer == Declined(
            Decline("debit_not_authorized"), "not_assessed"
        )  # fmt: skip

    assert played(story).fake.taken == (1_000 if well else 0)


def test_paid_in_the_moment_of_cancel(played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference)
        assert isinstance(await rig.processor.cancel("call_2", cancel(look)), Approved)

    played(story)


_OTHER_SUMS = {
    "stripe": {"less": {"amount_received": 999}, "euros": {"currency": "eur"}},
    "mollie": {
        "less": {"amount": {"currency": "USD", "value": "9.99"}},
        "euros": {"amount": {"currency": "EUR", "value": "10.00"}},
    },
    "gocardless": {
        "less": {"metadata": {"billhook_call": "call_1", "billhook_sum": "999 usd"}},
        "euros": {"metadata": {"billhook_call": "call_1", "billhook_sum": "1000 eur"}},
    },
}  # fmt: skip


@pytest.mark.parametrize("other", ["less", "euros"])
def test_another_sum_than_was_asked_for_is_not_booked(played: Play, other: str):
    """Somebody changed it there, or the page let the payer choose: nobody says that the invoice is paid."""

    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference)
        page = rig.fake.objects[look.reference]
        rig.fake.objects[page.get("payment_intent", page["id"])] |= _OTHER_SUMS[rig.kind.name][other]
        with pytest.raises(ProcessorSilent, match="another sum"):
            await rig.processor.look("call_2", look)
        with pytest.raises(ProcessorSilent, match="another sum"):
            await rig.processor.cancel("call_3", cancel(look))

    played(story)


def test_the_session_of_another_call_pays_nothing(played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference)
        other = LookRequest(look.reference, "call_2", look.amount, look.currency)
        with pytest.raises(ProcessorSilent, match="another call"):
            await rig.processor.look("call_3", other)

    played(story)


def test_paid_twice(played: Play):
    """Both are told, as what they are: two payments."""

    async def story(rig: Rig) -> None:
        looks = [await begun(rig, key) for key in ("call_1", "call_2")]
        for look in looks:
            rig.fake.pay(look.reference)
        answers = [await rig.processor.look("call_3", look) for look in looks]
        assert len({answer.reference for answer in answers if isinstance(answer, Approved)}) == 2

    assert played(story).fake.taken == 2_000


# A saved method, its holder absent.


_ASKS = Decline("authentication_required", "authentication_required")
_GONE = Decline("card_declined", "invalid_account")
_DECLINES = {
    "stripe": {
        "declined": Declined(Decline("card_declined", "generic_decline", True), "elevated"),
        "poor": Declined(Decline("card_declined", "insufficient_funds"), "elevated"),
        "secure": Declined(_ASKS, "elevated"), "gone": Declined(_GONE),
    },
    "mollie": {
        "declined": Declined(Decline("card_declined", "fraudulent"), "not_assessed"),
        "poor": Declined(Decline("card_declined", "insufficient_funds"), "not_assessed"),
        "secure": Declined(_ASKS, "not_assessed"), "gone": Declined(_GONE),
    },
    "gocardless": {
        "declined": Declined(Decline("generic_could_not_process"), "not_assessed"),
        "poor": Declined(Decline("insufficient_funds"), "not_assessed"), "gone": Declined(Decline("no_account")),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "what"), [(kind, what) for kind in KINDS for what in _DECLINES[kind.name]],
    ids=lambda one: one.name if isinstance(one, Kind) else one,
)  # fmt: skip
def test_declined(kind: Kind, what: str):
    async def story(rig: Rig) -> None:
        request = ChargeRequest(1_000, "usd", rig.token(what), off_session=True, may_ask=False)
        answer = _DECLINES[rig.kind.name][what]
        assert await rig.processor.charge("call_1", request) == answer
        rig.fake.now += 2 * DAY
        assert await rig.anew().charge("call_1", request) == answer

    assert played_by(kind, story).fake.taken == 0


@pytest.mark.parametrize("kind", kinds_with("holder"), ids=lambda kind: kind.name)
def test_the_bank_wants_to_hear_its_holder(kind: Kind):
    async def story(rig: Rig) -> None:
        request = ChargeRequest(1_000, "usd", rig.token("secure"), off_session=True)
        assert await rig.processor.charge("call_1", request) == ActionRequired()
        assert await rig.anew().charge("call_1", request) == ActionRequired()

    played_by(kind, story)


@pytest.mark.parametrize("off_session", [True, False])
def test_what_waits_for_its_holder_can_be_paid_nowhere(stripe_played: Play, off_session: bool):
    """The holder pays on a page, by another intent: the former one is canceled before anybody hears of it."""

    async def story(rig: Rig) -> None:
        request = ChargeRequest(1_000, "usd", rig.token("secure"), off_session=off_session)
        assert await rig.processor.charge("call_1", request) == ActionRequired()
        (intent,) = rig.fake.all("pi")
        assert (intent["status"], intent["cancellation_reason"]) == ("canceled", "abandoned")
        rig.fake.now += 3 * DAY  # the keys are forgotten
        assert await rig.anew().charge("call_1", request) == ActionRequired()
        assert len(rig.fake.all("pi")) == 1

    assert stripe_played(story).fake.taken == 0


@pytest.mark.parametrize("how", ["lost before", "500", "409"])
def test_nobody_is_asked_while_what_waits_may_be_paid(stripe_played: Play, how: str):
    """Stripe does not say that the intent is canceled, so nobody knows yet, and it is asked again."""

    async def story(rig: Rig) -> None:
        request = ChargeRequest(1_000, "usd", rig.token("secure"))
        rig.fake.fails = lambda count, method, path: how if path.endswith("/cancel") else None
        with pytest.raises(ProcessorSilent):
            await rig.processor.charge("call_1", request)
        rig.fake.fails = lambda count, method, path: None
        assert await rig.anew().charge("call_1", request) == ActionRequired()
        assert [intent["status"] for intent in rig.fake.all("pi")] == ["canceled"]

    assert stripe_played(story).fake.taken == 0


def test_what_waited_and_was_paid_before_it_was_canceled_is_paid(stripe_played: Play):
    """The merchant finishes it at Stripe in the moment in which it is canceled."""

    async def story(rig: Rig) -> None:
        def pays(count: int, method: str, path: str) -> str | None:
            if path.endswith("/cancel"):
                rig.fake._take(rig.fake.objects[path.split("/")[1]])
            return None

        rig.fake.fails = pays
        answer = await rig.processor.charge("call_1", ChargeRequest(1_000, "usd", rig.token("secure")))
        assert isinstance(answer, Approved)

    assert stripe_played(story).fake.taken == 1_000


def test_kept_ready_raised_captured_and_given_up(stripe_played: Play):
    async def story(rig: Rig) -> None:
        ask = ChargeRequest(1_000, "usd", rig.token("good"), authorize_only=True, may_grow=True)
        assert isinstance(await rig.processor.charge("call_1", ask), Authorized)
        raised = IncrementRequest(1_500, "usd", "call_1")
        assert isinstance(await rig.processor.increment("call_2", raised), Authorized)
        assert isinstance(await rig.processor.increment("call_2", raised), Authorized)
        take = CaptureRequest(1_200, "usd", "call_1")
        assert isinstance(await rig.processor.capture("call_3", take), Approved)
        rig.fake.now += 2 * DAY
        assert isinstance(await rig.processor.capture("call_3", take), Approved)
        assert isinstance(await rig.processor.charge("call_4", ask), Authorized)
        for _ in range(2):
            assert await rig.processor.release("call_5", ReleaseRequest("call_4")) == Released()
        late = CaptureRequest(1_000, "usd", "call_4")
        assert await rig.processor.capture("call_6", late) == AuthorizationExpired()

    assert stripe_played(story).fake.taken == 1_200


def test_captured_elsewhere_for_less_is_not_booked_as_asked(stripe_played: Play):
    async def story(rig: Rig) -> None:
        await rig.processor.charge("call_1", ChargeRequest(1_000, "usd", rig.token("good"), authorize_only=True))
        assert isinstance(await rig.processor.capture("call_2", CaptureRequest(600, "usd", "call_1")), Approved)
        with pytest.raises(ProcessorSilent, match="another sum"):
            await rig.processor.capture("call_3", CaptureRequest(1_000, "usd", "call_1"))

    assert stripe_played(story).fake.taken == 600


def test_what_was_captured_is_not_called_given_up(stripe_played: Play):
    async def story(rig: Rig) -> None:
        await rig.processor.charge("call_1", ChargeRequest(1_000, "usd", rig.token("good")))
        with pytest.raises(ProcessorSilent):
            await rig.processor.release("call_2", ReleaseRequest("call_1"))

    stripe_played(story)


def test_set_up(stripe_played: Play):
    async def story(rig: Rig) -> None:
        for _ in range(2):
            answer = await rig.processor.set_up("call_1", SetUpRequest(rig.token("good")))
            assert isinstance(answer, Approved)
            assert (answer.token, answer.mandate) == ("pm_good", "mandate_there")
        assert len(rig.fake.all("seti")) == 1
        assert isinstance(await rig.processor.set_up("call_2", SetUpRequest(rig.token("gone"))), Declined)

    assert stripe_played(story).fake.taken == 0


# Money back.


@pytest.mark.parametrize("customer", ["cus_ours", None])
@pytest.mark.parametrize("kind", kinds_with("set-ups"), ids=lambda kind: kind.name)
def test_a_method_is_kept_on_the_page_without_a_payment(kind: Kind, customer: str | None):
    """Its token is charged later, its holder absent; an hour later the same page says the same."""

    async def story(rig: Rig) -> None:
        request = BeginRequest(
            0, "usd", "Studio", "https://bill.example/c/x", email="ada@example.com", customer=customer, save=True,
            made_at=rig.fake.now,
        )  # fmt: skip
        begun = await rig.processor.begin("call_1", request)
        assert isinstance(begun, Begun)
        assert await rig.anew().begin("call_1", request) == begun
        look = LookRequest(begun.reference, "call_1", 0, "usd")
        assert isinstance(await rig.processor.look("call_2", look), Waiting)
        rig.fake.pay(begun.reference)
        kept = await rig.processor.look("call_2", look)
        assert isinstance(kept, Approved)
        assert rig.fake.taken == 0
        assert kept.method is not None
        assert kept.token == rig.token("good")
        assert await rig.anew().look("call_3", look) == kept
        paid = await rig.processor.charge("call_4", ChargeRequest(700, "usd", kept.token, off_session=True))
        assert isinstance(paid, Approved)

    assert played_by(kind, story).fake.taken == 700


def test_a_set_up_asks_for_cards_alone_if_the_merchant_takes_nothing_else(stripe_played: Play):
    async def story(rig: Rig) -> None:
        types = ["card", "sepa_debit"]
        kept = BeginRequest(
            0, "eur", "Studio", "https://bill.example/c/x", save=True, types=types, made_at=rig.fake.now
        )  # fmt: skip
        assert isinstance(await rig.processor.begin("call_1", kept), Begun)
        rig.fake.switched_on = {"card"}
        begun = await rig.processor.begin("call_2", kept)
        assert isinstance(begun, Begun)
        assert await rig.anew().begin("call_2", kept) == begun
        asked = [
            [value for name, value in each["_given"].items() if name.startswith("allowed_payment_method_types")]
            for each in rig.fake.all("cs_live")
        ]
        assert asked == [types, ["card"]]
        # Who named it shall hear of it, and so does the payer who is to pay by it.
        for number, request in enumerate((replace(kept, types=["sepa_debit"]), replace(kept, amount=500))):
            assert isinstance(await rig.processor.begin(f"call_3{number}", request), Declined)

    stripe_played(story)


@pytest.mark.parametrize("well", [True, False])
def test_a_set_up_on_the_page_takes_its_time(stripe_played: Play, well: bool):
    async def story(rig: Rig) -> None:
        request = BeginRequest(0, "usd", "Studio", "https://bill.example/c/x", save=True, made_at=rig.fake.now)
        begun = await rig.processor.begin("call_1", request)
        assert isinstance(begun, Begun)
        look = LookRequest(begun.reference, "call_1", 0, "usd")
        rig.fake.pay(begun.reference, slowly=True)
        assert isinstance(await rig.processor.look("call_2", look), Pending)
        rig.fake.end(begun.reference, well=well)
        assert isinstance(await rig.processor.look("call_2", look), Approved if well else Declined)
        with pytest.raises(ProcessorSilent):  # a page on which something was to be paid is no set-up
            await rig.processor.look("call_2", LookRequest(begun.reference, "call_1", 500, "usd"))

    assert stripe_played(story).fake.taken == 0


async def paid(rig: Rig) -> str:
    look = await begun(rig)
    rig.fake.pay(look.reference)
    answer = await rig.processor.look("call_2", look)
    assert isinstance(answer, Approved)
    assert answer.reference is not None
    return answer.reference


def test_refunded_in_part(played: Play):
    async def story(rig: Rig) -> None:
        await paid(rig)
        request = RefundRequest(300, "usd", "call_1", made_at=rig.fake.now)
        assert await rig.processor.refund("call_3", request) == Refunded(DAY)
        rig.fake.now += 31 * DAY
        assert await rig.anew().refund("call_3", request) == Refunded()
        too_much = RefundRequest(800, "usd", "call_1", made_at=rig.fake.now)
        assert await rig.processor.refund("call_4", too_much) == RefundFailed("unknown")

    assert played(story).fake.given_back == 300


@pytest.mark.parametrize("others", [0, 5])
def test_a_refund_is_looked_for_before_an_old_key_asks_again(played: Play, others: int):
    async def story(rig: Rig) -> None:
        reference = await paid(rig)
        request = RefundRequest(300, "usd", "call_1", made_at=rig.fake.now)
        rig.fake.fails = lambda count, method, path: "500" if rig.kind.gives_back(method, path) else None
        with pytest.raises(ProcessorSilent):
            await rig.processor.refund("call_3", request)
        rig.fake.fails = lambda count, method, path: None
        rig.fake.page_size = 2
        for other in range(others):
            await rig.processor.refund(f"call_o{other}", RefundRequest(1, "usd", reference, made_at=rig.fake.now))
        rig.fake.now += 2 * DAY
        assert await rig.anew().refund("call_3", request) == Refunded(DAY)
        assert rig.fake.given_back == 300 + others

    played(story)


def test_a_refund_that_was_asked_for_in_a_time_to_come_is_made_once(played: Play):
    """On a test clock the moment of the request is ahead of Stripe's time, so it says nothing of the age of the key."""

    async def story(rig: Rig) -> None:
        await rig.processor.charge("call_1", ChargeRequest(1_000, "usd", rig.token("good")))
        request = RefundRequest(300, "usd", "call_1", made_at=rig.fake.now + 90 * DAY)
        assert isinstance(await rig.processor.refund("call_2", request), Refunded)
        rig.written.rows.pop("call_2")
        rig.fake.now += 2 * DAY
        assert isinstance(await rig.anew().refund("call_2", request), Refunded)

    assert played(story).fake.given_back == 300


def test_another_account_does_not_say_that_nothing_was_given_back(played: Play):
    async def story(rig: Rig) -> None:
        await rig.processor.charge("call_1", ChargeRequest(1_000, "usd", rig.token("good")))
        request = RefundRequest(300, "usd", "call_1", made_at=rig.fake.now)
        rig.fake.objects.clear()
        with pytest.raises(ProcessorSilent):
            await rig.processor.refund("call_2", request)

    played(story)


def test_a_refund_that_fails(played: Play):
    async def story(rig: Rig) -> None:
        await paid(rig)
        request = RefundRequest(300, "usd", "call_1", made_at=rig.fake.now)
        assert await rig.processor.refund("call_3", request) == Refunded(DAY)
        refund = rig.fake.all({"gocardless": "RF"}.get(rig.kind.name, "re"))[0]
        refund["status"] = {"gocardless": "submitted"}.get(rig.kind.name, "pending")
        assert isinstance(await rig.processor.refund("call_3", request), RefundPending)
        status = {"gocardless": "bounced"}.get(rig.kind.name, "failed")
        refund |= {"status": status, "failure_reason": "expired_or_canceled_card"}
        reason = {"stripe": "expired_or_canceled_card"}.get(rig.kind.name, "unknown")
        assert await rig.processor.refund("call_3", request) == RefundFailed(reason)

    played(story)


# Disputes.


def test_disputed_and_won(stripe_played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference)
        intent = rig.fake.objects[look.reference]["payment_intent"]
        dispute = rig.fake.dispute(intent)
        answer = await rig.processor.look("call_2", look)
        assert isinstance(answer, Approved)
        # What it is about is told by `follow` (test_following.py).
        assert (answer.notice, answer.happened) == (None, True)
        evidence = {"product_description": "Consulting", "receipt": "file_ours"}
        for _ in range(2):
            verdict = await rig.processor.respond("call_3", DisputeRequest("call_1", evidence))
            assert isinstance(verdict, UnderReview)
        found = rig.fake.objects[dispute]
        assert found["evidence"] == {"evidence[product_description]": "Consulting"}
        assert found["evidence_details"] == {"submission_count": 1}
        found["status"] = "won"
        assert await rig.anew().respond("call_3", DisputeRequest("call_1", evidence)) == DisputeDecided("won")

    stripe_played(story)


def test_an_inquiry_that_becomes_a_chargeback(stripe_played: Play):
    async def story(rig: Rig) -> None:
        intent = await paid(rig)
        dispute = rig.fake.dispute(intent, "warning_needs_response")
        answer = await rig.processor.look("call_4", LookRequest(intent, "call_1"))
        assert isinstance(answer, Approved)
        assert (answer.notice, answer.happened) == (None, True)
        request = DisputeRequest("call_1", {"product_description": "Consulting"})
        assert isinstance(await rig.processor.respond("call_3", request), UnderReview)
        rig.fake.objects[dispute]["status"] = "needs_response"
        assert await rig.processor.respond("call_3", request) == DisputeDecided("escalated")

    stripe_played(story)


def test_a_dispute_that_is_given_up(stripe_played: Play):
    async def story(rig: Rig) -> None:
        rig.fake.dispute(await paid(rig))
        request = DisputeRequest("call_1", {}, accepts=True)
        for _ in range(2):
            assert await rig.processor.respond("call_3", request) == DisputeDecided("lost")

    stripe_played(story)


# What goes wrong on the way.

_BROKEN = ["500", "503", "429", "409", "401", "403", "garbage", "huge", "redirect", "closed", "200"]


@pytest.mark.parametrize("how", _BROKEN)
def test_an_answer_that_says_nothing_is_silence(played: Play, how: str):
    """Whatever comes, nothing is declined, and the same key finds what was done."""

    async def story(rig: Rig) -> None:
        request = ChargeRequest(1_000, "usd", rig.token("good"), off_session=True)
        rig.fake.fails = lambda count, method, path: how if rig.kind.takes(method, path) else None
        with pytest.raises(ProcessorSilent) as silence:
            await rig.processor.charge("call_1", request)
        no_secret(str(silence.value))
        rig.fake.fails = lambda count, method, path: None
        assert isinstance(await rig.anew().charge("call_1", request), Approved)
        assert ("POST", "elsewhere") not in rig.fake.requests

    assert played(story).fake.taken == 1_000


def test_silence_has_an_end(played: Play):
    async def story(rig: Rig) -> None:
        rig.fake.fails = lambda count, method, path: "silent after"
        with pytest.raises(ProcessorSilent):
            await rig.processor.begin("call_1", asked(rig))
        rig.fake.fails = lambda count, method, path: None
        look = await rig.anew().begin("call_1", asked(rig))
        assert isinstance(look, Begun)
        assert len(rig.fake.all(rig.kind.page_prefix)) == 1

    played(story, seconds=0.3)


def test_a_wrong_key_declines_nothing():
    async def story(rig: Rig) -> None:
        look, charge = LookRequest("cs_live_1", "call_1"), ChargeRequest(1_000, "usd", rig.token("good"))
        for question in (
            rig.processor.begin("call_1", asked(rig)), rig.processor.look("call_2", look),
            rig.processor.cancel("call_3", cancel(look)), rig.processor.charge("call_4", charge),
            rig.processor.refund("call_5", RefundRequest(1, "usd", "pi_1")),
            rig.processor.respond("call_6", DisputeRequest("pi_1", {})),
            rig.processor.set_up("call_7", SetUpRequest(rig.token("good"))),
        ):  # fmt: skip
            with pytest.raises(ProcessorSilent) as silence:
                await question
            no_secret(str(silence.value), rig.kind.wrong_key)

    for kind in KINDS:
        rig = played_by(kind, story, key=kind.wrong_key)
        assert rig.fake.all(kind.page_prefix) == []


def test_another_account_declines_nothing_that_was_paid(played: Play):
    """A merchant connects another account while a payment is under way: nobody knows, and nobody is told no."""

    async def story(rig: Rig) -> None:
        request = ChargeRequest(1_000, "usd", rig.token("slow"), off_session=True)
        assert isinstance(await rig.processor.charge("call_1", request), Pending)
        rig.fake.objects.clear()
        with pytest.raises(ProcessorSilent):
            await rig.processor.charge("call_1", request)

    played(story)


async def _final(rig: Rig, ask: Callable[[Adapter], Awaitable[object]], hours: int) -> object:
    """Ask until an answer comes, each time as a process that just started, some hours later."""
    for _ in range(20):
        processor = rig.anew()
        try:
            return await ask(processor)
        except ProcessorSilent:
            rig.fake.now += hours * 3_600
        finally:
            await processor.close()
    raise AssertionError("no answer in twenty attempts")


@pytest.mark.parametrize("hours", [0, 3, 30])
@pytest.mark.parametrize("how", ["lost before", "500"])
@pytest.mark.parametrize("nth", range(1, 6))
def test_no_crash_pays_twice(played: Play, nth: int, how: str, hours: int):
    """The n-th request is lost on the way there or back; whoever asks again, however late, moves the money once."""

    async def story(rig: Rig) -> None:
        made_at = rig.fake.now
        rig.fake.fails = lambda count, method, path: how if count == nth else None
        charge = ChargeRequest(1_000, "usd", rig.token("good"), off_session=True, made_at=made_at)
        assert isinstance(await _final(rig, lambda it: it.charge("call_1", charge), hours), Approved)
        back = RefundRequest(300, "usd", "call_1", made_at=made_at)
        assert isinstance(await _final(rig, lambda it: it.refund("call_2", back), hours), Refunded)
        assert await _final(rig, lambda it: it.refund("call_2", back), hours) == Refunded(DAY)

    rig = played(story)
    assert (rig.fake.taken, rig.fake.given_back) == (1_000, 300)


@pytest.mark.parametrize("hours", [0, 3, 30])
@pytest.mark.parametrize("how", ["lost before", "500"])
@pytest.mark.parametrize("nth", range(1, 5))
def test_no_crash_leaves_two_pages_that_a_payer_knows(played: Play, nth: int, how: str, hours: int):
    async def story(rig: Rig) -> None:
        request = asked(rig, customer="cus_ours")
        rig.fake.fails = lambda count, method, path: how if count == nth else None
        first = await _final(rig, lambda it: it.begin("call_1", request), hours)
        assert isinstance(first, Begun)
        assert await _final(rig, lambda it: it.begin("call_1", request), hours) == first
        rig.fake.pay(first.reference)
        look = LookRequest(first.reference, "call_1")
        assert isinstance(await _final(rig, lambda it: it.look("call_2", look), hours), Approved)

    assert played(story).fake.taken == 1_000


def test_asked_twice_in_the_same_moment(played: Play):
    async def story(rig: Rig) -> None:
        request = ChargeRequest(1_000, "usd", rig.token("good"), off_session=True)
        answers = await asyncio.gather(*(rig.processor.charge("call_1", request) for _ in range(4)))
        assert all(isinstance(answer, Approved) for answer in answers)

    assert played(story).fake.taken == 1_000


# News.


def test_news_name_whom_they_are_about_and_nothing_else(stripe_played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference)
        headers, body = rig.fake.news(look.reference)
        first = news(headers, body, secret=stripe_fake.SECRET, now=rig.fake.now)
        intent = rig.fake.objects[look.reference]["payment_intent"]
        assert [(one.event_id, one.references) for one in first] == [
            (f"evt_{look.reference}", (look.reference, intent, "call_1"))
        ]
        # Doubled: the same event by its id. Late and out of order: what is true is asked, not read.
        assert news(headers, body, secret=stripe_fake.SECRET, now=rig.fake.now + 300) == first
        charge = rig.fake.objects[intent]["latest_charge"]
        headers, body = rig.fake.news(charge)
        (told,) = news(headers, body, secret=stripe_fake.SECRET, now=rig.fake.now)
        assert told.references == (charge, intent, "call_1")

    stripe_played(story)


def _forgeries() -> list[tuple[str, dict[str, str], bytes, int]]:
    fake = FakeStripe()
    intent = fake._intent(1_000, "usd", {"billhook_call": "call_1"}, None)["id"]
    now, (headers, body) = fake.now, fake.news(intent)
    signature = headers["Stripe-Signature"]
    stamp, _, value = signature.partition(",v1=")
    return [
        ("another secret", *fake.news(intent, secret="whsec_other"), now),  # noqa: S106 - made up
        ("an empty secret", *fake.news(intent, secret=""), now),
        ("too old", headers, body, now + 301),
        ("too early", headers, body, now - 301),
        ("another body", headers, body.replace(b"1000", b"9999"), now),
        ("another moment", {"Stripe-Signature": f"t={now + 1},v1={value}"}, body, now),
        ("no header", {}, body, now),
        ("an empty header", {"Stripe-Signature": ""}, body, now),
        ("no moment", {"Stripe-Signature": f"v1={value}"}, body, now),
        ("a moment of letters", {"Stripe-Signature": f"t=now,v1={value}"}, body, now),
        ("a moment of other digits", {"Stripe-Signature": f"t=١٩,v1={value}"}, body, now),
        ("another scheme", {"Stripe-Signature": f"{stamp},v0={value}"}, body, now),
        ("no hex", {"Stripe-Signature": f"{stamp},v1=ä\udcff"}, body, now),
        ("a flood of signatures", {"Stripe-Signature": stamp + ",v1=00" * 11 + f",v1={value}"}, body, now),
        ("10 MB", headers, body + b" " * 10_485_760, now),
    ]


@pytest.mark.parametrize(
    ("headers", "body", "now"), [row[1:] for row in _forgeries()], ids=[r[0] for r in _forgeries()]
)
def test_forged_news_are_not_read(headers: dict[str, str], body: bytes, now: int):
    with pytest.raises(Forged):
        news(headers, body, secret=stripe_fake.SECRET, now=now)


def test_one_of_several_signatures_is_enough():
    """While a secret is rolled the news carry two."""
    fake = FakeStripe()
    headers, body = fake.news(fake._intent(1_000, "usd", {}, None)["id"])
    both = {"stripe-signature": headers["Stripe-Signature"].replace(",", f",v1={'0' * 64},")}
    assert len(news(both, body, secret=stripe_fake.SECRET, now=fake.now)) == 1
