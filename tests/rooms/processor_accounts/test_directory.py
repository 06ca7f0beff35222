"""The adapter of a tenant, with its key and its ids in a real database, against a Stripe on loopback."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from tests.conftest import Server
from tests.contract import stripe_fake
from tests.contract.stripe_fake import FakeStripe
from tests.stories.psql import query

from billhook.accounts import store as accounts
from billhook.db.embedded.server import running_dsn
from billhook.db.pool import Connections, open_pool
from billhook.db.tenants import Tenant
from billhook.db.tx import Transactions
from billhook.kernel.clock import WallClock, wall_now
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.processor_accounts import store
from billhook.processor_accounts.actions.hear import hear
from billhook.processor_accounts.directory import ConnectedAccounts
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import Safe, about
from billhook.processors.interface import (
    Approved,
    BeginRequest,
    Begun,
    ChargeRequest,
    Forged,
    LookRequest,
    ProcessorSilent,
    Refunded,
    RefundRequest,
)
from billhook.processors.known import CONNECTABLE
from billhook.processors.stripe.processor import NAME as STRIPE
from billhook.processors.test_cards import has_check_digit

SAFE = Safe([b"1" * 32])
Story = Callable[["Place"], Awaitable[None]]


class Place:
    """A process with the database of the server, whose live mode has connected the fake."""

    def __init__(self, fake: FakeStripe, transactions: Transactions, tenant: Tenant) -> None:
        self.fake = fake
        self.transactions = transactions
        self.tenant = tenant

    def process(self, safe: Safe = SAFE) -> ConnectedAccounts:
        """The adapters of a process that just started."""
        return ConnectedAccounts(self.transactions, safe, CONNECTABLE[STRIPE], self.fake.base)

    async def connect(self, key: str = stripe_fake.KEY) -> None:
        async with self.transactions.begin(self.tenant) as tx:
            sealed = [
                SAFE.seal(text, about(self.tenant.id, STRIPE, column))
                for text, column in ((key, "api_key"), (stripe_fake.SECRET, "news_secret"))
            ]
            await store.write(tx, ProcessorAccount(STRIPE, *sealed, key[-4:], "door", None, tx.wall_now))

    async def forget(self) -> None:
        async with self.transactions.begin(self.tenant) as tx:
            await store.delete(tx, STRIPE)


def played(server: Server, story: Story) -> None:
    async def play() -> None:
        async with stripe_fake.running() as fake, await open_pool(running_dsn(server.data_dir), size=4) as pool:
            fake.now = wall_now()
            async with pool.acquire() as conn:
                account = await accounts.first_account(conn)
                assert account is not None
                tenant = await accounts.tenant_of(conn, account, True)
                assert tenant is not None
            connections = Connections(pool, 4)
            place = Place(fake, Transactions(pool, WallClock(), connections), tenant)
            await place.connect()
            try:
                await story(place)
            finally:
                await place.forget()
                await connections.close()

    asyncio.run(play())


def test_what_one_process_made_another_finds(server: Server):
    call, back, begun = new_id("call"), new_id("call"), new_id("call")

    async def story(place: Place) -> None:
        first, second = place.process(), place.process()
        one, other = await first.of(place.tenant), await second.of(place.tenant)
        assert one is not None
        assert other is not None
        assert await first.of(place.tenant) is one
        charge = ChargeRequest(1_000, "usd", "pm_good", off_session=True, made_at=place.fake.now)
        place.fake.fails = lambda count, method, path: "500" if path.endswith("/confirm") else None
        with pytest.raises(ProcessorSilent):
            await one.charge(call, charge)
        place.fake.fails = lambda count, method, path: None
        place.fake.now += 200_000  # Stripe has forgotten the key
        assert isinstance(await other.charge(call, charge), Approved)
        assert isinstance(await other.refund(back, RefundRequest(300, "usd", call, made_at=wall_now())), Refunded)
        place.fake.now = wall_now()
        page = await one.begin(begun, BeginRequest(500, "usd", "Invoice", "https://b.example", customer="cus_ours_x"))
        assert isinstance(page, Begun)
        place.fake.pay(page.reference)
        assert isinstance(await other.look(new_id("call"), LookRequest(page.reference, begun)), Approved)
        assert (place.fake.taken, place.fake.given_back) == (1_500, 300)
        await first.close()
        await second.close()

    played(server, story)
    rows = query(server, "SELECT key, reference FROM processor_references WHERE key = ANY($1)", [call, back, begun])
    assert {row["key"]: row["reference"][:3] for row in rows} == {call: "pi_", back: "re_", begun: "cs_"}


def test_a_tenant_that_was_changed_since_is_no_obstacle(server: Server):
    """Each change of a setting makes a new version of the tenant; the adapter of a process outlives many of them."""
    call, back = new_id("call"), new_id("call")

    async def story(place: Place) -> None:
        process = place.process()
        adapter = await process.of(place.tenant)
        assert adapter is not None
        async with place.transactions.begin(place.tenant) as tx:
            await tx.execute("UPDATE tenants SET version = version + 1 WHERE id = $1", place.tenant.id)
        request = ChargeRequest(1_000, "usd", "pm_good", off_session=True, made_at=place.fake.now)
        assert isinstance(await adapter.charge(call, request), Approved)
        assert isinstance(await adapter.refund(back, RefundRequest(300, "usd", call, made_at=wall_now())), Refunded)
        place.tenant = replace(place.tenant, version=place.tenant.version + 1)
        await process.close()

    played(server, story)
    rows = query(server, "SELECT key FROM processor_references WHERE key = ANY($1)", [call, back])
    assert {row["key"] for row in rows} == {call, back}


def test_a_new_key_is_taken_up_and_none_is_none(server: Server):
    async def story(place: Place) -> None:
        process = place.process()
        before = await process.of(place.tenant)
        await place.connect("rk_live_anotherAnother")
        after = await process.of(place.tenant)
        assert after is not None
        assert after is not before
        with pytest.raises(ProcessorSilent, match="401"):
            await after.charge(new_id("call"), ChargeRequest(1, "usd", "pm_good"))
        await place.forget()
        assert await process.of(place.tenant) is None

    played(server, story)


def test_without_the_key_of_the_environment_nothing_opens(server: Server):
    async def story(place: Place) -> None:
        with pytest.raises(ProcessorSilent):
            await place.process(Safe([b"2" * 32])).of(place.tenant)

    played(server, story)


def test_news_are_heard_at_their_own_door_alone(server: Server):
    async def story(place: Place) -> None:
        intent = place.fake._intent(1_000, "usd", {"billhook_call": "call_1"}, None)["id"]
        headers, body = place.fake.news(intent)
        forged = place.fake.news(intent, secret="whsec_other")  # noqa: S106 - made up
        for door, given in (("other", (headers, body)), ("", (headers, body)), ("door", forged), ("dö", forged)):
            with pytest.raises(Forged):
                async with place.transactions.begin(place.tenant) as tx:
                    await hear(tx, SAFE, CONNECTABLE[STRIPE], door, *given)
        async with place.transactions.read(place.tenant) as reader:
            untouched = await store.find(reader, STRIPE)
        assert untouched is not None
        assert untouched.last_news_at is None
        for _ in range(2):
            async with place.transactions.begin(place.tenant) as tx:
                assert await hear(tx, SAFE, CONNECTABLE[STRIPE], "door", headers, body) == (intent, "call_1")
        async with place.transactions.read(place.tenant) as reader:
            heard = await store.find(reader, STRIPE)
        assert heard is not None
        assert heard.last_news_at is not None
        assert abs(heard.last_news_at - wall_now()) < 120
        await place.forget()
        with pytest.raises(Forged):
            async with place.transactions.begin(place.tenant) as tx:
                await hear(tx, SAFE, CONNECTABLE[STRIPE], "door", headers, body)

    played(server, story)


def test_no_number_of_a_card_and_no_secret_is_stored(server: Server):
    """The fake tells a card's number wherever it can."""

    async def story(place: Place) -> None:
        process = place.process()
        adapter = await process.of(place.tenant)
        assert adapter is not None
        for token in ("pm_good", "pm_poor", "pm_gone"):
            await adapter.charge(new_id("call"), ChargeRequest(1_000, "usd", token, off_session=True))
        await process.close()
        async with place.transactions.read(place.tenant) as reader:
            told = str(await reader.fetch("SELECT to_jsonb(a) FROM processor_accounts a"))
            told += str(await reader.fetch("SELECT to_jsonb(r) FROM processor_references r"))
        assert stripe_fake.KEY not in told
        assert stripe_fake.SECRET not in told
        assert bytes(stripe_fake.KEY, "ascii").hex() not in told
        assert [n for n in re.findall(r"(?<![0-9a-f])[0-9]{13,19}(?![0-9a-f])", told) if has_check_digit(n)] == []

    played(server, story)
