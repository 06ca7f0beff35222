"""What is GoCardless' own beside the contract of every adapter (`test_adapters.py`)."""

import hashlib
import hmac
import json
from functools import partial
from typing import Any

import pytest
from tests.contract.gocardless_fake import KEY, SECRET, FakeGoCardless
from tests.contract.rigs import GOCARDLESS, Play, Rig, begun, cancel, no_secret, played_by

from billhook.processors.connecting import KeyUnusable
from billhook.processors.gocardless.connecting import ConnectGoCardless
from billhook.processors.interface import (
    Approved,
    BeginRequest,
    Begun,
    CaptureRequest,
    ChargeRequest,
    Decline,
    Declined,
    DisputeDecided,
    DisputeNotice,
    DisputeRequest,
    Expired,
    Forged,
    IncrementRequest,
    LookRequest,
    Pending,
    ProcessorSilent,
    Refunded,
    RefundRequest,
    Released,
    ReleaseRequest,
    SetUpRequest,
    Waiting,
)
from billhook.processors.known import origins_of
from billhook.settings import Settings

DAY = 86_400


@pytest.fixture
def gocardless_played() -> Play:
    """Against a fresh fake of GoCardless."""
    return partial(played_by, GOCARDLESS)


async def in_currency(rig: Rig, currency: str, **how: Any) -> LookRequest:
    request = BeginRequest(
        1_000, currency, "Invoice 7", "https://bill.example/i/x", customer="cus_ours", made_at=rig.fake.now, **how
    )
    answer = await rig.processor.begin("call_1", request)
    assert isinstance(answer, Begun)
    assert answer.expires_at == rig.fake.now + 7 * DAY
    return LookRequest(answer.reference, "call_1", 1_000, currency)


@pytest.mark.parametrize("currency", ["gbp", "eur"])
def test_an_instant_payment_is_made_by_gocardless_alone(gocardless_played: Play, currency: str):
    async def story(rig: Rig) -> None:
        look = await in_currency(rig, currency)
        made = rig.fake.objects[look.reference]
        assert (made["payment_request"]["amount"], made["mandate_request"]) == (1_000, None)
        assert isinstance(await rig.processor.look("call_2", look), Waiting)
        rig.fake.pay(look.reference)
        first = await rig.processor.look("call_2", look)
        assert isinstance(first, Approved)
        assert (first.reference, first.token, first.fee) == (rig.fake.all("PM")[0]["id"], None, 0)
        assert first.method is not None
        assert first.method.type == "pay_by_bank"
        assert ("POST", "payments") not in rig.fake.requests
        back = RefundRequest(300, currency, "call_1")
        assert await rig.anew().refund("call_3", back) == Refunded(DAY)
        no_secret(repr(first))

    rig = gocardless_played(story)
    assert (rig.fake.taken, rig.fake.given_back) == (1_000, 300)


def test_an_instant_payment_that_is_not_there_yet_is_not_made_a_second_time(gocardless_played: Play):
    async def story(rig: Rig) -> None:
        look = await in_currency(rig, "gbp", save=True)
        made = rig.fake.objects[look.reference]
        for status in ("fulfilling", "fulfilled"):
            made["status"] = status
            made["links"]["mandate_request_mandate"] = "MD_good"
            assert isinstance(await rig.processor.look("call_2", look), Pending)
            assert isinstance(await rig.processor.cancel("call_2", cancel(look)), Pending)
        with pytest.raises(ProcessorSilent):
            await rig.processor.refund("call_3", RefundRequest(300, "gbp", "call_1"))

    assert gocardless_played(story).fake.taken == 0


def test_a_mandate_is_kept_beside_an_instant_payment_and_debited_later(gocardless_played: Play):
    async def story(rig: Rig) -> None:
        look = await in_currency(rig, "eur", save=True)
        rig.fake.pay(look.reference)
        first = await rig.processor.look("call_2", look)
        assert isinstance(first, Approved)
        assert (first.token, first.mandate) == ("MD_good", "MD_good")
        assert first.method is not None
        assert (first.method.type, first.method.details["last4"]) == ("sepa_debit", "11")
        later = ChargeRequest(500, "eur", "MD_good", off_session=True)
        assert isinstance(await rig.processor.charge("call_3", later), Approved)

    assert gocardless_played(story).fake.taken == 1_500


