"""The ledger of cash as stored: frozen, in minor units and Unix seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.cash_balances.rules.bank_transfers import FinancialAddress, Transfer
from billhook.customers.objects import Customer
from billhook.kernel.wire_object import WireHash

FUNDED, REVERSED, APPLIED, UNAPPLIED, REFUNDED = (
    "funded", "funding_reversed", "applied_to_payment", "unapplied_from_payment", "refunded_from_payment",
)  # fmt: skip

# The mode of reconciliation in which cash pays by itself what waits for it; the other is `manual`.
AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class CashMovement:
    """One movement of a customer's cash in one currency; `net_amount` is negative where cash is applied or leaves.

    The order of the fields is that of the columns. `payment_intent`, `refund` and `bank_transfer` say why it moved, by
    its type.
    """

    id: str
    created: int
    customer: str
    type: str
    currency: str
    net_amount: int
    ending_balance: int
    payment_intent: str | None = None
    refund: str | None = None
    bank_transfer: WireHash | None = None


@dataclass(frozen=True, slots=True)
class CashBalance:
    """The cash of a customer: the `sums` by currency. `own_mode` is None if the account's mode holds."""

    customer: str
    sums: Mapping[str, int]
    own_mode: str | None

    @classmethod
    def of(cls, customer: Customer) -> "CashBalance":
        """What the customer's row says of it."""
        return cls(customer.id, customer.cash, customer.reconciliation_mode)


@dataclass(frozen=True, slots=True)
class FundingInstructions:
    """To which accounts a customer sends a bank transfer of a kind."""

    transfer: Transfer
    addresses: Sequence[FinancialAddress]
