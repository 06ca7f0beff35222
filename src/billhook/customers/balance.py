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
    """A customer's balance in one currency, which nobody else moves until the transaction ends.

    `amount` is in minor units of `currency`; negative is credit.
    """

    tx: Tx
    customer: Customer
    currency: str
    amount: int

    async def to(self, ending: int, movement: str, invoice: str | None, *, credit_note: str | None = None) -> str:
        """Move the balance to `ending`, with a transaction of type `movement`, whose id it gives.

        `customer.updated` follows where it shows: in the customer's own currency, and not for a deleted one.
        """
        tx, before = self.tx, self.customer
        movement_id = new_id("cbtxn")
        await tx.write_later(
            movement_id,
            "INSERT INTO customer_balance_transactions "
            "(tenant, id, created, customer, type, currency, amount, ending_balance, invoice, credit_note) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            tx.tenant.id, movement_id, tx.now, before.id, movement, self.currency, ending - self.amount, ending,
            invoice, credit_note,
        )  # fmt: skip
        self.amount = ending
        if before.currency not in (None, self.currency):
            return movement_id
        self.customer = replace(before, balance=ending, currency=self.currency)
        await store.save(tx, self.customer)
        if not before.is_deleted:
            shown = view.customer(tx, self.customer)
            tx.emit("customer.updated", shown, previous_attributes(view.customer(tx, before), shown))
        return movement_id


async def move_balance(tx: Tx, customer_id: str, currency: str) -> LockedBalance:
    """Lock a customer's balance in a currency in order to move it, also that of a deleted customer."""
    customer = await store.lock_even_deleted(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=customer_id)
    return LockedBalance(tx, customer, currency, await store.balance_in(tx, customer, currency))