def test_a_mandate_alone_moves_no_money(gocardless_played: Play):
    """An amount of 0 sets a method up."""

    async def story(rig: Rig) -> None:
        request = BeginRequest(0, "gbp", "Studio", "https://bill.example/back", customer="cus_ours", save=True)
        answer = await rig.processor.begin("call_1", request)
        assert isinstance(answer, Begun)
        rig.fake.pay(answer.reference)
        ready = await rig.processor.look("call_2", LookRequest(answer.reference, "call_1", 0, "gbp"))
        assert isinstance(ready, Approved)
        assert (ready.token, ready.mandate, ready.reference) == ("MD_good", "MD_good", "MD_good")
        assert rig.fake.all("PM") == []

    gocardless_played(story)


@pytest.mark.parametrize("more", [{"amount": 999}, {"currency": "EUR"}])
def test_a_payment_of_another_sum_is_not_booked(gocardless_played: Play, more: dict[str, Any]):
    async def story(rig: Rig) -> None:
        look = await in_currency(rig, "gbp")
        rig.fake.pay(look.reference)
        rig.fake.all("PM")[0].update(more)
        with pytest.raises(ProcessorSilent, match="another sum"):
            await rig.processor.look("call_2", look)
        charge = ChargeRequest(1_000, "usd", rig.token("good"))
        assert isinstance(await rig.processor.charge("call_3", charge), Approved)
        rig.fake.all("PM")[-1].update(more)
        with pytest.raises(ProcessorSilent, match="another sum"):
            await rig.processor.charge("call_3", charge)

    gocardless_played(story)


@pytest.mark.parametrize(("currency", "types", "code"), [
    ("jpy", (), "invalid_currency"), ("usd", ("card",), "processing_error"), ("gbp", ("ideal",), "processing_error"),
])  # fmt: skip
def test_what_gocardless_has_no_way_for_is_declined_and_asks_nothing(
    gocardless_played: Play, currency: str, types: tuple[str, ...], code: str
):
    async def story(rig: Rig) -> None:
        request = BeginRequest(1_000, currency, "Invoice", "https://b.example", types=types)
        assert await rig.processor.begin("call_1", request) == Declined(Decline(code))
        assert rig.fake.requests == []

    gocardless_played(story)


def test_a_page_that_is_over_is_withdrawn_before_it_is_called_expired(gocardless_played: Play):
    """A billing request has no end of its own: somebody who is still there could agree to it."""

    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.now += 7 * DAY - 1
        assert isinstance(await rig.processor.look("call_2", look), Waiting)
        rig.fake.now += 1
        assert await rig.processor.look("call_2", look) == Expired()
        assert rig.fake.objects[look.reference]["status"] == "cancelled"

    gocardless_played(story)


def test_a_payer_who_is_faster_than_the_withdrawal_has_paid(gocardless_played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)

        def agrees_now(_count: int, _method: str, path: str) -> None:
            if path.endswith("/cancel"):
                rig.fake.pay(look.reference)

        rig.fake.fails = agrees_now
        assert isinstance(await rig.processor.cancel("call_2", cancel(look)), Approved)

    assert gocardless_played(story).fake.taken == 1_000


def test_what_cannot_be_withdrawn_is_not_called_withdrawn(gocardless_played: Play):
    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.fails = lambda count, method, path: "500" if path.endswith("/cancel") else None
        with pytest.raises(ProcessorSilent):
            await rig.processor.cancel("call_2", cancel(look))
        rig.fake.fails = lambda count, method, path: None
        assert await rig.processor.cancel("call_2", cancel(look)) == Released()

    gocardless_played(story)


