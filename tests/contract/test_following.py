"""What Stripe tells of a payment after it was settled, and news that are asked for; against the small Stripe."""

from dataclasses import replace
from functools import partial

import pytest
from tests.contract.rigs import STRIPE, Play, Rig, begun, played_by

from billhook.processors.following import (
    FOLLOWED_SECONDS,
    Booked,
    Followed,
    Follower,
    FollowRequest,
    Listener,
    Missed,
    SeenDispute,
    SeenRefund,
    SeenWarning,
    look_again,
)
from billhook.processors.interface import Approved, CaptureRequest, ChargeRequest, ProcessorSilent, RefundRequest

HOUR, DAY = 3_600, 86_400


@pytest.fixture
def played() -> Play:
    return partial(played_by, STRIPE)


async def paid(rig: Rig) -> FollowRequest:
    """A payment on the page; what is asked about it afterwards."""
    look = await begun(rig)
    rig.fake.pay(look.reference)
    outcome = await rig.processor.look("call_look", look)
    assert isinstance(outcome, Approved)
    assert outcome.reference is not None
    return FollowRequest(outcome.reference, 1_000, "usd", rig.fake.now)


async def followed(rig: Rig, request: FollowRequest) -> Followed:
    assert isinstance(rig.processor, Follower)
    return await rig.processor.follow("call_follow", request)


async def missed(rig: Rig, after: str | None = None, since: int = 0) -> Missed:
    assert isinstance(rig.processor, Listener)
    return await rig.processor.missed(after, since)


def test_a_fee_that_comes_later(played: Play) -> None:
    """29 in 1,000 and 30 cents, by the fake's account; it settles in euros."""

    async def story(rig: Rig) -> None:
        rig.fake.books_at_once = False
        request = await paid(rig)
        assert await followed(rig, request) == Followed(again=HOUR)
        rig.fake.now += HOUR
        assert (await followed(rig, request)).again == DAY
        rig.fake.book(request.reference)
        assert await followed(rig, request) == Followed(Booked(1_000, "eur", 59, 172_800, "0.92"))

    played(story)


def test_how_often_somebody_looks_for_a_fee() -> None:
    assert [look_again(age) for age in (0, 60, HOUR - 1, HOUR, HOUR + 60, DAY)] == [HOUR] * 3 + [DAY] * 3
    assert look_again(FOLLOWED_SECONDS) is None


def test_refunds_that_were_made_there(played: Play) -> None:
    """Those of a call of ours are its own to hear of."""

    async def story(rig: Rig) -> None:
        request = await paid(rig)
        await rig.processor.refund("call_2", RefundRequest(100, "usd", "call_1", made_at=rig.fake.now))
        first = rig.fake.refund_there(request.reference, 300)
        second = rig.fake.refund_there(request.reference, 200, "pending")
        seen = SeenRefund(first, 300, reason="requested_by_customer")
        slow = SeenRefund(second, 200, is_pending=True, reason="requested_by_customer")
        assert (await followed(rig, request)).refunds == (seen, slow)
        rig.fake.objects[first] |= {"status": "failed", "failure_reason": "lost_or_stolen_card"}
        assert (await followed(rig, request)).refunds == (replace(seen, failure="lost_or_stolen_card"), slow)

    played(story)


def test_what_a_capture_releases_is_no_refund(played: Play) -> None:
    """1,000 are authorized and 600 captured: Stripe writes 400 down as a refund, which nobody made."""

    async def story(rig: Rig) -> None:
        rig.fake.books_at_once = False
        await rig.processor.charge("call_1", ChargeRequest(1_000, "usd", rig.token("good"), authorize_only=True))
        captured = await rig.processor.capture("call_2", CaptureRequest(600, "usd", "call_1"))
        assert isinstance(captured, Approved)
        assert not captured.happened
        request = FollowRequest(str(captured.reference), 600, "usd", rig.fake.now)
        rig.fake.book(request.reference)
        told = await followed(rig, request)
        assert (told.refunds, told.booked) == ((), Booked(600, "eur", 47, 172_800, "0.92"))
        same = rig.fake.refund_there(request.reference, 400)
        assert [one.reference for one in (await followed(rig, request)).refunds] == [same]

    played(story)


def test_a_dispute_and_a_warning(played: Play) -> None:
    async def story(rig: Rig) -> None:
        request = await paid(rig)
        assert (await followed(rig, request)).disputes == ()
        warning = rig.fake.warn(request.reference)
        dispute = rig.fake.dispute(request.reference)
        seen = SeenDispute(
            dispute, "needs_response", "fraudulent", "10.4", 1_000, 1_500, due_by=rig.fake.now + 1_000_000
        )
        told = await followed(rig, request)
        assert (told.disputes, told.warnings) == ((seen,), (SeenWarning(warning, "made_with_stolen_card"),))
        rig.fake.judge(dispute, "won")
        assert (await followed(rig, request)).disputes == (replace(seen, status="won"),)

    played(story)


def test_what_happened_before_it_was_settled_here(played: Play) -> None:
    """News of it came while no charge of ours was there to name."""

    async def story(rig: Rig) -> None:
        look = await begun(rig)
        rig.fake.pay(look.reference)
        outcome = await rig.processor.look("call_look", look)
        assert isinstance(outcome, Approved)
        assert not outcome.happened
        rig.fake.refund_there(str(outcome.reference), 300)
        outcome = await rig.processor.look("call_look", look)
        assert isinstance(outcome, Approved)
        assert outcome.happened

    played(story)


