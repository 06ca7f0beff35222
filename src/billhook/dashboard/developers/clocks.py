"""Test clocks: the list, one with its customers and its timeline, making one, moving it, deleting it."""

from starlette.responses import Response

from billhook.customers import store as customers
from billhook.customers import verbs as customer_verbs
from billhook.customers.params import ListCustomers
from billhook.dashboard.asking import Place, act_on, ask_page, json_page
from billhook.dashboard.clock_choices import clock_name
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import named as named_customer
from billhook.dashboard.days import STEPS, later, minute_of
from billhook.dashboard.developers import words
from billhook.dashboard.developers.clock_timeline import timeline
from billhook.dashboard.developers.sections import CLOCKS, DEVELOPERS
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.invoices.badges import badge
from billhook.dashboard.invoices.badges import named as named_invoice
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.visiting import Done, Visit
from billhook.invoices import listing_store
from billhook.invoices.listing_store import Listing
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.test_clocks import verbs
from billhook.test_clocks.objects import TestClock
from billhook.test_clocks.params import AdvanceTestClock, CreateTestClock, ListTestClocks
from billhook.test_clocks.rules.lifecycle import ADVANCING

_YEARS = range(2000, 2101)
_MANY, _SOME = 100, 10


def address(clock_id: str, below: str = "") -> str:
    """The path of a clock's page, or of one below it."""
    return f"{CLOCKS}/{clock_id}{below}"


# ── The list ────────────────────────────────────────────────────────────────────────────────────
async def show_list(visit: Visit) -> Response:
    """The clocks that are not deleted, newest first."""
    clocks, has_more = await visit.look(verbs.LIST, ListTestClocks.of(**cursors(visit)))
    ids = [clock.id for clock in clocks]
    async with visit.reader() as reader:
        numbers = await customers.number_on_clocks(reader, ids)
    return DEVELOPERS.page(
        visit,
        "developers/clocks.html",
        CLOCKS,
        title="Test clocks",
        rows=[(clock, clock_name(clock), words.CLOCK[clock.status], numbers[clock.id]) for clock in clocks],
        pager=pager(visit, CLOCKS, ids, has_more=has_more),
    )


# ── Making one ──────────────────────────────────────────────────────────────────────────────────
async def show_new(visit: Visit) -> Response:
    """The form, which begins now."""
    return _form(visit, "", visit.formats.iso_minute(visit.formats.now), Faults())


async def create(visit: Visit) -> Response:
    """Make the clock and go to its page."""
    faults = Faults()
    name, start = visit.form.text("name").strip(), visit.form.text("start").strip()
    moment = _moment(visit, start, "start", faults)
    given = {"frozen_time": str(moment or 0), **({"name": name} if name else {})}
    params = checked(CreateTestClock, given, faults, {"frozen_time": "start", "name": "name"}.get)
    if params is None:
        return _form(visit, name, start, faults)
    made: TestClock | Done = await visit.run(verbs.CREATE, params)
    return visit.back(visit.to(address(made.id)), "The test clock is created. Put customers on it.")


def _form(visit: Visit, name: str, start: str, faults: Faults) -> Response:
    return DEVELOPERS.page(
        visit, "developers/clock_form.html", CLOCKS, title="Create test clock", up=_up(visit),
        status=422 if faults else 200, name=name, start=start, faults=faults, away=visit.to(CLOCKS),
    )  # fmt: skip


def _moment(visit: Visit, typed: str, field: str, faults: Faults) -> int | None:
    """The moment that a field for day and time holds; a fault at the field if it holds none."""
    moment = minute_of(typed, visit.formats.time_zone)
    if moment is None:
        faults.fields[field] = "Choose a day and a time."
    elif visit.formats.local(moment).year not in _YEARS:
        faults.fields[field] = f"Choose a year from {_YEARS[0]} to {_YEARS[-1]}."
    return moment


# ── One of them ─────────────────────────────────────────────────────────────────────────────────
async def show(visit: Visit) -> Response:
    """One clock: its time, who lives on it, what happened and what comes."""
    return await _detail(visit, await _clock(visit))


async def _clock(visit: Visit) -> TestClock:
    found: TestClock = await visit.look(verbs.RETRIEVE, visit.named("clock"))
    await visit.live_on(found.id)
    return found


