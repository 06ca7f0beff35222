"""The last look before an invoice goes out: who gets it, how it looks on paper, and what happens next."""

from starlette.responses import Response

from billhook.dashboard.customers.mail_copies import copies_of
from billhook.dashboard.faults import Faults
from billhook.dashboard.invoices.badges import remaining
from billhook.dashboard.invoices.previewing import as_finalized, looks
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.invoices.sending import field_of, typed_copies
from billhook.dashboard.visiting import Done, Visit
from billhook.invoices import verbs
from billhook.invoices.draft_params import Reviewed
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.draft_version import version_of
from billhook.kernel import errors
from billhook.kernel.errors import ApiError


async def show(visit: Visit) -> Response:
    """Everything about a draft that its sender has to see before they let it go."""
    details = await invoice_of(visit)
    if not details.invoice.is_draft:
        return visit.back(visit.to(f"/invoices/{details.invoice.id}"))
    return await _page(visit, details)


async def _page(visit: Visit, details: InvoiceDetails, error: ApiError | None = None) -> Response:
    refused, sums, faults = error, details, Faults()
    typed = typed_copies(visit) if error is not None else None
    if error is not None:
        faults.add(error, field_of)
    try:
        sums = await as_finalized(visit, details)
    except ApiError as fault:
        refused = refused or fault
    return visit.page(
        "invoices/review.html",
        status=422 if error is not None else 200,
        title="Review and send",
        area="invoices",
        details=details,
        sums=sums.invoice,
        remaining=remaining(sums),
        version=version_of(details.invoice, details.lines),
        sends=details.invoice.collection_method == "send_invoice",
        error="" if faults.fields or refused is None else refused.message,
        faults=faults,
        also_to=typed if typed is not None else await copies_of(visit, details.invoice.customer),
        looks=looks(visit, details) if refused is None or faults.fields else [],
    )


async def act(visit: Visit) -> Response:
    """Send it, or only finalize it; if it is no longer what was looked at, nothing goes out."""
    details = await invoice_of(visit)
    is_sent = visit.form.text("do") == "send"
    verb = verbs.SEND_REVIEWED if is_sent else verbs.FINALIZE_REVIEWED
    try:
        params = Reviewed.of(version=visit.form.text("version"), also_to=typed_copies(visit))
        done = await visit.run(verb, params, details.invoice.id)
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        current = await invoice_of(visit)
        if not current.invoice.is_draft:
            notice = "Somebody finalized it a moment ago." if not is_sent else "Somebody sent it a moment ago."
            return visit.back(visit.to(f"/invoices/{current.invoice.id}"), notice)
        return await _page(visit, current, error)
    recipient = details.bill_to.email
    notice = f"Sent to {recipient}." if is_sent else "The invoice is finalized."
    if isinstance(done, Done):
        notice = f"It was sent to {recipient} already." if is_sent else "It was finalized already."
    return visit.back(visit.to(f"/invoices/{details.invoice.id}"), notice)
