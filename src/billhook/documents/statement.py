"""What an invoice or a credit note says: parties, lines, taxes, sums, ways to pay. Numbers, no words.

`invoices/statement.py` and `credit_notes/statement.py` build it from stored values. PDF, mail and hosted page put it
into words (`sum_wording.py`); each amount that they show is a figure of the statement, at most with its sign turned.
Amounts are in minor units of the statement's currency, instants in Unix seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from billhook.documents.line_groups import LineGroup
from billhook.documents.look import USUAL, Look
from billhook.kernel.address import Address
from billhook.kernel.stored import VERSION, Json
from billhook.kernel.tax_number import TaxNumber

Status = Literal["open", "paid", "void", "uncollectible"]
Exemption = Literal["none", "exempt", "reverse"]

# Taxes that a customer does not pay, by the wire's `taxability_reason`: prices contain none of them.
CUSTOMER_EXEMPT, REVERSE_CHARGE = "customer_exempt", "reverse_charge"


class TaxCategory(StrEnum):
    """The VAT categories of EN 16931 that an invoice can have, by their code in UNCL 5305."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    OUTSIDE_SCOPE = "O"


@dataclass(frozen=True, slots=True)
class Party:
    """One side. `name` is empty if nothing is known; `email` is None if it stands in for the name."""

    name: str
    address: Address | None = None
    email: str | None = None
    phone: str | None = None
    tax_ids: tuple[TaxNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax as it is charged. `percentage` 19 is 19 %; `inclusive`: the price was quoted with it."""

    name: str
    jurisdiction: str | None
    percentage: Decimal
    category: TaxCategory
    reason: str
    inclusive: bool

    @property
    def is_inside(self) -> bool:
        """Whether the price contains it. The price of an exempt customer contains none."""
        return self.inclusive and self.reason not in (CUSTOMER_EXEMPT, REVERSE_CHARGE)


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One row of the tax breakdown: `amount` of a tax on the amount `base`, which is without any tax."""

    tax: Tax
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Deduction:
    """What a discount took: `amount` is positive. `percent_off` is None for a discount of an amount."""

    name: str
    percent_off: Decimal | None
    amount: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line. `amount` is before its own `discounts` and without tax on top; `unit_amount` in minor units.

    `period` is its first and last instant; it is shown if it spans a day or the line `is_dated`. `credits_all_of` is
    the number of an invoice of which this line credits a mere amount: such a line has no description of its own.
    """

    description: str | None
    amount: int
    quantity: Decimal | int | None
    unit_amount: Decimal | None
    period: tuple[int, int] | None = None
    discounts: tuple[Deduction, ...] = ()
    taxes: tuple[Tax, ...] = ()
    credits_all_of: str | None = None
    is_dated: bool = False


@dataclass(frozen=True, slots=True)
class ShippingCharge:
    """What shipping costs: `amount` without tax on top; `name` of the shipping rate."""

    name: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class Sums:
    """From the lines to the total.

    `subtotal` - `discounts` + `shipping` - `removed_tax` + `taxes` on top = `total`. The discounts are those of the
    whole; `removed_tax` is tax inside prices that an exempt customer does not pay.
    """

    subtotal: int
    discounts: tuple[Deduction, ...]
    shipping: ShippingCharge | None
    removed_tax: int
    taxes: tuple[TaxAmount, ...]
    total_excluding_tax: int
    total: int

    @property
    def taxes_inside(self) -> tuple[TaxAmount, ...]:
        """The taxes that prices contain."""
        return tuple(one for one in self.taxes if one.tax.is_inside)

    @property
    def taxes_on_top(self) -> tuple[TaxAmount, ...]:
        """The taxes that come on top of prices."""
        return tuple(one for one in self.taxes if not one.tax.is_inside)


@dataclass(frozen=True, slots=True)
class AmountsDue:
    """From the total to what is still due. A negative balance is the customer's credit (invoicing.md §2.6).

    `credited_before` are credit notes from before the payment, which lower what is due; `credited_after` are others.
    """

    starting_balance: int
    ending_balance: int
    credited_before: int
    amount_due: int
    amount_paid: int
    amount_remaining: int
    overpaid: int
    credited_after: int


@dataclass(frozen=True, slots=True)
class TransferAccount:
    """An account for bank transfers. `details` are the fields of the wire's financial address, by their names.

    An account of a scheme that the wire has not is of the type `pix`, `paynow` or `upi`, and has a field of that name.
    """

    type: str
    details: Mapping[str, str]

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, "type": self.type, "details": dict(self.details)}

    @classmethod
    def from_stored(cls, stored: Json) -> "TransferAccount":
        """The account in any form that was ever stored."""
        return cls(stored["type"], stored["details"])


@dataclass(frozen=True, slots=True)
class PaymentMeans:
    """How it can be paid: what the issuer says of it, accounts for bank transfers, and the address of the page.

    `swiss_account` is the IBAN of a Swiss QR-bill, which is then the one account. So is the `domestic_account`, of a
    payment scheme of the issuer's country. `pays_online`: when the invoice was finalized, the page took payments.
    """

    instructions: str | None
    accounts: tuple[TransferAccount, ...]
    page: str | None
    swiss_account: str | None = None
    domestic_account: TransferAccount | None = None
    pays_online: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What makes a statement a credit note: the invoice that it corrects, why, and where the amount went.

    `reason` is the wire's. `off_amount_due`, `to_balance` and `given_back` add up to the amount that is credited.
    """

    invoice_number: str | None
    reason: str | None
    off_amount_due: int
    to_balance: int
    given_back: int


@dataclass(frozen=True, slots=True)
class Brand:
    """How the issuer looks. `logo` and `icon` are ids of files; `colour` and `accent` are `#rrggbb`, checked before."""

    logo: str | None = None
    icon: str | None = None
    colour: str | None = None
    accent: str | None = None

    @property
    def accent_colour(self) -> str | None:
        """Of links and buttons: the accent colour, else the brand colour."""
        return self.accent or self.colour

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION, "logo": self.logo, "icon": self.icon, "colour": self.colour, "accent": self.accent,
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "Brand":
        """The brand in any form that was ever stored."""
        return cls(stored.get("logo"), stored.get("icon"), stored.get("colour"), stored.get("accent"))


UNBRANDED = Brand()
"""No logo, no colours."""


@dataclass(frozen=True, slots=True)
class InvoiceStatement:
    """A finalized invoice, or a credit note if it has a `correction`. Exactly one of the two has `amounts`.

    `locales` are the languages that the customer reads, best first, `issuer_locale` is that of the account. A credit
    note is `open` or `void`. `adds_tax` asks for prices without tax, whatever they were quoted with. `exemption` says
    why the customer pays no tax. `custom_fields` are pairs of name and value; `replaced_by` is a number; `brand`
    is how the issuer looked, `look` how the paper is laid out. `groups` are empty, or have each line once. `supply` is
    the first and last instant of what was supplied, where the head says it.
    """

    issuer: Party
    customer: Party
    ship_to: Party | None
    number: str
    status: Status
    issued_at: int
    currency: str
    lines: tuple[StatementLine, ...]
    sums: Sums
    locales: tuple[str, ...]
    issuer_locale: str
    time_zone: str
    page_size: Literal["letter", "a4"]
    is_test: bool
    amounts: AmountsDue | None = None
    correction: Correction | None = None
    means: PaymentMeans = PaymentMeans(None, (), None)
    due_at: int | None = None
    paid_at: int | None = None
    voided_at: int | None = None
    marked_uncollectible_at: int | None = None
    replaced_by: str | None = None
    adds_tax: bool = False
    exemption: Exemption = "none"
    custom_fields: tuple[tuple[str, str], ...] = ()
    memo: str | None = None
    footer: str | None = None
    brand: Brand = UNBRANDED
    look: Look = USUAL
    groups: tuple[LineGroup, ...] = ()
    supply: tuple[int, int] | None = None
