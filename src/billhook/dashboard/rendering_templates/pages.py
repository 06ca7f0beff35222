"""Templates: the list, the form that makes or changes one, and the question before one is archived."""

from starlette.responses import Response

from billhook.dashboard.asking import Place, act_on, ask_page, json_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.rendering_templates import forms
from billhook.dashboard.rendering_templates.words import (
    ABOUT,
    COLUMNS,
    FILTERS,
    GROUPINGS,
    LAYOUTS,
    PAGE_CODE,
    PAGE_SIZES,
    SHORT,
)
from billhook.dashboard.settings.framing import framed
from billhook.dashboard.staleness import FIELD, NEW, Basis, ChangedMeanwhile, basis, differing, unless_changed
from billhook.dashboard.visiting import Done, Visit
from billhook.documents import look
from billhook.kernel.errors import ApiError
from billhook.rendering_templates import store, verbs
from billhook.rendering_templates.objects import Template
from billhook.rendering_templates.params import (
    CUSTOM_FIELDS_MAX,
    GROUPS_MAX,
    CreateTemplate,
    ListTemplates,
    RetrieveTemplate,
    UpdateTemplate,
)

TEMPLATES = "/settings/templates"


def named(template: Template) -> str:
    """The nickname, or the id where it has none."""
    return template.nickname or template.id


async def template_of(visit: Visit, id: str = "") -> Template:
    """The template that the address names. Raises NO_SUCH_PATH."""
    found: Template = await visit.look(verbs.RETRIEVE, RetrieveTemplate.of(), id or visit.named("template"))
    return found


async def show_list(visit: Visit) -> Response:
    """The templates of this mode, newest first; three starters where there is none."""
    found, has_more = await visit.look(verbs.LIST, ListTemplates.of(**cursors(visit)))
    return framed(
        visit,
        "rendering_templates/list.html",
        here="templates",
        title="Templates",
        rows=[(one, visit.to(f"{TEMPLATES}/{one.id}"), named(one), SHORT[one.design.look.layout]) for one in found],
        pager=pager(visit, TEMPLATES, [one.id for one in found], has_more=has_more),
        is_new=not found and not visit.request.url.query,
        starters=[(layout, SHORT[layout], ABOUT[layout]) for layout in look.LAYOUTS],
        may_change=visit.may("rendering_templates:write"),
    )


# ── Making and changing ─────────────────────────────────────────────────────────────────────────
async def show_new(visit: Visit) -> Response:
    """The form of a new template: of a starter, or like one that there is."""
    if visit.asked("copy"):
        source = await template_of(visit, visit.asked("copy"))
        given = {**forms.stored(source), "nickname": f"Copy of {named(source)}"[:100]} | forms.NO_NUMBERS
        return _form(visit, given, Faults(), preview=f"?template={source.id}")
    layout = visit.asked("layout") if visit.asked("layout") in SHORT else look.CLASSIC
    given = {**forms.starter(layout), "nickname": SHORT[layout]}
    return _form(visit, given, Faults(), preview=f"?layout={layout}")


async def create(visit: Visit) -> Response:
    """Make the template."""
    given, faults = forms.typed(visit.form), Faults()
    params = forms.params_of(CreateTemplate, given, faults)
    if params is None:
        return _form(visit, given, faults)
    try:
        made: Template | Done = await visit.run(verbs.CREATE, params)
    except ApiError as error:
        return _refused(visit, error, given, faults)
    return visit.back(visit.to(f"{TEMPLATES}/{made.id}"), "The template is created.")


async def show(visit: Visit) -> Response:
    """The form with what is stored."""
    template = await template_of(visit)
    return _form(visit, forms.stored(template), Faults(), template)


async def update(visit: Visit) -> Response:
    """Write what was typed, unless somebody else wrote meanwhile."""
    template = await template_of(visit)
    given, faults = forms.typed(visit.form), Faults()
    params = forms.params_of(UpdateTemplate, given, faults)
    if params is None:
        return _form(visit, given, faults, template)
    try:
        verb = unless_changed(verbs.UPDATE, visit.form, given, store.lock, forms.stored)
        await visit.run(verb, params, template.id)
    except ChangedMeanwhile as found:
        made_from = differing(visit.form.get(FIELD, ""), given, found.now, forms.LABELS, forms.CHOICES)
        return _form(visit, given, Faults(), await template_of(visit), made_from)
    except ApiError as error:
        return _refused(visit, error, given, faults, template)
    return visit.back(visit.to(f"{TEMPLATES}/{template.id}"), "The changes are saved.")


