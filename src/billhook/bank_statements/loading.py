"""What matching has to know about some movements, looked up by what they name."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from billhook.bank_statements import store
from billhook.bank_statements.rules.matching import Facts, KnownInvoice, wanted
from billhook.bank_statements.rules.naming import plain_number
from billhook.bank_statements.rules.values import Movement
from billhook.customers import store as customers
from billhook.db.tx import Reader
from billhook.invoices import waiting_store
from billhook.invoices.waiting_store import Owed

Key = TypeVar("Key")


async def facts_about(reader: Reader, movements: Sequence[Movement]) -> tuple[Facts, set[str]]:
    """The facts, and the ids of open invoices that cash cannot pay. Nothing is read that no movement names."""
    asked = await asyncio.to_thread(wanted, movements)
    named = await waiting_store.owed_by_number(reader, sorted(asked.numbers)) if asked.numbers else []
    by_iban = await store.customers_of_ibans(reader, asked.ibans) if asked.ibans else {}
    by_mandate = await store.customers_of_mandates(reader, asked.mandates) if asked.mandates else {}
    payers = {one.customer for one in named}.union(*by_iban.values(), *by_mandate.values())
    owed = await waiting_store.owed_by_customers(reader, sorted(payers)) if payers else []
    alike = await waiting_store.owed_of_amounts(reader, sorted(asked.amounts)) if asked.amounts else []
    known = await customers.of_ids(reader, sorted({one.customer for one in alike})) if alike else []
    facts = Facts(
        by_number=_grouped(reader, named, lambda one: plain_number(one.number)),
        by_mandate=by_mandate,
        by_iban=by_iban,
        open_of=_grouped(reader, owed, lambda one: one.customer),
        of_amount=_grouped(reader, alike, lambda one: (one.currency, one.remaining)),
        names={one.id: one.name or "" for one in known},
    )
    return facts, {one.id for one in (*named, *owed, *alike) if not one.takes_cash}


def _grouped(reader: Reader, found: Sequence[Owed], by: Callable[[Owed], Key]) -> dict[Key, list[KnownInvoice]]:
    groups: dict[Key, list[KnownInvoice]] = defaultdict(list)
    for one in found:
        tolerated = reader.tenant.settings.tolerated(one.remaining) if one.remaining else 0
        groups[by(one)].append(
            KnownInvoice(one.id, one.number, one.customer, one.currency, one.remaining, one.status, tolerated)
        )
    return groups
