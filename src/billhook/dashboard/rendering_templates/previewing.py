"""The paper of a sample invoice as a template would have it: pictures in a frame, of what is typed just now."""

from base64 import b64encode

from starlette.responses import Response

from billhook.dashboard.faults import Faults
from billhook.dashboard.headers import FRAMED_HEADERS
from billhook.dashboard.rendering_templates import forms
from billhook.dashboard.visiting import Visit
from billhook.documents.invoice_pdf import pictures_async
from billhook.documents.look import LAYOUTS
from billhook.documents.paper import document
from billhook.invoices.issuer import Issuer
from billhook.invoices.logo import logo_of
from billhook.invoices.sample import sample_of
from billhook.kernel.tax_number import TaxNumber
from billhook.rendering_templates import verbs
from billhook.rendering_templates.actions.fields import design_in
from billhook.rendering_templates.objects import Design
from billhook.rendering_templates.params import CreateTemplate, RetrieveTemplate
from billhook.tax import tax_ids_store

_PAGES_SHOWN = 3


async def show(visit: Visit) -> Response:
    """The paper of the template that the address names, or of a new one with a layout."""
    if visit.asked("template"):
        found = await visit.look(verbs.RETRIEVE, RetrieveTemplate.of(), visit.asked("template"))
        return await _paper(visit, found.design)
    layout = visit.asked("layout") if visit.asked("layout") in LAYOUTS else LAYOUTS[0]
    return await _typed(visit, forms.starter(layout))


async def show_typed(visit: Visit) -> Response:
    """The paper of what stands in the form. Nothing is stored."""
    return await _typed(visit, forms.typed(visit.form))


async def _typed(visit: Visit, given: forms.Typed) -> Response:
    faults = Faults()
    params = forms.params_of(CreateTemplate, given, faults)
    if params is None:
        sentence = faults.sentence or next(iter(faults.fields.values()))
        return visit.page("invoices/no_look.html", status=200, headers=FRAMED_HEADERS, sentence=sentence)
    return await _paper(visit, design_in(params))


async def _paper(visit: Visit, design: Design) -> Response:
    settings = visit.tenant.settings
    async with visit.reader() as reader:
        tax_ids = tuple(TaxNumber(one.type, one.value) for one in await tax_ids_store.of_account(reader))
        logo = await logo_of(reader, Issuer.of(settings, page="", tax_ids=(), transfer=None))
    sample = sample_of(design, settings, tax_ids, now=visit.formats.now, is_test=not visit.tenant.livemode)
    pages = await pictures_async(document(sample, logo))
    return visit.page(
        "rendering_templates/paper.html",
        headers=FRAMED_HEADERS,
        pictures=[b64encode(page).decode() for page in pages[:_PAGES_SHOWN]],
    )
