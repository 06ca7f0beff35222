"""Every statement on customers and their prefixes."""

from collections.abc import Sequence
from operator import attrgetter, itemgetter

import asyncpg

from billhook.customers.bill_to import BillTo
from billhook.customers.objects import Customer
from billhook.customers.params import ListCustomers
from billhook.db.clocks import live_in_time_of
from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.kernel.address import Address, Shipping
from billhook.kernel.replacing import made
from billhook.kernel.tax_number import TaxNumber
from billhook.tax.tax_ids_store import of_customer_sql
from billhook.wire import lists

COLUMNS = tuple(Customer.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('c.' + name for name in COLUMNS)} FROM customers c"
_INSERT = insert_into("customers", COLUMNS)
_UPDATE = update_of("customers", COLUMNS)
_written = attrgetter(*COLUMNS)


def from_row(row: asyncpg.Record, prefix: str = "") -> Customer:
    """A customer from a row whose columns are named as the table's, behind `prefix`."""
    return made(Customer, [row[prefix + name] for name in COLUMNS])


# The sequence of each customer with all its prefixes, present and past, for the proof that no number is missing.
NUMBERED_SQL = """
    SELECT p.customer AS scheme, '' AS period, p.prefix || '-' AS head, c.next_invoice_sequence AS next, NULL AS first
    FROM invoice_prefixes p JOIN customers c ON c.tenant = p.tenant AND c.id = p.customer WHERE p.tenant = $1"""


async def insert(tx: Tx, customer: Customer) -> None:
    """Store a new customer and its invoice prefix. Raises PREFIX_TAKEN, at the latest with the commit."""
    await claim_prefix(tx, customer.id, customer.invoice_prefix)
    await tx.write_later(customer.id, _INSERT, tx.tenant.id, *_written(customer))


async def save(tx: Tx, customer: Customer) -> None:
    """Write a customer that `lock` gave."""
    await tx.write_later(customer.id, _UPDATE, tx.tenant.id, *_written(customer))


async def claim_prefix(tx: Tx, customer: str, prefix: str) -> None:
    """Reserve a prefix for a customer. Raises PREFIX_TAKEN, at the latest with the commit."""
    await tx.write_later(
        prefix, "INSERT INTO invoice_prefixes (tenant, prefix, customer) VALUES ($1, $2, $3)",
        tx.tenant.id, prefix, customer,
        taken={"invoice_prefixes_pkey": errors.PREFIX_TAKEN(param="invoice_prefix", prefix=prefix)},
    )  # fmt: skip


async def find(reader: Reader, customer_id: str) -> Customer | None:
    """A customer, also a deleted one."""
    row = await reader.fetchrow(f"{_SELECT} WHERE c.tenant = $1 AND c.id = $2", reader.tenant.id, customer_id)
    return from_row(row) if row is not None else None


async def lock(tx: Tx, customer_id: str) -> Customer | None:
    """A customer that nobody else changes until this transaction ends; None for a deleted one too."""
    customer = await lock_even_deleted(tx, customer_id)
    return customer if customer is not None and not customer.is_deleted else None


async def lock_even_deleted(tx: Tx, customer_id: str) -> Customer | None:
    """Like `lock`, for what is still owed between a deleted customer and us."""
    row = await tx.fetchrow(f"{_SELECT} WHERE c.tenant = $1 AND c.id = $2 FOR NO KEY UPDATE", tx.tenant.id, customer_id)
    customer = from_row(row) if row is not None else None
    await live_in_time_of(tx, customer.test_clock if customer is not None else None)
    return customer


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Customer]:
    """Customers by their ids, deleted ones too."""
    rows = await reader.fetch(f"{_SELECT} WHERE c.tenant = $1 AND c.id = ANY($2)", reader.tenant.id, list(ids))
    return [from_row(row) for row in rows]


async def known_emails(reader: Reader, emails: Sequence[str]) -> set[str]:
    """Those of these e-mail addresses that a customer has who is not deleted."""
    rows = await reader.fetch(
        "SELECT w.email FROM unnest($2::text[]) AS w (email) WHERE EXISTS (SELECT 1 FROM customers c "
        "WHERE c.tenant = $1 AND lower(c.email) = lower(w.email) AND c.email = w.email AND c.deleted_at IS NULL)",
        reader.tenant.id, list(emails),
    )  # fmt: skip
    return {row["email"] for row in rows}


async def ids_on_clock(reader: Reader, clock: str) -> list[str]:
    """The ids of the customers on a test clock, in their order."""
    sql = "SELECT id FROM customers WHERE tenant = $1 AND test_clock = $2 AND deleted_at IS NULL ORDER BY id"
    return [row["id"] for row in await reader.fetch(sql, reader.tenant.id, clock)]