def _refused(
    visit: Visit, error: ApiError, given: forms.Typed, faults: Faults, template: Template | None = None
) -> Response:
    """What the verb has against it."""
    if error.status in (403, 404):
        raise error
    faults.add(error, forms.field_of)
    return _form(visit, given, faults, template)


def _form(
    visit: Visit, given: forms.Typed, faults: Faults, template: Template | None = None, made_from: Basis | None = None,
    *, preview: str = "",
) -> Response:  # fmt: skip
    may_change = visit.may("rendering_templates:write")
    here = f"{TEMPLATES}/{template.id}" if template is not None else f"{TEMPLATES}/new"
    return framed(
        visit,
        "rendering_templates/form.html",
        here="templates",
        status=422 if faults else 409 if made_from else 200,
        title="Create template" if template is None else named(template),
        up=[(visit.to(TEMPLATES), "Templates")],
        address=visit.to(here),
        stored=template,
        given=given,
        faults=faults,
        basis=made_from or (NEW if template is None else basis(visit.form, forms.stored(template))),
        may_change=may_change,
        may_edit=may_change and (template is None or template.active),
        layouts=LAYOUTS,
        page_sizes=PAGE_SIZES,
        labels=forms.LABELS,
        columns=COLUMNS,
        page_code=PAGE_CODE,
        filters=FILTERS,
        groupings=GROUPINGS,
        groups_shown=forms.groups_shown(given),
        groups_max=GROUPS_MAX,
        custom_fields=range(CUSTOM_FIELDS_MAX),
        has_fields=bool(given["field_name_0"]),
        preview=visit.to(f"{TEMPLATES}/preview"),
        preview_now=visit.to(f"{TEMPLATES}/preview") + (preview or (f"?template={template.id}" if template else "")),
    )


async def show_json(visit: Visit) -> Response:
    """The template as the API gives it."""
    template = await template_of(visit)
    return await json_page(visit, _place(visit, template), verbs.RETRIEVE, RetrieveTemplate.of(), template.id)


# ── Archiving ───────────────────────────────────────────────────────────────────────────────────
async def ask_archive(visit: Visit) -> Response:
    """Ask before nothing new can name it."""
    template = await template_of(visit)
    return ask_page(visit, _place(visit, template), _archiving(template))


async def archive(visit: Visit) -> Response:
    """Archive it."""
    template = await template_of(visit)
    return await act_on(visit, _place(visit, template), _archiving(template), verbs.ARCHIVE, template.id)


async def ask_unarchive(visit: Visit) -> Response:
    """Ask before it comes back."""
    template = await template_of(visit)
    return ask_page(visit, _place(visit, template), _unarchiving(template))


async def unarchive(visit: Visit) -> Response:
    """Take it out of the archive."""
    template = await template_of(visit)
    return await act_on(visit, _place(visit, template), _unarchiving(template), verbs.UNARCHIVE, template.id)


def _archiving(template: Template) -> Confirmation:
    return Confirmation(
        f"Archive the template {named(template)}?",
        (
            "No invoice or customer can choose it from now on, and it can no longer be changed.",
            "Drafts and customers that have it keep it.",
        ),
        "Archive template",
        f"{named(template)} is archived.",
    )


def _unarchiving(template: Template) -> Confirmation:
    return Confirmation(
        f"Restore the template {named(template)}?",
        ("Invoices and customers can choose it again, and it can be changed.",),
        "Restore template",
        f"{named(template)} is active again.",
    )


def _place(visit: Visit, template: Template) -> Place:
    here = visit.to(f"{TEMPLATES}/{template.id}")
    return Place("settings", ((visit.to(TEMPLATES), "Templates"), (here, named(template))), here)
