"""How an invoice will look: its page, its paper and its mail; of a draft as if it were finalized now."""

from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from starlette.responses import Response

from billhook.dashboard.headers import FRAMED_HEADERS
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.mail_bodies import html_of
from billhook.dashboard.visiting import Visit
from billhook.documents.invoice_pdf import pictures_async
from billhook.documents.labels import labels_for
from billhook.documents.logo import Logo
from billhook.documents.paper import document
from billhook.documents.statement import InvoiceStatement
from billhook.documents.sum_wording import document_locale
from billhook.hosted.previewing import preview
from billhook.invoices import store, verbs
from billhook.invoices.logo import logo_of
from billhook.invoices.mail_composing import message_of
from billhook.invoices.mails_store import Mail
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.domestic_account import domestic_account
from billhook.invoices.rules.letters import INVOICE_ITSELF
from billhook.invoices.rules.swiss_account import swiss_account
from billhook.invoices.statement import statement_of
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace

UNNUMBERED = "Draft"
LOOKS = (("page", "Invoice page"), ("paper", "PDF"), ("mail", "E-mail"))

# The hosted page has a style sheet of ours and forms, which lead nowhere from in here.
_PAGE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        **FRAMED_HEADERS,
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'self'; sandbox"
        ),
    }
)
_PAGES_SHOWN = 5


def looks(visit: Visit, details: InvoiceDetails) -> Sequence[tuple[str, str, str]]:
    """Each look with its words and its address. Whoever gets no mail has no mail to look at."""
    address = visit.to(f"/invoices/{details.invoice.id}")
    mailed = details.invoice.collection_method == "send_invoice"
    return [(name, words, f"{address}/preview/{name}") for name, words in LOOKS if name != "mail" or mailed]


async def as_finalized(visit: Visit, details: InvoiceDetails) -> InvoiceDetails:
    """The draft after a finalization that is undone: the same sums, and no number. Raises what finalize raises."""
    trial: InvoiceDetails = await visit.run_trial(verbs.PREVIEW_FINALIZED, details.invoice.id)
    async with visit.reader() as reader:
        lines = (await store.find_whole(reader, details.invoice.id) or details).lines
    whole = replace(trial, lines=lines if len(trial.lines) != len(lines) else trial.lines)
    issuer = whole.invoice.issuer
    # The reference of a Swiss bill or a code comes from the number, which a draft has not.
    unbilled = replace(issuer, swiss_account=None, domestic_account=None) if issuer is not None else None
    return replace(whole, invoice=replace(whole.invoice, number=UNNUMBERED, issuer=unbilled))


async def show(visit: Visit) -> Response:
    """One of the looks, in a frame from which nothing is sent and in which nothing runs."""
    kind = visit.named("look")
    details = await invoice_of(visit)
    if kind not in _SHOWN or not details.invoice.is_draft:
        raise errors.NO_SUCH_PATH(noun="page", id=kind)
    try:
        details = await as_finalized(visit, details)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return visit.page("invoices/no_look.html", status=200, headers=FRAMED_HEADERS, sentence=error.message)
    statement = statement_of(details, is_test=not visit.tenant.livemode)
    unnumbered = labels_for(document_locale(statement))[0].draft
    return await _SHOWN[kind](visit, details, replace(statement, number=unnumbered))


async def _page(visit: Visit, details: InvoiceDetails, statement: InvoiceStatement) -> Response:
    async with visit.reader() as reader:
        html = preview(reader, details.invoice, statement)
    return Response(html, media_type="text/html; charset=utf-8", headers=dict(_PAGE_HEADERS))


async def _paper(visit: Visit, details: InvoiceDetails, statement: InvoiceStatement) -> Response:
    """Pictures of the pages. A frame without an origin fetches nothing that asks for a session, so they are inside."""
    pages = await pictures_async(document(statement, await _logo(visit, details)))
    account, livemode = visit.tenant.settings, visit.tenant.livemode
    return visit.page(
        "invoices/paper.html",
        headers=FRAMED_HEADERS,
        pictures=[b64encode(page).decode() for page in pages[:_PAGES_SHOWN]],
        more=max(0, len(pages) - _PAGES_SHOWN),
        invoice=details.invoice,
        will_have_bill=swiss_account(account, details.invoice, livemode=livemode) is not None,
        will_have_account=domestic_account(account, details.invoice, livemode=livemode) is not None,
    )


async def _mail(visit: Visit, details: InvoiceDetails, statement: InvoiceStatement) -> Response:
    mail = Mail(
        id=new_id("inmail"), created=visit.formats.now, invoice=details.invoice.id,
        recipient=details.bill_to.email or "nobody@example.com", says_paid=False, status="queued", attempts=0,
        kind=INVOICE_ITSELF, about=None, said=None, cc=(), bcc=(), taken=(), refused=(),
        own_texts=visit.tenant.settings.mail_texts_of(INVOICE_ITSELF),
    )  # fmt: skip
    # The frame shows no attachment, so none is set.
    message = message_of(
        mail, details, await _logo(visit, details), page=statement.means.page or "", pdf=b"",
        mail_from=visit.parts.settings.mail_from, is_test=not visit.tenant.livemode,
    )  # fmt: skip
    return Response(html_of(message), media_type="text/html; charset=utf-8", headers=dict(FRAMED_HEADERS))


async def _logo(visit: Visit, details: InvoiceDetails) -> Logo | None:
    async with visit.reader() as reader:
        return await logo_of(reader, details.invoice.issuer)


_Shown = Callable[[Visit, InvoiceDetails, InvoiceStatement], Awaitable[Response]]
_SHOWN: Mapping[str, _Shown] = {"page": _page, "paper": _paper, "mail": _mail}
