"""The proofs: the books agree with each other. A proof looks at a sample, so a million rows take it no longer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import asyncpg

from billhook.cash_balances import store as cash
from billhook.credit_notes import store as credit_notes
from billhook.customers import movements_store
from billhook.customers import store as customers
from billhook.db.sampling import sample
from billhook.db.tx import Reader
from billhook.doctor.findings import Finding, fine, late, wrong
from billhook.doctor.looking import GIVEN_UP, PATIENCE_SECONDS, Place, connected, looking, places, reader_of
from billhook.doctor.rules import customer_books, invoice_books, payment_books
from billhook.figures import store as figures
from billhook.invoices import payments_store
from billhook.invoices import store as invoices
from billhook.ledger import store as ledger
from billhook.payments import refunds_store
from billhook.payments import store as payments

_NAMED = 10
_AT_ONCE = 200

Faults = list[tuple[str, str]]
"""What is wrong: the id of an object, or a currency, and why."""

Check = Callable[[Reader, Sequence[str]], Awaitable[Faults]]


@dataclass(frozen=True, slots=True)
class Proof:
    """A look at rows of `table`, whose ids begin with `prefix`. `agrees` ends a sentence that begins with them."""

    one: str
    many: str
    table: str
    prefix: str
    agrees: str
    check: Check

    async def findings(self, reader: Reader, place: Place) -> list[Finding]:
        """What is wrong with them, or that nothing is; nothing at all if there are none."""
        looked_at = await sample(reader, self.table, self.prefix)
        number = len(looked_at.ids)
        faults = [
            fault for ids in _batches(looked_at.ids) for fault in await self.check(reader, ids)
        ]  # fmt: skip
        if faults:
            return list(_told(place, self.one, faults))
        if not number:
            return []
        of = f"all {number}" if looked_at.is_all else f"a sample of {number}"
        return [fine(f"{place.words}: {of} {self.one if number == 1 else self.many} {self.agrees}.")]


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _told(place: Place, noun: str, faults: Faults) -> Iterator[Finding]:
    for id, fault in faults[:_NAMED]:
        yield wrong(f"{place.words}: {noun} {id}: {fault}.")
    if len(faults) > _NAMED:
        yield wrong(f"{place.words}: {len(faults) - _NAMED} more faults like these ({noun}).")


async def _of_invoices(reader: Reader, ids: Sequence[str]) -> Faults:
    found = await invoices.whole_of_ids(reader, ids)
    paid = await payments_store.of_invoices(reader, ids)
    notes = await credit_notes.of_invoices(reader, ids)
    named = [payment.payment_intent for each in paid.values() for payment in each if payment.payment_intent]
    intents = {intent.id: intent for intent in await payments.intents_of_ids(reader, named)}
    faults: Faults = []
    for id, details in found.items():
        invoice = details.invoice
        said = chain(
            invoice_books.faults_of_lines(invoice, details.lines),
            invoice_books.faults_of_status(invoice),
            invoice_books.faults_of_payments(invoice, paid[id]),
            invoice_books.faults_of_credit(invoice, notes[id]),
            *(payment_books.faults_of_intent(one, intents.get(one.payment_intent or "")) for one in paid[id]),
        )
        faults += [(id, fault) for fault in said]
    return faults


async def _of_charges(reader: Reader, ids: Sequence[str]) -> Faults:
    found = await payments.charges_of_ids(reader, ids)
    refunds = await refunds_store.of_charges(reader, ids)
    named = [charge.balance_transaction for charge in found]
    for refund in chain.from_iterable(refunds.values()):
        named += [refund.balance_transaction, refund.failure_balance_transaction]
    entries = {entry.id: entry for entry in await ledger.of_ids(reader, [id for id in named if id is not None])}
    return [
        (charge.id, fault)
        for charge in found
        for fault in payment_books.faults_of_charge(charge, refunds[charge.id], entries)
    ]


async def _of_customers(reader: Reader, ids: Sequence[str]) -> Faults:
    moved = await movements_store.sums(reader, ids)
    in_cash = await cash.sums(reader, ids)
    return [
        (customer.id, fault)
        for customer in await customers.of_ids(reader, ids)
        for fault in customer_books.faults_of_customer(customer, moved[customer.id], in_cash[customer.id])
    ]


async def _of_figures(reader: Reader, ids: Sequence[str]) -> Faults:
    return [
        (str(one.customer), f"reports say {one.stored} {one.currency} invoiced, and a recount gives {one.counted}")
        for one in await figures.differing_customers(reader, ids)
    ]


INVOICES = Proof(
    "invoice", "invoices", "invoices", "in", "agree with their lines, payments and credit notes", _of_invoices
)
CHARGES = Proof("charge", "charges", "charges", "ch", "agree with their refunds and the ledger", _of_charges)
CUSTOMERS = Proof("customer", "customers", "customers", "cus", "have what their movements come to", _of_customers)
FIGURES = Proof(
    "figures of customer", "customers", "customers", "cus", "have the figures that a recount gives", _of_figures
)


async def _ledger(reader: Reader, place: Place) -> list[Finding]:
    differing = await ledger.differing_sums(reader)
    return [
        wrong(f"{place.words}: the sum of the ledger is {stored} {currency}, and its entries come to {counted}.")
        for currency, stored, counted in differing
    ]


async def _owed(reader: Reader, place: Place) -> list[Finding]:
    return [
        wrong(f"{place.words}: reports say {one.stored} {one.currency} owed, and open invoices come to {one.counted}.")
        for one in await figures.differing_owed(reader)
    ]


Look = Callable[[Reader, Place], Awaitable[list[Finding]]]


def examination(about: str, *looks: Look) -> Callable[[str], AsyncIterator[Finding]]:
    """An examination of every account in both modes: each look sees one moment, and is given up if it takes long."""

    async def examine(dsn: str) -> AsyncIterator[Finding]:
        async with connected(dsn) as conn:
            for place in await places(conn) if conn is not None else ():
                for look in looks:
                    for finding in await _looked(conn, place, about, look):
                        yield finding

    return examine


async def _looked(conn: Any, place: Place, about: str, look: Look) -> list[Finding]:
    try:
        async with looking(conn):
            return await look(reader_of(conn, place), place)
    except asyncpg.QueryCanceledError:
        told = f"the proof of {about} took longer than {PATIENCE_SECONDS} seconds"
        return [late(f"{place.words}: {told}. {GIVEN_UP}")]


examine_invoices = examination("invoices", INVOICES.findings)
examine_ledger = examination("the ledger", CHARGES.findings, _ledger)
examine_customers = examination("customers", CUSTOMERS.findings)
examine_figures = examination("figures", FIGURES.findings, _owed)
