"""Write a note on an invoice, for colleagues."""

from starlette.responses import Response

from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.invoices.badges import named
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.recording_params import AddNote


async def show(visit: Visit) -> Response:
    """The form; the page of the invoice has it too."""
    return _page(visit, await invoice_of(visit), "", Faults())


async def act(visit: Visit) -> Response:
    """Keep the note, and lead back to the invoice."""
    details, faults, typed = await invoice_of(visit), Faults(), visit.form.text("text")
    params = checked(AddNote, {"text": typed}, faults, lambda param: param)
    if params is None:
        return _page(visit, details, typed, faults)
    await visit.run(verbs.NOTE, params, details.invoice.id)
    return visit.back(visit.to(f"/invoices/{details.invoice.id}"), "The note is added.")


def _page(visit: Visit, details: InvoiceDetails, typed: str, faults: Faults) -> Response:
    return visit.page(
        "invoices/note.html",
        status=422 if faults else 200,
        title=f"Add a note to {named(details.invoice) if details.invoice.number else 'this draft'}",
        area="invoices",
        details=details,
        typed=typed,
        faults=faults,
    )
