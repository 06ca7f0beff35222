"""The list of invoices, one invoice, and the pages that ask before something is done to it."""

from starlette.responses import Response

from billhook.dashboard.asking import Place, ask_page, json_page
from billhook.dashboard.invoices.badges import badge, named, remaining
from billhook.dashboard.invoices.confirming import ACTS, Act, Leads
from billhook.dashboard.invoices.filters import DAYS, METHODS, ROWS, TABS, Filters, asked_list, filters_of
from billhook.dashboard.invoices.reading import found, invoice_of
from billhook.dashboard.invoices.timeline import timeline
from billhook.dashboard.visiting import Done, Visit
from billhook.db.calls import Refused
from billhook.invoices import counting_store, verbs
from billhook.invoices.counting_store import Count
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.wire import addresses


async def show_list(visit: Visit) -> Response:
    """The invoices of this mode, newest first, narrowed by what stands in the address."""
    filters = filters_of(visit)
    rows, has_more = await visit.look(verbs.LIST, asked_list(filters, visit))
    async with visit.reader() as reader:
        counts = await counting_store.by_status(reader, ("draft", "open", "paid", "uncollectible", "void"))
        counts["past_due"] = await counting_store.past_due(reader)
    return visit.page(
        "invoices/list.html",
        title="Invoices",
        area="invoices",
        rows=[(row, badge(row.invoice, visit.formats.now), named(row.invoice)) for row in rows],
        tabs=_tabs(visit, filters, counts),
        filters=filters,
        days=DAYS,
        methods=METHODS,
        chips=_chips(visit, filters),
        pager=_pager(visit, filters, [row.invoice.id for row in rows], has_more),
        is_new=not any(count.number for count in counts.values()),
    )


def _tabs(visit: Visit, filters: Filters, counts: dict[str, Count]) -> list[tuple[str, str, bool, str | None]]:
    """One tab for each status; a count stands behind the name."""
    query = filters.query
    return [
        (
            visit.to("/invoices", **{**query, "status": name}),
            words,
            name == filters.status,
            _spoken(counts[name], visit) if name else None,
        )
        for name, words in TABS
    ]


def _spoken(count: Count, visit: Visit) -> str:
    return visit.formats.number(count.number) + ("+" if count.is_more else "")


def _chips(visit: Visit, filters: Filters) -> list[tuple[str, str]]:
    """Each filter with the address without it."""
    words = {**DAYS, "customer": "Customer", "method": "Collection method"}
    shown = {**filters.query, "method": dict(METHODS)[filters.method]}
    return [
        (f"{label}: {shown[name]}", visit.to("/invoices", **{**filters.query, name: ""}))
        for name, label in words.items()
        if filters.query[name]
    ]


def _pager(visit: Visit, filters: Filters, ids: list[str], has_more: bool) -> tuple[str, str]:
    """The addresses of newer and of older rows; cursors are ids, as in the API."""
    is_back = bool(filters.before)
    has_newer = has_more if is_back else bool(filters.after)
    has_older = bool(filters.before) or has_more
    newer = visit.to("/invoices", **filters.query, before=ids[0]) if ids and has_newer else ""
    older = visit.to("/invoices", **filters.query, after=ids[-1]) if ids and has_older and len(ids) == ROWS else ""
    return newer, older


async def show(visit: Visit) -> Response:
    """One invoice: what it says, what happened to it, and what can be done."""
    it = await found(visit)
    invoice = it.details.invoice
    page = None
    if invoice.hosted_token is not None:
        page = addresses.hosted(visit.tenant, invoice.hosted_token)
    return visit.page(
        "invoices/detail.html",
        title=named(invoice),
        area="invoices",
        details=it.details,
        invoice=invoice,
        remaining=remaining(it.details),
        badge=badge(invoice, visit.formats.now),
        moments=timeline(it.history, visit.formats),
        payments=it.history.payments,
        charges=it.history.charges,
        mails=it.history.mails,
        notes=it.credit_notes,
        hosted_page=page,
        acts=[
            (slug, act.words) for slug, act in ACTS.items() if act.is_offered(it.details) and visit.may(act.verb.needs)
        ],
    )


async def show_json(visit: Visit) -> Response:
    """The invoice as the API gives it."""
    place = _place(visit, await invoice_of(visit))
    return await json_page(visit, place, verbs.RETRIEVE, visit.named("invoice"))


def _place(visit: Visit, details: InvoiceDetails) -> Place:
    address = visit.to(f"/invoices/{details.invoice.id}")
    return Place("invoices", [(visit.to("/invoices"), "Invoices"), (address, named(details.invoice))], address)


async def ask(visit: Visit) -> Response:
    """Ask before something is done, whoever may do it."""
    act = _act(visit)
    visit.insist(act.verb, *act.arguments(visit.named("invoice")))
    return _question(visit, act, await invoice_of(visit))


def _act(visit: Visit) -> Act:
    act = ACTS.get(visit.named("verb"))
    if act is None:
        raise errors.NO_SUCH_PATH(noun="page", id=visit.named("verb"))
    return act


def _question(visit: Visit, act: Act, details: InvoiceDetails, error: ApiError | None = None) -> Response:
    return ask_page(visit, _place(visit, details), act.asks(details, visit.formats), error)


async def do(visit: Visit) -> Response:
    """Do it, and say so; a refusal of the verb stands above the question."""
    act = _act(visit)
    details = await invoice_of(visit)
    try:
        done = await visit.run(act.verb, *act.arguments(visit.named("invoice")))
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        return _question(visit, act, await invoice_of(visit), error)
    if isinstance(done, Refused):
        return _question(visit, act, await invoice_of(visit), done.error)
    address = "/invoices" if act.leads is Leads.AWAY else f"/invoices/{details.invoice.id}"
    if act.leads is Leads.ON:
        address = f"/invoices/{done.id if isinstance(done, Done) else done.invoice.id}/edit"
    return visit.back(visit.to(address), act.asks(details, visit.formats).notice)
