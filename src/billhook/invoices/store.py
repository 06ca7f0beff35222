"""Every statement on invoices and their numbers. Items and payments have stores of their own."""

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

import asyncpg
import orjson

from billhook.cash_balances.rules.bank_transfers import Transfer
from billhook.customers import store as customers
from billhook.customers.bill_to import BillTo
from billhook.db.clocks import live_in_time_of
from billhook.db.rows import decoding
from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.discounts.objects import Discount
from billhook.documents.line_groups import LineGroup
from billhook.documents.look import Look
from billhook.invoices.applied import AppliedDiscount, AppliedTax, AutomaticTax, ShippingCharge
from billhook.invoices.issuer import Issuer
from billhook.invoices.items_store import item_from_row
from billhook.invoices.objects import LINES_MAX, LINES_SHOWN, FinalizationError, Invoice, InvoiceDetails
from billhook.invoices.params import COLLECTION_METHODS, ListInvoices
from billhook.invoices.rules.due_terms import terms
from billhook.invoices.rules.lifecycle import STATUSES
from billhook.invoices.rules.numbering import number
from billhook.kernel import errors
from billhook.kernel.address import Shipping
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import made
from billhook.kernel.stored import each
from billhook.kernel.tax_number import TaxNumber
from billhook.payments.store import INTENTS
from billhook.tax.objects import frozen_rate
from billhook.tax.tax_ids_store import of_account_sql
from billhook.wire import lists
from billhook.wire.params import Range

FIELDS = tuple(Invoice.__dataclass_fields__)
_PARTIES = {"bill_to": "customer_facts", "issuer": "account_facts"}
COLUMN_OF = {name: name for name in FIELDS} | _PARTIES
COLUMNS = tuple(COLUMN_OF.values())
_OWN = slice(len(COLUMNS))
# Many invoices say the same of their parties, so these are read as text, and each text is parsed once.
_LISTED = ", ".join(f"i.{COLUMN_OF[name]}::text" if name in _PARTIES else f"i.{name}" for name in FIELDS)

# One statement reads an invoice, its first lines and its customer, so that they always belong together.
_SELECT = f"""
    SELECT {_LISTED}, {customers.BILL_TO_SQL}, {customers.balance_sql("i.currency")} AS c_balance,
           c.delinquent AS c_delinquent,
           ARRAY(SELECT l FROM invoice_items l WHERE l.tenant = i.tenant AND l.invoice = i.id
                 ORDER BY l.position LIMIT {{lines}}) AS lines{{also}}
    FROM invoices i JOIN customers c ON c.tenant = i.tenant AND c.id = i.customer"""
_SHOWN = _SELECT.format(lines=LINES_SHOWN, also="")
_WHOLE = _SELECT.format(lines=LINES_MAX, also="")

# Locks and reads in one statement. If it had to wait, it sees the invoice as it is now but its lines as they were
# before; then the version that the lock found is not the one that the snapshot sees, and all is read again.
_IS_CURRENT = ", i.xmin = (SELECT s.xmin FROM invoices s WHERE s.tenant = i.tenant AND s.id = i.id) AS is_current"
_ISSUER = f", {of_account_sql('i.tenant')} AS issuer_tax_ids"
_LOCK = (
    _SELECT.format(lines=LINES_MAX, also=_IS_CURRENT + _ISSUER)
    + " WHERE i.tenant = $1 AND i.id = $2 FOR NO KEY UPDATE OF i"
)

# The number that is next for a customer `c`, and whether a caller has given it to an invoice by hand.
_NEXT_NUMBER = """
    c.invoice_prefix, c.next_invoice_sequence, EXISTS (
        SELECT FROM invoices n WHERE n.tenant = $1
        AND n.number = c.invoice_prefix || '-'
            || lpad(c.next_invoice_sequence::text, greatest(4, length(c.next_invoice_sequence::text)), '0'))"""


def _look(ahead: str = "") -> str:
    """What a verb reads that looks first. `ahead` are two columns of a row that it asks for next: name and values."""
    return _SELECT.format(lines=LINES_MAX, also=f"{_ISSUER}, i.xmin AS version{ahead}") + (
        " WHERE i.tenant = $1 AND i.id = $2"
    )


_LOOK = _look()
_LOOK_TO_FINALIZE = _look(f", c.id || '/number' AS ahead, ROW({_NEXT_NUMBER}) AS found_ahead")
_LOOK_TO_PAY = _look(f", i.payment_intent AS ahead, {INTENTS.ahead_sql('i.tenant', 'i.payment_intent')} AS found_ahead")

