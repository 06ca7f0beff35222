"""What a verb writes last travels with the commit: seen by whoever looks, refused as if it had been written at once."""

import asyncio
import dataclasses
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from tests.builders import Shop
from tests.conftest import Server

from billhook.accounts import store as accounts
from billhook.db.cause import Cause
from billhook.db.embedded.server import running_dsn
from billhook.db.outbox import StoredResponse
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import KeyKnown, TenantChanged, Transactions, Tx
from billhook.db.writes import joined
from billhook.kernel import errors
from billhook.kernel.clock import WallClock
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_invoice_prefix

CLAIM = "INSERT INTO invoice_prefixes (tenant, prefix, customer) VALUES ($1, $2, $3)"
ASSIGN = "UPDATE invoice_prefixes SET customer = $3 WHERE tenant = $1 AND prefix = $2"
OWNER = "SELECT customer FROM invoice_prefixes WHERE tenant = $1 AND prefix = $2"


@asynccontextmanager
async def transactions_of(server: Server) -> AsyncIterator[tuple[Transactions, Any]]:
    """Transactions on the server's database, and a tenant of it."""
    pool = await open_pool(running_dsn(server.data_dir), size=2)
    connections = Connections(pool, 2)
    try:
        tenant = await accounts.tenant(pool, 1, server.url)
        yield Transactions(pool, WallClock(), connections), tenant
    finally:
        await connections.close()
        await pool.close()


def in_transaction(server: Server, verb: Callable[[Tx], Awaitable[Any]]) -> Any:
    """Run one verb and commit; its result."""

    async def run() -> Any:
        async with transactions_of(server) as (transactions, tenant), transactions.begin(tenant) as tx:
            return await verb(tx)

    return asyncio.run(run())


def owner(server: Server, prefix: str) -> Any:
    """Who has a prefix, as a later transaction sees it."""
    return in_transaction(server, lambda tx: tx.fetchval(OWNER, tx.tenant.id, prefix))


class TestOneStatement:
    def test_a_statement_alone_stays_as_it_is(self) -> None:
        assert joined(("UPDATE t SET a = $2 WHERE id = $1",)) == "UPDATE t SET a = $2 WHERE id = $1"

    def test_parameters_are_numbered_on(self) -> None:
        sql = joined(("INSERT INTO a VALUES ($1, $2, $1)", "UPDATE b SET c = $2 WHERE id = $1", "DELETE FROM d"))
        assert sql == (
            "WITH part0 AS (INSERT INTO a VALUES ($1, $2, $1)), part1 AS (UPDATE b SET c = $4 WHERE id = $3) "
            "DELETE FROM d"
        )

    def test_ten_is_not_one_and_zero(self) -> None:
        places = ", ".join(f"${n}" for n in range(1, 13))
        sql = joined((f"INSERT INTO a VALUES ({places})", f"INSERT INTO b VALUES ({places})"))
        assert [int(n) for n in re.findall(r"\$(\d+)", sql)] == list(range(1, 25))


