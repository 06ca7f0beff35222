"""The customer's balance: a ledger of movements, each with the balance after it (invoicing.md §8)."""

from dataclasses import dataclass, replace

from billhook.customers import store, view
from billhook.customers.store import Customer
from billhook.db.tx import Tx
from billhook.events.previous import previous_attributes
from billhook.kernel import errors
from billhook.kernel.ids import new_id


@dataclass(slots=True)
class LockedBalance:
    """A customer's balance that nobody else moves until the transaction ends."""

    tx: Tx
    customer: Customer

    @property
    def amount(self) -> int:
        """Minor units of `currency`; negative is credit."""
        return self.customer.balance

    @property
    def currency(self) -> str | None:
        return self.customer.currency

    async def to(self, ending: int, movement: str, currency: str, invoice: str | None) -> None:
        """Move the balance to `ending`, with a transaction of type `movement` and `customer.updated`."""
        tx, before = self.tx, self.customer
        await tx.execute(
            "INSERT INTO customer_balance_transactions "
            "(tenant, id, created, customer, type, currency, amount, ending_balance, invoice) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            tx.tenant.id, new_id("cbtxn"), tx.now, before.id, movement, currency, ending - before.balance, ending,
            invoice,
        )  # fmt: skip
        self.customer = replace(before, balance=ending, currency=before.currency or currency)
        await store.save(tx, self.customer)
        shown = view.customer(tx, self.customer)
        tx.emit("customer.updated", shown, previous_attributes(view.customer(tx, before), shown))


async def move_balance(tx: Tx, customer_id: str) -> LockedBalance:
    """Lock a customer's balance in order to move it."""
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=customer_id)
    return LockedBalance(tx, customer)
