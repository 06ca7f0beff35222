"""Figures are exact at every moment: while others write, while two workers fold, and after one of them is killed."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.accounts.directory import Directory
from billhook.db.cause import Cause
from billhook.db.embedded.server import running_dsn
from billhook.db.moment import Moment
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import Reader, Transactions
from billhook.figures import store
from billhook.figures.objects import Owed, Sums
from billhook.figures.rules import ageing, periods
from billhook.kernel.clock import WallClock

# Currencies that no other test bills in.
CURRENCIES = ("huf", "clp")
THREADS, STEPS = 4, 40
# Few at once, so that sums are folded in many steps while others write.
FOLDED = 7


def live(shop: Shop, seed: int) -> None:
    """A random history of invoices; what the rules refuse is refused."""
    dice = random.Random(seed)
    made: list[str] = []
    customers = [shop.customer() for _ in range(2)]
    for _ in range(STEPS):
        if not made or dice.random() < 0.3:
            amount, currency = dice.randrange(-500, 50_000) * 100, dice.choice(CURRENCIES)
            given: dict[str, Any] = {"currency": currency}
            if dice.random() < 0.2:
                given["collection_method"] = "charge_automatically"
            made.append(shop.draft(amount, customers[CURRENCIES.index(currency)], **given).id)
        try:
            _step(shop, dice, dice.choice(made))
        except stripe.StripeError as error:
            if error.http_status not in (400, 402, 404, 409):
                raise


def _step(shop: Shop, dice: random.Random, invoice: str) -> None:
    v1 = shop.v1
    what = dice.randrange(9)
    if what < 3:
        v1.invoices.finalize_invoice(invoice)
    elif what == 3:
        v1.invoices.pay(invoice, {"paid_out_of_band": True})
    elif what == 4:
        v1.invoices.pay(invoice, {"payment_method": "pm_card_visa"})
    elif what == 5:
        v1.invoices.void_invoice(invoice)
    elif what == 6:
        v1.invoices.mark_uncollectible(invoice)
    elif what == 7:
        v1.credit_notes.create({"invoice": invoice, "amount": dice.randrange(1, 200) * 100})
    else:
        notes = v1.credit_notes.list({"invoice": invoice}).data
        if notes:
            v1.credit_notes.void_credit_note(notes[0].id)


class Counted:
    """The figures of a currency, counted one by one from the rows themselves."""

    def __init__(self, rows: list[Any], days: list[int]) -> None:
        self.sums = [Sums() for _ in days[1:]]
        self.waits: Counter[int] = Counter()
        self.owed: dict[int, Owed] = defaultdict(Owed)
        self.ranked: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for row in rows:
            self._count(row, days)

    def _count(self, row: Any, days: list[int]) -> None:
        kind, amount, number = row["kind"], row["amount"], row["number"]
        if kind == "open":
            slot = row["at"] - row["at"] % 900 if row["at"] >= 0 else -1
            self.owed[slot] = Owed(self.owed[slot].amount + amount, self.owed[slot].invoices + number)
        elif kind == "paid":
            self.waits[row["days"]] += number
        else:
            place = sum(day <= row["at"] for day in days) - 1
            field = {"invoices": number} if kind == "invoiced" else {"payments": number} if kind == "collected" else {}
            self.sums[place] += Sums(**{kind: amount}, **field)
        if kind in ("invoiced", "credited"):
            so_far, of_them = self.ranked[row["customer"]]
            self.ranked[row["customer"]] = (so_far + (amount if kind == "invoiced" else -amount), of_them + number)


async def compare(pool: Any, tenant: Any, currency: str) -> bool:
    """Compare every figure with a recount in one snapshot; whether there was anything."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        now = int(await connection.fetchval("SELECT extract(epoch FROM now())::bigint"))
        today = periods.date.fromtimestamp(now)
        zone = "Asia/Kathmandu"
        month = periods.Days(periods.month_after(today, -1), periods.month_after(today, 2))
        days = periods.edges(periods.stretches(month, periods.Grain.DAY), zone)
        rows = await connection.fetch("SELECT * FROM figures_counted WHERE tenant = $1 AND currency = $2", tenant.id,
                                      currency)  # fmt: skip
        reader = Reader(connection, tenant, Moment(now))
        counted = Counted(rows, days)
        assert await store.sums(reader, currency, days) == counted.sums
        (waits,) = await store.waits(reader, currency, [days[0], days[-1]])
        assert waits == +counted.waits
        edges = ageing.edges(now, today, zone)
        debts = await store.owed(reader, currency, edges)
        assert debts.without_date == counted.owed.pop(-1, Owed())
        by_due = [Owed() for _ in range(len(edges) + 1)]
        for slot, owed in counted.owed.items():
            place = sum(edge <= slot for edge in edges)
            by_due[place] = Owed(by_due[place].amount + owed.amount, by_due[place].invoices + owed.invoices)
        assert list(debts.by_due) == by_due
        ranked = await store.ranked(reader, currency, days[0], days[-1], limit=1_000)
        assert {each.customer: (each.amount, each.invoices) for each in ranked} == {
            customer: found for customer, found in counted.ranked.items() if found[0] > 0
        }
        return bool(rows)


async def watch(server: Server, over: threading.Event) -> int:
    """Fold a few and compare, until the event and once more; how often there was something to compare."""
    pool = await open_pool(running_dsn(server.data_dir), size=4)
    connections = Connections(pool, 2)
    transactions = Transactions(pool, WallClock(), connections, {})
    try:
        number = await pool.fetchval("SELECT id FROM tenants WHERE NOT livemode ORDER BY id LIMIT 1")
        tenant = await Directory(pool, server.url).tenant(number)
        seen, is_last = 0, False
        while not is_last:
            is_last = over.is_set()
            async with transactions.begin(tenant, Cause()) as tx:
                await store.fold(tx, FOLDED)
            for currency in CURRENCIES:
                seen += await compare(pool, tenant, currency)
        return seen
    finally:
        await connections.close()
        await pool.close()


def test_figures_equal_a_recount_at_every_moment(server: Server) -> None:
    environment = {**os.environ, "DATABASE_URL": running_dsn(server.data_dir)}
    words = [sys.executable, "-m", "billhook", "work"]
    second = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    over = threading.Event()
    try:
        assert second.stdout is not None
        assert any(b"the worker runs" in line for line in second.stdout)
        with ThreadPoolExecutor(THREADS + 1) as threads:
            watching = threads.submit(asyncio.run, watch(server, over))
            lives = [threads.submit(live, Shop(server.client), seed) for seed in range(THREADS)]
            try:
                for each in lives:
                    each.result()
            finally:
                second.send_signal(signal.SIGKILL)
                over.set()
            assert watching.result() > 10
    finally:
        second.kill()
        second.wait()
    # The worker that is left folds the rest, and the sums alone are exact too.
    waiting = "SELECT FROM figure_changes WHERE currency = ANY($1)"
    eventually(lambda: query(server, waiting, list(CURRENCIES)) == [], "all changes to be folded")
    over.set()
    assert asyncio.run(watch(server, over)) == len(CURRENCIES)
    (left,) = query(server, "SELECT count(*) AS n FROM figure_open WHERE amount = 0 AND invoices = 0")
    assert left["n"] == 0
