"""Import customers: all that are given, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.customers.actions.create import create
from billhook.customers.objects import Customer
from billhook.customers.params import CreateCustomer
from billhook.db.tx import Tx


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to be made: the parameters of create, and the currency if one is known."""

    params: CreateCustomer
    currency: str | None = None


async def import_customers(tx: Tx, rows: Sequence[NewCustomer]) -> list[Customer]:
    """Make every customer in one transaction; each has the events and the entry of the audit log of a single create.

    Raises what `create` raises for the first row that it refuses; then nobody was made.
    """
    made = []
    for row in rows:
        with tx.doing("customer.create"):
            made.append(await create(tx, row.params, row.currency))
    return made
