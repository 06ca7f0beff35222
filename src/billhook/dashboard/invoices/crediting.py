"""Credit a finalized invoice, by line or by amount. What the note does is previewed by the verb itself, in a trial."""

from dataclasses import dataclass
from hashlib import sha256

from starlette.responses import Response

from billhook.credit_notes import verbs as credit_notes
from billhook.credit_notes.objects import CreditNote
from billhook.credit_notes.params import CreateCreditNote
from billhook.dashboard import numbers
from billhook.dashboard.form_bodies import FormBody
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.numbers import NotANumber
from billhook.dashboard.visiting import Visit
from billhook.db.calls import Refused
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.people.faults import Sentences
from billhook.wire.forms import Form, Node
from billhook.wire.params import parse

REASONS = (
    ("", "No reason"), ("duplicate", "Duplicate"), ("order_change", "The order changed"),
    ("product_unsatisfactory", "The product was not satisfactory"), ("fraudulent", "Fraudulent"),
)  # fmt: skip
_DIGEST_LENGTH = 32
# Where the paid part of a credit goes: the field, and the parameter.
_SHARES = {"refund": "refund_amount", "balance": "credit_amount", "elsewhere": "out_of_band_amount"}


@dataclass(frozen=True, slots=True)
class Filled:
    """The form: what was typed, what is wrong with it, and what the note would do, with a digest of what was typed."""

    form: FormBody
    faults: Sentences
    note: CreditNote | None = None
    seen: str = ""


async def show(visit: Visit) -> Response:
    """The form, for an invoice that can be credited."""
    details = await invoice_of(visit)
    mailed = [("email", "1")] if visit.tenant.settings.mail_finalized else []
    return _page(visit, details, Filled(FormBody([("by", "line"), *mailed]), Sentences()))


async def act(visit: Visit) -> Response:
    """Preview it, or issue it. What is wrong stands at its field, and what was typed stays."""
    details = await invoice_of(visit)
    form, faults = visit.form, Sentences()
    given = _given(visit, details, form, faults)
    if faults:
        return _page(visit, details, Filled(form, faults))
    try:
        params = parse(CreateCreditNote, given)
        seen = _digest(given)
        if form.text("do") != "issue" or form.text("seen") != seen:
            if form.text("do") == "issue":
                faults[""] = "You changed something after the preview. Look at it once more."
            note = (await visit.run_trial(credit_notes.PREVIEW, params)).note
            return _page(visit, details, Filled(form, faults, note, seen))
        done = await visit.run(credit_notes.CREATE, params)
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        return _page(visit, details, Filled(form, Sentences({_field_of(error): error.message})))
    if isinstance(done, Refused):
        return _page(visit, details, Filled(form, Sentences({"": done.error.message})))
    return visit.back(visit.to(f"/invoices/{details.invoice.id}"), "The credit note is issued.")


def _digest(given: Form) -> str:
    """What stands in the form: whoever issues a note has seen the preview of the same."""
    return sha256(repr(given).encode()).hexdigest()[:_DIGEST_LENGTH]


def _given(visit: Visit, details: InvoiceDetails, form: FormBody, faults: Sentences) -> Form:
    invoice = details.invoice
    given: Form = {"invoice": invoice.id, "memo": form.get("memo", "").strip()}
    given["email_type"] = "credit_note" if form.text("email") == "1" else "none"
    if form.text("reason"):
        given["reason"] = form.text("reason")
    if form.text("by") == "amount":
        given["amount"] = _money(visit, invoice, form, "amount", faults) or ""
    else:
        given["lines"] = _lines(details, form, faults)
    for name, parameter in _SHARES.items():
        if form.text(name):
            given[parameter] = _money(visit, invoice, form, name, faults)
    return given


def _lines(details: InvoiceDetails, form: FormBody, faults: Sentences) -> list[Node]:
    """The ticked lines, each with how many of it are credited."""
    lines: list[Node] = []
    for number, line in enumerate(details.lines, 1):
        if form.text(f"line-{number}") != "1" or line.line is None:
            continue
        wanted: Form = {"type": "invoice_line_item", "invoice_line_item": line.line}
        quantity = form.text(f"quantity-{number}")
        if line.quantity == int(line.quantity) and quantity:
            wanted["quantity"] = quantity
        else:  # a part of a piece is credited whole
            wanted["amount"] = str(line.amount)
        lines.append(wanted)
    if not lines:
        faults["line-1"] = "Tick the lines that you credit."
    return lines


def _money(visit: Visit, invoice: Invoice, form: FormBody, name: str, faults: Sentences) -> str:
    try:
        return str(numbers.whole_minor_units(form.text(name), invoice.currency, visit.formats.locale))
    except NotANumber as error:
        faults[name] = str(error)
        return ""


def _field_of(error: ApiError) -> str:
    """The field at which a refusal stands; "" for one that is about the whole note."""
    shares = {parameter: name for name, parameter in _SHARES.items()}
    named = {**shares, "amount": "amount", "reason": "reason", "memo": "memo"}
    return named.get(error.param or "", "")


def _page(visit: Visit, details: InvoiceDetails, filled: Filled) -> Response:
    invoice = details.invoice
    return visit.page(
        "invoices/credit.html",
        status=422 if filled.faults else 200,
        title=f"Credit {invoice.number or 'this draft'}",
        area="invoices",
        details=details,
        typed=filled.form,
        faults=Sentences({name: words for name, words in filled.faults.items() if name}),
        sentence=filled.faults[""],
        note=filled.note,
        seen=filled.seen,
        reasons=REASONS,
        is_paid=invoice.amount_paid > 0,
    )
