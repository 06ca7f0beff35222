"""How a person reads money, numbers and moments: in their language, in the account's time zone."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from billhook.kernel import display
from billhook.kernel.clock import as_datetime
from billhook.kernel.display import locale_of

_MINUS, _HYPHEN = "−", "-"


@dataclass(frozen=True, slots=True)
class Formats:
    """`locale` is a language tag, `time_zone` a name of the IANA, `now` Unix seconds."""

    locale: str
    time_zone: str
    now: int

    def money(self, minor: int, currency: str) -> str:
        """An amount with its currency."""
        return display.money(minor, currency, self.locale).replace(_HYPHEN, _MINUS)

    def unit_price(self, minor: object, currency: str) -> str:
        """A price of one with every digit that it has."""
        return display.unit_price(str(minor), currency, self.locale)

    def quantity(self, value: object) -> str:
        """A quantity without zeros at its end."""
        return display.quantity(str(value), self.locale)

    def percent(self, value: object) -> str:
        """A percentage given in hundredths."""
        return display.percent(str(value), self.locale)

    def number(self, value: int) -> str:
        """A whole number in groups."""
        return display.quantity(value, self.locale)

    def day(self, moment: int) -> str:
        """A day, short: "5 Dec 2026"."""
        return format_date(self.local(moment), "medium", locale=locale_of(self.locale))

    def stored_day(self, day: str) -> str:
        """A day that is stored as "2026-12-05", short: "5 Dec 2026"."""
        return format_date(date.fromisoformat(day), "medium", locale=locale_of(self.locale))

    def moment(self, moment: int) -> str:
        """A day and a time: "5 Dec 2026, 14:02"."""
        return f"{self.day(moment)}, {self.clock(moment)}"

    def clock(self, moment: int) -> str:
        """A time of day: "14:02"."""
        zone = ZoneInfo(self.time_zone)
        return format_time(as_datetime(moment), "short", tzinfo=zone, locale=locale_of(self.locale))

    def iso_day(self, moment: int | None) -> str:
        """A day as a date field holds it: "2026-12-05"."""
        return self.local(moment).isoformat() if moment is not None else ""

    def iso_minute(self, moment: int | None) -> str:
        """A moment as a field for day and time holds it: "2026-12-05T09:00"."""
        if moment is None:
            return ""
        return as_datetime(moment).astimezone(ZoneInfo(self.time_zone)).strftime("%Y-%m-%dT%H:%M")

    def local(self, moment: int) -> date:
        """The day of a moment in the account's time zone."""
        return display.local_date(moment, self.time_zone)

    def days_from_today(self, moment: int) -> int:
        """How many days of the account's time zone lie between today and a moment; past ones are negative."""
        return (self.local(moment) - self.local(self.now)).days

    def due(self, moment: int) -> str:
        """A due date as a distance: "today", "in 3 days", "2 days ago"."""
        days = self.days_from_today(moment)
        if days == 0:
            return "today"
        unit = "day" if abs(days) == 1 else "days"
        return f"in {days} {unit}" if days > 0 else f"{-days} {unit} ago"