_INSERT = insert_into("invoices", COLUMNS)

# What is decided at creation and never changes.
_FIXED = frozenset({"id", "created", "customer", "currency", "billing_reason", "test_clock", "subscription"})
_CHANGING = tuple(name for name in FIELDS if name not in _FIXED)
_all_of, _changing_of = attrgetter(*FIELDS), attrgetter(*_CHANGING)


@lru_cache(maxsize=1024)
def _bill_to(text: str) -> BillTo:
    return BillTo.from_stored(orjson.loads(text))


@lru_cache(maxsize=256)
def _issuer(text: str) -> Issuer:
    return Issuer.from_stored(orjson.loads(text))


_values = decoding(
    FIELDS,
    {
        "shipping_details": Shipping.from_stored,
        "last_finalization_error": FinalizationError.from_stored,
        "bill_to": _bill_to,
        "issuer": _issuer,
        "discounts": each(Discount.from_stored),
        "default_tax_rates": each(frozen_rate),
        "shipping_cost": ShippingCharge.from_stored,
        "total_discount_amounts": each(AppliedDiscount.from_stored),
        "total_taxes": each(AppliedTax.from_stored),
        "automatic_tax": AutomaticTax.from_stored,
        "bank_transfer": Transfer.from_stored,
        "look": Look.from_stored,
        "line_groups": each(LineGroup.from_stored),
    },
)


@lru_cache(maxsize=512)
def _update(names: tuple[str, ...]) -> str:
    """The statement that writes these fields. The verbs change few, and always the same ones."""
    places = ", ".join(f"{COLUMN_OF[name]} = ${n + 3}" for n, name in enumerate(names))
    return f"UPDATE invoices SET {places} WHERE tenant = $1 AND id = $2"


def invoice_from_row(row: asyncpg.Record) -> Invoice:
    """An invoice from a row that has its columns."""
    return made(Invoice, _values(row[_OWN]))


def details_from_row(row: asyncpg.Record) -> InvoiceDetails:
    """An invoice with its lines and its customer."""
    invoice, tax_ids = invoice_from_row(row), row.get("issuer_tax_ids")
    return InvoiceDetails(
        invoice=invoice,
        lines=tuple(map(item_from_row, row["lines"])),
        today=customers.bill_to_from_row(row) if invoice.bill_to is None else None,
        balance=row["c_balance"],
        customer_deleted=row["c_deleted_at"] is not None,
        customer_delinquent=row["c_delinquent"],
        issuer_tax_ids={one["id"]: TaxNumber.from_stored(one) for one in tax_ids} if tax_ids else {},
    )


async def insert(tx: Tx, invoice: Invoice) -> None:
    """Store a new draft. Raises NUMBER_TAKEN for a number chosen by the caller, at the latest with the commit."""
    await tx.write_later(invoice.id, _INSERT, tx.tenant.id, *_all_of(invoice), taken=_number_taken(invoice))


async def save(tx: Tx, before: Invoice, after: Invoice) -> None:
    """Write what changed of an invoice that `lock` gave as `before`. Raises NUMBER_TAKEN as `insert` does.

    The row of a draft is written even if nothing in it changed: its lines may have, and a verb that looks first knows
    by the version of the row alone.
    """
    former, latter = _changing_of(before), _changing_of(after)
    places = [place for place, value in enumerate(latter) if value is not former[place] and value != former[place]]
    if places:
        changed, values = tuple([_CHANGING[place] for place in places]), [latter[place] for place in places]
        await tx.write_later(after.id, _update(changed), tx.tenant.id, after.id, *values, taken=_number_taken(after))
    elif after.is_draft:
        await tx.write_later(after.id, _update(("line_count",)), tx.tenant.id, after.id, after.line_count)


def _number_taken(invoice: Invoice) -> dict[str, ApiError]:
    return {"invoices_number": errors.NUMBER_TAKEN(param="number", number=invoice.number)}


async def find(reader: Reader, invoice_id: str) -> InvoiceDetails | None:
    """An invoice as it is shown."""
    row = await reader.fetchrow(f"{_SHOWN} WHERE i.tenant = $1 AND i.id = $2", reader.tenant.id, invoice_id)
    return details_from_row(row) if row is not None else None


async def find_whole(reader: Reader, invoice_id: str) -> InvoiceDetails | None:
    """An invoice with all its lines, for documents and pages."""
    row = await reader.fetchrow(f"{_WHOLE} WHERE i.tenant = $1 AND i.id = $2", reader.tenant.id, invoice_id)
    return details_from_row(row) if row is not None else None


