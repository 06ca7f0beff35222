"""What a tax rate and a tax id are. Percentages are `Decimal` percent with at most four places: 19 is 19 %."""

from dataclasses import dataclass, field, fields
from decimal import Decimal

from billhook.kernel.money import decimal_text
from billhook.kernel.stored import VERSION, Json, remembered

_PERCENTAGES = ("percentage", "effective_percentage")


@dataclass(frozen=True, slots=True)
class FlatAmount:
    """A tax that is an amount: minor units of `currency`."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateData:
    """What a tax rate says, whoever made it (invoicing.md §1.10, §2.4)."""

    display_name: str
    inclusive: bool
    percentage: Decimal
    effective_percentage: Decimal | None = None
    flat_amount: FlatAmount | None = None
    country: str | None = None
    state: str | None = None
    jurisdiction: str | None = None
    jurisdiction_level: str | None = None
    tax_type: str | None = None
    rate_type: str | None = None
    description: str | None = None


DATA_NAMES = tuple(f.name for f in fields(TaxRateData))


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate(TaxRateData):
    """A tax rate as stored. `minted` rates were made for amounts that somebody else worked out."""

    id: str
    created: int
    active: bool
    minted: bool = False
    metadata: dict[str, str] = field(default_factory=dict)

    def to_stored(self) -> Json:
        """Plain JSON, percentages as texts, as `from_stored` reads it."""
        stored = {name: getattr(self, name) for name in _FIELDS}
        for name in _PERCENTAGES:
            stored[name] = decimal_text(stored[name]) if stored[name] is not None else None
        flat = self.flat_amount
        stored["flat_amount"] = {"amount": flat.amount, "currency": flat.currency} if flat is not None else None
        return {"version": VERSION, **stored}

    @classmethod
    def from_stored(cls, stored: Json) -> "TaxRate":
        """The rate in any form that was ever stored; what later versions of it added has its default."""
        values = {name: stored[name] for name in _FIELDS if name in stored}
        for name in _PERCENTAGES:
            values[name] = Decimal(values[name]) if values.get(name) is not None else None
        flat = values.get("flat_amount")
        values["flat_amount"] = FlatAmount(flat["amount"], flat["currency"]) if flat is not None else None
        return cls(**values)


_FIELDS = tuple(f.name for f in fields(TaxRate))

frozen_rate = remembered(TaxRate.from_stored)
"""`TaxRate.from_stored` for invoices, of which many carry the same few rates."""


@dataclass(frozen=True, slots=True)
class TaxId:
    """A tax id as stored. `customer` None: the account's own, which has no verification."""

    id: str
    created: int
    customer: str | None
    type: str
    value: str
    verification: str | None