def test_what_gocardless_does_not_offer_moves_nothing(gocardless_played: Play):
    async def story(rig: Rig) -> None:
        ask = ChargeRequest(1_000, "usd", rig.token("good"), authorize_only=True)
        assert isinstance(await rig.processor.charge("call_1", ask), Declined)
        assert isinstance(await rig.processor.charge("call_1", ChargeRequest(1_000, "usd", "pm_other")), Declined)
        for name, question in (
            ("capture", rig.processor.capture("call_2", CaptureRequest(1_000, "usd", "call_1"))),
            ("release", rig.processor.release("call_3", ReleaseRequest("call_1"))),
            ("increment", rig.processor.increment("call_4", IncrementRequest(1_500, "usd", "call_1"))),
        ):
            with pytest.raises(ProcessorSilent, match=f"{name} is not offered with GoCardless"):
                await question
        assert rig.fake.requests == []

    gocardless_played(story)


@pytest.mark.parametrize(
    ("status", "is_ready"),
    [
        ("active", True), ("submitted", True), ("pending_submission", True), ("pending_customer_approval", True),
        ("cancelled", False), ("failed", False), ("expired", False), ("consumed", False), ("blocked", False),
        ("suspended_by_payer", False), ("of_next_year", False),
    ],
)  # fmt: skip
def test_a_mandate_is_read_before_it_is_called_ready(gocardless_played: Play, status: str, is_ready: bool):
    async def story(rig: Rig) -> None:
        rig.fake.mandates["MD_good"] = status
        ready = await rig.processor.set_up("call_1", SetUpRequest(rig.token("good")))
        assert isinstance(ready, Approved) == is_ready
        assert isinstance(await rig.processor.set_up("call_2", SetUpRequest(rig.token("gone"))), Declined)
        assert isinstance(await rig.processor.set_up("call_3", SetUpRequest("pm_of_another")), Declined)

    gocardless_played(story)


@pytest.mark.parametrize("action", ["charged_back", "failed"])
def test_money_that_had_arrived_and_is_gone_is_a_final_chargeback(gocardless_played: Play, action: str):
    """`failed` after `confirmed` is a late failure."""

    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference)
        assert isinstance(await rig.processor.look("call_2", look), Approved)
        (payment,) = rig.fake.all("PM")
        rig.fake.dispute(payment["id"], action=action)
        answer = await rig.processor.look("call_2", look)
        assert isinstance(answer, Approved)
        assert answer.notice == DisputeNotice("chargeback", "customer_initiated", "MD06", is_final=True)
        evidence = DisputeRequest("call_1", {"product_description": "Consulting"})
        assert await rig.processor.respond("call_3", evidence) == DisputeDecided("lost")
        payment["status"] = "paid_out"
        assert await rig.processor.respond("call_3", evidence) == DisputeDecided("won")

    gocardless_played(story)


def test_a_refund_that_others_overtake_is_asked_again(gocardless_played: Play):
    """GoCardless refuses a sum of all refunds that is out of date: that is no failed refund."""

    async def story(rig: Rig) -> None:
        charge = ChargeRequest(1_000, "usd", rig.token("good"))
        assert isinstance(await rig.processor.charge("call_1", charge), Approved)
        (payment,) = rig.fake.all("PM")

        def another(_count: int, method: str, path: str) -> None:
            if rig.kind.gives_back(method, path) and payment["amount_refunded"] == 0:
                payment["amount_refunded"] = 100

        rig.fake.fails = another
        back = RefundRequest(300, "usd", "call_1")
        with pytest.raises(ProcessorSilent, match="came in between"):
            await rig.processor.refund("call_2", back)
        assert await rig.anew().refund("call_2", back) == Refunded(DAY)

    assert gocardless_played(story).fake.given_back == 300


# Keys and news.


@pytest.mark.parametrize(
    ("key", "live", "is_usable"),
    [
        (KEY, True, True), ("sandbox_contractContract-_1", False, True), (KEY, False, False),
        ("sandbox_contractContract", True, False), ("sk_live_ofStripe1234", True, False), ("live_short", True, False),
    ],
)  # fmt: skip
def test_a_key_is_of_one_mode(key: str, live: bool, is_usable: bool):
    there = ConnectGoCardless()
    if is_usable:
        there.insist_on_mode(key, live=live, base="https://api.gocardless.com")
        return
    with pytest.raises(KeyUnusable) as no:
        there.insist_on_mode(key, live=live, base="https://api.gocardless.com")
    assert key not in str(no.value)


