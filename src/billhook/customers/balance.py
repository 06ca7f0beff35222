"""The customer's balance: a ledger of movements, each with the balance after it (invoicing.md §8)."""

from dataclasses import dataclass
from typing import Any

from billhook.customers import movements_store, store, view
from billhook.customers.objects import Customer, Movement
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.money import LARGEST_AMOUNT


@dataclass(slots=True)
class LockedBalance:
    """A customer's balance in one currency, which nobody else moves until the transaction ends.

    `amount` is in minor units of `currency`; negative is credit.
    """

    tx: Tx
    customer: Customer
    currency: str

    @property
    def amount(self) -> int:
        return self.customer.balance_in(self.currency)

    async def to(self, ending: int, kind: str, **because: Any) -> Movement:
        """Move the balance to `ending`, with a movement of a `kind`; `because` are more columns of it.

        `customer.updated` follows where it shows: in the customer's own currency, and not for a deleted one.
        """
        tx, before = self.tx, self.customer
        self.customer, movement = await move(tx, before, self.currency, ending, kind, **because)
        await store.save(tx, self.customer)
        if tx.render(view.customer, self.customer) != tx.render(view.customer, before):
            emit_updated(tx, "customer.updated", view.customer, before, self.customer)
        return movement


async def move_balance(tx: Tx, customer_id: str, currency: str) -> LockedBalance:
    """Lock a customer's balance in a currency in order to move it, also that of a deleted customer."""
    customer = await store.lock_even_deleted(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=customer_id)
    return LockedBalance(tx, customer, currency)


async def move(
    tx: Tx, customer: Customer, currency: str, ending: int, kind: str, **because: Any
) -> tuple[Customer, Movement]:
    """Put a movement to `ending` into the ledger of a locked customer, whom the caller writes and reports."""
    movement = Movement(
        id=new_id("cbtxn"), created=tx.now, customer=customer.id, type=kind, currency=currency,
        amount=ending - customer.balance_in(currency), ending_balance=ending, **because,
    )  # fmt: skip
    await movements_store.insert(tx, movement)
    return customer.with_balance(currency, ending), movement


async def with_given_balance(tx: Tx, customer: Customer, balance: int | None, kind: str) -> Customer:
    """The stored, locked customer with the `balance` that was given for it; the caller writes it.

    It counts in the customer's currency, and gives one to a customer without: the account's default.
    """
    if balance is None or balance == customer.balance:
        return customer
    currency = customer.currency or tx.tenant.settings.default_currency
    customer, _ = await move(tx, customer, currency, balance, kind)
    return customer


def adjusted(balance: LockedBalance, amount: int) -> int:
    """The balance after an adjustment by `amount`. Raises INVALID_VALUE where no balance may get so large."""
    ending = balance.amount + amount
    if abs(ending) > LARGEST_AMOUNT:
        reason = f"the balance would be {ending}, and may be at most {LARGEST_AMOUNT} either way"
        raise errors.INVALID_VALUE(param="amount", name="amount", reason=reason)
    return ending
