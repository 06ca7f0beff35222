"""The pages for humans: the payer's invoice, receipts, mandate; PDFs of invoices and credit notes; the front door."""

from functools import partial

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from billhook.accounts.directory import Directory
from billhook.credit_notes import statement as credit_note_statements
from billhook.credit_notes import store as credit_notes
from billhook.credit_notes.objects import CreditNoteDetails
from billhook.db.executor import Executor
from billhook.db.migrate import has_our_schema
from billhook.db.tx import Transactions
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.documents.invoice_pdf import render_async
from billhook.documents.paper import document
from billhook.hosted import pages
from billhook.hosted.addressing import named_tenant
from billhook.hosted.authenticating import Authentication
from billhook.hosted.checkout_page import CheckoutPages
from billhook.hosted.finding import opened, paper_of
from billhook.hosted.health import Health
from billhook.hosted.leading_away import LeadingPages
from billhook.hosted.link_over import LinkOver
from billhook.hosted.mail_news import MailNews, relay_keys
from billhook.hosted.mandate_page import Mandates
from billhook.hosted.payer import PayerVerbs
from billhook.hosted.paying import Paying
from billhook.hosted.portal import handlers as portal
from billhook.hosted.processor_news import ProcessorNews
from billhook.hosted.public_files import PublicFiles
from billhook.hosted.receipt_page import Receipts
from billhook.hosted.responses import download, expired, not_found, page, page_locale_of
from billhook.hosted.transfer_page import Transfers
from billhook.invoices import store
from billhook.invoices.logo import logo_of
from billhook.kernel.api_versions import NEWEST
from billhook.processors.known import origins_of
from billhook.settings import Settings
from billhook.wire.addresses import TOKEN_LENGTH
from billhook.wire.answering import RETRY_AFTER_SECONDS


def application(settings: Settings, executor: Executor, directory: Directory) -> Starlette:
    """Everything that is not under `/v1` or `/v2`."""
    transactions, verbs = executor.transactions, PayerVerbs(executor, directory)
    site = _Site(settings, transactions, directory)
    origins = origins_of(settings)
    paying, checkout, leading = Paying(verbs, origins), CheckoutPages(verbs, origins), LeadingPages(verbs, origins)
    authentication = Authentication(verbs, leading)
    mandates, receipts = Mandates(transactions, directory), Receipts(transactions, directory)
    mail_news = MailNews(executor, directory, relay_keys(settings))
    processor_news = ProcessorNews(executor, directory, settings)
    health = Health(partial(has_our_schema, transactions.pool))
    transfers, files = Transfers(transactions, directory), PublicFiles(transactions, directory)
    pages_of_site = Starlette(
        routes=[
            Route("/", site.landing),
            Route("/healthz", health.healthy),
            Route("/readyz", health.ready),
            Route("/robots.txt", site.robots),
            Route("/i/{account}/{token}", paying.show),
            Route("/i/{account}/{token}/pay", paying.back),
            Route("/i/{account}/{token}/pay", paying.pay, methods=["POST"]),
            Route("/i/{account}/{token}/back", paying.come_back),
            Route("/i/{account}/{token}/link", paying.back),
            Route("/i/{account}/{token}/link", paying.mail_link, methods=["POST"]),
            Route("/i/{account}/{token}/pdf", site.pdf),
            Route("/c/pay/{account}/{token}", checkout.show),
            Route("/c/pay/{account}/{token}/pay", checkout.back),
            Route("/c/pay/{account}/{token}/pay", checkout.pay, methods=["POST"]),
            Route("/c/pay/{account}/{token}/back", checkout.come_back),
            Route("/credit_notes/{account}/{token}/pdf", site.credit_note_pdf),
            Route("/links/{account}/{token}", files.link),
            Route("/pictures/{account}/{file}", files.picture),
            Route("/mail-news/{account}/{token}", mail_news.take, methods=["POST"]),
            Route("/processors/{processor}/{tenant}/{door}", processor_news.take, methods=["POST"]),
            Route("/mandates/{account}/{token}", mandates.show),
            Route("/receipts/{account}/{token}/{charge}", receipts.show),
            Route("/receipts/{account}/{token}/{charge}/pdf", receipts.pdf),
            Route("/bank_transfers/{account}/{token}/{intent}", transfers.show),
            Route("/authenticate/{account}/{token}/{intent}", authentication.show),
            Route("/authenticate/{account}/{token}/{intent}", authentication.decide, methods=["POST"]),
            Route("/authenticate/{account}/{token}/{intent}/back", leading.come_back),
            *portal.routes(verbs),
            *[Route(path, site.static) for path in pages.STATIC_FILES],
        ],
        exception_handlers={
            404: site.not_found,
            405: site.not_allowed,
            DatabaseUnavailable: site.unavailable,
            asyncpg.LockNotAvailableError: site.unavailable,
        },
    )
    pages_of_site.router.redirect_slashes = False  # a redirect would repeat whatever Host the caller sent
    return pages_of_site