async def number_on_clocks(reader: Reader, clocks: Sequence[str]) -> dict[str, int]:
    """How many customers live on each of these test clocks."""
    rows = await reader.fetch(
        "SELECT test_clock, count(*) AS number FROM customers "
        "WHERE tenant = $1 AND test_clock = ANY($2) AND deleted_at IS NULL GROUP BY 1",
        reader.tenant.id, list(clocks),
    )  # fmt: skip
    return {**dict.fromkeys(clocks, 0), **{row["test_clock"]: row["number"] for row in rows}}


async def page(reader: Reader, wanted: ListCustomers) -> tuple[list[Customer], bool]:
    """A page of the customers that are not deleted."""
    by = lists.Filter(reader.tenant.id)
    by.conditions.append("c.deleted_at IS NULL")
    by.equal("c.test_clock", wanted.test_clock)
    by.off_clocks("c.test_clock", wanted.test_clock)
    if wanted.email is not None:
        by.same("c.email", wanted.email)
        by.is_indexed = True
        by.where("lower(c.email) = lower({}::text)", wanted.email)
    by.made("c.created", "cus", wanted.created, clock="c.test_clock")
    rows, has_more = await lists.page(reader, _SELECT, by, wanted, table="customers", noun="customer", alias="c")
    return [from_row(row) for row in rows], has_more


async def set_currency(tx: Tx, customer_id: str, currency: str) -> None:
    """Give a customer that `find_to_bill` locked the currency of its first item or invoice."""
    sql = "UPDATE customers SET currency = $3 WHERE tenant = $1 AND id = $2"
    await tx.write_later(customer_id, sql, tx.tenant.id, customer_id, currency)


def balance_sql(currency: str) -> str:
    """`Customer.balance_in` of customer `c`, as an SQL expression."""
    return (
        f"CASE WHEN coalesce(c.currency, {currency}) = {currency} THEN c.balance "
        f"ELSE coalesce((c.other_balances ->> {currency})::bigint, 0) END"
    )


# What an invoice says of its customer. A draft shows it as it is now; finalizing freezes it.
BILL_TO_SQL = f"""
    c.address AS c_address, c.email AS c_email, c.name AS c_name, c.phone AS c_phone, c.shipping AS c_shipping,
    c.tax_exempt AS c_tax_exempt, c.preferred_locales AS c_locales, c.deleted_at AS c_deleted_at,
    {of_customer_sql("c")} AS c_tax_ids"""


def bill_to_from_row(row: asyncpg.Record) -> BillTo:
    """The customer of an invoice as they are now, from a row that selected BILL_TO_SQL."""
    name, email, phone, address, shipping, tax_exempt, tax_ids, locales = _bill_to(row)
    return BillTo(
        name,
        email,
        phone,
        Address.from_stored(address) if address is not None else None,
        Shipping.from_stored(shipping) if shipping is not None else None,
        tax_exempt,
        tuple(map(TaxNumber.from_stored, tax_ids)),
        tuple(locales),
    )


_bill_to = itemgetter(
    "c_name",
    "c_email",
    "c_phone",
    "c_address",
    "c_shipping",
    "c_tax_exempt",
    "c_tax_ids",
    "c_locales",
)


# A customer that has no currency gets one from what is billed first, so it is locked as it is read. If that had to
# wait, the version that the lock found is not the one that the snapshot sees, or it has a currency by now.
_TO_BILL = f"""
    SELECT {", ".join("c." + name for name in COLUMNS)}, {BILL_TO_SQL}, c.currency IS NOT NULL OR (
        SELECT n.xmin = c.xmin FROM customers n
        WHERE n.tenant = c.tenant AND n.id = c.id AND n.currency IS NULL FOR NO KEY UPDATE
    ) AS is_current
    FROM customers c WHERE c.tenant = $1 AND c.id = $2 AND c.deleted_at IS NULL"""


async def find_to_bill(tx: Tx, customer_id: str) -> tuple[Customer, BillTo] | None:
    """A customer and what an invoice says of it, in one statement; None for a deleted one too.

    Without a currency it is locked: nobody else gives it one, or changes it, until this transaction ends.
    """
    if tx.looks_first:
        return await _look_to_bill(tx, customer_id)
    while (row := await tx.fetchrow(_TO_BILL, tx.tenant.id, customer_id)) is not None:
        if row["is_current"]:
            await live_in_time_of(tx, row["test_clock"])
            return from_row(row), bill_to_from_row(row)
    return None


_LOOK_TO_BILL = f"""
    SELECT {", ".join("c." + name for name in COLUMNS)}, {BILL_TO_SQL}, c.xmin AS version
    FROM customers c WHERE c.tenant = $1 AND c.id = $2 AND c.deleted_at IS NULL"""


async def _look_to_bill(tx: Tx, customer_id: str) -> tuple[Customer, BillTo] | None:
    """The same for a verb that looks first: it gives them a currency only if nobody has changed them meanwhile."""
    found = await tx.look(_LOOK_TO_BILL, tx.tenant.id, customer_id)
    if not found:
        return None
    (row,) = found
    if row["currency"] is None:
        tx.decide_upon(customer_id, row["version"])
    await live_in_time_of(tx, row["test_clock"])
    return from_row(row), bill_to_from_row(row)