async def find_by_token(reader: Reader, token: str) -> InvoiceDetails | None:
    """The invoice of a hosted page."""
    row = await reader.fetchrow(f"{_WHOLE} WHERE i.tenant = $1 AND i.hosted_token = $2", reader.tenant.id, token)
    return details_from_row(row) if row is not None else None


async def lock(tx: Tx, invoice_id: str, *, param: str | None = None) -> InvoiceDetails:
    """An invoice with all its lines that nobody else changes until this transaction ends.

    Raises NO_SUCH_PATH, or NO_SUCH_PARAM when `param` names where the id came from.
    """
    return _there(await _details(tx, invoice_id, _LOOK), invoice_id, param=param)


async def lock_to_finalize(tx: Tx, invoice_id: str) -> InvoiceDetails:
    """The same, for a verb that goes on to `next_number`. Raises NO_SUCH_PATH."""
    return _there(await _details(tx, invoice_id, _LOOK_TO_FINALIZE), invoice_id)


async def lock_to_pay(tx: Tx, invoice_id: str) -> InvoiceDetails:
    """The same, for a verb that goes on to lock the invoice's payment intent. Raises NO_SUCH_PATH."""
    return _there(await _details(tx, invoice_id, _LOOK_TO_PAY), invoice_id)


async def lock_if_any(tx: Tx, invoice_id: str) -> InvoiceDetails | None:
    """The same for jobs, whose draft may have been deleted meanwhile."""
    return await _details(tx, invoice_id, _LOOK)


def _there(details: InvoiceDetails | None, invoice_id: str, *, param: str | None = None) -> InvoiceDetails:
    if details is None:
        kind = errors.NO_SUCH_PARAM if param else errors.NO_SUCH_PATH
        raise kind(param=param, noun="invoice", id=invoice_id)
    return details


async def _details(tx: Tx, invoice_id: str, look: str) -> InvoiceDetails | None:
    row = await _looked_at(tx, invoice_id, look) if tx.looks_first else await _locked(tx, invoice_id)
    if row is None:
        return None
    details = details_from_row(row)
    await live_in_time_of(tx, details.invoice.test_clock)
    return details


async def _looked_at(tx: Tx, invoice_id: str, look: str) -> asyncpg.Record | None:
    """An invoice that its verb writes only if nobody has changed it or its lines meanwhile."""
    found = await tx.look(look, tx.tenant.id, invoice_id)
    if not found:
        return None
    (row,) = found
    tx.decide_upon(invoice_id, row["version"])
    if (ahead := row.get("ahead")) is not None:
        tx.read_ahead(ahead, row["found_ahead"])
    return row


async def _locked(tx: Tx, invoice_id: str) -> asyncpg.Record | None:
    row = await tx.fetchrow(_LOCK, tx.tenant.id, invoice_id)
    if row is not None and not row["is_current"]:
        row = await tx.fetchrow(_LOCK, tx.tenant.id, invoice_id)
    return row


async def lock_unread(tx: Tx, invoice_id: str) -> None:
    """Lock an invoice without reading it: before something else that everybody locks after it."""
    await tx.execute("SELECT FROM invoices WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE", tx.tenant.id, invoice_id)


async def has_paid(reader: Reader, customer: str) -> bool:
    """Whether a customer has paid an invoice, all or in part."""
    return await reader.fetchval(  # type: ignore[no-any-return]
        "SELECT EXISTS (SELECT FROM invoices WHERE tenant = $1 AND customer = $2 AND amount_paid > 0)",
        reader.tenant.id, customer,
    )  # fmt: skip


async def ids_unsettled_of(reader: Reader, subscription: str) -> list[str]:
    """The ids of the invoices of a subscription that are drafts or open, in the order in which they are locked."""
    sql = "SELECT i.id FROM invoices i WHERE i.tenant = $1 AND i.subscription = $2 AND i.status IN ('draft', 'open')"
    return [row["id"] for row in await reader.fetch(f"{sql} ORDER BY i.id", reader.tenant.id, subscription)]


async def of_subscription(reader: Reader, subscription: str) -> list[Invoice]:
    """The invoices of a subscription that are no drafts, newest first."""
    sql = f"SELECT {_LISTED} FROM invoices i WHERE i.tenant = $1 AND i.subscription = $2 AND i.status <> 'draft'"
    rows = await reader.fetch(f"{sql} ORDER BY i.id DESC LIMIT 100", reader.tenant.id, subscription)
    return [invoice_from_row(row) for row in rows]


