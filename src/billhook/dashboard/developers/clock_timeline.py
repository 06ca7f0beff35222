"""What happened on a test clock, and what comes by itself and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from billhook.account_statements import jobs as account_statements
from billhook.checkout import jobs as checkout
from billhook.customers import store as customers
from billhook.dashboard.customers.naming import named as named_customer
from billhook.dashboard.invoices.badges import named as named_invoice
from billhook.dashboard.invoices.next_steps import coming_steps
from billhook.dashboard.places import page_of
from billhook.dashboard.visiting import Visit
from billhook.db.due import Due
from billhook.db.tx import Reader
from billhook.disputes import jobs as disputes
from billhook.events import search_store
from billhook.events.objects import Event
from billhook.invoices import exemptions_store
from billhook.invoices import jobs as invoice_jobs
from billhook.invoices import store as invoices
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.exemptions import Exempted
from billhook.kernel.stored import Json
from billhook.payments import jobs as payments
from billhook.subscriptions import jobs as subscriptions
from billhook.test_clocks import store
from billhook.test_clocks.objects import TestClock
from billhook.test_clocks.rules.advancing import Step

DUES = [
    due
    for due in (
        *invoice_jobs.DUE, *payments.DUE, *disputes.DUE, *account_statements.DUE, *checkout.DUE, *subscriptions.DUE
    )
    if isinstance(due, Due) and due.has_clocks
]  # fmt: skip
"""What an advance plays, as the worker knows it."""

HAPPENED_MAX, COMING_MAX = 50, 50
_ADVANCING = "test_helpers.test_clock.advancing"

# What a job does, and whose page tells of it: that of its object, or of the one that stands where a customer would.
WORDS = {
    "invoices.reconcile": ("The cash of a customer pays their invoices", "id"),
    "account_statements.send": ("The statement of account of a month is due", "id"),
    "payments.ask": ("The answer to a payment comes", "customer"),
    "payments.lapse": ("An uncaptured payment lapses", "id"),
    "disputes.expire": ("A dispute is lost, unless it is answered", "id"),
    "checkout.expire": ("A Checkout Session expires", "customer"),
    "subscriptions.advance": ("A subscription enters its next period, or ends", "customer"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: its moment by the clock, what happens, where that leads, and what it is about with its page.

    Paths are below the mode; empty where there is no page.
    """

    at: int
    words: str
    path: str
    about: str = ""
    about_path: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, newest first, and what comes, soonest first. `is_cut`: more happened than is told.

    `since` is where the clock stood when its last advance began, if that is known.
    """

    happened: Sequence[Entry]
    coming: Sequence[Entry]
    is_cut: bool
    since: int | None


async def timeline(visit: Visit, clock: TestClock, its_customers: Sequence[str]) -> Timeline:
    """The timeline of a clock on which these customers live. What happened is told to those who may read events."""
    found: list[Event] = []
    async with visit.reader() as reader:
        if visit.may("events:read"):
            about = [clock.id, *its_customers, *await invoices.ids_on_clock(reader, clock.id)]
            found = await search_store.about(reader, about, since=clock.created - 1, limit=HAPPENED_MAX + 1)
        coming = await _coming(visit, reader, clock)
    began = next((orjson.loads(event.object)["frozen_time"] for event in found if event.type == _ADVANCING), None)
    return Timeline(_happened(found[:HAPPENED_MAX]), coming, len(found) > HAPPENED_MAX, began)


def _happened(events: Sequence[Event]) -> list[Entry]:
    """Events with the objects that they speak of, the newest by the clock first.

    That an object is updated is not told if a weightier event of the moment tells it.
    """
    told = [(event, orjson.loads(event.object)) for event in events]
    weighty = {(object.get("id"), event.created) for event, object in told if not event.type.endswith(".updated")}
    entries = [
        _event(event, object)
        for event, object in told
        if not event.type.endswith(".updated") or (object.get("id"), event.created) not in weighty
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _event(event: Event, object: Json) -> Entry:
    """An event; those of the clock itself happen by the wall, and are told by what the clock showed."""
    id = str(object.get("id") or "")
    if object.get("object") == "test_helpers.test_clock":
        return Entry(object["frozen_time"], event.type, page_of(event.id))
    draft = "Draft" if object.get("object") == "invoice" else id
    name = object.get("number") or object.get("name") or object.get("description") or draft
    return Entry(event.created, event.type, page_of(event.id), str(name), page_of(id))


async def _coming(visit: Visit, reader: Reader, clock: TestClock) -> list[Entry]:
    steps = await store.coming(reader, DUES, clock.id, COMING_MAX)
    ids = sorted({step.id for step in steps if step.id.startswith("in_")})
    bills = await invoices.of_ids(reader, ids) if ids else []
    owners = {each.id: named_customer(each) for each in await customers.of_ids(reader, [s.customer for s in steps])}
    exempt = await exemptions_store.exempt_by_kind(reader, [*ids, *owners])
    entries = [entry for details in bills for entry in _of_invoice(visit, details, owners, exempt, clock.frozen_time)]
    entries += [_of_job(step, owners) for step in steps if step.job in WORDS]
    return sorted(entries, key=lambda entry: entry.at)[:COMING_MAX]


def _of_invoice(
    visit: Visit,
    details: InvoiceDetails,
    owners: dict[str, str],
    exempt: Mapping[Exempted, frozenset[str]],
    now: int,
) -> list[Entry]:
    invoice = details.invoice
    of_this = [what for what, ids in exempt.items() if not ids.isdisjoint((invoice.id, invoice.customer))]
    steps = coming_steps(invoice, visit.tenant.settings, collects=not visit.tenant.livemode, now=now, exempt=of_this)
    about = f"{named_invoice(invoice)} of {owners.get(invoice.customer, invoice.customer)}"
    return [Entry(step.at, f"{step.what}{step.besides}", "", about, page_of(invoice.id)) for step in steps]


def _of_job(step: Step, owners: dict[str, str]) -> Entry:
    words, whose = WORDS[step.job]
    about = step.customer if whose == "customer" else step.id
    name = owners.get(step.id) or owners.get(step.customer) or about
    return Entry(step.moment, f"{words}.", "", name, page_of(about))
