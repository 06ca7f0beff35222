"""Send an invoice that is finalized: to whom, with copies to whom, and then the mail is asked for."""

from starlette.responses import Response

from billhook.dashboard.customers.mail_copies import copies_of
from billhook.dashboard.faults import Faults
from billhook.dashboard.invoices.badges import named
from billhook.dashboard.invoices.confirming import ACTS
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.draft_params import SendInvoice
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.errors import ApiError

FIELD = "also_to"
"""The field with the addresses of the copies."""


async def ask(visit: Visit) -> Response:
    """Say to whom it goes, and ask who gets a copy."""
    details = await invoice_of(visit)
    return _page(visit, details, await copies_of(visit, details.invoice.customer), Faults())


async def act(visit: Visit) -> Response:
    """Ask for the mail, and lead back to the invoice."""
    details, faults = await invoice_of(visit), Faults()
    typed = typed_copies(visit)
    try:
        await visit.run(verbs.SEND_WITH_COPIES, SendInvoice.of(also_to=typed), details.invoice.id)
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        faults.add(error, field_of)
        return _page(visit, await invoice_of(visit), typed or "", faults)
    notice = ACTS["send"].asks(details, visit.formats).notice
    return visit.back(visit.to(f"/invoices/{details.invoice.id}"), notice)


def typed_copies(visit: Visit) -> str | None:
    """The addresses that were typed; None if the form did not ask for them."""
    return visit.form.text(FIELD) if FIELD in visit.form else None


def field_of(param: str) -> str | None:
    """The field of the form that shows a parameter."""
    return param if param == FIELD else None


def _page(visit: Visit, details: InvoiceDetails, typed: str, faults: Faults) -> Response:
    question = ACTS["send"].asks(details, visit.formats)
    return visit.page(
        "invoices/send.html",
        status=422 if faults else 200,
        title=question.heading,
        area="invoices",
        details=details,
        name=named(details.invoice),
        question=question,
        typed=typed,
        faults=faults,
    )