def test_a_key_that_may_not_read_warnings_follows_the_rest(played: Play) -> None:
    async def story(rig: Rig) -> None:
        request = await paid(rig)
        rig.fake.dispute(request.reference)
        rig.fake.fails = lambda count, method, path: "403" if path.startswith("radar/") else None
        told = await followed(rig, request)
        assert (len(told.disputes), told.warnings) == (1, ())

    played(story)


@pytest.mark.parametrize("how", ["500", "garbage", "closed", "huge"])
def test_silence_tells_nothing(played: Play, how: str) -> None:
    async def story(rig: Rig) -> None:
        request = await paid(rig)
        rig.fake.fails = lambda count, method, path: how
        with pytest.raises(ProcessorSilent):
            await followed(rig, request)
        with pytest.raises(ProcessorSilent):
            await missed(rig)

    played(story)


def test_a_payment_of_another_account_is_asked_for_30_days(played: Play) -> None:
    """The merchant has connected another account since."""

    async def story(rig: Rig) -> None:
        request = FollowRequest("pi_of_another_account", 1_000, "usd", rig.fake.now)
        assert await followed(rig, request) == Followed(again=HOUR)
        rig.fake.now += FOLLOWED_SECONDS
        assert await followed(rig, request) == Followed()

    played(story)


@pytest.mark.parametrize("rate", ["nan", "inf", "-0.92", 0, "0", "nine", True, None])
def test_a_rate_that_is_none_is_no_answer(played: Play, rate: object) -> None:
    async def story(rig: Rig) -> None:
        request = await paid(rig)
        (entry,) = rig.fake.all("txn")
        entry["exchange_rate"] = rate
        with pytest.raises(ProcessorSilent):
            await followed(rig, request)

    played(story)


def test_an_amount_that_fits_no_column_is_no_answer(played: Play) -> None:
    async def story(rig: Rig) -> None:
        request = await paid(rig)
        rig.fake.refund_there(request.reference, 10**18)
        with pytest.raises(ProcessorSilent):
            await followed(rig, request)

    played(story)


def test_what_is_no_event_is_no_answer(played: Play) -> None:
    async def story(rig: Rig) -> None:
        request = await paid(rig)
        rig.fake.happens("charge.updated", request.reference)
        rig.fake.events[0]["id"] = "no event"
        with pytest.raises(ProcessorSilent):
            await missed(rig)

    played(story)


def test_another_sum_is_no_answer(played: Play) -> None:
    async def story(rig: Rig) -> None:
        request = await paid(rig)
        with pytest.raises(ProcessorSilent):
            await followed(rig, replace(request, amount=999))

    played(story)


def test_news_that_are_asked_for(played: Play) -> None:
    """Page by page, from the last one that was seen on."""

    async def story(rig: Rig) -> None:
        request = await paid(rig)
        rig.fake.page_size = 2
        assert await missed(rig) == Missed()
        rig.fake.happens("payment_intent.succeeded", request.reference)
        first = await missed(rig)
        assert (first.last, first.followed) == ("evt_00001", ())
        assert request.reference in first.about
        refunds = [rig.fake.refund_there(request.reference, 100) for _ in range(5)]
        for refund in refunds:
            rig.fake.happens("refund.updated", refund)
        rig.fake.happens("customer.created", request.reference)  # of no use to anybody
        later = await missed(rig, first.last)
        assert later.last == "evt_00006"
        assert {*refunds, request.reference} <= set(later.followed)
        assert await missed(rig, later.last) == Missed(last=later.last)

    played(story)


def test_many_news_are_read_in_several_looks(played: Play) -> None:
    """A look reads ten pages, and says that there is more; the next goes on where it ended."""

    async def story(rig: Rig) -> None:
        request = await paid(rig)
        rig.fake.page_size = 2
        for _ in range(24):
            rig.fake.happens("charge.updated", request.reference)
        first = await missed(rig, "evt_00001")
        assert (first.last, first.has_more) == ("evt_00021", True)
        second = await missed(rig, first.last)
        assert (second.last, second.has_more) == ("evt_00024", False)

    played(story)


def test_silence_after_some_pages_keeps_them(played: Play) -> None:
    async def story(rig: Rig) -> None:
        request = await paid(rig)
        rig.fake.page_size = 2
        for _ in range(9):
            rig.fake.happens("charge.updated", request.reference)
        begun = len(rig.fake.requests)
        rig.fake.fails = lambda count, method, path: "500" if len(rig.fake.requests) > begun + 2 else None
        first = await missed(rig, "evt_00001")
        assert (first.last, first.has_more) == ("evt_00005", True)
        assert request.reference in first.followed
        with pytest.raises(ProcessorSilent):
            await missed(rig, first.last)

    played(story)


def test_news_of_a_time(played: Play) -> None:
    """Whoever asks for the first time, or was away for longer than Stripe remembers, asks by the moment."""

    async def story(rig: Rig) -> None:
        request = await paid(rig)
        rig.fake.page_size = 2
        for _ in range(5):
            rig.fake.happens("charge.updated", request.reference)
        assert (await missed(rig, None, rig.fake.now + 1)) == Missed()
        assert (await missed(rig, None, rig.fake.now)).last == "evt_00005"
        assert (await missed(rig, "evt_forgotten", rig.fake.now)).last == "evt_00005"
        assert len([path for _, path in rig.fake.requests if path == "events"]) == 1 + 3 + 1 + 3

    played(story)
