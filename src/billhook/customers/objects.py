"""Customers and the movements of their balances, as stored."""

from dataclasses import dataclass, field

from billhook.kernel.address import ShownAddress, ShownShipping
from billhook.kernel.replacing import replace
from billhook.kernel.stored import Json

CUSTOMERS_ON_CLOCK_MAX = 100


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as stored. Money in minor units of `currency`, times in Unix seconds.

    `discount_frozen` is the whole of the discount (`Discount.to_stored`), so that reading a customer reads one row.
    `other_balances` holds the balance in each currency that is not the customer's own (invoicing.md §1.3), `cash` the
    cash balances, by currency too; `reconciliation_mode` is None where the account's holds. `default_source` is the
    card that is charged if none is named.
    """

    id: str
    created: int
    deleted_at: int | None
    name: str | None
    business_name: str | None
    individual_name: str | None
    email: str | None
    phone: str | None
    description: str | None
    address: ShownAddress | None
    shipping: ShownShipping | None
    metadata: dict[str, str]
    preferred_locales: list[str]
    tax_exempt: str
    currency: str | None
    balance: int
    delinquent: bool
    invoice_prefix: str
    next_invoice_sequence: int
    invoice_custom_fields: list[dict[str, str]] | None
    invoice_footer: str | None
    invoice_amount_tax_display: str | None
    discount: str | None = None
    discount_frozen: Json | None = None
    default_payment_method: str | None = None
    other_balances: dict[str, int] = field(default_factory=dict)
    cash: dict[str, int] = field(default_factory=dict)
    reconciliation_mode: str | None = None
    invoice_template: str | None = None
    test_clock: str | None = None
    default_source: str | None = None

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    def balance_in(self, currency: str) -> int:
        """The balance in a currency, in its minor units; negative is credit."""
        return self.balance if self.currency in (None, currency) else self.other_balances.get(currency, 0)

    def with_balance(self, currency: str, balance: int) -> "Customer":
        """The customer after a movement, which gives one without a currency this one."""
        if self.currency in (None, currency):
            return replace(self, currency=currency, balance=balance)
        return replace(self, other_balances={**self.other_balances, currency: balance})


@dataclass(frozen=True, slots=True)
class Movement:
    """A balance transaction as stored: `amount` in minor units of `currency`, negative is credit.

    Only `description` and `metadata` ever change.
    """

    id: str
    created: int
    customer: str
    type: str
    currency: str
    amount: int
    ending_balance: int
    invoice: str | None = None
    credit_note: str | None = None
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