async def _detail(visit: Visit, clock: TestClock, to: str = "", error: str = "") -> Response:
    f = visit.formats
    people, _ = await visit.look(customer_verbs.LIST, ListCustomers.of(limit=_MANY, test_clock=clock.id))
    async with visit.reader() as reader:
        bills = await listing_store.page(reader, Listing(clock=clock.id), size=_SOME)
    return DEVELOPERS.page(
        visit,
        "developers/clock.html",
        CLOCKS,
        title=clock_name(clock),
        up=_up(visit),
        status=422 if error else 200,
        clock=clock,
        state=words.CLOCK[clock.status],
        is_advancing=clock.status == ADVANCING,
        to=to or f.iso_minute(later(clock.frozen_time, "month", f.time_zone)),
        steps=STEPS,
        error=error,
        customers=[(one, named_customer(one)) for one in people],
        invoices=[(row, badge(row.invoice, f.now), named_invoice(row.invoice)) for row in bills.rows],
        timeline=await timeline(visit, clock, [one.id for one in people]),
    )


async def advance(visit: Visit) -> Response:
    """Move the clock, by a step or to a moment."""
    clock, faults = await _clock(visit), Faults()
    typed, step = visit.form.text("to").strip(), visit.form.text("by")
    if step in STEPS:
        target: int | None = later(clock.frozen_time, step, visit.formats.time_zone)
    else:
        target = _moment(visit, typed, "to", faults)
    params = checked(AdvanceTestClock, {"frozen_time": str(target or 0)}, faults, {"frozen_time": "to"}.get)
    if params is None:
        return await _detail(visit, clock, typed, faults.at("to"))
    try:
        await visit.run(verbs.ADVANCE, params, clock.id)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return await _detail(visit, clock, typed, _refusal(visit, error))
    notice = f"The clock is on its way to {visit.formats.moment(params.frozen_time)}."
    return visit.back(visit.to(address(clock.id)), notice)


def _refusal(visit: Visit, error: ApiError) -> str:
    """Why the clock does not go, in words for somebody who sees days."""
    if error.kind is errors.CLOCK_BACKWARDS:
        return "A test clock only goes forward. Choose a later moment."
    if error.kind is errors.CLOCK_TOO_FAR:
        most = visit.formats.moment(int(str(error.fields["most"])))
        return f"A test clock goes at most two years at a time, now to {most}."
    if error.kind is errors.CLOCK_ADVANCING:
        return "The clock is on its way already. Wait until it has arrived."
    return error.message


async def show_json(visit: Visit) -> Response:
    """The clock as the API gives it."""
    clock = await _clock(visit)
    return await json_page(visit, _place(visit, clock), verbs.RETRIEVE, clock.id)


# ── Deleting it ─────────────────────────────────────────────────────────────────────────────────
async def ask_delete(visit: Visit) -> Response:
    """Ask first, and say who goes with it."""
    clock = await _clock(visit)
    return ask_page(visit, _place(visit, clock), await _deletion(visit, clock))


async def delete(visit: Visit) -> Response:
    """Delete the clock with its customers."""
    clock = await _clock(visit)
    question = await _deletion(visit, clock)
    return await act_on(visit, _place(visit, clock), question, verbs.DELETE, clock.id, then=visit.to(CLOCKS))


async def _deletion(visit: Visit, clock: TestClock) -> Confirmation:
    async with visit.reader() as reader:
        number = (await customers.number_on_clocks(reader, [clock.id]))[clock.id]
    whom = {0: "Nobody lives on it.", 1: "The customer on it is deleted too."}
    return Confirmation(
        heading="Delete test clock?",
        sentences=(
            f"“{clock_name(clock)}” is deleted and cannot be brought back.",
            whom.get(number, f"The {visit.formats.number(number)} customers on it are deleted too."),
            "Their invoices can still be read, and nothing happens to them any more.",
        ),
        button="Delete test clock", notice="The test clock is deleted.", is_danger=True,
    )  # fmt: skip


def _up(visit: Visit) -> list[tuple[str, str]]:
    return [(visit.to(CLOCKS), "Test clocks")]


def _place(visit: Visit, clock: TestClock) -> Place:
    here = visit.to(address(clock.id))
    return Place("developers", [*_up(visit), (here, clock_name(clock))], here)
