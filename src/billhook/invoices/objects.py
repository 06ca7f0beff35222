"""Invoices, items and payments as stored: frozen, built on read, in minor units and Unix seconds."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from billhook.invoices.rules.lifecycle import DRAFT

# How many lines an invoice carries on the wire, and how many it can have (invoicing.md §1.4, §2.7).
LINES_SHOWN = 10
LINES_MAX = 250


@dataclass(frozen=True, slots=True)
class Item:
    """An invoice item; attached to an invoice it has a line id and a position, pending it has neither."""

    id: str
    date: int
    customer: str
    invoice: str | None
    line: str | None
    position: int | None
    currency: str
    amount: int
    description: str | None
    discountable: bool
    metadata: dict[str, str]
    period_start: int
    period_end: int
    price: str
    product: str
    unit_amount: Decimal | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice without its lines. The order of the fields is that of the columns."""

    id: str
    created: int
    customer: str
    status: str
    currency: str
    collection_method: str
    billing_reason: str
    auto_advance: bool
    automatically_finalizes_at: int | None
    number: str | None
    description: str | None
    footer: str | None
    custom_fields: list[dict[str, str]] | None
    metadata: dict[str, str]
    statement_descriptor: str | None
    shipping_details: dict[str, Any] | None
    amount_tax_display: str | None
    page_size: str
    due_date: int | None
    effective_at: int | None
    period_start: int
    period_end: int
    subtotal: int
    total: int
    amount_due: int
    amount_paid: int
    amount_paid_off_stripe: int
    starting_balance: int | None
    ending_balance: int | None
    line_count: int
    attempted: bool
    attempt_count: int
    next_payment_attempt: int | None
    webhooks_delivered_at: int | None
    uncollectible_reason: str | None
    last_finalization_error: dict[str, Any] | None
    finalized_at: int | None
    paid_at: int | None
    voided_at: int | None
    marked_uncollectible_at: int | None
    customer_facts: dict[str, Any] | None
    account_facts: dict[str, Any] | None
    hosted_token: str | None

    @property
    def is_draft(self) -> bool:
        return self.status == DRAFT

    @property
    def amount_remaining(self) -> int:
        return self.amount_due - self.amount_paid


@dataclass(frozen=True, slots=True)
class Sheet:
    """An invoice with what is read together with it: its first lines and its customer as it is now.

    `customer_facts` are those of the customer today; a finalized invoice shows its own frozen ones.
    `balance` is the customer's balance as far as it applies to this invoice's currency.
    """

    invoice: Invoice
    lines: tuple[Item, ...]
    customer_facts: dict[str, Any]
    balance: int
    customer_deleted: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        return self.invoice.customer_facts or self.customer_facts


@dataclass(frozen=True, slots=True)
class InvoicePayment:
    """A payment towards an invoice."""

    id: str
    created: int
    invoice: str
    currency: str
    amount_requested: int
    amount_paid: int | None
    status: str
    is_default: bool
    payment_record: str | None
    paid_at: int | None
    canceled_at: int | None
