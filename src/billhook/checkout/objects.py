"""Checkout Sessions as stored: frozen, in minor units and Unix seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from billhook.catalog.objects import Price
from billhook.invoices.rules.terms import Tax
from billhook.kernel.money import decimal_text
from billhook.kernel.stored import VERSION, Json
from billhook.tax.objects import TaxRate, frozen_rate

PAYMENT, SETUP = "payment", "setup"

LINES_MAX = 100
"""So many lines Stripe documents for a session that is paid once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One thing that is paid for. `amount` is before exclusive taxes; `rates` are as they were when it was named."""

    id: str
    price: str
    product: str
    description: str | None
    quantity: int
    unit_amount: Decimal | None
    amount: int
    rates: tuple[TaxRate, ...] = ()
    taxes: tuple[Tax, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def tax(self) -> int:
        """All taxes on it, inclusive ones too."""
        return sum(tax.amount for tax in self.taxes)

    @property
    def total(self) -> int:
        """What is paid for it, with all taxes."""
        return self.amount + sum(tax.amount for tax in self.taxes if not tax.inclusive)

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION, "id": self.id, "price": self.price, "product": self.product,
            "description": self.description, "quantity": self.quantity,
            "unit_amount": decimal_text(self.unit_amount) if self.unit_amount is not None else None,
            "amount": self.amount, "rates": [rate.to_stored() for rate in self.rates],
            "taxes": [tax.to_stored() for tax in self.taxes],
            "metadata": dict(self.metadata),
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "SessionLine":
        """The line as it was stored."""
        unit = stored["unit_amount"]
        return cls(
            id=stored["id"], price=stored["price"], product=stored["product"], description=stored["description"],
            quantity=stored["quantity"], unit_amount=Decimal(unit) if unit is not None else None,
            amount=stored["amount"], rates=tuple(frozen_rate(rate) for rate in stored["rates"]),
            taxes=tuple(Tax.from_stored(tax) for tax in stored["taxes"]), metadata=stored["metadata"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its price, which it shows as it is today."""

    line: SessionLine
    price: Price
    currency: str


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """What a payer is asked for, and how far it has come. The order of the fields is that of the columns.

    `token` opens the page. `intent_data` is what its payment or setup intent is made with, by the names of their
    parameters, and `invoice_creation` what is given to the invoice that is made once it is paid; None if none is to be
    made. `customer_details` is what is known of the payer since they paid. `payment_intent` or `setup_intent` is
    None until they try for the first time.
    """

    id: str
    created: int
    mode: str
    status: str
    payment_status: str
    currency: str | None
    customer: str | None
    customer_email: str | None
    customer_creation: str | None
    customer_details: Mapping[str, str | None] | None
    client_reference_id: str | None
    metadata: dict[str, str]
    success_url: str | None
    cancel_url: str | None
    locale: str | None
    submit_type: str | None
    allowed_payment_method_types: Sequence[str] | None
    intent_data: Json
    lines: tuple[SessionLine, ...]
    amount_subtotal: int | None
    amount_total: int | None
    amount_tax: int | None
    token: str
    expires_at: int
    payment_intent: str | None = None
    setup_intent: str | None = None
    test_clock: str | None = None
    invoice_creation: Json | None = None
    invoice: str | None = None

    @property
    def intent(self) -> str | None:
        """The intent of either kind that the payer tries with."""
        return self.payment_intent or self.setup_intent

    @property
    def returns_to(self) -> str | None:
        """The address to which a payer goes on who is done, with the id of the session in it."""
        return self.success_url.replace("{CHECKOUT_SESSION_ID}", self.id) if self.success_url is not None else None