async def has_draft_revision(tx: Tx, original: str) -> bool:
    """Whether a draft that revises this invoice waits to be finalized."""
    return await tx.fetchval(  # type: ignore[no-any-return]
        "SELECT EXISTS (SELECT FROM invoices WHERE tenant = $1 AND from_invoice = $2 AND status = 'draft')",
        tx.tenant.id, original,
    )  # fmt: skip


async def repoint_revisions(tx: Tx, replaced: str, newest: str) -> list[InvoiceDetails]:
    """Let the invoices whose newest revision was `replaced` point to `newest`; those invoices as they are then."""
    rows = await tx.fetch(
        "UPDATE invoices SET latest_revision = $3 WHERE tenant = $1 AND latest_revision = $2 RETURNING id",
        tx.tenant.id, replaced, newest,
    )  # fmt: skip
    return await of_ids(tx, [row["id"] for row in rows]) if rows else []


async def delete(tx: Tx, invoice_id: str) -> None:
    """Remove a draft; its items must be gone already."""
    await tx.execute("DELETE FROM invoices WHERE tenant = $1 AND id = $2", tx.tenant.id, invoice_id)


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[InvoiceDetails]:
    """Invoices by their ids."""
    rows = await reader.fetch(f"{_SHOWN} WHERE i.tenant = $1 AND i.id = ANY($2)", reader.tenant.id, list(ids))
    return [details_from_row(row) for row in rows]


async def whole_of_ids(reader: Reader, ids: Sequence[str]) -> dict[str, InvoiceDetails]:
    """Invoices with all their lines, by their ids."""
    rows = await reader.fetch(f"{_WHOLE} WHERE i.tenant = $1 AND i.id = ANY($2)", reader.tenant.id, list(ids))
    return {row["id"]: details_from_row(row) for row in rows}


