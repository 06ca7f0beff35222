"""The page of an invoice as its payer would see it, shown to whoever writes the invoice."""

from billhook.db.tx import Reader
from billhook.documents.statement import InvoiceStatement
from billhook.hosted.attempts import forms_for
from billhook.hosted.finding import picture_path
from billhook.hosted.page_state import Attempt, PageState
from billhook.hosted.pages import invoice_page
from billhook.hosted.presenting import present
from billhook.hosted.transfers import TransferDetails, transfer_details
from billhook.hosted.words.catalogue import page_locale
from billhook.invoices.objects import Invoice
from billhook.payment_methods.objects import CUSTOMER_BALANCE
from billhook.payments.rules.lifecycle import PAYMENT_INTENT
from billhook.payments.rules.types import types_for


def preview(reader: Reader, invoice: Invoice, statement: InvoiceStatement) -> bytes:
    """The hosted page in the customer's language, HTML in UTF-8, before anybody tried to pay.

    It has the forms of the real page, so answer in a frame from which nothing can be sent.
    """
    locale = page_locale("", known=statement.locales, issuer=statement.issuer_locale)
    attempt = Attempt(
        status=PAYMENT_INTENT.starts["create"],
        methods=forms_for(reader, _types(invoice)),
        transfer=_transfer(invoice, statement, locale),
        save=reader.tenant.settings.hosted_payment_method_save,
    )
    page = PageState(
        locale=locale, url="", attempt=attempt,
        logo=picture_path(reader.tenant, statement.brand.logo), icon=picture_path(reader.tenant, statement.brand.icon),
    )  # fmt: skip
    return invoice_page(present(statement, page, now=reader.now))


def _types(invoice: Invoice) -> tuple[str, ...]:
    return tuple(invoice.payment_method_types or types_for(invoice.currency))


def _transfer(invoice: Invoice, statement: InvoiceStatement, locale: str) -> TransferDetails | None:
    if CUSTOMER_BALANCE not in _types(invoice) or not statement.means.accounts:
        return None
    return transfer_details(
        statement.means.accounts, business=statement.issuer.name, currency=invoice.currency,
        missing=invoice.amount_remaining, received=0, reference=statement.number,
        is_test=statement.is_test, locale=locale,
    )  # fmt: skip