@pytest.mark.parametrize(
    ("base", "origins"),
    [
        ("https://api.gocardless.com", "https://pay.gocardless.com https://pay-sandbox.gocardless.com"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
    ],
)
def test_the_page_of_an_invoice_may_lead_to_both_pages(base: str, origins: str):
    """One setting is enough for both modes, so the policy of each page names both."""
    assert origins_of(Settings(gocardless_api_base=base))["gocardless"] == origins


def test_a_key_is_tried_by_a_question_that_changes_nothing(gocardless_played: Play):
    async def story(rig: Rig) -> None:
        there = ConnectGoCardless()
        await there.insist_on_rights(KEY, base=rig.fake.base)
        assert rig.fake.requests == [("GET", "creditors")]
        with pytest.raises(KeyUnusable, match="does not know this key"):
            await there.insist_on_rights("live_nobodyHasThisKey", base=rig.fake.base)
        rig.fake.fails = lambda count, method, path: "503"
        with pytest.raises(ProcessorSilent):
            await there.insist_on_rights(KEY, base=rig.fake.base)
        assert await there.open_endpoint(KEY, base=rig.fake.base, url="https://b.example", asked_as="a") is None
        assert await there.close_endpoint(KEY, base=rig.fake.base, id="WE1")

    gocardless_played(story)


def _heard(headers: dict[str, str], body: bytes, secret: str = SECRET) -> list[tuple[str, ...]]:
    return [one.references for one in ConnectGoCardless().news(headers, body, secret=secret, now=0)]


def test_news_of_gocardless_name_whom_each_event_is_about():
    headers, body = FakeGoCardless().news(
        {"payment": "PM1"}, {"billing_request": "BRQ1", "payment_request_payment": "PM2"}, {"mandate": "MD1"},
        {"refund": "RF1", "payment": "' OR 1=1"},
    )  # fmt: skip
    assert _heard(headers, body) == [("PM1",), ("BRQ1", "PM2"), (), ("RF1",)]
    assert _heard({"webhook-signature": headers["Webhook-Signature"]}, body) == _heard(headers, body)
    headers, body = FakeGoCardless().news(*[{"payment": f"PM{n:03}"} for n in range(250)])
    assert len(_heard(headers, body)) == 250


def test_news_tell_the_call_if_the_metadata_come_along():
    body = json.dumps({"events": [{"id": "EV1", "links": {}, "resource_metadata": {"billhook_call": "call_7"}}]})
    assert _heard(_signed(body.encode()), body.encode()) == [("call_7",)]


def _signed(body: bytes) -> dict[str, str]:
    return {"Webhook-Signature": hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}


def _forgeries() -> list[tuple[str, dict[str, str], bytes, str]]:
    fake = FakeGoCardless()
    headers, body = fake.news({"payment": "PM1"})
    signature = headers["Webhook-Signature"]
    return [
        ("another secret", *fake.news({"payment": "PM1"}, secret="other"), SECRET),  # noqa: S106 - made up
        ("an empty secret", *fake.news({"payment": "PM1"}, secret=""), ""),
        ("another body", headers, body.replace(b"PM1", b"PM2"), SECRET),
        ("a byte more", headers, body + b" ", SECRET),
        ("no header", {}, body, SECRET),
        ("an empty header", {"Webhook-Signature": ""}, body, SECRET),
        ("in capitals", {"Webhook-Signature": signature.upper()}, body, SECRET),
        ("half of it", {"Webhook-Signature": signature[:32]}, body, SECRET),
        ("no ASCII", {"Webhook-Signature": "ä\udcff"}, body, SECRET),
        ("no JSON", _signed(b"<html>"), b"<html>", SECRET),
        ("no events", _signed(b"{}"), b"{}", SECRET),
        ("a list", _signed(b"[]"), b"[]", SECRET),
        ("251 events", *fake.news(*[{"payment": "PM1"}] * 251), SECRET),
    ]


@pytest.mark.parametrize(
    ("headers", "body", "secret"), [row[1:] for row in _forgeries()], ids=[row[0] for row in _forgeries()]
)
def test_forged_news_of_gocardless_are_not_read(headers: dict[str, str], body: bytes, secret: str):
    with pytest.raises(Forged):
        _heard(headers, body, secret)
