"""The list of subscriptions: its tabs and filters, and a page of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import Response

from billhook.dashboard.clock_choices import clock_choices
from billhook.dashboard.faults import Faults
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.search.pages import TEXT_LENGTH_MAX
from billhook.dashboard.subscriptions import words
from billhook.dashboard.subscriptions.choosing import FIELD, chosen_customer
from billhook.dashboard.subscriptions.reading import LIST, names_of, price_choices
from billhook.dashboard.subscriptions.rows import row_of
from billhook.dashboard.visiting import Visit
from billhook.subscriptions import counting_store, listing_store
from billhook.subscriptions.counting_store import Count
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import ListSubscriptions
from billhook.subscriptions.rules.lifecycle import STATUSES
from billhook.test_clocks import store as test_clocks

TABS = ("active", "trialing", "past_due", "unpaid", "incomplete", "canceled", "incomplete_expired")
LABELS = {"customer": "Customer", "price": "Price", "clock": "Test clock"}


@dataclass(slots=True)
class Filters:
    """What was asked for. `given` are the filters as an address has them; `matches` are customers who may be meant."""

    given: dict[str, str]
    faults: Faults = field(default_factory=Faults)
    customer_name: str = ""
    matches: list[tuple[str, str]] = field(default_factory=list)

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address; what is not given is not there."""
        return {name: value for name, value in self.given.items() if value}

    @property
    def wanted(self) -> dict[str, str | None]:
        """The same as the list of the API takes it."""
        given = self.given
        return {
            "status": given["status"] or "all", "customer": given["customer"] or None, "price": given["price"] or None,
            "test_clock": given["clock"] or None,
        }  # fmt: skip


async def filters_of(visit: Visit) -> Filters:
    """The filters in an address, with a sentence for each that says nothing. The list lives in its clock's time."""
    given = {name: visit.asked(name)[:TEXT_LENGTH_MAX] for name in ("status", *LABELS)}
    if given["status"] not in TABS:
        given["status"] = ""
    filters = Filters(given)
    clock = await _read_customer(visit, filters)
    if given["clock"]:
        async with visit.reader() as reader:
            if await test_clocks.find(reader, given["clock"]) is None:
                filters.faults.fields["clock"] = "There is no such test clock."
                return filters
    await visit.live_on(given["clock"] or clock or None)
    return filters


async def _read_customer(visit: Visit, filters: Filters) -> str | None:
    """Find the customer by their id, or by the name that was typed. Gives the test clock that they live on."""
    name = visit.asked(FIELD) if FIELD in visit.request.query_params else None
    # A field that was emptied asks for everybody.
    chosen = await chosen_customer(visit, filters.given["customer"] if name != "" else "", name)
    filters.customer_name, filters.matches = chosen.name, chosen.matches
    if chosen.fault:
        filters.faults.fields[FIELD] = chosen.fault
    if name is not None or chosen.customer is not None:
        filters.given["customer"] = chosen.customer.id if chosen.customer is not None else ""
    return chosen.customer.test_clock if chosen.customer is not None else None


async def show(visit: Visit) -> Response:
    """The subscriptions of this mode, newest first."""
    filters = await filters_of(visit)
    if FIELD in visit.request.query_params and not filters.faults:
        return visit.back(visit.to(LIST, **filters.query))
    found: list[SubscriptionDetails] = []
    has_more = False
    async with visit.reader() as reader:
        if not filters.faults:
            wanted = ListSubscriptions.of(**filters.wanted, **cursors(visit))
            found, has_more = await listing_store.page(reader, wanted)
        counts = await counting_store.by_status(reader, STATUSES)
    names = await names_of(visit, found)
    given = filters.given
    return visit.page(
        "subscriptions/list.html",
        status=422 if filters.faults else 200,
        title="Subscriptions",
        area="subscriptions",
        rows=[row_of(each, names.get(each.subscription.customer, ""), visit.formats) for each in found],
        tabs=_tabs(visit, filters, counts),
        filters=filters,
        prices=await price_choices(visit, none="Any", also=[given["price"]]),
        clocks=await clock_choices(visit, "None", given["clock"]),
        is_narrowed=any(given[name] for name in LABELS),
        is_new=not (filters.query or filters.faults or found or visit.request.url.query),
        cleared=visit.to(LIST, status=given["status"]),
        export=visit.to(f"{LIST}/export.csv", **filters.query),
        pager=pager(visit, LIST, [each.subscription.id for each in found], has_more=has_more, query=filters.query),
    )


def _tabs(
    visit: Visit, filters: Filters, counts: Mapping[str, Count]
) -> list[tuple[str, str, bool, str | None]]:  # fmt: skip
    """One tab for each status; a count stands behind the name."""
    others = {name: value for name, value in filters.query.items() if name != "status"}
    here = filters.given["status"]
    tabs: list[tuple[str, str, bool, str | None]] = [(visit.to(LIST, **others), "All", not here, None)]
    for name in TABS:
        count = visit.formats.number(counts[name].number) + ("+" if counts[name].is_more else "")
        tabs.append((visit.to(LIST, **others, status=name), words.STATUSES[name][0], name == here, count))
    return tabs
