"""Sandboxes: the list, one with its keys, making one, throwing it away."""

from starlette.responses import Response

from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.days import minute_of
from billhook.dashboard.developers.sections import DEVELOPERS, SANDBOXES
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.visiting import Done, Visit
from billhook.kernel.errors import ApiError
from billhook.sandboxes import verbs
from billhook.sandboxes.objects import Opened
from billhook.sandboxes.params import CreateSandbox, ListSandboxes


def _address(sandbox_id: str, below: str = "") -> str:
    return f"{SANDBOXES}/{sandbox_id}{below}"


async def show_list(visit: Visit) -> Response:
    """The sandboxes that have not ended, newest first."""
    found, has_more = await visit.look(verbs.LIST, ListSandboxes.of(**cursors(visit)))
    return DEVELOPERS.page(
        visit,
        "developers/sandboxes.html",
        SANDBOXES,
        title="Sandboxes",
        rows=[opened.sandbox for opened in found],
        pager=pager(visit, SANDBOXES, [opened.id for opened in found], has_more=has_more),
    )


# ── Making one ──────────────────────────────────────────────────────────────────────────────────
async def show_new(visit: Visit) -> Response:
    """The form, which asks for nothing that must be given."""
    return _form(visit, "", "", Faults())


async def create(visit: Visit) -> Response:
    """Make the sandbox and go to its page."""
    faults = Faults()
    name, ends = visit.form.text("name").strip(), visit.form.text("ends").strip()
    given = {"name": name} if name else {}
    if ends:
        moment = minute_of(ends, visit.formats.time_zone)
        if moment is None:
            faults.fields["ends"] = "Choose a day and a time."
        else:
            given["expires_at"] = str(max(moment, 0))
    params = checked(CreateSandbox, given, faults, _field)
    if params is None:
        return _form(visit, name, ends, faults)
    try:
        made: Opened | Done = await visit.run(verbs.CREATE, params)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, _field)
        return _form(visit, name, ends, faults)
    return visit.back(visit.to(_address(made.id)), "The sandbox is created.")


def _field(param: str) -> str | None:
    return {"name": "name", "expires_at": "ends"}.get(param)


def _form(visit: Visit, name: str, ends: str, faults: Faults) -> Response:
    return DEVELOPERS.page(
        visit, "developers/sandbox_form.html", SANDBOXES, title="Create sandbox", up=_up(visit),
        status=422 if faults else 200, name=name, ends=ends, faults=faults, away=visit.to(SANDBOXES),
    )  # fmt: skip


# ── One of them ─────────────────────────────────────────────────────────────────────────────────
async def show(visit: Visit) -> Response:
    """One sandbox with its keys, and the way into it."""
    opened = await _sandbox(visit)
    return DEVELOPERS.page(
        visit, "developers/sandbox.html", SANDBOXES, title=opened.sandbox.title, up=_up(visit), opened=opened,
        sandbox=opened.sandbox, inside=f"/dashboard/{opened.id}",
    )  # fmt: skip


async def ask_delete(visit: Visit) -> Response:
    """Ask first, and say what goes with it."""
    opened = await _sandbox(visit)
    return ask_page(visit, _place(visit, opened), _deletion(opened))


async def delete(visit: Visit) -> Response:
    """Throw the sandbox away."""
    opened = await _sandbox(visit)
    place, question = _place(visit, opened), _deletion(opened)
    return await act_on(visit, place, question, verbs.DELETE, opened.id, then=visit.to(SANDBOXES))


async def _sandbox(visit: Visit) -> Opened:
    found: Opened = await visit.look(verbs.RETRIEVE, visit.named("sandbox"))
    return found


def _deletion(opened: Opened) -> Confirmation:
    return Confirmation(
        heading="Delete sandbox?",
        sentences=(
            f"“{opened.sandbox.title}” is deleted with everything in it, and cannot be brought back.",
            "Its keys stop working at once.",
        ),
        button="Delete sandbox", notice="The sandbox is deleted.", is_danger=True,
    )  # fmt: skip


def _up(visit: Visit) -> list[tuple[str, str]]:
    return [(visit.to(SANDBOXES), "Sandboxes")]


def _place(visit: Visit, opened: Opened) -> Place:
    here = visit.to(_address(opened.id))
    return Place("developers", [*_up(visit), (here, opened.sandbox.title)], here)
