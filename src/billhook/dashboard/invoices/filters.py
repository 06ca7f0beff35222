"""The filters of the list of invoices: they stand in the address, in words that a person may read there."""

from dataclasses import dataclass

from billhook.dashboard.days import begins, day_of, ends
from billhook.dashboard.visiting import Visit
from billhook.invoices.params import COLLECTION_METHODS, ListInvoices
from billhook.wire.params import Range

TABS = (
    ("", "All"),
    ("draft", "Draft"),
    ("open", "Open"),
    ("past_due", "Past due"),
    ("paid", "Paid"),
    ("uncollectible", "Uncollectible"),
    ("void", "Void"),
)
METHODS = (("", "Any"), ("send_invoice", "Send an invoice"), ("charge_automatically", "Charge automatically"))
ROWS = 25

# The days that a filter knows, by the name in the address, with the words of its field.
DAYS = {"created_from": "Created from", "created_to": "Created to", "due_from": "Due from", "due_to": "Due to"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for, as it stands in the address; days are ISO texts."""

    status: str
    customer: str
    method: str
    days: dict[str, str]
    after: str
    before: str

    @property
    def query(self) -> dict[str, str]:
        """The filters as an address has them, without the place in the list."""
        return {"status": self.status, "customer": self.customer, "method": self.method, **self.days}

    @property
    def is_narrowed(self) -> bool:
        """Whether something other than the tab narrows the list."""
        return bool(self.customer or self.method or any(self.days.values()))


def filters_of(visit: Visit) -> Filters:
    """The filters in an address; what it says that is none is left out."""
    status, method = visit.asked("status"), visit.asked("method")
    return Filters(
        status=status if status in {name for name, _ in TABS} else "",
        customer=visit.asked("customer")[:100],
        method=method if method in COLLECTION_METHODS else "",
        days={name: visit.asked(name) if day_of(visit.asked(name)) else "" for name in DAYS},
        after=visit.asked("after"),
        before=visit.asked("before"),
    )


def asked_list(filters: Filters, visit: Visit, *, rows: int = ROWS) -> ListInvoices:
    """The list of the API that gives these rows."""
    zone, days = visit.formats.time_zone, filters.days
    due = _range(days["due_from"], days["due_to"], zone)
    if filters.status == "past_due":
        due = {**due, "lt": min(due.get("lt", visit.formats.now), visit.formats.now)}
    given: dict[str, object] = {
        "limit": rows,
        "status": "open" if filters.status == "past_due" else filters.status or None,
        "customer": filters.customer or None,
        "collection_method": filters.method or None,
        "created": Range.of(**_bounds(_range(days["created_from"], days["created_to"], zone))),
        "due_date": Range.of(**_bounds(due)),
        "starting_after": filters.after or None,
        "ending_before": filters.before or None,
    }
    if not days["created_from"] and not days["created_to"]:
        given["created"] = None
    if not due:
        given["due_date"] = None
    return ListInvoices.of(**given)


def _range(first: str, last: str, zone: str) -> dict[str, int]:
    """From the first moment of a day to the last of another, in the account's time zone; either may be missing."""
    bounds: dict[str, int] = {}
    if (day := day_of(first)) is not None:
        bounds["gte"] = begins(day, zone)
    if (day := day_of(last)) is not None:
        bounds["lt"] = ends(day, zone)
    return bounds


def _bounds(given: dict[str, int]) -> dict[str, int | None]:
    return {name: given.get(name) for name in ("gt", "gte", "lt", "lte")}
