"""What a page of figures was asked for: a period and a currency, as they stand in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from billhook.dashboard.visiting import Visit
from billhook.db.tx import Reader
from billhook.figures import store
from billhook.figures.rules import periods
from billhook.figures.rules.periods import BadPeriod, Days, Grain

OWN = "own"
PERIODS = (
    ("month", "This month"),
    ("last_month", "Last month"),
    ("quarter", "This quarter"),
    ("year", "This year"),
    ("12_months", "12 months"),
    (OWN, "Days of your choice"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A period with the one before it, and a currency. `error` says what is wrong with the days in the address.

    `first` and `last` are days as "2026-12-31", the first and the last of the period.
    """

    name: str
    days: Days
    before: Days
    today: date
    currency: str
    currencies: Sequence[str]
    error: str = ""

    @property
    def grain(self) -> Grain:
        """How long a bar of the period is."""
        return periods.grain_of(self.days)

    @property
    def first(self) -> str:
        """The first day."""
        return self.days.first.isoformat()

    @property
    def last(self) -> str:
        """The last day."""
        return self.days.last.isoformat()

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address."""
        days = {"from": self.first, "to": self.last} if self.name == OWN else {}
        return {"period": self.name, **days, "currency": self.currency}

    @property
    def is_whole(self) -> bool:
        """Whether the period is made of whole months, so that every figure is of exactly these days."""
        return periods.is_whole(self.days)

    @property
    def months(self) -> Days:
        """The whole months in which the period lies, for figures that are kept by months."""
        return periods.around(self.days)


async def asked(visit: Visit, reader: Reader) -> Asked:
    """What the address asks for. What it says that is none is this month, or the account's own currency."""
    today = visit.formats.local(visit.formats.now)
    name = visit.asked("period")
    name = name if name in dict(PERIODS) else "month"
    error = ""
    days = periods.named(name, today)
    if name == OWN:
        try:
            days = periods.between(visit.asked("from"), visit.asked("to"))
        except BadPeriod as wrong:
            error = str(wrong)
    own = visit.tenant.settings.default_currency
    occurring = await store.currencies(reader)
    currencies = sorted(occurring, key=lambda currency: (currency != own, currency)) or [own]
    wanted = visit.asked("currency").lower()
    return Asked(
        name, days, periods.before(days, today), today, wanted if wanted in currencies else currencies[0], currencies,
        error,
    )  # fmt: skip
