"""The filters of the list of payments: customer, status, amount and day, as they stand in the address."""

from dataclasses import dataclass, field

from billhook.customers import store as customers
from billhook.dashboard.customers.naming import named
from billhook.dashboard.days import begins, day_of
from billhook.dashboard.faults import Faults
from billhook.dashboard.filtering import AMOUNTS, read_amounts, read_days, span
from billhook.dashboard.payments.sections import INTENTS
from billhook.dashboard.payments.words import STATUSES
from billhook.dashboard.visiting import Visit
from billhook.kernel.money import CURRENCIES
from billhook.payments.listing_store import Listing

DAYS = {"created_from": "Created from", "created_to": "Created to"}
LABELS = {"customer": "Customer", "status": "Status", "currency": "Currency", **AMOUNTS, **DAYS}
TYPED = "typed"
"""With this field a form says that a person filled it in."""

_LENGTH_MAX = 255


@dataclass(slots=True)
class Filters:
    """What was asked for. `given` are the filters as an address has them, `typed` as the fields of the form do."""

    given: dict[str, str]
    typed: dict[str, str]
    faults: Faults = field(default_factory=Faults)
    amounts: dict[str, int] = field(default_factory=dict)
    customer_name: str = ""
    listing: Listing = field(default_factory=Listing)

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address; what is not given is not there."""
        return {name: value for name, value in self.given.items() if value}


async def filters_of(visit: Visit) -> Filters:
    """The filters in an address, with a sentence for each that says nothing."""
    given = {name: visit.asked(name)[:_LENGTH_MAX] for name in LABELS}
    filters = Filters(given, dict(given))
    faults = filters.faults
    if given["currency"] and given["currency"].lower() not in CURRENCIES:
        faults.fields["currency"] = "Choose a currency of the list."
    given["currency"] = given["currency"].lower()
    if given["status"] not in ("", *STATUSES):
        faults.fields["status"] = "Choose one of the list."
    is_typed = TYPED in visit.request.query_params
    filters.amounts = read_amounts(visit, given, filters.typed, faults, is_typed=is_typed)
    read_days(given, DAYS, faults)
    if given["customer"]:
        async with visit.reader() as reader:
            found = await customers.of_ids(reader, [given["customer"]])
        filters.customer_name = named(found[0]) if found else given["customer"]
    if not faults:
        filters.listing = Listing(
            given["status"], given["customer"], given["currency"], filters.amounts.get("amount_from"),
            filters.amounts.get("amount_to"), span(given, "created", visit.formats.time_zone),
        )  # fmt: skip
    return filters


def chips(visit: Visit, filters: Filters) -> list[tuple[str, str]]:
    """Each filter in words, with the address without it."""
    given, f = filters.query, visit.formats
    shown = {
        **given, "customer": filters.customer_name, "status": STATUSES.get(given.get("status", ""), ""),
        "currency": given.get("currency", "").upper(),
    }  # fmt: skip
    for name in DAYS:
        if (day := day_of(given.get(name, ""))) is not None:
            shown[name] = f.day(begins(day, f.time_zone))
    for name, minor in filters.amounts.items():
        shown[name] = f.money(minor, given["currency"])
    told = []
    for name, label in LABELS.items():
        if name in given:
            # Without a currency an amount means nothing.
            gone = {name, *AMOUNTS} if name == "currency" else {name}
            kept = {other: value for other, value in given.items() if other not in gone}
            told.append((f"{label}: {shown[name]}", visit.to(INTENTS, **kept)))
    return told
