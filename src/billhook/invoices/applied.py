"""What discounts, taxes and shipping come to on an invoice, as it keeps them.

Amounts are in minor units of its currency.
"""

from dataclasses import dataclass

from billhook.invoices.rules.terms import Tax
from billhook.kernel.stored import VERSION, Json, all_of, each
from billhook.tax.objects import TaxRate, frozen_rate


@dataclass(frozen=True, slots=True)
class AppliedDiscount:
    """What a discount took, of a line or of a whole invoice: its id, and a positive `amount`."""

    discount: str
    amount: int

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, "discount": self.discount, "amount": self.amount}

    @classmethod
    def from_stored(cls, stored: Json) -> "AppliedDiscount":
        """The same in any form that was ever stored."""
        return cls(stored["discount"], stored["amount"])


@dataclass(frozen=True, slots=True)
class AppliedTax:
    """A tax with its whole rate as it was: one of a whole invoice, or one that a caller has worked out for a line.

    `amount` is the tax on `taxable_amount`; an `inclusive` one is inside the prices. `reason` is one of the taxability
    reasons. The taxes of a line name their rate by its id alone: `rules/terms.py`, `Tax`.
    """

    rate: TaxRate
    amount: int
    taxable_amount: int
    inclusive: bool
    reason: str

    @classmethod
    def of(cls, tax: Tax, rate: TaxRate) -> "AppliedTax":
        """A tax of a line, or several of one rate summed up, with that rate."""
        return cls(rate, tax.amount, tax.taxable_amount, tax.inclusive, tax.reason)

    @property
    def tax(self) -> Tax:
        """The same with the id of its rate alone."""
        return Tax(self.rate.id, self.amount, self.taxable_amount, self.inclusive, self.reason)

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {**self.tax.to_stored(), "version": VERSION, "rate": self.rate.to_stored()}

    @classmethod
    def from_stored(cls, stored: Json) -> "AppliedTax":
        """The tax in any form that was ever stored."""
        return cls(
            frozen_rate(stored["rate"]), stored["amount"], stored["taxable_amount"], stored["inclusive"],
            stored["reason"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundRate:
    """A tax rate that a tax provider found for a line or for shipping, and the taxability reason that it gave."""

    rate: TaxRate
    reason: str

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, "rate": self.rate.to_stored(), "reason": self.reason}

    @classmethod
    def from_stored(cls, stored: Json) -> "FoundRate":
        """The rate in any form that was ever stored."""
        return cls(frozen_rate(stored["rate"]), stored["reason"])


@dataclass(frozen=True, slots=True)
class ShippingCharge:
    """What shipping costs, of which shipping rate. `name`, `tax_behavior` and `tax_code` are the rate's as it was.

    `amount_subtotal` has inclusive taxes inside, `amount_tax` is all tax. `automatic_rates` are those that a tax
    provider found; `taxes` are what they came to.
    """

    shipping_rate: str
    name: str | None
    tax_behavior: str
    tax_code: str | None
    amount_subtotal: int
    amount_tax: int = 0
    taxes: tuple[Tax, ...] = ()
    automatic_rates: tuple[FoundRate, ...] = ()

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION,
            "shipping_rate": self.shipping_rate,
            "name": self.name,
            "tax_behavior": self.tax_behavior,
            "tax_code": self.tax_code,
            "amount_subtotal": self.amount_subtotal,
            "amount_tax": self.amount_tax,
            "taxes": all_of(self.taxes),
            "automatic_rates": all_of(self.automatic_rates),
        }

    @classmethod
    def from_stored(cls, stored: Json) -> "ShippingCharge":
        """The charge in any form that was ever stored. Those without a version may lack tax code, taxes and rates."""
        return cls(
            stored["shipping_rate"],
            stored.get("name"),
            stored["tax_behavior"],
            stored.get("tax_code"),
            stored["amount_subtotal"],
            stored["amount_tax"],
            _taxes(stored.get("taxes", ())),
            _found_rates(stored.get("automatic_rates", ())),
        )


@dataclass(frozen=True, slots=True)
class AutomaticTax:
    """That a tax provider is asked for the taxes of an invoice, and how far that came (`status`; None: not yet)."""

    status: str | None

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, "status": self.status}

    @classmethod
    def from_stored(cls, stored: Json) -> "AutomaticTax":
        """The same in any form that was ever stored."""
        return cls(stored["status"])


_taxes = each(Tax.from_stored)
_found_rates = each(FoundRate.from_stored)
