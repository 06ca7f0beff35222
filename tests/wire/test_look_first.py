"""A verb that looks first: it writes in one statement, and only if nobody has changed what it decided upon."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import changing, query
from tests.wire.test_last_writes import transactions_of

from billhook.customers import store as customers
from billhook.db.tx import LocksNeeded, Tx
from billhook.invoices import store as invoices
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.payments import store as payments

NOTHING = object()


def looking_first(
    server: Server,
    verb: Callable[[Tx], Awaitable[Any]],
    meanwhile: Callable[[], object] = lambda: NOTHING,
    then: Callable[[Tx, Any], Awaitable[object]] | None = None,
) -> Any:
    """What a verb returns that looks first. Between its look and what it does `then`, somebody does something."""

    async def run() -> Any:
        async with transactions_of(server) as (transactions, tenant):
            async with transactions.begin(tenant, looks_first=True) as tx:
                seen = await verb(tx)
                await asyncio.to_thread(meanwhile)
                if then is not None:
                    await then(tx, seen)
            return seen

    return asyncio.run(run())


def described(text: str) -> Callable[[Tx, Any], Awaitable[object]]:
    """Write the description of an invoice that was looked at."""

    async def write(tx: Tx, seen: Any) -> None:
        await invoices.save(tx, seen.invoice, replace(seen.invoice, description=text))

    return write


class TestAnInvoice:
    def test_that_nobody_touched_is_written(self, server: Server, shop: Shop) -> None:
        invoice = shop.draft()
        looking_first(server, lambda tx: invoices.lock(tx, invoice.id), then=described("mine"))
        assert shop.v1.invoices.retrieve(invoice.id).description == "mine"

    @pytest.mark.parametrize("sql", ["VACUUM (FREEZE) invoices", "VACUUM (FULL) invoices"])
    def test_that_was_vacuumed_meanwhile_is_written_too(self, server: Server, shop: Shop, sql: str) -> None:
        invoice = shop.draft()
        looking_first(server, lambda tx: invoices.lock(tx, invoice.id), lambda: query(server, sql), described("mine"))
        assert shop.v1.invoices.retrieve(invoice.id).description == "mine"

    @pytest.mark.parametrize(
        "meanwhile",
        [
            lambda v1, invoice: v1.invoices.update(invoice.id, {"description": "theirs"}),
            lambda v1, invoice: v1.invoices.finalize_invoice(invoice.id),
            lambda v1, invoice: v1.invoice_items.create(
                {"customer": invoice.customer, "invoice": invoice.id, "amount": 0}
            ),
            # Nothing of the invoice itself changes here.
            lambda v1, invoice: v1.invoice_items.update(
                invoice.lines.data[0].parent.invoice_item_details.invoice_item, {"description": "another text"}
            ),
            lambda v1, invoice: v1.invoices.line_items.update(
                invoice.id, invoice.lines.data[0].id, {"description": "another text"}
            ),
            lambda v1, invoice: v1.invoices.update_lines(
                invoice.id, {"lines": [{"id": invoice.lines.data[0].id, "metadata": {"colour": "red"}}]}
            ),
            lambda v1, invoice: v1.invoices.delete(invoice.id),
        ],
        ids=["changed", "finalized", "an item more", "an item", "a line", "lines", "deleted"],
    )  # fmt: skip
    def test_that_somebody_changed_is_not(self, server: Server, shop: Shop, meanwhile: Any) -> None:
        invoice = shop.draft()
        with pytest.raises(LocksNeeded):
            looking_first(
                server, lambda tx: invoices.lock(tx, invoice.id), lambda: meanwhile(shop.v1, invoice), described("mine")
            )
        standing = [one for one in shop.v1.invoices.list({"customer": invoice.customer}).data if one.id == invoice.id]
        assert all(one.description != "mine" for one in standing)

    def test_what_hangs_on_it_is_written_with_it_or_not_at_all(self, server: Server, shop: Shop) -> None:
        invoice = shop.draft()

        async def event_too(tx: Tx, seen: Any) -> None:
            await described("mine")(tx, seen)
            tx.enqueue("invoices.advance", f"{tx.tenant.id}/in_never")

        with pytest.raises(LocksNeeded):
            looking_first(
                server, lambda tx: invoices.lock(tx, invoice.id),
                lambda: shop.v1.invoices.update(invoice.id, {"description": "theirs"}), event_too,
            )  # fmt: skip

        async def count(tx: Tx) -> Any:
            return await tx.look(
                "SELECT FROM pgqueuer WHERE payload = convert_to($1, 'UTF8')", f"{tx.tenant.id}/in_never"
            )

        assert looking_first(server, count) == []


class TestOthers:
    def test_a_customer_gets_a_currency_once(self, server: Server, shop: Shop) -> None:
        customer = shop.v1.customers.create({})

        async def give(tx: Tx, _seen: Any) -> None:
            await customers.set_currency(tx, customer.id, "chf")

        with pytest.raises(LocksNeeded):
            looking_first(
                server, lambda tx: customers.find_to_bill(tx, customer.id),
                lambda: shop.v1.invoice_items.create({"customer": customer.id, "amount": 5, "currency": "eur"}), give,
            )  # fmt: skip
        assert shop.v1.customers.retrieve(customer.id).currency == "eur"

    def test_a_payment_intent_that_was_canceled_meanwhile_stays_so(self, server: Server, shop: Shop) -> None:
        intent = shop.v1.payment_intents.create({"amount": 500, "currency": "usd"})

        async def raise_amount(tx: Tx, seen: Any) -> None:
            await payments.save_intent(tx, replace(seen, amount=900))

        with pytest.raises(LocksNeeded):
            looking_first(
                server, lambda tx: payments.lock_intent(tx, intent.id),
                lambda: shop.v1.payment_intents.cancel(intent.id), raise_amount,
            )  # fmt: skip
        found = shop.v1.payment_intents.retrieve(intent.id)
        assert (found.status, found.amount) == ("canceled", 500)

    def test_a_number_is_given_once(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        mine, theirs = (shop.draft(1_000, customer) for _ in range(2))

        async def number(tx: Tx) -> Any:
            details = await invoices.lock(tx, mine.id)
            return details, await invoices.next_number(tx, details.invoice)

        async def write(tx: Tx, seen: Any) -> None:
            details, number = seen
            await invoices.save(tx, details.invoice, replace(details.invoice, number=number))

        # The number of the other is taken, or the customer is; the executor takes both for a reason to begin anew.
        with pytest.raises((LocksNeeded, ApiError)):
            looking_first(server, number, lambda: shop.v1.invoices.finalize_invoice(theirs.id), write)
        numbers = [shop.v1.invoices.finalize_invoice(mine.id).number, shop.v1.invoices.retrieve(theirs.id).number]
        assert sorted(str(one)[-4:] for one in numbers) == ["0001", "0002"]


class TestWhatIsReadAhead:
    """A verb that has its connection taken away after its look can read no more."""

    def test_the_next_number(self, server: Server, shop: Shop) -> None:
        invoice = shop.draft()

        async def number(tx: Tx) -> Any:
            details = await invoices.lock_to_finalize(tx, invoice.id)
            tx.conn = None
            return details, await invoices.next_number(tx, details.invoice)

        async def write(tx: Tx, seen: Any) -> None:
            details, number = seen
            await invoices.save(tx, details.invoice, replace(details.invoice, number=number))

        _, number_read = looking_first(server, number, then=write)
        prefix = shop.v1.customers.retrieve(invoice.customer).invoice_prefix
        assert number_read == shop.v1.invoices.retrieve(invoice.id).number == f"{prefix}-0001"

    def test_a_number_that_a_caller_has_given_by_hand(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        shop.v1.invoices.create({"customer": customer.id, "number": f"{customer.invoice_prefix}-0001"})
        invoice = shop.draft(1_000, customer)

        async def number(tx: Tx) -> Any:
            details = await invoices.lock_to_finalize(tx, invoice.id)
            return await invoices.next_number(tx, details.invoice)

        with pytest.raises(LocksNeeded):
            looking_first(server, number)
        assert shop.v1.invoices.finalize_invoice(invoice.id).number == f"{customer.invoice_prefix}-0002"

    def test_the_payment_intent(self, server: Server, shop: Shop) -> None:
        invoice = shop.v1.invoices.finalize_invoice(shop.draft().id)

        async def both(tx: Tx) -> Any:
            details = await invoices.lock_to_pay(tx, invoice.id)
            tx.conn = None
            return details, await payments.lock_intent(tx, details.invoice.payment_intent or "")

        async def write(tx: Tx, seen: Any) -> None:
            details, intent = seen
            await payments.save_intent(tx, replace(intent, description="mine"))
            await described("mine")(tx, details)

        _, read_ahead = looking_first(server, both, then=write)

        async def read(tx: Tx) -> Any:
            return await payments.find_intent(tx, read_ahead.id)

        assert looking_first(server, read) == replace(read_ahead, description="mine")

    def test_a_payment_intent_that_was_changed_since(self, server: Server, shop: Shop) -> None:
        invoice = shop.v1.invoices.finalize_invoice(shop.draft().id)

        async def both(tx: Tx) -> Any:
            details = await invoices.lock_to_pay(tx, invoice.id)
            return details, await payments.lock_intent(tx, details.invoice.payment_intent or "")

        async def write(tx: Tx, seen: Any) -> None:
            details, intent = seen
            await payments.save_intent(tx, replace(intent, description="mine"))
            await described("mine")(tx, details)

        def meanwhile() -> None:
            sql = "UPDATE payment_intents SET description = 'theirs' WHERE invoice = $1"
            query(server, sql, invoice.id)

        with pytest.raises(LocksNeeded):
            looking_first(server, both, meanwhile, write)
        assert shop.v1.invoices.retrieve(invoice.id).description is None


class TestWhatNeedsLocks:
    @pytest.mark.parametrize(
        "verb",
        [
            lambda tx: tx.fetch("SELECT 1"),
            lambda tx: tx.fetchrow("SELECT 1"),
            lambda tx: tx.fetchval("SELECT 1"),
            lambda tx: tx.execute("SELECT 1"),
            lambda tx: tx.open(),
            lambda tx: tx.touch_tenant(),
            lambda tx: customers.lock(tx, "cus_1"),
        ],
    )
    def test_is_not_done_without(self, server: Server, verb: Callable[[Tx], Awaitable[Any]]) -> None:
        with pytest.raises(LocksNeeded):
            looking_first(server, verb)

    def test_a_row_that_is_decided_upon_and_not_written(self, server: Server, shop: Shop) -> None:
        invoice = shop.draft()
        with pytest.raises(LocksNeeded):
            looking_first(server, lambda tx: invoices.lock(tx, invoice.id))

    def test_a_look_at_what_may_have_been_written(self, server: Server, shop: Shop) -> None:
        invoice = shop.draft()

        async def look_again(tx: Tx, seen: Any) -> None:
            await described("mine")(tx, seen)
            await invoices.lock(tx, invoice.id)

        with pytest.raises(LocksNeeded):
            looking_first(server, lambda tx: invoices.lock(tx, invoice.id), then=look_again)
        assert shop.v1.invoices.retrieve(invoice.id).description is None


class TestWhoHasToWait:
    def test_decides_anew_on_what_was_changed(self, server: Server, shop: Shop) -> None:
        invoice = shop.draft()
        sql = "UPDATE invoices SET description = 'theirs' WHERE id = $1"
        with ThreadPoolExecutor(1) as thread, changing(server, sql, invoice.id) as commit:
            answer = thread.submit(shop.v1.invoices.finalize_invoice, invoice.id)
            commit()
            finalized = answer.result(10)
        assert (finalized.status, finalized.description) == ("open", "theirs")
        assert shop.history(invoice.id).count("invoice.finalized") == 1

    def test_writes_what_was_only_locked(self, server: Server, shop: Shop) -> None:
        invoice = shop.draft()
        sql = "SELECT FROM invoices WHERE id = $1 FOR NO KEY UPDATE"
        with ThreadPoolExecutor(1) as thread, changing(server, sql, invoice.id) as commit:
            answer = thread.submit(shop.v1.invoices.finalize_invoice, invoice.id)
            commit()
            assert answer.result(10).status == "open"

    def test_for_an_invoice_does_not_hold_its_customer(self, server: Server, shop: Shop) -> None:
        """Everybody locks the invoice first; one that had the customer already would wait in a circle."""
        customer = shop.customer()
        waits, other = (shop.draft(1_000, customer) for _ in range(2))
        sql = "UPDATE invoices SET description = 'theirs' WHERE id = $1"
        with ThreadPoolExecutor(2) as threads, changing(server, sql, waits.id) as commit:
            first = threads.submit(shop.v1.invoices.finalize_invoice, waits.id)
            eventually(lambda: query(server, _WAITING)[0]["n"] > 0, "somebody to wait")
            try:
                assert threads.submit(shop.v1.invoices.finalize_invoice, other.id).result(5).number[-4:] == "0001"
            finally:
                commit()
            assert first.result(10).number[-4:] == "0002"

    def test_for_a_customer_does_not_hold_the_number(self, server: Server, shop: Shop) -> None:
        """One who has the customer takes the number next, and would wait in a circle too."""
        customer = shop.customer()
        waits, other = (shop.draft(1_000, customer) for _ in range(2))
        sql = "UPDATE customers SET next_invoice_sequence = 2 WHERE id = $1"
        number = "UPDATE invoices SET number = $2 WHERE id = $1"
        with ThreadPoolExecutor(2) as threads, changing(server, sql, customer.id) as commit:
            first = threads.submit(shop.v1.invoices.finalize_invoice, waits.id)
            eventually(lambda: query(server, _WAITING)[0]["n"] > 0, "somebody to wait")
            try:
                threads.submit(query, server, number, other.id, f"{customer.invoice_prefix}-0001").result(5)
            finally:
                commit()
            assert first.result(10).number[-4:] == "0002"
        assert shop.v1.invoices.finalize_invoice(other.id).number[-4:] == "0001"

    def test_and_loses_its_connection_is_answered_once(self, server: Server, shop: Shop) -> None:
        invoice = shop.draft()
        sql = "SELECT FROM invoices WHERE id = $1 FOR NO KEY UPDATE"
        with ThreadPoolExecutor(1) as thread, changing(server, sql, invoice.id) as commit:
            answer = thread.submit(shop.v1.invoices.finalize_invoice, invoice.id)
            eventually(lambda: query(server, _WAITING)[0]["n"] > 0, "somebody to wait")
            query(server, _WAITING.replace("count(*) AS n", "pg_terminate_backend(pid)"))
            commit()
            assert answer.result(10).status == "open"
        assert shop.history(invoice.id).count("invoice.finalized") == 1


_WAITING = "SELECT count(*) AS n FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
