"""Webhook endpoints: the list, the form, and one endpoint with its deliveries."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.developers import words
from billhook.dashboard.developers.endpoint_forms import LABELS, EndpointForm, note, versions
from billhook.dashboard.developers.response_times import SHOWN, response_times
from billhook.dashboard.developers.sections import DEVELOPERS, WEBHOOKS
from billhook.dashboard.faults import Faults
from billhook.dashboard.headers import PAGE_HEADERS, SECRET_HEADERS
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.staleness import FIELD, NEW, Basis, ChangedMeanwhile, basis, differing, unless_changed
from billhook.dashboard.visiting import Done, Visit
from billhook.db.verbs import Verb
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.webhooks import deliveries_store, store, verbs
from billhook.webhooks.actions.resend import TOGETHER_MAX
from billhook.webhooks.objects import Endpoint
from billhook.webhooks.params import ListDeliveries, ListEndpoints, UpdateEndpoint

# More than this many are not counted to the end.
_COUNTED_MAX = 10_000
_TABS = (("", "All"), ("failed", "Failed"), ("pending", "Pending"), ("delivered", "Delivered"))


def address(endpoint_id: str, rest: str = "") -> str:
    """The path of an endpoint's page below the mode."""
    return f"{WEBHOOKS}/{endpoint_id}{rest}"


def up(visit: Visit, endpoint: Endpoint | None = None) -> tuple[tuple[str, str], ...]:
    """The crumbs of a page below the list, or below an endpoint."""
    first = (visit.to(WEBHOOKS), "Webhooks")
    return (first,) if endpoint is None else (first, (visit.to(address(endpoint.id)), endpoint.url))


async def endpoint_of(visit: Visit) -> Endpoint:
    """The endpoint that the address names. Raises NO_SUCH_PATH."""
    found: Endpoint = await visit.look(verbs.RETRIEVE, visit.named("endpoint"))
    return found


async def show_list(visit: Visit) -> Response:
    """Every endpoint of this mode; there are at most sixteen."""
    endpoints, _ = await visit.look(verbs.LIST_ALL, ListEndpoints.of(limit=100))
    async with visit.reader() as reader:
        counts = await deliveries_store.counts(reader, [e.id for e in endpoints], limit=_COUNTED_MAX)
    rows = [
        (e, words.ENDPOINT[e.status], words.listening(e), _spoken(visit, counts[e.id, "failed"])) for e in endpoints
    ]
    return DEVELOPERS.page(visit, "developers/webhooks.html", WEBHOOKS, title="Webhooks", rows=rows)


def _spoken(visit: Visit, count: int) -> str:
    return visit.formats.number(count) + ("+" if count == _COUNTED_MAX else "")


# ── One endpoint ────────────────────────────────────────────────────────────────────────────────
async def show(visit: Visit) -> Response:
    """One endpoint and its deliveries."""
    return await detail(visit, await endpoint_of(visit))


async def reveal(visit: Visit) -> Response:
    """The same page with the secret on it. Who asked for it is written into the audit log."""
    endpoint = await visit.run(verbs.REVEAL_SECRET, visit.named("endpoint"))
    if isinstance(endpoint, Done):
        return visit.back(visit.to(address(visit.named("endpoint"))))
    return await detail(visit, endpoint, secret=endpoint.secret)


async def detail(visit: Visit, endpoint: Endpoint, *, secret: str = "", rolled: bool = False) -> Response:
    """The page of an endpoint, with its secret if somebody asked for it, or has just `rolled` it."""
    deliveries, tabs, pages, failed, times = [], [], ("", ""), 0, None
    if visit.may("deliveries:read"):
        status = visit.asked("status") if visit.asked("status") in words.DELIVERY else ""
        wanted = ListDeliveries.of(status=status or None, **cursors(visit))
        deliveries, has_more = await visit.look(verbs.LIST_DELIVERIES, wanted, endpoint.id)
        async with visit.reader() as reader:
            counts = await deliveries_store.counts(reader, [endpoint.id], limit=_COUNTED_MAX)
        here = address(endpoint.id)
        newest, _ = await visit.look(verbs.LIST_DELIVERIES, ListDeliveries.of(limit=SHOWN), endpoint.id)
        times = response_times(visit, here, newest)
        failed = counts[endpoint.id, "failed"]
        tabs = [
            (
                visit.to(here, status=name),
                label,
                name == status,
                _spoken(visit, counts[endpoint.id, name]) if name else None,
            )
            for name, label in _TABS
        ]
        pages = pager(visit, here, [d.event for d in deliveries], has_more=has_more, query={"status": status})
    return DEVELOPERS.page(
        visit,
        "developers/webhook.html",
        WEBHOOKS,
        title=endpoint.url,
        up=up(visit),
        headers=SECRET_HEADERS if secret else PAGE_HEADERS,
        endpoint=endpoint,
        state=words.ENDPOINT[endpoint.status],
        listening=words.listening(endpoint),
        trouble=words.trouble(endpoint, visit.formats),
        secret=secret,
        rolled=rolled,
        old_secret_works=len(endpoint.secrets(visit.formats.now)) > 1,
        times=times,
        deliveries=deliveries,
        words=words,
        tabs=tabs,
        pager=pages,
        failed=failed,
        is_narrowed=bool(visit.asked("status")),
    )


# ── The form ────────────────────────────────────────────────────────────────────────────────────
async def show_new(visit: Visit) -> Response:
    """The form of a new endpoint."""
    return _form(visit, EndpointForm(), Faults())


async def create(visit: Visit) -> Response:
    """Add an endpoint, and lead to its page."""
    form, faults = EndpointForm.of(visit.form), Faults()
    params = form.created(faults)
    if params is not None:
        try:
            made = await visit.run(verbs.CREATE, params)
        except ApiError as error:
            note(error, faults)
        else:
            return visit.back(visit.to(address(made.id)), "The endpoint is added. Your program needs its secret.")
    return _form(visit, form, faults)


