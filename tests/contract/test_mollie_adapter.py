"""What is Mollie's own beside the contract of every adapter (`test_adapters.py`)."""

from functools import partial

import pytest
from tests.contract.rigs import MOLLIE, NEWS_URL, Play, Rig, begun, cancel, no_secret, played_by

from billhook.processors.interface import (
    Approved,
    CaptureRequest,
    ChargeRequest,
    Declined,
    DisputeDecided,
    DisputeNotice,
    DisputeRequest,
    Forged,
    IncrementRequest,
    ProcessorSilent,
    Released,
    ReleaseRequest,
    SetUpRequest,
)
from billhook.processors.mollie.connecting import ConnectMollie


@pytest.fixture
def mollie_played() -> Play:
    """Against a fresh fake of Mollie."""
    return partial(played_by, MOLLIE)


def test_paid_at_mollie(mollie_played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        made = rig.fake.objects[look.reference]
        assert (made["amount"], made["locale"]) == ({"currency": "USD", "value": "10.00"}, "en_US")
        assert (made["webhookUrl"], made["sequenceType"]) == (NEWS_URL, "oneoff")
        rig.fake.pay(look.reference)
        first = await rig.processor.look("call_2", look)
        assert isinstance(first, Approved)
        assert (first.reference, first.token, first.fee) == (look.reference, None, 0)
        assert first.method is not None
        assert first.method.type == "card"
        assert {name: first.method.details[name] for name in ("brand", "last4", "exp_month", "exp_year", "wallet")} == {
            "brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2030, "wallet": {"type": "apple_pay"},
        }  # fmt: skip
        no_secret(repr(first))

    assert mollie_played(story).fake.taken == 1_000


def test_a_page_that_mollie_does_not_let_go_of_is_not_called_withdrawn(mollie_played: Play):
    """Most methods cannot be canceled: until it expires, the payer can still pay there."""

    async def story(rig: Rig) -> None:
        rig.fake.lets_go = False
        look = await begun(rig)
        with pytest.raises(ProcessorSilent, match="cannot be withdrawn"):
            await rig.processor.cancel("call_2", cancel(look))
        rig.fake.expire(look.reference)
        assert await rig.processor.cancel("call_2", cancel(look)) == Released()

    mollie_played(story)


def test_what_mollie_does_not_offer_moves_nothing(mollie_played: Play):
    async def story(rig: Rig) -> None:
        ask = ChargeRequest(1_000, "usd", rig.token("good"), authorize_only=True)
        assert isinstance(await rig.processor.charge("call_1", ask), Declined)
        for name, question in (
            ("capture", rig.processor.capture("call_2", CaptureRequest(1_000, "usd", "call_1"))),
            ("release", rig.processor.release("call_3", ReleaseRequest("call_1"))),
            ("increment", rig.processor.increment("call_4", IncrementRequest(1_500, "usd", "call_1"))),
        ):
            with pytest.raises(ProcessorSilent, match=f"{name} is not offered with Mollie"):
                await question
        assert rig.fake.requests == []

    mollie_played(story)


def test_a_mandate_is_read_before_it_is_called_ready(mollie_played: Play):
    async def story(rig: Rig) -> None:
        ready = await rig.processor.set_up("call_1", SetUpRequest(rig.token("good")))
        assert isinstance(ready, Approved)
        assert (ready.token, ready.mandate) == (rig.token("good"), "mdt_good")
        assert isinstance(await rig.processor.set_up("call_2", SetUpRequest(rig.token("gone"))), Declined)
        assert isinstance(await rig.processor.set_up("call_3", SetUpRequest("pm_of_another")), Declined)

    mollie_played(story)


def test_a_chargeback_is_final_and_may_be_taken_back(mollie_played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference)
        chargeback = rig.fake.dispute(look.reference)
        answer = await rig.processor.look("call_2", look)
        assert isinstance(answer, Approved)
        assert answer.notice == DisputeNotice("chargeback", "customer_initiated", "MD06", is_final=True)
        evidence = DisputeRequest("call_1", {"product_description": "Consulting"})
        assert await rig.processor.respond("call_3", evidence) == DisputeDecided("lost")
        rig.fake.objects[chargeback]["reversedAt"] = "2030-01-01T00:00:00+00:00"
        assert await rig.processor.respond("call_3", evidence) == DisputeDecided("won")

    mollie_played(story)


def test_money_that_moves_at_once_is_asked_for_once_within_and_after_the_hour_of_a_key(mollie_played: Play):
    async def story(rig: Rig) -> None:
        charge = ChargeRequest(1_000, "usd", rig.token("good"), made_at=rig.fake.now)
        rig.fake.fails = lambda count, method, path: "500" if rig.kind.takes(method, path) else None
        for _ in range(3):
            with pytest.raises(ProcessorSilent):
                await rig.anew().charge("call_1", charge)
            rig.fake.now += 59 * 60
            rig.fake.fails = lambda count, method, path: "500" if count > 2 and path.endswith("payments") else None
        rig.fake.fails = lambda count, method, path: None
        assert isinstance(await rig.anew().charge("call_1", charge), Approved)

    assert mollie_played(story).fake.taken == 1_000


@pytest.mark.parametrize(
    "body",
    [
        b"", b"id=", b"id=tr_", b"id=ord_1", b"id=tr_1&id=tr_2", b"id=tr_1%0A", b"id=tr_1' OR 1=1", b"\xff", b"{}",
        b"id=tr_" + b"a" * 2_000, b"a&" * 400 + b"id=tr_1", b"no=tr_1",
    ],
)  # fmt: skip
def test_news_of_mollie_that_name_no_payment_are_not_read(body: bytes):
    with pytest.raises(Forged):
        ConnectMollie().news({}, body, secret="", now=0)


def test_news_of_mollie_name_one_payment():
    heard = ConnectMollie().news({}, b"id=tr_d0b0E3EA3v", secret="", now=0)
    assert [one.references for one in heard] == [("tr_d0b0E3EA3v",)]