class TestInTheTransaction:
    def test_a_look_sees_it(self, server: Server) -> None:
        prefix = new_invoice_prefix()

        async def verb(tx: Tx) -> Any:
            await tx.write_later(prefix, CLAIM, tx.tenant.id, prefix, "cus_1")
            return [
                await tx.fetchval(OWNER, tx.tenant.id, prefix),
                (await tx.fetch(OWNER, tx.tenant.id, prefix))[0][0],
                (await tx.fetchrow(OWNER, tx.tenant.id, prefix) or [None])[0],
            ]

        assert in_transaction(server, verb) == ["cus_1"] * 3
        assert owner(server, prefix) == "cus_1"

    def test_what_is_executed_sees_it(self, server: Server) -> None:
        prefix = new_invoice_prefix()

        async def verb(tx: Tx) -> Any:
            await tx.write_later(prefix, CLAIM, tx.tenant.id, prefix, "cus_1")
            return await tx.execute(ASSIGN, tx.tenant.id, prefix, "cus_2")

        assert in_transaction(server, verb) == "UPDATE 1"
        assert owner(server, prefix) == "cus_2"

    def test_writes_of_one_row_follow_each_other(self, server: Server) -> None:
        prefix = new_invoice_prefix()

        async def verb(tx: Tx) -> None:
            await tx.write_later(prefix, CLAIM, tx.tenant.id, prefix, "cus_1")
            for customer in ("cus_2", "cus_3"):
                await tx.write_later(prefix, ASSIGN, tx.tenant.id, prefix, customer)

        in_transaction(server, verb)
        assert owner(server, prefix) == "cus_3"

    def test_any_number_of_rows(self, server: Server) -> None:
        prefixes = [new_invoice_prefix() for _ in range(11)]

        async def verb(tx: Tx) -> None:
            for prefix in prefixes:
                await tx.write_later(prefix, CLAIM, tx.tenant.id, prefix, f"cus_{prefix}")

        in_transaction(server, verb)
        assert [owner(server, prefix) for prefix in prefixes] == [f"cus_{prefix}" for prefix in prefixes]

    def test_a_verb_that_fails_leaves_nothing(self, server: Server) -> None:
        prefix = new_invoice_prefix()

        async def verb(tx: Tx) -> None:
            await tx.write_later(prefix, CLAIM, tx.tenant.id, prefix, "cus_1")
            raise RuntimeError

        with pytest.raises(RuntimeError):
            in_transaction(server, verb)
        assert owner(server, prefix) is None


class TestAlone:
    """A verb that reads nothing is one statement, with the checks of every write in it."""

    def test_of_a_tenant_that_has_changed_nothing_is_written(self, server: Server) -> None:
        prefix = new_invoice_prefix()

        async def run() -> None:
            async with transactions_of(server) as (transactions, tenant):
                old = dataclasses.replace(tenant, version=tenant.version - 1)
                with pytest.raises(TenantChanged):
                    async with transactions.begin(old) as tx:
                        await tx.write_later(prefix, CLAIM, tx.tenant.id, prefix, "cus_1")
                # The connection is as good as before.
                conn = await transactions.connections.lend()
                assert await conn.fetchval("SELECT 1") == 1
                await transactions.connections.give_back(conn)

        asyncio.run(run())
        assert owner(server, prefix) is None

    def test_of_a_key_that_has_an_answer_nothing_is_written(self, server: Server) -> None:
        prefixes = [new_invoice_prefix() for _ in range(2)]
        cause = Cause("req_1", f"alone-{prefixes[0]}")

        async def run() -> None:
            async with transactions_of(server) as (transactions, tenant):
                for prefix in prefixes:
                    async with transactions.begin(tenant, cause) as tx:
                        await tx.write_later(prefix, CLAIM, tx.tenant.id, prefix, "cus_1")
                        tx.respond(StoredResponse("req_1", "/v1/customers", b"", 200, "{}"))

        with pytest.raises(KeyKnown):
            asyncio.run(run())
        assert [owner(server, prefix) for prefix in prefixes] == ["cus_1", None]


class TestUniqueKeys:
    @pytest.mark.parametrize("looks", [False, True])
    def test_the_refusal_is_raised_and_nothing_remains(self, server: Server, looks: bool) -> None:
        taken, free = new_invoice_prefix(), new_invoice_prefix()
        in_transaction(server, lambda tx: tx.write_later(taken, CLAIM, tx.tenant.id, taken, "cus_1"))
        refusal = errors.PREFIX_TAKEN(param="invoice_prefix", prefix=taken)

        async def verb(tx: Tx) -> None:
            await tx.write_later(free, CLAIM, tx.tenant.id, free, "cus_2")
            await tx.write_later(
                taken, CLAIM, tx.tenant.id, taken, "cus_2", taken={"invoice_prefixes_pkey": refusal}
            )  # fmt: skip
            if looks:
                await tx.fetchval("SELECT 1")
                raise AssertionError("a look comes after what was written before it")

        with pytest.raises(ApiError) as caught:
            in_transaction(server, verb)
        assert caught.value is refusal
        assert (owner(server, taken), owner(server, free)) == ("cus_1", None)

    def test_another_key_is_no_refusal(self, server: Server) -> None:
        taken = new_invoice_prefix()
        in_transaction(server, lambda tx: tx.write_later(taken, CLAIM, tx.tenant.id, taken, "cus_1"))
        refusal = errors.PREFIX_TAKEN(param="invoice_prefix", prefix=taken)

        async def verb(tx: Tx) -> None:
            await tx.write_later(taken, CLAIM, tx.tenant.id, taken, "cus_2", taken={"another_key": refusal})

        with pytest.raises(asyncpg.UniqueViolationError):
            in_transaction(server, verb)


