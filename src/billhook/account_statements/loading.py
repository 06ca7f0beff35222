"""The account of a customer in a period, read from everything that was ever recorded."""

from dataclasses import dataclass

from billhook.account_statements.rules.account import (
    OWN_MOVEMENTS,
    Account,
    Records,
    accounts,
    entries_of,
    worth_a_mail,
)
from billhook.credit_notes import store as notes_store
from billhook.customers import movements_store
from billhook.db.tx import Reader
from billhook.invoices import account_store, payments_store
from billhook.payments import refunds_store
from billhook.payments import store as payments

INVOICES_MAX = 5_000
"""Of a customer with more invoices than these there is no statement: all of them would have to be read."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The account in each currency, and those of them of which a mail tells."""

    all: list[Account]
    to_mail: list[Account]


async def accounts_of(reader: Reader, customer: str, since: int, until: int) -> Accounts | None:
    """The accounts from the moment `since` until `until`; None for a customer with too many invoices."""
    records = await _records(reader, customer)
    if records is None:
        return None
    found = accounts(entries_of(records), since, until)
    return Accounts(found, worth_a_mail(found, records.invoices, until))


async def _records(reader: Reader, customer: str) -> Records | None:
    invoices = await account_store.finalized_of(reader, customer, limit=INVOICES_MAX + 1)
    if len(invoices) > INVOICES_MAX:
        return None
    paid = await payments_store.of_invoices(reader, [invoice.id for invoice in invoices])
    intents = [p.payment_intent for each in paid.values() for p in each if p.payment_intent and p.paid_at]
    charges = await payments.charges_of_intents(reader, intents) if intents else []
    refunds = await refunds_store.of_charges(reader, [charge.id for charge in charges])
    notes = await notes_store.of_customer(reader, customer)
    movements = await movements_store.of_types(reader, customer, OWN_MOVEMENTS)
    return Records(invoices, paid, notes, [refund for each in refunds.values() for refund in each], movements)