class _Site:
    def __init__(self, settings: Settings, transactions: Transactions, directory: Directory) -> None:
        self._settings = settings
        self._transactions = transactions
        self._directory = directory

    async def landing(self, request: Request) -> Response:
        outbox = f"kept in {self._settings.data_dir / 'outbox'} and in the database"
        mail = "sent through your SMTP server" if self._settings.smtp_url else outbox
        facts = pages.LandingPage(api_base=self._settings.public_url, version=NEWEST, mail=mail)
        return page(pages.landing_page(facts))

    async def robots(self, request: Request) -> Response:
        return Response(pages.ROBOTS_TXT, media_type="text/plain")

    async def static(self, request: Request) -> Response:
        file = pages.STATIC_FILES[request.url.path]
        return Response(file.body, media_type=file.media_type, headers=dict(file.headers))

    async def not_found(self, request: Request, error: Exception) -> Response:
        return not_found(request)

    async def unavailable(self, request: Request, error: Exception) -> Response:
        if isinstance(error, DatabaseUnavailable):
            log_outage(error)
        again = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return page(
            pages.unavailable_page(page_locale_of(request)), status=503, headers={**pages.PAGE_HEADERS, **again}
        )

    async def not_allowed(self, request: Request, error: Exception) -> Response:
        allowed = getattr(error, "headers", None) or {}
        return not_found(request, status=405, headers=allowed)

    async def pdf(self, request: Request) -> Response:
        tenant, token = await named_tenant(self._directory, request, TOKEN_LENGTH)
        if tenant is None:
            return not_found(request)
        async with self._transactions.read(tenant) as reader:
            invoice_details = await opened(reader, request, token)
            if invoice_details is None:
                return not_found(request)
            if isinstance(invoice_details, LinkOver):
                return expired(invoice_details)
            paper = await paper_of(reader, invoice_details)
        return download(await render_async(paper), f"Invoice-{invoice_details.invoice.number}.pdf")

    async def credit_note_pdf(self, request: Request) -> Response:
        tenant, token = await named_tenant(self._directory, request, TOKEN_LENGTH)
        if tenant is None:
            return not_found(request)
        async with self._transactions.read(tenant) as reader:
            note = await credit_notes.find_by_token(reader, token)
            invoice_details = await store.find_whole(reader, note.invoice) if note is not None else None
            if note is None or invoice_details is None:
                return not_found(request)
            details = CreditNoteDetails(note, (await credit_notes.lines_of(reader, [note.id]))[note.id])
            statement = credit_note_statements.statement_of(details, invoice_details, is_test=not tenant.livemode)
            logo = await logo_of(reader, invoice_details.invoice.issuer)
        return download(await render_async(document(statement, logo)), f"Credit-note-{note.number}.pdf")