async def page(reader: Reader, wanted: ListInvoices) -> tuple[list[InvoiceDetails], bool]:
    """A page of invoices, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("i.customer", wanted.customer)
    by.equal("i.subscription", wanted.subscription)
    by.off_clocks("i.test_clock", wanted.customer, wanted.subscription)
    by.made("i.created", "in", wanted.created, clock="i.test_clock")
    by.within("i.due_date", wanted.due_date)
    if wanted.customer is not None or wanted.subscription is not None:
        by.same("i.status", wanted.status)
        by.same("i.collection_method", wanted.collection_method)
    elif wanted.due_date is not None:
        _due(by, wanted, wanted.due_date)
    elif wanted.status is not None or wanted.collection_method is not None:
        by.fan("i.status", wanted.status, STATUSES)
        by.fan("i.collection_method", wanted.collection_method, COLLECTION_METHODS)
    rows, has_more = await lists.page(reader, _SHOWN, by, wanted, table="invoices", noun="invoice", alias="i")
    return [details_from_row(row) for row in rows], has_more


def _due(by: lists.Filter, wanted: ListInvoices, bounds: Range) -> None:
    """Find what is due when by the term within which it was: `rules/due_terms.py`."""
    if wanted.collection_method == "charge_automatically":
        by.indexed("i.collection_method = 'charge_automatically'")
        by.same("i.status", wanted.status)
        return
    due = lists.span_of(bounds)
    by.dated("i.created", "in")
    by.fan("i.status", wanted.status, STATUSES)
    lanes = [(term, lists.Span(first, last)) for term, first, last in terms(due.since, due.until)]
    by.fan_of("due_term(i.due_date, i.created)", lanes, "integer")
    by.same("i.collection_method", wanted.collection_method)


# Takes a number and says whether a caller has given it to an invoice by hand. The format is that of
# `rules/numbering.py`, and a test holds the two together.
_NEXT_OF_CUSTOMER = """
    WITH taken AS (
        UPDATE customers SET next_invoice_sequence = next_invoice_sequence + 1 WHERE tenant = $1 AND id = $2
        RETURNING invoice_prefix AS prefix, next_invoice_sequence - 1 AS sequence
    )
    SELECT taken.prefix, taken.sequence, EXISTS (
        SELECT FROM invoices i WHERE i.tenant = $1
        AND i.number = taken.prefix || '-'
            || lpad(taken.sequence::text, greatest(4, length(taken.sequence::text)), '0'))
    FROM taken"""


async def next_number(tx: Tx, invoice: Invoice) -> str:
    """The next number of the sequence of the invoice's customer.

    This locks the customer until the transaction ends, so it is asked last. A number that a caller has chosen for
    another invoice is passed over.
    """
    if tx.looks_first:
        return await _number_that_is_next(tx, invoice)
    while True:
        row = await tx.fetchrow(_NEXT_OF_CUSTOMER, tx.tenant.id, invoice.customer)
        assert row is not None
        prefix, sequence, is_taken = row
        if not is_taken:
            return number(prefix, sequence)


_IS_NEXT_OF_CUSTOMER = f"SELECT {_NEXT_NUMBER} FROM customers c WHERE c.tenant = $1 AND c.id = $2"
_LOCK_UNREAD = "SELECT 1 FROM invoices WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE"
_TAKE_OF_CUSTOMER = """
    UPDATE customers SET next_invoice_sequence = $3::bigint + 1
    WHERE tenant = $1 AND id = $2 AND next_invoice_sequence = $3::bigint AND invoice_prefix = $4 RETURNING 1"""


async def _number_that_is_next(tx: Tx, invoice: Invoice) -> str:
    """The same for a verb that looks first: its last statement takes the number, if it is still the next one.

    It locks the invoice, then the customer, as everybody does, and writes the number after that: two invoices that have
    the same number for a moment wait for each other too.
    """
    found = await tx.look_at(f"{invoice.customer}/number", _IS_NEXT_OF_CUSTOMER, tx.tenant.id, invoice.customer)
    assert found is not None
    prefix, sequence, is_taken = found
    if is_taken:
        tx.need_locks()
    await tx.write_later(f"{invoice.id}/lock", _LOCK_UNREAD, tx.tenant.id, invoice.id, insists=True)
    await tx.write_later(
        invoice.customer, _TAKE_OF_CUSTOMER, tx.tenant.id, invoice.customer, sequence, prefix, insists=True
    )  # fmt: skip
    return number(prefix, sequence)


# The moment is the customer's: that of their clock, if they live on one.
_HEARD = """
    WITH heard AS (
        SELECT id, at, least(at + $4, created + $5) AS finalizes, collection_method = 'charge_automatically' AS charged,
               status = 'draft' AND automatically_finalizes_at IS NOT NULL AND NOT finalizes_as_given AS waits
        FROM (SELECT *, coalesce(look_at_clock(tenant, test_clock), $3) AS at FROM invoices
              WHERE tenant = $1 AND id = $2 AND webhooks_delivered_at IS NULL FOR NO KEY UPDATE) i
    )
    UPDATE invoices i SET webhooks_delivered_at = h.at,
        automatically_finalizes_at = CASE WHEN h.waits THEN h.finalizes ELSE i.automatically_finalizes_at END,
        next_payment_attempt = CASE WHEN h.waits AND h.charged THEN h.finalizes ELSE i.next_payment_attempt END
    FROM heard h WHERE i.tenant = $1 AND i.id = h.id"""


async def note_webhooks_delivered(tx: Tx, invoice_id: str, *, grace: int, held: int) -> None:
    """Write down when every endpoint had heard of an invoice; the first time counts.

    A draft that waits for it finalizes `grace` seconds later, at most `held` seconds after its creation.
    """
    await tx.execute(_HEARD, tx.tenant.id, invoice_id, tx.now, grace, held)


async def move_to_clock(tx: Tx, customer: str, clock: str) -> None:
    """Put the invoices of a customer on a test clock."""
    sql = "UPDATE invoices SET test_clock = $3 WHERE tenant = $1 AND customer = $2"
    await tx.execute(sql, tx.tenant.id, customer, clock)


async def ids_on_clock(reader: Reader, clock: str) -> list[str]:
    """The ids of the newest 500 invoices on a test clock."""
    sql = "SELECT id FROM invoices WHERE tenant = $1 AND test_clock = $2 ORDER BY id USING ~>~ LIMIT 500"
    return [row["id"] for row in await reader.fetch(sql, reader.tenant.id, clock)]


async def has_unheard_drafts(reader: Reader, clock: str) -> bool:
    """Whether drafts on a test clock wait until endpoints have heard of them."""
    sql = (
        "SELECT EXISTS (SELECT FROM invoices WHERE tenant = $1 AND test_clock = $2 AND webhooks_delivered_at IS NULL "
        "AND automatically_finalizes_at IS NOT NULL AND NOT finalizes_as_given)"
    )
    return bool(await reader.fetchval(sql, reader.tenant.id, clock))
