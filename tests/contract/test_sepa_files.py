"""What every processor has to keep, of SEPA files: their adapter asks the database, and the bank answers by files.

The rows are those of `test_adapters.py` that apply; files have no page, no authorization and no evidence. A sandbox
of the shared server is the merchant, so nobody else's orders are in the files.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import stripe
from tests.conftest import Server
from tests.rules.bank_statements.files import camt, ntry, stmt, tx
from tests.stories.sepa_bank import CREDITOR, GIVEN, OWN, PAYER, pain_002

from billhook.accounts import store as accounts
from billhook.bank_statements.actions.import_statement import take
from billhook.bank_statements.rules.reading import read
from billhook.db.embedded.server import running_dsn
from billhook.db.pool import Connections, open_pool
from billhook.db.tenants import Tenant
from billhook.db.tx import Transactions
from billhook.kernel.clock import WallClock
from billhook.payment_methods import sealed_accounts_store
from billhook.payment_methods.objects import SealedAccount
from billhook.processor_accounts.sealing import Safe, about
from billhook.processors.following import Follower, FollowRequest, SeenDispute
from billhook.processors.interface import (
    Approved,
    ChargeRequest,
    Decline,
    Declined,
    Outcome,
    Pending,
    ProcessorSilent,
    Refunded,
    RefundFailed,
    RefundPending,
    RefundRequest,
    SetUpRequest,
)
from billhook.sepa_files import store
from billhook.sepa_files.actions.take_answer import discard, take_answer
from billhook.sepa_files.actions.write_batch import content_of, note_fetched, write_batch
from billhook.sepa_files.directory import SepaFiles
from billhook.sepa_files.objects import SepaBatch
from billhook.sepa_files.rules.answers import AnswerUnreadable, read_answer
from billhook.sepa_files.rules.creditor import Creditor
from billhook.sepa_files.rules.pain import AMOUNT_MAX, DEBIT, TRANSFER

SAFE = Safe([b"c" * 32])
OURS = Creditor(CREDITOR, OWN, "Studio")
DAY = 86_400
NO_RISK = "not_assessed"


class PassingClock(WallClock):
    """The time of the machine, and the days that a story lets pass."""

    days = 0

    def now(self) -> int:
        return super().now() + self.days * DAY


@dataclass
class Rig:
    """The adapter of a merchant, and their bank."""

    transactions: Transactions
    tenant: Tenant
    clock: PassingClock
    mandate: str
    processor: SepaFiles
    calls: list[str] = field(default_factory=list)

    def ask(self, amount: int = 1_000, currency: str = "eur", **how: Any) -> ChargeRequest:
        given = {"token": "sba_contract", "mandate": self.mandate, "off_session": True} | how
        return ChargeRequest(amount, currency, **given)

    async def charge(self, call: str, **how: Any) -> Outcome:
        return await self.processor.charge(call, self.ask(**how))

    async def write(self, kind: str = DEBIT) -> tuple[SepaBatch, bytes]:
        """A file of what waits, handed to the bank."""
        async with self.transactions.begin(self.tenant) as tx:
            written = await write_batch(tx, SAFE, OURS, kind)
            assert written is not None
            batch = await note_fetched(tx, written.batch.id)
            assert batch is not None
            return batch, content_of(tx, SAFE, batch)

    async def answers(self, batch: SepaBatch, *orders: tuple[str, str, str]) -> Any:
        async with self.transactions.begin(self.tenant) as tx:
            return await take_answer(tx, read_answer(pain_002(batch.id, *orders).encode()))

    async def tells(self, *entries: str, number: int = 1, kind: str = "Stmt") -> Any:
        """A statement, or a notification, of the bank."""
        message = "053" if kind == "Stmt" else "054"
        content = camt(stmt(*entries, iban=OWN, sequence=str(number), tag=kind), message=message)
        async with self.transactions.begin(self.tenant) as tx:
            return await take(tx, read(content), f"hash {number} {kind} {entries}", "statement.xml")

    async def follows(self, call: str) -> Any:
        assert isinstance(self.processor, Follower)
        return await self.processor.follow("call_f", FollowRequest(call.replace("_", "-"), 1_000, "eur"))

    async def status(self, call: str) -> str:
        async with self.transactions.read(self.tenant) as reader:
            order = await store.find(reader, call)
        assert order is not None
        return order.status


Play = Callable[[Callable[[Rig], Awaitable[None]]], None]


@pytest.fixture
def played(server: Server) -> Play:
    """Plays a story with a merchant of its own."""
    made = server.request("POST", "/v1/billhook/sandboxes", {"name": "SEPA files"}).json
    client = server.client_with(made["secret_key"])
    mandate = _mandate(client)

    def play(story: Callable[[Rig], Awaitable[None]]) -> None:
        async def run() -> None:
            async with await open_pool(running_dsn(server.data_dir), size=4) as pool:
                async with pool.acquire() as conn:
                    tenant = await accounts.tenant_of(conn, made["id"], livemode=False)
                assert tenant is not None
                connections, clock = Connections(pool, 2), PassingClock()
                transactions = Transactions(pool, clock, connections)
                async with transactions.begin(tenant) as tx:
                    sealed = SAFE.seal(PAYER, about(tenant.id, "sba_contract", "iban"))
                    await sealed_accounts_store.insert(tx, SealedAccount("sba_contract", tx.now, sealed))
                await story(Rig(transactions, tenant, clock, mandate, SepaFiles(transactions, tenant)))
                await connections.close()

        asyncio.run(run())

    return play


def _mandate(client: stripe.StripeClient) -> str:
    customer = client.v1.customers.create({"name": "Jenny"})
    intent = client.v1.setup_intents.create({
        "customer": customer.id, "confirm": True, "allowed_payment_method_types": ["sepa_debit"],
        "payment_method_data": {
            "type": "sepa_debit", "sepa_debit": {"iban": PAYER},
            "billing_details": {"name": "Jenny", "email": "jenny@example.com"},
        },
        "mandate_data": GIVEN,
    })  # type: ignore[typeddict-item]  # fmt: skip
    return str(intent.mandate)


def test_paid_returned_and_refunded(played: Play) -> None:
    """Silence is payment; a return after that is a lost dispute, once, and no refund goes out any more."""

    async def story(rig: Rig) -> None:
        for call in ("call_1", "call_2"):
            assert isinstance(await rig.charge(call), Pending)
        batch, _ = await rig.write()
        await rig.answers(batch)
        assert isinstance(await rig.charge("call_1"), Pending)
        rig.clock.days = 30
        paid = Approved(NO_RISK, reference="call-1", happened=True)
        assert await rig.charge("call_1") == paid
        assert await rig.charge("call_1") == paid
        assert (await rig.charge("call_2")).__class__ is Approved
        assert (await rig.follows("call_1")).disputes == []
        request = RefundRequest(300, "eur", "call_1")
        assert isinstance(await rig.processor.refund("call_3", request), RefundPending)
        await rig.write(TRANSFER)
        rig.clock.days = 60
        assert await rig.processor.refund("call_3", request) == Refunded()
        back = tx(end_to_end="call-1", reason="MD06")
        for _ in range(2):
            await rig.tells(ntry("10.00", back, credit=False, reference="N"), kind="Ntfctn")
        for number in (1, 2):
            await rig.tells(ntry("13.00", back, credit=False, reference=f"R{number}"), number=number)
        await rig.answers(batch, ("call-1", "RJCT", "AC04"))
        lost = SeenDispute("call-1", "lost", "customer_initiated", "MD06", 1_000, 300, is_final=True)
        assert (await rig.follows("call_1")).disputes == [lost]
        assert (await rig.follows("call_2")).disputes == []
        assert await rig.processor.refund("call_4", request) == RefundFailed("declined")
        with pytest.raises(ProcessorSilent):
            await rig.follows("call_9")

    played(story)


@pytest.mark.parametrize(
    ("reason", "decline"),
    [
        ("AM04", Decline("insufficient_funds")), ("AC04", Decline("account_closed")),
        ("MS02", Decline("debit_not_authorized", "transaction_not_allowed")),
    ],
)  # fmt: skip
def test_declined(played: Play, reason: str, decline: Decline) -> None:
    """By the answer of the bank, and the slow no of a statement; each however often."""

    async def story(rig: Rig) -> None:
        for call in ("call_1", "call_2"):
            await rig.charge(call)
        batch, _ = await rig.write()
        for _ in range(2):
            await rig.answers(batch, ("call-1", "RJCT", reason))
            back = tx(end_to_end="call-2", reason=reason)
            await rig.tells(ntry("10.00", back, credit=False, reference="R1"))
        for call in ("call_1", "call_2"):
            assert await rig.charge(call) == Declined(decline, NO_RISK)
        rig.clock.days = 60
        for call in ("call_1", "call_2"):
            assert await rig.charge(call) == Declined(decline, NO_RISK)

    played(story)


def test_what_no_bank_is_asked(played: Play) -> None:
    """A huge sum and one that is none, another currency, an account that nobody knows, no mandate."""

    async def story(rig: Rig) -> None:
        asked: list[tuple[dict[str, Any], str]] = [
            ({"amount": AMOUNT_MAX + 1}, "charge_exceeds_source_limit"), ({"amount": 0}, "charge_exceeds_source_limit"),
            ({"currency": "usd"}, "invalid_currency"), ({"token": "sba_gone"}, "no_account"),
            ({"mandate": None}, "debit_not_authorized"), ({"mandate": "mandate_gone"}, "debit_not_authorized"),
        ]  # fmt: skip
        for place, (how, code) in enumerate(asked):
            assert await rig.charge(f"call_{place}", **how) == Declined(Decline(code), NO_RISK)
        for token, mandate in (("sba_gone", rig.mandate), ("sba_contract", None)):
            assert isinstance(await rig.processor.set_up("call_s", SetUpRequest(token, mandate=mandate)), Declined)
        assert isinstance(await rig.charge("call_max", amount=AMOUNT_MAX), Pending)
        _, content = await rig.write()
        assert b">999999999.99<" in content

    played(story)


def test_asked_twice_in_the_same_moment(played: Play) -> None:
    """One order, in one file."""

    async def story(rig: Rig) -> None:
        answers = await asyncio.gather(*(rig.charge("call_1") for _ in range(4)))
        assert {type(answer) for answer in answers} == {Pending}
        _, content = await rig.write()
        assert content.count(b"<EndToEndId>call-1</EndToEndId>") == 1
        assert isinstance(await rig.charge("call_1"), Pending)
        async with rig.transactions.begin(rig.tenant) as db:
            assert await write_batch(db, SAFE, OURS, DEBIT) is None

    played(story)


def test_money_that_only_looks_like_it(played: Play) -> None:
    """Another sum, another currency and another id take nothing back, and answers to others change nothing."""

    async def story(rig: Rig) -> None:
        await rig.charge("call_1")
        batch, _ = await rig.write()
        rig.clock.days = 30
        assert isinstance(await rig.charge("call_1"), Approved)
        back = tx(end_to_end="call-1", reason="MD06")
        for kind in ("Stmt", "Ntfctn"):
            await rig.tells(
                ntry("9.99", back, credit=False, reference=f"{kind}1"),
                ntry("10.00", back, credit=False, currency="CHF", reference=f"{kind}2"),
                ntry("10.00", back, reference=f"{kind}3"),
                ntry("10.00", tx(end_to_end="call-9", reason="MD06"), credit=False, reference=f"{kind}4"),
                kind=kind,
            )
        pending = ntry("10.00", back, credit=False, status="<Cd>PDNG</Cd>", reference="P")
        await rig.tells(pending, number=2, kind="Ntfctn")
        await rig.answers(batch, ("call-9", "RJCT", "MD06"), ("", "RJCT", "MD06"))
        assert (await rig.status("call_1"), (await rig.follows("call_1")).disputes) == ("settled", [])
        for content in (b"", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', pain_002("sepa-other").encode()):
            with pytest.raises(AnswerUnreadable):
                async with rig.transactions.begin(rig.tenant) as db:
                    await take_answer(db, read_answer(content))

    played(story)


def test_a_discarded_file_is_no_money(played: Play) -> None:
    async def story(rig: Rig) -> None:
        await rig.charge("call_1")
        batch, _ = await rig.write()
        async with rig.transactions.begin(rig.tenant) as db:
            assert await discard(db, batch.id) == 1
            assert await discard(db, batch.id) == 0
            seen = await store.find_batch(db, batch.id)
        assert seen is not None
        assert seen.discarded_at is not None
        assert isinstance(await rig.charge("call_1"), Declined)

    played(story)
