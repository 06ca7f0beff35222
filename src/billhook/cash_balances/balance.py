"""The cash of a customer: a ledger of movements, each with the balance after it (platform.md §7.7)."""

from dataclasses import dataclass, field

from billhook.cash_balances import store, view
from billhook.cash_balances.objects import AUTOMATIC, CashBalance, CashMovement
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.wire_object import WireHash


@dataclass(slots=True)
class LockedCash:
    """A customer's cash in one currency, which nobody else moves until the transaction ends.

    It knows the sums alone: whatever else there is in the customer's row may be changed by others meanwhile. `moved`
    are its movements by this transaction, in their order.
    """

    tx: Tx
    customer: str
    currency: str
    sums: dict[str, int]
    own_mode: str | None
    moved: list[CashMovement] = field(default_factory=list)

    @property
    def amount(self) -> int:
        """What is there, in minor units of the currency."""
        return self.sums.get(self.currency, 0)

    @property
    def is_automatic(self) -> bool:
        """Whether it pays by itself what waits for it."""
        return view.mode_of(self.tx, self.own_mode) == AUTOMATIC

    @property
    def balance(self) -> CashBalance:
        """The cash balance in all currencies, as it is now."""
        return CashBalance(self.customer, self.sums, self.own_mode)

    async def move(
        self, by: int, kind: str, *, payment_intent: str | None = None, refund: str | None = None,
        bank_transfer: WireHash | None = None,
    ) -> CashMovement:  # fmt: skip
        """Move the cash `by` an amount, never below zero; the rest says why, as its `kind` has it."""
        ending = self.amount + by
        movement = CashMovement(
            id=new_id("ccsbtxn"), created=self.tx.now, customer=self.customer, type=kind, currency=self.currency,
            net_amount=by, ending_balance=ending, payment_intent=payment_intent,
            refund=refund, bank_transfer=bank_transfer,
        )  # fmt: skip
        self.sums = {**self.sums, self.currency: ending}
        self.moved.append(movement)
        await store.insert(self.tx, movement)
        await store.save_cash(self.tx, self.customer, self.currency, ending)
        self.tx.emit("customer_cash_balance_transaction.created", self.tx.render(view.movement, movement))
        return movement


async def lock_cash(tx: Tx, customer_id: str, currency: str) -> LockedCash:
    """Lock the cash of a customer in a currency, also of a deleted one. Lock what it may pay before."""
    customer = await customers.lock_even_deleted(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=customer_id)
    return cash_of(tx, customer, currency)


def cash_of(tx: Tx, customer: Customer, currency: str) -> LockedCash:
    """The cash of a customer who is locked."""
    return LockedCash(tx, customer.id, currency, customer.cash, customer.reconciliation_mode)
