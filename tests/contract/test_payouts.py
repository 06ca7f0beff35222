"""What Stripe tells of its payouts, and of what each one pays; against the small Stripe."""

from functools import partial

import pytest
from tests.contract.rigs import STRIPE, Play, Rig, begun, played_by

from billhook.processors.interface import Approved, ProcessorSilent
from billhook.processors.paying_out import BookedPayout, PaidItem, PaidItems, PaysOut, SeenPayout
from billhook.processors.stripe.news import heard

DAY = 86_400


@pytest.fixture
def played() -> Play:
    return partial(played_by, STRIPE)


async def paid(rig: Rig) -> str:
    """The name of a payment of 1,000 on the page. It cost 59."""
    look = await begun(rig)
    rig.fake.pay(look.reference)
    outcome = await rig.processor.look("call_look", look)
    assert isinstance(outcome, Approved)
    return str(outcome.reference)


def entry_of(rig: Rig, intent: str) -> str:
    return str(rig.fake.objects[rig.fake.objects[intent]["latest_charge"]]["balance_transaction"])


async def payouts(rig: Rig, since: int = 0) -> list[SeenPayout]:
    assert isinstance(rig.processor, PaysOut)
    return [*await rig.processor.payouts(since)]


async def paid_by(rig: Rig, payout: str, after: str | None = None) -> PaidItems:
    assert isinstance(rig.processor, PaysOut)
    return await rig.processor.paid_by(payout, after)


def test_a_payout_and_what_it_pays(played: Play) -> None:
    """A payment of ours, a refund that was made there, and 2,000 of a payment that we do not know."""

    async def story(rig: Rig) -> None:
        intent = await paid(rig)
        refund = rig.fake.refund_there(intent, 300)
        outside = rig.fake.entry("charge", 1_900, None, 100)
        back = rig.fake.entry("refund", -276, refund)
        name = rig.fake.pay_out([entry_of(rig, intent), back, outside])
        total = 941 - 276 + 1_900
        (seen,) = await payouts(rig)
        now = rig.fake.now
        assert seen == SeenPayout(
            name, now, total, "eur", "in_transit", now + DAY, description="STRIPE PAYOUT",
            booked=BookedPayout(-total, "eur"), is_listed=True,
        )  # fmt: skip
        charge = rig.fake.objects[intent]["latest_charge"]
        page = await paid_by(rig, name)
        assert page.items == (
            PaidItem("refund", -276, 0, -276, "eur", refund, (intent, charge), 300),
            PaidItem("charge", 2_000, 100, 1_900, "eur"),
            PaidItem("charge", 1_000, 59, 941, "eur", charge, (intent, charge, "call_1"), 1_000),
        )
        assert not page.has_more

    played(story)


def test_a_payout_that_came_back(played: Play) -> None:
    async def story(rig: Rig) -> None:
        name = rig.fake.pay_out(
            [rig.fake.entry("charge", 500)], "paid", trace_id={"status": "supported", "value": "X1"}
        )
        rig.fake.bounce(name)
        (seen,) = await payouts(rig)
        assert (seen.status, seen.trace_id, seen.failure_code) == ("failed", "X1", "account_closed")
        assert seen.returned == BookedPayout(500, "eur")

    played(story)


def test_pages_and_the_time_that_is_asked_for(played: Play) -> None:
    """The oldest come first, though Stripe lists the newest first."""

    async def story(rig: Rig) -> None:
        rig.fake.page_size = 2
        names = []
        for _ in range(5):
            rig.fake.now += DAY
            names.append(rig.fake.pay_out([rig.fake.entry("charge", 500) for _ in range(3)]))
        assert [one.reference for one in await payouts(rig)] == names
        assert [one.reference for one in await payouts(rig, rig.fake.now - DAY)] == names[-2:]
        read, after, has_more = 0, None, True
        while has_more:
            page = await paid_by(rig, names[0], after)
            read, after, has_more = read + len(page.items), page.until, page.has_more
        assert read == 3

    played(story)


@pytest.mark.parametrize("how", ["500", "garbage", "closed", "huge", "403"])
def test_silence_tells_nothing(played: Play, how: str) -> None:
    async def story(rig: Rig) -> None:
        name = rig.fake.pay_out([rig.fake.entry("charge", 500)])
        rig.fake.fails = lambda count, method, path: how
        with pytest.raises(ProcessorSilent):
            await payouts(rig)
        with pytest.raises(ProcessorSilent):
            await paid_by(rig, name)

    played(story)


WRONG = (
    {"amount": 10**18}, {"amount": "500"}, {"currency": "xxx"}, {"status": "lost"}, {"created": 10**14},
    {"id": "../x"},
    {"arrival_date": None}, {"arrival_date": -1}, {"trace_id": [1]}, {"description": 7},
    {"original_payout": {"id": "/"}}, {"original_payout": "po_\x00"},
)  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_no_payout_says_is_left_out(played: Play, wrong: dict[str, object]) -> None:
    async def story(rig: Rig) -> None:
        whole = rig.fake.pay_out([rig.fake.entry("charge", 400)])
        name = rig.fake.pay_out([rig.fake.entry("charge", 500)])
        rig.fake.objects[name] |= wrong
        assert [one.reference for one in await payouts(rig) or []] == [whole]

    played(story)


@pytest.mark.parametrize(
    "wrong", [{"net": 499}, {"fee": None}, {"amount": 10**18}, {"currency": ""}, {"source": "a\x00"}], ids=str
)
def test_what_no_entry_says_is_no_answer(played: Play, wrong: dict[str, object]) -> None:
    async def story(rig: Rig) -> None:
        entry = rig.fake.entry("charge", 500)
        name = rig.fake.pay_out([entry])
        rig.fake.objects[entry] |= wrong
        with pytest.raises(ProcessorSilent):
            await paid_by(rig, name)

    played(story)


def test_metadata_that_name_no_call_name_nobody(played: Play) -> None:
    """Somebody else writes metadata there too."""

    async def story(rig: Rig) -> None:
        intent = await paid(rig)
        charge = rig.fake.objects[intent]["latest_charge"]
        name = rig.fake.pay_out([entry_of(rig, intent)])
        for called in ("call_\x00", "x", 7, None, ["call_1"]):
            rig.fake.objects[charge]["metadata"] = {"billhook_call": called}
            (item,) = (await paid_by(rig, name)).items
            assert item.about == (intent, charge)

    played(story)


def test_texts_are_lines(played: Play) -> None:
    """What people read later has no control characters, and an end."""

    async def story(rig: Rig) -> None:
        rig.fake.pay_out([rig.fake.entry("charge", 500)], statement_descriptor="A\x00B\n" + "x" * 10_000)
        (seen,) = await payouts(rig)
        assert seen.statement_descriptor == "AB" + "x" * 498

    played(story)


@pytest.mark.parametrize(
    ("type", "expected"), [("payout.paid", True), ("payout.failed", True), ("charge.updated", False)]
)
def test_news_of_payouts(type: str, expected: bool) -> None:
    (told,) = heard({"id": "evt_1", "type": type, "data": {"object": {"id": "po_1"}}})
    assert told.pays_out is expected
