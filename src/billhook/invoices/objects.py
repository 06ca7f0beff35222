"""Invoices, items and payments as stored: frozen, built on read, in minor units and Unix seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from billhook.cash_balances.rules.bank_transfers import Transfer
from billhook.customers.bill_to import BillTo
from billhook.discounts.objects import Discount
from billhook.documents.line_groups import LineGroup
from billhook.documents.look import Look
from billhook.invoices.applied import AppliedDiscount, AppliedTax, AutomaticTax, FoundRate, ShippingCharge
from billhook.invoices.issuer import Issuer
from billhook.invoices.rules.lifecycle import DRAFT, INVOICE_PAYMENT
from billhook.invoices.rules.lifecycle import PAYMENT_PAID as PAYMENT_PAID
from billhook.invoices.rules.terms import Tax
from billhook.kernel.address import Shipping
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.kernel.stored import VERSION, Json
from billhook.kernel.tax_number import TaxNumber
from billhook.tax.objects import TaxRate

# How many lines an invoice carries on the wire, and how many it can have (invoicing.md §1.4, §2.7).
LINES_SHOWN = 10
LINES_MAX = 250


@dataclass(frozen=True, slots=True)
class Credited:
    """The lines of an invoice that a proration gives back, as a whole or a part of them."""

    invoice: str
    lines: tuple[str, ...]

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, "invoice": self.invoice, "lines": list(self.lines)}

    @classmethod
    def from_stored(cls, stored: Json) -> "Credited":
        """The lines as they were stored."""
        return cls(stored["invoice"], tuple(stored["lines"]))


@dataclass(frozen=True, slots=True)
class Item:
    """An invoice item; attached to an invoice it has a line id and a position, pending it has neither.

    `discounts` and `tax_rates` are as they were when the item got them, `given_taxes` amounts of tax that were worked
    out elsewhere, `automatic_rates` what the tax provider found. What the sum of the invoice says of the line is in
    `discount_amounts`, its own discounts first, and in `taxes`, see `summing.py`. `subscription_item` is what it is
    charged for; a `proration` charges or gives back a part of a period, `credited` are the lines that it gives back.
    """

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
    discounts: tuple[Discount, ...] = ()
    tax_rates: tuple[TaxRate, ...] = ()
    given_taxes: tuple[AppliedTax, ...] | None = None
    discount_amounts: tuple[AppliedDiscount, ...] = ()
    taxes: tuple[Tax, ...] = ()
    automatic_rates: tuple[FoundRate, ...] = ()
    test_clock: str | None = None
    subscription: str | None = None
    subscription_item: str | None = None
    proration: bool = False
    credited: Credited | None = None

    @property
    def is_of_cycle(self) -> bool:
        """Whether it is a line of a subscription's period, which callers never see as an invoice item."""
        return self.subscription_item is not None and not self.proration

    @property
    def is_in_arrears(self) -> bool:
        """Whether it bills a period that was over when the line was made, as usage is billed."""
        return self.is_of_cycle and self.period_start < self.period_end <= self.date


