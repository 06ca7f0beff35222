"""The entries of the ledger, as stored, and what they add up to; in minor units and Unix seconds."""

from dataclasses import dataclass

from billhook.kernel.stored import VERSION, Json


@dataclass(frozen=True, slots=True)
class Entry:
    """A balance transaction. `amount` is negative where money goes, `net` is what is left of it after the `fee`.

    The order of the fields is that of the columns. From `available_on` the money can be paid out. `exchange_rate` is
    that of the processor, as it writes it; None where nothing was converted.
    """

    id: str
    created: int
    available_on: int
    type: str
    reporting_category: str
    currency: str
    amount: int
    fee: int
    net: int
    fee_description: str | None
    source: str
    description: str | None
    exchange_rate: str | None = None

    def to_stored(self) -> Json:
        """Plain JSON, for the row of the object that made the entry."""
        return {"version": VERSION} | {name: getattr(self, name) for name in _FIELDS}

    @classmethod
    def from_stored(cls, stored: Json) -> "Entry":
        """The entry in any form that was ever stored."""
        values = {**_LATER, **stored}
        return cls(*[values[name] for name in _FIELDS])


_FIELDS = tuple(Entry.__dataclass_fields__)
# What entries of earlier programs lack.
_LATER: Json = {"exchange_rate": None}


@dataclass(frozen=True, slots=True)
class Sum:
    """What the entries of a currency come to: what can be paid out by now, and what not yet; minor units."""

    currency: str
    available: int
    pending: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What all entries come to, by currency."""

    sums: tuple[Sum, ...]