class TestThroughTheApi:
    def refused_twice(self, server: Server, path: str, body: dict[str, str], message: str) -> None:
        """The refusal is given, and given again from the store for the same key."""
        key = {"Idempotency-Key": f"last-{new_invoice_prefix()}"}
        first, again = (server.request("POST", path, body, key) for _ in range(2))
        assert first.status == again.status == 400
        assert first.json["error"]["message"] == message
        assert first.body == again.body
        assert "idempotent-replayed" not in {name.lower() for name in first.headers}
        assert {name.lower(): value for name, value in again.headers.items()}["idempotent-replayed"] == "true"

    def test_a_prefix_that_is_taken(self, server: Server, shop: Shop) -> None:
        prefix = shop.customer().invoice_prefix
        body = {"invoice_prefix": prefix, "email": f"{prefix}@example.com".lower()}
        message = f"The invoice prefix {prefix} is already used, or was used before."
        self.refused_twice(server, "/v1/customers", body, message)
        assert shop.v1.customers.list({"email": body["email"]}).data == []
        other = shop.customer()
        self.refused_twice(server, f"/v1/customers/{other.id}", {"invoice_prefix": str(prefix)}, message)
        assert shop.v1.customers.retrieve(other.id).invoice_prefix == other.invoice_prefix

    def test_a_number_that_is_taken(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        shop.empty(customer=customer, number="LAST/1")
        message = "Invoice number LAST/1 is already used by another invoice."
        self.refused_twice(server, "/v1/invoices", {"customer": customer.id, "number": "LAST/1"}, message)
        draft = shop.draft(customer=customer)
        self.refused_twice(server, f"/v1/invoices/{draft.id}", {"number": "LAST/1"}, message)
        assert {i.number for i in shop.v1.invoices.list({"customer": customer.id}).data} == {"LAST/1", None}
        # The one update is that of its line.
        assert shop.history(draft.id) == ["invoice.created", "invoice.updated"]

    def test_a_known_key_is_answered_before_a_refusal_that_reads_nothing(self, server: Server) -> None:
        key = {"Idempotency-Key": f"last-{new_invoice_prefix()}"}
        made = server.request("POST", "/v1/coupons", {"percent_off": "10"}, key)
        other = server.request("POST", "/v1/coupons", {"percent_off": "10", "amount_off": "5"}, key)
        assert (made.status, other.status) == (200, 400)
        assert other.json["error"]["type"] == "idempotency_error"
        again = server.request("POST", "/v1/coupons", {"percent_off": "10"}, key)
        assert (again.status, again.body) == (200, made.body)

    def test_expanding_sees_what_was_just_written(self, shop: Shop) -> None:
        customer = shop.customer()
        made = shop.v1.invoices.create({"customer": customer.id, "currency": "eur", "expand": ["customer"]})
        assert made.customer.currency == "eur"  # type: ignore[union-attr]
        paid = shop.v1.invoices.pay(
            shop.draft(100, customer, currency="eur").id, {"paid_out_of_band": True, "expand": ["payments"]}
        )
        seen = [(payment.amount_paid, payment.status) for payment in paid.payments.data]  # type: ignore[union-attr]
        assert seen == [(100, "paid"), (None, "canceled")]
