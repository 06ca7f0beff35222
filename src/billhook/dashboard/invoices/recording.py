"""Record a payment that was made elsewhere: how much, when, how, and by which reference."""

from decimal import Decimal

from starlette.responses import Response

from billhook.dashboard import numbers
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.numbers import NotANumber
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.recording_params import RecordPayment
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.people.faults import Sentences
from billhook.wire.params import parse

METHODS = (
    ("bank_transfer", "Bank transfer"), ("cash", "Cash"), ("check", "Check"), ("card_terminal", "Card terminal"),
    ("other", "Other"),
)  # fmt: skip


async def show(visit: Visit) -> Response:
    """The form, filled with what remains and with today."""
    details = await invoice_of(visit)
    remaining = numbers.typed(Decimal(details.invoice.amount_remaining), details.invoice.currency, visit.formats.locale)
    today = visit.formats.iso_day(visit.formats.now)
    filled = FormBody([("amount", remaining), ("paid_on", today), ("method", "bank_transfer"), ("reference", "")])
    return _page(visit, details, filled, Sentences())


async def act(visit: Visit) -> Response:
    """Record it; what is wrong stands at its field."""
    details = await invoice_of(visit)
    invoice, form = details.invoice, visit.form
    try:
        amount = numbers.whole_minor_units(form.text("amount"), invoice.currency, visit.formats.locale)
    except NotANumber as error:
        return _page(visit, details, form, Sentences(amount=str(error)))
    if amount > invoice.amount_remaining:
        remaining = visit.formats.money(invoice.amount_remaining, invoice.currency)
        return _page(visit, details, form, Sentences(amount=f"Only {remaining} remains to be paid."))
    try:
        given = {name: form.text(name) for name in ("method", "reference", "paid_on") if form.text(name)}
        await visit.run(verbs.RECORD_PAYMENT, parse(RecordPayment, {"amount": str(amount), **given}), invoice.id)
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        return _page(visit, details, form, Sentences({error.param or "": error.message}))
    told = visit.formats.money(amount, invoice.currency)
    return visit.back(visit.to(f"/invoices/{invoice.id}"), f"A payment of {told} is recorded.")


def _page(visit: Visit, details: InvoiceDetails, form: FormBody, faults: Sentences) -> Response:
    invoice = details.invoice
    return visit.page(
        "invoices/record_payment.html",
        status=422 if faults else 200,
        title=f"Record a payment for {invoice.number or 'this draft'}",
        area="invoices",
        details=details,
        typed=form,
        faults=faults,
        methods=METHODS,
        remaining=visit.formats.money(invoice.amount_remaining, invoice.currency),
    )