async def show_edit(visit: Visit) -> Response:
    """The form of an endpoint as it is."""
    endpoint = await endpoint_of(visit)
    return _form(visit, EndpointForm.about(endpoint), Faults(), endpoint)


async def change(visit: Visit) -> Response:
    """Change an endpoint."""
    endpoint = await endpoint_of(visit)
    form, faults = EndpointForm.of(visit.form), Faults()
    params = form.changed(faults)
    if params is not None:
        try:
            verb = unless_changed(verbs.UPDATE, visit.form, form.values, store.lock, _values)
            await visit.run(verb, params, endpoint.id)
        except ChangedMeanwhile as found:
            made_from = differing(visit.form.get(FIELD, ""), form.values, found.now, LABELS)
            return _form(visit, form, faults, endpoint, made_from)
        except ApiError as error:
            note(error, faults)
        else:
            return visit.back(visit.to(address(endpoint.id)), "The endpoint is changed.")
    return _form(visit, form, faults, endpoint)


def _values(endpoint: Endpoint) -> dict[str, str]:
    return EndpointForm.about(endpoint).values


def _form(
    visit: Visit, form: EndpointForm, faults: Faults, endpoint: Endpoint | None = None, made_from: Basis | None = None
) -> Response:
    usual = NEW if endpoint is None else basis(visit.form, _values(endpoint))
    return DEVELOPERS.page(
        visit,
        "developers/endpoint_form.html",
        WEBHOOKS,
        title="Add endpoint" if endpoint is None else "Edit endpoint",
        up=up(visit, endpoint),
        status=422 if faults else 409 if made_from else 200,
        form=form,
        faults=faults,
        basis=made_from or usual,
        versions=versions(visit.tenant.api_version),
        endpoint=endpoint,
        away=visit.to(WEBHOOKS if endpoint is None else address(endpoint.id)),
    )


# ── What is done to one ─────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Act:
    """What a page of an endpoint can do: its verb, its arguments, and what it asks first."""

    verb: Verb
    asks: Callable[[Endpoint, int], Confirmation]
    arguments: tuple[object, ...] = ()


def _disable(endpoint: Endpoint, failed: int) -> Confirmation:
    return Confirmation(
        heading="Disable this endpoint?",
        sentences=(
            f"{endpoint.url} is told nothing from now on. Events that happen meanwhile are not kept for it.",
            "Deliveries that fall due meanwhile fail. They can be sent again once it is enabled.",
        ),
        button="Disable",
        notice="The endpoint is disabled.",
    )


def _enable(endpoint: Endpoint, failed: int) -> Confirmation:
    return Confirmation(
        heading="Enable this endpoint?",
        sentences=(f"{endpoint.url} is told what happens from now on.",),
        button="Enable",
        notice="The endpoint is enabled.",
    )


def _delete(endpoint: Endpoint, failed: int) -> Confirmation:
    return Confirmation(
        heading="Delete this endpoint?",
        sentences=(
            f"{endpoint.url} is told nothing any more, and the record of its deliveries is deleted too.",
            "This cannot be undone.",
        ),
        button="Delete endpoint",
        notice="The endpoint is deleted.",
        is_danger=True,
    )


def _resend(endpoint: Endpoint, failed: int) -> Confirmation:
    number = min(failed, TOGETHER_MAX)
    what = "1 event" if number == 1 else f"{number} events"
    return Confirmation(
        heading="Resend all failed deliveries?",
        sentences=(
            f"Sends {what} to {endpoint.url}, oldest first.",
            "An event that was tried for the last time is tried once more.",
        ),
        button="Resend all failed",
        notice=f"{what} will be sent again. Load the page again to see what comes of it.",
    )


_ACTS = {
    "disable": Act(verbs.UPDATE, _disable, (UpdateEndpoint.of(disabled=True),)),
    "enable": Act(verbs.UPDATE, _enable, (UpdateEndpoint.of(disabled=False),)),
    "delete": Act(verbs.DELETE, _delete),
    "resend-failed": Act(verbs.RESEND_FAILED, _resend),
}


async def ask(visit: Visit) -> Response:
    """Ask before something is done to an endpoint, whoever may do it."""
    act, endpoint, confirmation = await _asked(visit)
    visit.insist(act.verb, *act.arguments, endpoint.id)
    return ask_page(visit, place_of(visit, endpoint), confirmation)


async def do(visit: Visit) -> Response:
    """Do it, and say so."""
    act, endpoint, confirmation = await _asked(visit)
    then = visit.to(WEBHOOKS) if act.verb is verbs.DELETE else ""
    return await act_on(
        visit, place_of(visit, endpoint), confirmation, act.verb, *act.arguments, endpoint.id, then=then
    )


def place_of(visit: Visit, endpoint: Endpoint) -> Place:
    """Where a page that asks about an endpoint stands."""
    return Place("developers", up(visit, endpoint), visit.to(address(endpoint.id)))


async def _asked(visit: Visit) -> tuple[Act, Endpoint, Confirmation]:
    act = _ACTS.get(visit.named("verb"))
    if act is None:
        raise errors.NO_SUCH_PATH(noun="page", id=visit.named("verb"))
    endpoint = await endpoint_of(visit)
    failed = 0
    if act.verb is verbs.RESEND_FAILED:
        async with visit.reader() as reader:
            counts = await deliveries_store.counts(reader, [endpoint.id], limit=_COUNTED_MAX)
        failed = counts[endpoint.id, "failed"]
    return act, endpoint, act.asks(endpoint, failed)