@dataclass(frozen=True, slots=True)
class FinalizationError:
    """Why an invoice could not be finalized by itself: the error that a caller would have got."""

    message: str
    type: str
    code: str | None = None
    doc_url: str | None = None
    param: str | None = None

    @classmethod
    def of(cls, error: ApiError) -> "FinalizationError":
        """What the body of an error says."""
        return cls.from_stored(error.shown())

    def shown(self) -> dict[str, str]:
        """The wire object. What an error has not is left out."""
        named = {name: getattr(self, name) for name in ("code", "type", "param", "doc_url", "message")}
        return {name: value for name, value in named.items() if value is not None}

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, **self.shown()}

    @classmethod
    def from_stored(cls, stored: Json) -> "FinalizationError":
        """The error in any form that was ever stored, which is that of the wire with or without a version."""
        get = stored.get
        return cls(stored["message"], stored["type"], get("code"), get("doc_url"), get("param"))


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice without its lines. The order of the fields is that of the columns.

    `bill_to` and `issuer` say what its document says of both parties; a draft has neither.
    `discounts` and `default_tax_rates` are as they were when the invoice got them; `total_discount_amounts` and
    `total_taxes` are those of the lines, summed up, and each tax with its whole `rate` as it was. `payment_intent` is
    that of the default payment, which finalization makes where anything is due. `due_steps` are those of
    `rules/due_steps.py` that were taken. `payment_method_types` and `bank_transfer` say how it may be paid; None, in
    every way that takes no naming, and by the transfer of its currency. `method_options` are what was said by type.
    A draft without a `template_version` follows the newest. `inherited` are the fields that `rules/inheriting.py`
    fills; `look` and `line_groups` are those of finalization. `finalizes_as_given`: a caller named the moment at which
    it finalizes. `late_fee_for` is the late invoice for which this one charges a fee. `subscription` is what
    it bills, `subscription_metadata` what that had then.
    """

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
    shipping_details: Shipping | None
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
    last_finalization_error: FinalizationError | None
    finalized_at: int | None
    paid_at: int | None
    voided_at: int | None
    marked_uncollectible_at: int | None
    bill_to: BillTo | None
    issuer: Issuer | None
    hosted_token: str | None
    discounts: tuple[Discount, ...] = ()
    default_tax_rates: tuple[TaxRate, ...] = ()
    shipping_cost: ShippingCharge | None = None
    account_tax_ids: Sequence[str] | None = None
    subtotal_excluding_tax: int = 0
    total_excluding_tax: int = 0
    amount_shipping: int = 0
    removed_tax: int = 0
    total_discount_amounts: tuple[AppliedDiscount, ...] = ()
    total_taxes: tuple[AppliedTax, ...] = ()
    pre_payment_credit_notes_amount: int = 0
    post_payment_credit_notes_amount: int = 0
    credit_note_count: int = 0
    from_invoice: str | None = None
    latest_revision: str | None = None
    automatic_tax: AutomaticTax | None = None
    default_payment_method: str | None = None
    payment_intent: str | None = None
    amount_overpaid: int = 0
    due_steps: Sequence[str] = ()
    next_due_step_at: int | None = None
    payment_method_types: Sequence[str] | None = None
    bank_transfer: Transfer | None = None
    method_options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    template: str | None = None
    template_version: int | None = None
    inherited: Sequence[str] = ()
    look: Look | None = None
    test_clock: str | None = None
    finalizes_as_given: bool = False
    line_groups: tuple[LineGroup, ...] = ()
    late_fee_for: str | None = None
    subscription: str | None = None
    subscription_metadata: Mapping[str, str] | None = None

    @property
    def is_draft(self) -> bool:
        return self.status == DRAFT

    @property
    def amount_remaining(self) -> int:
        return self.amount_due - self.amount_paid


@dataclass(frozen=True, slots=True)
class InvoiceDetails:
    """An invoice with what is read together with it: its first lines and its customer as they are now.

    `today` is None if a finalized invoice was read: that says what it says. `balance` is the customer's balance as far
    as it applies to this invoice's currency. `issuer_tax_ids` are all that the account has today, by their ids, oldest
    first; they are read only when the invoice is locked.
    """

    invoice: Invoice
    lines: tuple[Item, ...]
    today: BillTo | None
    balance: int
    customer_deleted: bool = False
    customer_delinquent: bool = False
    issuer_tax_ids: Mapping[str, TaxNumber] = field(default_factory=dict)

    @property
    def bill_to(self) -> BillTo:
        """What the invoice says of its customer: as it was frozen, or in a draft as they are today."""
        found = self.invoice.bill_to or self.today
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Preview:
    """An invoice as it would be, with all its lines. `ending_balance` is the customer's balance after finalizing it;
    `is_named`: it is a preview for a customer who exists; `is_of_new_subscription`: for a subscription that does not.
    """

    details: InvoiceDetails
    ending_balance: int
    is_named: bool
    is_of_new_subscription: bool = False


@dataclass(frozen=True, slots=True)
class InvoicePayment:
    """A payment towards an invoice: by money that moved elsewhere (`payment_record`), or by a `payment_intent`.

    `amount_overpaid` is what of the payment was too much, and went to the customer's balance.
    """

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
    payment_intent: str | None = None
    amount_overpaid: int = 0

    @classmethod
    def waiting(
        cls, invoice: str, intent: str, currency: str, amount: int, *, now: int, is_default: bool
    ) -> "InvoicePayment":
        """A new payment of `amount` that waits for its intent."""
        return cls(
            id=new_id("inpay"), created=now, invoice=invoice, currency=currency, amount_requested=amount,
            amount_paid=None, status=INVOICE_PAYMENT.starts["wait"], is_default=is_default, payment_record=None,
            paid_at=None, canceled_at=None, payment_intent=intent,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberSequence:
    """A sequence that the account counts: its series, its period (`2026`, `2026-11` or empty) and the next number.

    `heads` are what stood before its numbers, in the order of first use.
    """

    series: str
    period: str
    next: int
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SequenceProof:
    """What is there of a sequence, and what is not: how many numbers were `given`, from `low` to `high`, and how many
    are missing without a reason, with the first of them.

    `scheme` is a series of the account or the id of a customer. Of `in_all` sequences, `with_gaps` miss one.
    """

    scheme: str
    period: str
    heads: tuple[str, ...]
    given: int
    low: int | None
    high: int | None
    missing: int
    first_missing: tuple[int, ...]
    in_all: int
    with_gaps: int


@dataclass(frozen=True, slots=True)
class OtherNumbers:
    """Numbers that no sequence has given: what stands before them, how many, from `low` to `high`, and how many between
    these two there are not. There are `in_all` such heads, with `given_in_all` numbers."""

    head: str
    given: int
    low: int | None
    high: int | None
    missing: int
    in_all: int
    given_in_all: int
