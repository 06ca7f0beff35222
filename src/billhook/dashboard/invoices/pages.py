"""One invoice, and the pages that ask before something is done to it."""

from starlette.responses import Response

from billhook.dashboard.asking import Place, ask_page, json_page
from billhook.dashboard.developers.words import MAIL, told
from billhook.dashboard.invoices import exemptions
from billhook.dashboard.invoices.badges import badge, named, remaining
from billhook.dashboard.invoices.confirming import ACTS, Act, Leads
from billhook.dashboard.invoices.next_steps import next_steps
from billhook.dashboard.invoices.reading import found, invoice_of
from billhook.dashboard.invoices.sent_papers import kind_of
from billhook.dashboard.invoices.timeline import timeline
from billhook.dashboard.visiting import Done, Visit
from billhook.db.calls import Refused
from billhook.invoices import verbs, view
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.refusing import refusal_of_resend
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.mail_returns.rules.notices import comparable


async def show(visit: Visit) -> Response:
    """One invoice: what it says, what happened to it, and what can be done."""
    it = await found(visit)
    invoice = it.details.invoice
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
        mail_words=MAIL,
        told=told,
        sendable={
            mail.id for mail in it.history.mails if refusal_of_resend(it.details, mail.kind, mail.status) is None
        },
        papers=[(kind_of(paper), paper) for paper in it.papers],
        suppressed={mail.id for mail in it.history.mails if comparable(mail.recipient) in it.suppressed},
        notes=it.credit_notes,
        revisions=[(each, named(each), badge(each, visit.formats.now)) for each in it.revisions],
        late_fees=[(each, named(each), badge(each, visit.formats.now)) for each in it.late_fees],
        late_invoice=(it.late_invoice, named(it.late_invoice)) if it.late_invoice is not None else None,
        next_steps=next_steps(
            invoice,
            visit.tenant.settings,
            visit.formats,
            collects=not visit.tenant.livemode,
            exempt=[what for what, ids in it.exempt.items() if ids],
        ),
        exempt=list(exemptions.told(invoice, it.exempt)),
        exemptions=list(exemptions.offered(visit.tenant.settings, invoice, it.exempt)),
        hosted_page=view.hosted_url_at(visit.tenant, invoice, visit.formats.now),
        pdf=view.pdf_url_at(visit.tenant, invoice, visit.formats.now),
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
